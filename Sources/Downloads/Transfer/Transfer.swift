import EventLoop
import HTTP

/// One file on its way to the disk: taken up where an earlier try ended, and tried again where the connection breaks.
final class Transfer: @unchecked Sendable {
    // Sendable because a pull uses it from one place after the other.
    let file: RemoteFile
    private let web: Web
    private let disk: BlockingThread
    private let target: String
    private var partial: PartialFile?
    private var body: HTTPBody?
    private var failures = 0

    /// How often a connection may break without a byte having come.
    private static let patience = 5
    private static let most = 1 << 40

    init(_ file: RemoteFile, to target: String, _ web: Web, disk: BlockingThread) {
        self.file = file
        self.target = target
        self.web = web
        self.disk = disk
    }

    var completed: Int { partial?.length ?? 0 }

    /// Goes on for as long as a progress bar may stand still. Returns true when the file is there, checked.
    func proceed(for span: Duration) async throws(DownloadError) -> Bool {
        let partial = try await opened()
        let began = ContinuousClock.now
        while ContinuousClock.now - began < span {
            if Task.isCancelled { throw DownloadError(.cancelled, "called off") }
            if partial.length == file.size { return try await finish(partial) }
            do throws(DownloadError) {
                guard let piece = try await next(partial) else { return try await finish(partial) }
                failures = 0
                guard partial.length + piece.count <= file.size ?? Self.most else {
                    throw DownloadError(.mismatch, "\(Web.host(of: file.url)) sends more than it said")
                }
                try await onDisk { () throws(DownloadError) in try partial.append(piece) }
            } catch {
                body = nil
                guard error.code == .unreachable, failures < Self.patience else { throw error }
                failures += 1
                do { try await EventLoop.sleep(for: .milliseconds(200 << failures)) } catch {
                    throw DownloadError(.cancelled, "called off")
                }
            }
        }
        return false
    }

    private func opened() async throws(DownloadError) -> PartialFile {
        if let partial { return partial }
        let opened = try await onDisk { [target, file] () throws(DownloadError) in
            let partial = try PartialFile(target + ".partial", expecting: file.digest)
            if let size = file.size, partial.length > size { try partial.restart() }
            return partial
        }
        partial = opened
        return opened
    }

    private func finish(_ partial: PartialFile) async throws(DownloadError) -> Bool {
        body = nil
        try await onDisk { [target] () throws(DownloadError) in try partial.finish(as: target) }
        return true
    }

    /// The next piece of the body; nil at its end.
    private func next(_ partial: PartialFile) async throws(DownloadError) -> [UInt8]? {
        if body == nil { body = try await ask(from: partial) }
        do { return try await body?.next() } catch { throw DownloadError(error, from: file.url) }
    }

    private func ask(from partial: PartialFile) async throws(DownloadError) -> HTTPBody {
        // What is packed on the way would have another length than its place in the file.
        var headers: HTTPHeaders = ["accept-encoding": "identity"]
        let start = partial.length
        if start > 0 { headers.add("range", "bytes=\(start)-") }
        let response = try await web.get(file.url, headers: headers)
        switch response.status {
        case 206 where response.headers["content-range"]?.hasPrefix("bytes \(start)-") == true: break
        case 200, 206, 416:
            if start > 0 { try await onDisk { () throws(DownloadError) in try partial.restart() } }
            guard response.status == 200 else {
                throw DownloadError(.unreachable, "\(Web.host(of: file.url)) sends another part than it was asked for")
            }
        default: throw DownloadError(status: response.status, from: file.url)
        }
        return response.body
    }

    private func onDisk<Value: Sendable>(
        _ body: @escaping @Sendable () throws(DownloadError) -> Value
    ) async throws(DownloadError) -> Value {
        try await disk.result(body).get()
    }
}

extension BlockingThread {
    /// What comes of it, be it an error.
    func result<Value: Sendable>(
        _ body: @escaping @Sendable () throws(DownloadError) -> Value
    ) async -> Result<Value, DownloadError> {
        await withCheckedContinuation { continuation in
            submit { continuation.resume(returning: Result { () throws(DownloadError) in try body() }) }
        }
    }
}
