/// A request to another server.
package struct HTTPClientRequest: Sendable {
    package var method: String
    package var url: String
    package var headers: HTTPHeaders
    package var body: [UInt8]?
    package var deadlines: HTTPDeadlines
    /// Which machines it may be sent to.
    package var reach = HTTPReach.anywhere

    package init(
        _ method: String,
        _ url: String,
        headers: HTTPHeaders = [:],
        body: [UInt8]? = nil,
        deadlines: HTTPDeadlines = HTTPDeadlines()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadlines = deadlines
    }
}

/// Which machines a request may be sent to.
package enum HTTPReach: Sendable, Equatable {
    case anywhere
    /// What others have a say in (a name that a user gives, a redirect) must not lead into the networks that this
    /// machine is in. The address that is connected to is looked at, whatever its name said before.
    case publicOnly
}

/// How long a client waits for what.
package struct HTTPDeadlines: Sendable, Equatable {
    package var connect: Duration = .seconds(5)
    /// From sending to the first byte of the answer's head.
    package var firstByte: Duration = .seconds(600)
    /// Between two pieces of the body.
    package var idle: Duration = .seconds(120)
    /// From the beginning until the reader calls the body opened, whatever comes before that; nil: no limit.
    package var opening: Duration?

    package init() {}
}

/// The head of an answer, and its body as it arrives.
package struct HTTPClientResponse: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: HTTPBody

    package init(status: Int, headers: HTTPHeaders, body: HTTPBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// A body that arrives in pieces, for one reader. Dropping it before its end, or cancelling the task that reads it,
/// closes the exchange. The sender is held back while the reader does not read.
package final class HTTPBody: Sendable {
    private let source: any HTTPBodySource

    init(_ source: any HTTPBodySource) { self.source = source }

    package convenience init(
        next: @escaping @Sendable () async throws(HTTPClientError) -> [UInt8]?,
        abandon: @escaping @Sendable () -> Void
    ) {
        self.init(HTTPBodyClosures(nextPiece: next, leave: abandon))
    }

    deinit { source.abandon() }

    /// The next piece; nil at the proper end.
    package func next() async throws(HTTPClientError) -> [UInt8]? { try await source.next() }

    /// What was waited for has come: the deadline for opening is off.
    package func opened() { source.opened() }

    /// All of it, if it is no longer than `limit`.
    package func collect(upTo limit: Int) async throws(HTTPClientError) -> [UInt8] {
        var all: [UInt8] = []
        while let piece = try await next() {
            guard all.count + piece.count <= limit else {
                throw HTTPClientError(.tooLarge, "the answer is longer than \(limit) bytes")
            }
            if all.isEmpty { all = piece } else { all += piece }
        }
        return all
    }
}

/// Where a body comes from.
protocol HTTPBodySource: AnyObject, Sendable {
    /// The next piece; nil at the proper end.
    func next() async throws(HTTPClientError) -> [UInt8]?
    /// Nobody is going to read on.
    func abandon()
    /// The reader has seen what it waited for.
    func opened()
}

extension HTTPBodySource {
    func opened() {}
}

private final class HTTPBodyClosures: HTTPBodySource {
    private let nextPiece: @Sendable () async throws(HTTPClientError) -> [UInt8]?
    private let leave: @Sendable () -> Void

    init(
        nextPiece: @escaping @Sendable () async throws(HTTPClientError) -> [UInt8]?,
        leave: @escaping @Sendable () -> Void
    ) {
        self.nextPiece = nextPiece
        self.leave = leave
    }

    func next() async throws(HTTPClientError) -> [UInt8]? { try await nextPiece() }
    func abandon() { leave() }
}

/// Why an exchange with another server failed.
package struct HTTPClientError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case badURL = "bad_url"
        case resolve
        case refused
        case tls
        case connectTimeout = "connect_timeout"
        case firstByteTimeout = "first_byte_timeout"
        case stalled
        /// The connection ended before the answer did.
        case cut
        /// The answer is not HTTP.
        case malformed
        case tooLarge = "too_large"
        /// The request may go to public addresses only, and this is none.
        case notPublic = "not_public"
        case cancelled
        case other
    }

    package var code: Code
    /// What happened, without secrets.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// Sends requests. `HTTPClient` is the real one.
package protocol HTTPTransport: Sendable {
    /// Returns when the answer's head is there. An answer of 400 and above is an answer, not an error.
    func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse
}
