import JSON

/// A hub of models that answers as Hugging Face's does.
struct Hub: Sendable {
    /// `https://huggingface.co`
    let root: String
    let web: Web

    /// The files of a repository, all of one revision, that its model is made of.
    func find(_ repository: HubRepository) async throws(DownloadError) -> FoundModel {
        let place = repository.revision.map { "/revision/\($0)" } ?? ""
        let url = "\(root)/api/models/\(repository)\(place)?blobs=true"
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
        let kept = files.filter { chosen.contains($0.path) }
        let isFolder = !kept.contains { $0.path.name.lowercased().hasSuffix(".gguf") }
        return FoundModel(
            source: ModelSource.hub(repository).description,
            revision: revision,
            licence: Self.licence(json),
            files: isFolder ? kept : kept.compactMap(Self.flat),
            shape: isFolder ? .folder : .files,
            web: web
        )
    }

    /// A GGUF file lies in the models directory itself, wherever it was.
    private static func flat(_ file: RemoteFile) -> RemoteFile? {
        var flat = file
        guard let path = RelativePath(file.path.name) else { return nil }
        flat.path = path
        return flat
    }

    /// `apache-2.0`, or as many as there are.
    private static func licence(_ json: JSONValue) -> String? {
        let said = json["cardData"]?["license"]
        let tags = (json["tags"]?.array ?? []).compactMap(\.string).filter { $0.hasPrefix("license:") }
        let names =
            said?.array?.compactMap(\.string) ?? said?.string.map { [$0] } ?? tags.map { String($0.dropFirst(8)) }
        let plain = names.map { String($0.prefix(100)) }.filter { !$0.isEmpty }
        return plain.isEmpty ? nil : plain.prefix(8).joined(separator: ", ")
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
