import Foundation
import HTTP
import JSON
import Synchronization

/// A body whose pieces are known before, and which knows what became of it.
final class ScriptedBody: Sendable {
    enum End: Sendable {
        case proper
        case failure(HTTPClientError)
        /// No more comes, until the reader is cancelled.
        case stall
    }

    private struct State {
        var pieces: [[UInt8]]
        var isAbandoned = false
    }

    private let state: Mutex<State>
    private let end: End

    init(_ pieces: [[UInt8]], end: End = .proper) {
        state = Mutex(State(pieces: pieces))
        self.end = end
    }

    convenience init(_ text: String, cutEvery size: Int = .max, end: End = .proper) {
        let bytes = Array(text.utf8)
        let step = min(size, max(bytes.count, 1))
        self.init(
            stride(from: 0, to: bytes.count, by: step).map { Array(bytes[$0..<min($0 + step, bytes.count)]) },
            end: end
        )
    }

    var remaining: Int { state.withLock { $0.pieces.count } }
    /// Whether the reader let it go.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    func body() -> HTTPBody {
        HTTPBody(
            next: { [self] () async throws(HTTPClientError) in
                if Task.isCancelled { throw HTTPClientError(.cancelled, "cancelled") }
                if let piece = state.withLock({ $0.pieces.isEmpty ? nil : $0.pieces.removeFirst() }) { return piece }
                switch end {
                case .proper: return nil
                case .failure(let error): throw error
                case .stall:
                    try? await Task.sleep(for: .seconds(60))
                    throw HTTPClientError(.cancelled, "cancelled")
                }
            },
            abandon: { [self] in state.withLock { $0.isAbandoned = true } }
        )
    }
}

/// A transport that answers as it is told, in order, and keeps what it was sent.
final class ScriptedTransport: HTTPTransport {
    struct Answer: Sendable {
        var status = 200
        var headers: HTTPHeaders = [:]
        var body = ScriptedBody([])
    }

    private struct State {
        var answers: [Result<Answer, HTTPClientError>]
        var requests: [HTTPClientRequest] = []
    }

    private let state: Mutex<State>

    init(answers: [Result<Answer, HTTPClientError>]) { state = Mutex(State(answers: answers)) }

    convenience init(_ answers: Result<Answer, HTTPClientError>...) { self.init(answers: answers) }

    convenience init(_ status: Int = 200, _ text: String, headers: HTTPHeaders = [:]) {
        self.init(.success(Answer(status: status, headers: headers, body: ScriptedBody(text))))
    }

    convenience init(body: ScriptedBody) { self.init(.success(Answer(body: body))) }

    var requests: [HTTPClientRequest] { state.withLock { $0.requests } }

    /// The body of the last request, read as JSON.
    var sent: JSONValue? { requests.last?.body.flatMap { try? JSONValue(parsing: $0) } }

    func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        let answer = state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else { throw HTTPClientError(.other, "the test has told no answer") }
        let told = try answer.get()
        return HTTPClientResponse(status: told.status, headers: told.headers, body: told.body.body())
    }
}
