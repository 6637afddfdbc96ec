import Foundation
import HTTP
import JSON
import Synchronization

/// Keeps what a handler answers, and holds it to the responder's rules: an answer out of order is `misuse`.
final class RecordingResponder: HTTPResponder {
    struct Answer: Sendable {
        var status: Int?
        var headers: HTTPHeaders = [:]
        /// What each `write` brought; a whole answer is one piece.
        var pieces: [[UInt8]] = []
        var isWhole = false
        var isFinished = false
    }

    private let state = Mutex(Answer())
    /// The client leaves when this many pieces have been written.
    private let leavesAfter: Int

    init(clientLeavesAfter pieces: Int = .max) { leavesAfter = pieces }

    var answer: Answer { state.withLock { $0 } }
    var status: Int? { answer.status }
    var headers: HTTPHeaders { answer.headers }
    var body: [UInt8] { answer.pieces.flatMap(\.self) }
    var text: String { String(decoding: body, as: UTF8.self) }
    var isStarted: Bool { status != nil }

    /// Waits for the beginning of the answer, however long the machine takes to come to it.
    func hasStarted() async {
        while !isStarted, (try? await Task.sleep(for: .milliseconds(1))) != nil {}
    }

    /// The whole body, read as JSON.
    func json() throws -> JSONValue { try JSONValue(parsing: body) }

    /// The payloads of a stream of server-sent events, `[DONE]` and all.
    var events: [String] {
        text.components(separatedBy: "\n\n").filter { !$0.isEmpty }.map { frame in
            frame.split(separator: "\n", omittingEmptySubsequences: false)
                .filter { $0.hasPrefix("data: ") }.map { $0.dropFirst(6) }.joined(separator: "\n")
        }
    }

    func send(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) async throws(HTTPServerError) {
        try change { (answer) throws(HTTPServerError) in
            guard answer.status == nil else { throw .misuse("a second answer") }
            guard leavesAfter > 0 else { throw .clientGone }
            answer = Answer(status: status, headers: headers, pieces: [body], isWhole: true, isFinished: true)
        }
    }

    func start(_ status: Int, _ headers: HTTPHeaders) throws(HTTPServerError) {
        try change { (answer) throws(HTTPServerError) in
            guard answer.status == nil else { throw .misuse("a second start") }
            answer.status = status
            answer.headers = headers
        }
    }

    func write(_ bytes: [UInt8]) async throws(HTTPServerError) {
        try change { (answer) throws(HTTPServerError) in
            guard answer.status != nil, !answer.isFinished else { throw .misuse("a write out of order") }
            guard answer.pieces.count < leavesAfter else { throw .clientGone }
            answer.pieces.append(bytes)
        }
    }

    func finish() async throws(HTTPServerError) {
        try change { (answer) throws(HTTPServerError) in
            guard answer.status != nil, !answer.isFinished else { throw .misuse("a finish out of order") }
            answer.isFinished = true
        }
    }

    private func change(_ body: (inout Answer) throws(HTTPServerError) -> Void) throws(HTTPServerError) {
        try state.withLock { (answer) throws(HTTPServerError) in try body(&answer) }
    }
}
