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

    /// Whether it says the same of the same file, only later.
    func supersedes(_ other: PullStep) -> Bool {
        completed != nil && other.completed != nil && status == other.status && digest == other.digest
    }
}
