/// A model of a provider: `ollama/mistral:7b`.
package struct ModelID: Sendable, Hashable, CustomStringConvertible {
    package let provider: String
    /// The backend's own name; it may hold slashes and colons itself.
    package let model: String

    package init(provider: String, model: String) {
        self.provider = provider
        self.model = model
    }

    package var description: String { "\(provider)/\(model)" }
}
