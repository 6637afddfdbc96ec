/// A request as a server received it, whole.
package struct HTTPRequest: Sendable {
    package var method: String
    /// The path as sent, still percent-encoded, without the query.
    package var path: String
    /// What stood after `?`, still percent-encoded.
    package var query: String?
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// The client's address, for logs: `127.0.0.1:51234`.
    package var peer: String

    package init(
        method: String,
        path: String,
        query: String? = nil,
        headers: HTTPHeaders = [:],
        body: [UInt8] = [],
        peer: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.peer = peer
    }
}

/// Where a handler puts its answer: either `send`, once; or `start`, any number of `write`s, and `finish`.
///
/// A handler that returns without an answer gets its client a 500; one that returns after `start` without `finish`
/// has the connection cut, so that the client sees a broken answer as broken.
package protocol HTTPResponder: Sendable {
    /// Answers whole. `content-length`, `date` and `connection` are the server's to add.
    func send(_ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) async throws(HTTPServerError)

    /// Sends status and headers at once; the body follows in pieces (chunked for HTTP/1.1).
    func start(_ status: Int, _ headers: HTTPHeaders) throws(HTTPServerError)

    /// Sends a piece at once. Suspends while the client has not taken what was sent before, so that memory never
    /// grows with a slow reader.
    func write(_ bytes: [UInt8]) async throws(HTTPServerError)

    /// Ends the body properly.
    func finish() async throws(HTTPServerError)

    /// Whether status and headers are gone.
    var isStarted: Bool { get }
}

/// Answers requests. It runs as a task of its own on the connection's loop; when the client leaves, the task is
/// cancelled.
package protocol HTTPHandler: Sendable {
    func handle(_ request: HTTPRequest, _ responder: any HTTPResponder) async
}

/// The client cannot be answered any more.
package enum HTTPServerError: Error, Sendable {
    /// The client has left, or took nothing for so long that it was cut off.
    case clientGone
    /// A handler answered twice, or out of order.
    case misuse(String)
}
