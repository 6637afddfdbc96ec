/// How large a request may be.
package struct HTTPRequestLimits: Sendable, Equatable {
    /// Method, target and version. A longer line is answered 414.
    package var requestLineBytes = 8192
    /// The request line and all header fields, and trailer fields after a body. More is answered 431.
    package var headBytes = 32 << 10
    /// How many header fields. More are answered 431.
    package var fieldCount = 100
    /// A longer body is answered 413.
    package var bodyBytes = 32 << 20
    /// A chunk's size with its extensions. A longer line is answered 400.
    package var chunkLineBytes = 256

    package init() {}
}

/// What stands before a request's body.
package struct HTTPRequestHead: Sendable, Equatable {
    package enum Framing: Sendable, Equatable {
        case none
        case length(Int)
        case chunked
    }

    package var method: String
    /// Still percent-encoded, without the query; begins with `/`, or is `*`.
    package var path: String
    package var query: String?
    package var headers: HTTPHeaders
    package var framing: Framing
    /// Whether the client speaks HTTP/1.1, rather than 1.0.
    package var isHTTP11: Bool
    /// Whether the client wants to send another request on the connection.
    package var keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    package var expectsContinue: Bool
}

/// Why a request is refused: the answer's status, and what is wrong. The connection cannot be used any further.
package struct HTTPRequestFailure: Error, Sendable, Equatable {
    package var status: Int
    package var message: String

    package init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }
}
