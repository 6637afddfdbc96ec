import EventLoop
import Foundation
import HTTP
import Synchronization

@testable import Downloads

/// Servers that answer from a table, and keep what they were asked.
final class FakeWeb: HTTPTransport {
    struct Answer: Sendable {
        var status = 200
        var headers: HTTPHeaders = [:]
        var body: [UInt8] = []
        /// After how many bytes the connection breaks.
        var breaksAfter: Int?
    }

    private struct State {
        var pages: [String: @Sendable (HTTPClientRequest) -> Answer] = [:]
        var requests: [HTTPClientRequest] = []
    }

    private let state = Mutex(State())

    var requests: [HTTPClientRequest] { state.withLock { $0.requests } }

    func page(_ url: String, _ answer: @escaping @Sendable (HTTPClientRequest) -> Answer) {
        state.withLock { $0.pages[url] = answer }
    }

    func page(_ url: String, _ text: String) { page(url) { _ in Answer(body: Array(text.utf8)) } }

    /// A file as servers that know of ranges serve it; the first asking breaks after so many bytes.
    func file(_ url: String, _ bytes: [UInt8], breaksAfter: Int? = nil) {
        page(url) { request in
            guard let range = request.headers["range"] else { return Answer(body: bytes, breaksAfter: breaksAfter) }
            let ends = range.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
            let start = Int(ends[0]) ?? 0
            let end = min(Int(ends[1]) ?? .max, bytes.count - 1)
            let headers: HTTPHeaders = ["content-range": "bytes \(start)-\(end)/\(bytes.count)"]
            return Answer(status: 206, headers: headers, body: Array(bytes[start...end]))
        }
    }

    func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        let page = state.withLock { state in
            state.requests.append(request)
            return state.pages[request.url]
        }
        guard let answer = page?(request) else {
            let nothing = HTTPBody(next: { () async throws(HTTPClientError) in nil }, abandon: {})
            return HTTPClientResponse(status: 404, headers: [:], body: nothing)
        }
        let pieces = Pieces(answer.body, breaksAfter: answer.breaksAfter)
        let body = HTTPBody(next: { () async throws(HTTPClientError) in try pieces.next() }, abandon: {})
        return HTTPClientResponse(status: answer.status, headers: answer.headers, body: body)
    }
}

private final class Pieces: Sendable {
    private let rest: Mutex<ArraySlice<UInt8>>
    private let breaks: Bool

    init(_ bytes: [UInt8], breaksAfter: Int?) {
        rest = Mutex(bytes.prefix(breaksAfter ?? .max))
        breaks = breaksAfter != nil
    }

    func next() throws(HTTPClientError) -> [UInt8]? {
        let piece = rest.withLock { rest in
            defer { rest = rest.dropFirst(1000) }
            return Array(rest.prefix(1000))
        }
        if !piece.isEmpty { return piece }
        if breaks { throw HTTPClientError(.cut, "the connection ended") }
        return nil
    }
}

/// A models folder that is there for one test.
final class PullStage: Sendable {
    let folder = FileManager.default.temporaryDirectory.path + "/martlet-pull-" + UUID().uuidString
    let web = FakeWeb()

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func pull(
        _ name: String,
        token: String? = nil,
        check: @escaping @Sendable (String) throws -> Void = { _ in }
    ) throws -> ModelPull {
        var origins = PullOrigins()
        origins.hub = "https://hub.test"
        origins.packageIndex = "https://index.test/simple/"
        origins.registry = "https://registry.test"
        origins.hubToken = token
        return ModelPull(try PullName(name), to: folder, from: origins, over: web, check: check)
    }

    /// Everything that it tells, to the end.
    func steps(_ pull: ModelPull) async throws -> [PullStep] {
        let told = Mutex<[PullStep]>([])
        _ = try await pull.run { step in told.withLock { $0.append(step) } }
        return told.withLock { $0 }
    }

    var shelf: ModelShelf { ModelShelf(folder) }

    /// A page of the hub with one GGUF file, of some revision.
    func offerGGUF(
        _ bytes: [UInt8],
        revision: String,
        named file: String = "m-Q8_0.gguf",
        of repository: String = "org/m"
    ) throws {
        let digest = try PullStage.sha256(bytes)
        web.page(
            "https://hub.test/api/models/\(repository)?blobs=true",
            #"{"sha":"\#(revision)","cardData":{"license":"apache-2.0"},"siblings":[{"rfilename":"\#(file)","lfs":{"sha256":"\#(digest)","size":\#(bytes.count)}}]}"#
        )
        web.file("https://hub.test/\(repository)/resolve/\(revision)/\(file)", bytes)
    }

    func text(_ path: String) -> String? { try? String(contentsOfFile: folder + "/" + path, encoding: .utf8) }

    /// What lies in the folder, besides what is known of it.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0 != ".martlet" }.sorted()
    }

    static func sha256(_ bytes: [UInt8]) throws -> String {
        let digest = try RunningDigest(.sha256(""))
        digest.add(bytes)
        return digest.finish()
    }

    static func gitBlob(_ bytes: [UInt8]) throws -> String {
        let digest = try RunningDigest(.gitBlob("", size: bytes.count))
        digest.add(bytes)
        return digest.finish()
    }
}
