/// A file somewhere else: where it is, what it is called, and what its bytes must come to.
struct RemoteFile: Sendable, Equatable {
    var url: String
    var path: RelativePath
    /// Nil where nobody promises any.
    var digest: ExpectedDigest?
    /// Nil where nobody says.
    var size: Int?
    /// What the server calls this state of the file, where it has no digest.
    var tag: String?
}

/// What a source has under a name: all that a pull needs to know before the first byte of it.
struct FoundModel: Sendable {
    enum Shape: Sendable, Equatable {
        /// GGUF files, which lie in the models directory itself.
        case files
        /// A folder with all of them.
        case folder
        /// The only file is an archive, and this folder of it is the model.
        case archive(RelativePath)
    }

    var source: String
    /// The commit, the package's version, or the manifest's digest.
    var revision: String?
    /// The licence's name.
    var licence: String?
    /// Files with the licence's words.
    var licenceFiles: [RemoteFile] = []
    var files: [RemoteFile]
    var shape: Shape
    /// What people should know.
    var notes: [String] = []
    let web: Web

    /// Throws where two of them would be one file on some system.
    func checkNames() throws(DownloadError) {
        var seen: Set<String> = []
        for file in files where !seen.insert(file.path.folded).inserted {
            throw DownloadError(.malformed, "\(source) has two files of the name \(file.path)")
        }
    }
}
