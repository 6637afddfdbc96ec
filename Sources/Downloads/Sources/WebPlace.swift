import HTTP

/// A file at an address that nobody vouches for but the user, and what the server tells of it.
struct WebPlace: Sendable {
    let web: Web

    func find(_ file: WebFile) async throws(DownloadError) -> FoundModel {
        var remote = RemoteFile(url: file.url, path: file.path, digest: file.digest)
        // Not every server answers this: then the file itself tells.
        let head = try await web.get(file.url, headers: ["accept-encoding": "identity"], method: "HEAD")
        switch head.status {
        case 200:
            remote.size = head.headers["content-length"].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
            remote.tag = FileTransfer.tag(head.headers)
        case 401, 403, 405, 501: break
        default: throw DownloadError(head, from: file.url)
        }
        var found = FoundModel(
            source: file.shownURL,
            revision: remote.tag,
            files: [remote],
            shape: .files,
            web: web
        )
        if file.digest == nil {
            found.notes.append("nobody vouches for the file's digest: give it as #sha256=… to have it checked")
        }
        return found
    }
}
