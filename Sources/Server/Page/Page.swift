/// The page: its files as the program holds them, under a name that changes with any of them, so that a browser may keep
/// them for good and still never shows an old one.
struct Page: Sendable {
    let version: String
    /// What is at `/`.
    let front: PageFile
    private let files: [String: PageFile]

    static let frontName = "index.html"

    init(_ sources: [(name: String, text: String)] = PageSources.all) {
        var fingerprint = Fingerprint([])
        for (name, text) in sources {
            fingerprint.add(name.utf8)
            fingerprint.add(text.utf8)
        }
        let version = fingerprint.text
        var files: [String: PageFile] = [:]
        for (name, text) in sources where name != Self.frontName { files[name] = PageFile(name: name, text: text) }
        let front = sources.first { $0.name == Self.frontName }?.text ?? ""
        self.version = version
        self.files = files
        self.front = PageFile(name: Self.frontName, text: front.replacing("VERSION", with: version))
    }

    /// The file at `VERSION/NAME`, and whether the version is this one. A page that was loaded before Martlet was
    /// replaced gets the new files.
    func file(at path: String) -> (file: PageFile, isCurrent: Bool)? {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let file = files[String(parts[1])] else { return nil }
        return (file, parts[0] == version)
    }
}
