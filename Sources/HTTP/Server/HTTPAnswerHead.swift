/// Status line and header fields of an answer, as bytes.
package enum HTTPAnswerHead {
    /// What follows the head.
    enum Body {
        /// This many bytes (announced, but not sent, to `HEAD`).
        case whole(Int)
        case chunked
        /// Bytes until the connection is closed, for HTTP/1.0.
        case untilClose
        /// Nothing, and no word about it: 204, 304.
        case none
    }

    /// Appends a head. The fields that frame the message and `date` are the server's: those of a handler are left out.
    static func append(
        _ status: Int,
        _ headers: HTTPHeaders,
        _ body: Body,
        date: [UInt8],
        closes: Bool,
        isHTTP11: Bool,
        to out: inout [UInt8]
    ) throws(HTTPServerError) {
        try append(status: status, to: &out)
        for field in headers.fields where !isServers(field.name) {
            try append(field, to: &out)
        }
        switch body {
        case .whole(let count):
            out.append("content-length: ")
            out.append(decimal: count)
            out.append("\r\n")
        case .chunked: out.append("transfer-encoding: chunked\r\n")
        case .untilClose, .none: break
        }
        out.append(contentsOf: date)
        if closes {
            out.append("connection: close\r\n\r\n")
        } else if !isHTTP11 {
            out.append("connection: keep-alive\r\n\r\n")
        } else {
            out.append("\r\n")
        }
    }

    /// Whether a handler asks that the connection be closed after its answer.
    static func asksToClose(_ headers: HTTPHeaders) -> Bool {
        headers["connection"].map { $0.equalsIgnoringCase("close") } ?? false
    }

    /// An explanation in the form that most clients of this program read.
    package static func errorBody(_ status: Int, _ message: String) -> [UInt8] {
        var out: [UInt8] = []
        out.append("{\"error\":{\"message\":\"")
        for byte in message.utf8 {
            switch byte {
            case 0x22, 0x5c:
                out.append(0x5c)
                out.append(byte)
            case ..<0x20: out.append(0x20)
            default: out.append(byte)
            }
        }
        out.append("\",\"type\":\"")
        out.append(status < 500 ? "invalid_request_error" : "server_error")
        out.append("\",\"param\":null,\"code\":null}}")
        return out
    }

    private static func isServers(_ name: String) -> Bool {
        switch name.utf8.count {
        case 4: name.equalsIgnoringCase("date")
        case 10: name.equalsIgnoringCase("connection") || name.equalsIgnoringCase("keep-alive")
        case 14: name.equalsIgnoringCase("content-length")
        case 17: name.equalsIgnoringCase("transfer-encoding")
        default: false
        }
    }

    /// A field whose bytes could end the line early would let a handler's input write headers or bodies of its own.
    private static func append(_ field: HTTPHeaders.Field, to out: inout [UInt8]) throws(HTTPServerError) {
        var name = field.name
        var value = field.value
        let isName = name.withUTF8 { unsafe !$0.isEmpty && $0.allSatisfy(HTTPByte.isToken) }
        let isValue = value.withUTF8 { unsafe $0.allSatisfy(HTTPByte.isFieldValue) }
        guard isName, isValue else { throw .misuse("the header field \(field.name.debugDescription) cannot be sent") }
        name.withUTF8 { unsafe out.append(contentsOf: $0) }
        out.append(": ")
        value.withUTF8 { unsafe out.append(contentsOf: $0) }
        out.append("\r\n")
    }

    private static func append(status: Int, to out: inout [UInt8]) throws(HTTPServerError) {
        if status == 200 { return out.append("HTTP/1.1 200 OK\r\n") }
        guard (200...599).contains(status) else { throw .misuse("\(status) is not the status of an answer") }
        out.append("HTTP/1.1 ")
        out.append(decimal: status)
        out.append(" ")
        out.append(reason(status))
        out.append("\r\n")
    }

    private static func reason(_ status: Int) -> StaticString {
        switch status {
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 204: "No Content"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 417: "Expectation Failed"
        case 422: "Unprocessable Content"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 499: "Client Closed Request"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: "Status"
        }
    }
}
