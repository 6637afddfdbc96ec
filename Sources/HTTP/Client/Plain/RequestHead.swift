/// The heads of requests to one target, as bytes. A caller sends the same fields again and again: they are checked and
/// written once.
struct RequestHead {
    private let path: String
    private let authority: String
    private let userAgent: String

    private var method = ""
    private var headers = HTTPHeaders()
    /// All but what says how long the body is.
    private var written: [UInt8] = []

    /// `path` is what stands after the host, query included; it and `authority` were checked to be printable ASCII.
    init(path: String, authority: String, userAgent: String) {
        self.path = path
        self.authority = authority
        self.userAgent = userAgent
    }

    /// Throws for a request that must not be sent.
    mutating func prepare(_ request: HTTPClientRequest) throws(HTTPClientError) {
        guard written.isEmpty || method != request.method || headers != request.headers else { return }
        written = []
        try request.check()
        write(request)
        (method, headers) = (request.method, request.headers)
    }

    mutating func append(_ request: HTTPClientRequest, to out: inout [UInt8]) throws(HTTPClientError) {
        try prepare(request)
        out.append(contentsOf: written)
        if request.hasBody {
            out.append("Content-Length: ")
            out.append(decimal: request.body?.count ?? 0)
            out.append("\r\n")
        }
        out.append("\r\n")
    }

    private mutating func write(_ request: HTTPClientRequest) {
        written.append(contentsOf: request.method.utf8)
        written.append(" ")
        written.append(contentsOf: path.utf8)
        written.append(" HTTP/1.1\r\n")
        field("Host", authority)
        if request.headers["user-agent"] == nil { field("User-Agent", userAgent) }
        if request.headers["accept"] == nil { field("Accept", "*/*") }
        for one in request.headers.fields { field(one.name, one.value) }
    }

    private mutating func field(_ name: String, _ value: String) {
        written.append(contentsOf: name.utf8)
        written.append(value.isEmpty ? ":" : ": ")
        written.append(contentsOf: value.utf8)
        written.append("\r\n")
    }
}
