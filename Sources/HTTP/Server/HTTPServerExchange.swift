import EventLoop
import Synchronization

/// One request's way to its answer. It is void as soon as the connection has gone on to another request.
struct HTTPServerExchange: HTTPResponder {
    let connection: HTTPConnection
    let number: UInt64

    var isStarted: Bool { connection.startedNumber.load(ordering: .relaxed) >= number }

    func send(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) async throws(HTTPServerError) {
        if connection.loop.isCurrent {
            try connection.send(number, status, headers, body)
        } else {
            try await onLoop { [self] () throws(HTTPServerError) in
                try connection.send(number, status, headers, body)
            }
        }
        try await waitForReader()
    }

    func start(_ status: Int, _ headers: HTTPHeaders) throws(HTTPServerError) {
        guard connection.loop.isCurrent else { throw .misuse("start was called off the connection's event loop") }
        try connection.start(number, status, headers)
    }

    func write(_ bytes: [UInt8]) async throws(HTTPServerError) {
        if connection.loop.isCurrent {
            try connection.write(number, bytes)
        } else {
            try await onLoop { [self] () throws(HTTPServerError) in try connection.write(number, bytes) }
        }
        try await waitForReader()
    }

    func finish() async throws(HTTPServerError) {
        if connection.loop.isCurrent {
            try connection.finish(number)
        } else {
            try await onLoop { [self] () throws(HTTPServerError) in try connection.finish(number) }
        }
    }

    /// Waits until the client has taken most of what was queued for it.
    private func waitForReader() async throws(HTTPServerError) {
        guard connection.isOverHighWater else { return }
        let isThere = await unsafe withUnsafeContinuation { continuation in
            connection.loop.execute { unsafe connection.waitForReader(continuation) }
        }
        guard isThere else { throw .clientGone }
    }

    /// For a handler that answers from an executor of its own.
    private func onLoop(_ body: @escaping @Sendable () throws(HTTPServerError) -> Void) async throws(HTTPServerError) {
        let result = await unsafe withUnsafeContinuation {
            (continuation: UnsafeContinuation<Result<Void, HTTPServerError>, Never>) in
            connection.loop.execute {
                unsafe continuation.resume(returning: Result { () throws(HTTPServerError) in try body() })
            }
        }
        try result.get()
    }
}
