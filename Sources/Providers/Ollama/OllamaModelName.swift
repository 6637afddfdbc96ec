/// How Ollama writes the names of models: without a tag they mean `:latest`.
enum OllamaModelName {
    /// The name with its tag. A colon before the last slash belongs to a registry's port.
    static func canonical(_ name: String) -> String {
        let last = name.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        return last.contains(":") ? name : name + ":latest"
    }

    static func isSame(_ one: String, _ other: String) -> Bool {
        one == other || canonical(one).lowercased() == canonical(other).lowercased()
    }
}
