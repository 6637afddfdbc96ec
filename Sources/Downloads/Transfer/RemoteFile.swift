/// A file somewhere else: where it is, what it is called, and what its bytes must come to.
struct RemoteFile: Sendable, Equatable {
    var url: String
    var path: RelativePath
    var digest: ExpectedDigest
    /// Nil where nobody says.
    var size: Int?
}
