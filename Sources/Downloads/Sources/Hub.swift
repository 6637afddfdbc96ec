import JSON

/// A hub of models that answers as Hugging Face's does.
struct Hub: Sendable {
    /// `https://huggingface.co`
    let root: String
    let web: Web

    /// The files of a repository, all of one revision, that its model is made of.
    func files(of repository: HubRepository) async throws(DownloadError) -> [RemoteFile] {
        let url = "\(root)/api/models/\(repository)?blobs=true"
        let json = try await web.json(url, accepting: "application/json", upTo: 64 << 20)
        guard let revision = json["sha"]?.string, Self.isRevision(revision), let siblings = json["siblings"]?.array
        else {
            throw DownloadError(.malformed, "\(Web.host(of: root)) does not say what is in \(repository)")
        }
        var files: [RemoteFile] = []
        var unchecked: Set<RelativePath> = []
        for sibling in siblings {
            guard let path = sibling["rfilename"]?.string.flatMap({ RelativePath($0) }), !path.isHidden else {
                continue
            }
            guard let (digest, size) = Self.digest(of: sibling) else {
                unchecked.insert(path)
                continue
            }
            let url = "\(root)/\(repository)/resolve/\(revision)/\(path.percentEncoded)"
            files.append(RemoteFile(url: url, path: path, digest: digest, size: size))
        }
        let chosen = try HubChoice(files.map(\.path) + unchecked, of: repository).paths
        if let path = chosen.first(where: unchecked.contains) {
            throw DownloadError(
                .unsupported,
                "\(Web.host(of: root)) does not tell the digest of \(path), so that nobody could check what comes"
            )
        }
        return files.filter { chosen.contains($0.path) }
    }

    private static func isRevision(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            }
    }

    /// Of a large file its own, of a small one Git's.
    private static func digest(of sibling: JSONValue) -> (ExpectedDigest, Int)? {
        if let large = sibling["lfs"], !large.isNull {
            guard let size = large["size"]?.int, size >= 0,
                let digest = ExpectedDigest.sha256(checking: large["sha256"]?.string)
            else { return nil }
            return (digest, size)
        }
        guard let size = sibling["size"]?.int, size >= 0,
            let digest = ExpectedDigest.gitBlob(checking: sibling["blobId"]?.string, size: size)
        else { return nil }
        return (digest, size)
    }
}
