extension HTTPRequestParser {
    /// A head while its lines arrive. What is the same as in the last head of the connection is shared with it.
    struct Draft: Sendable {
        var headBytes = 0
        private var method = ""
        private var path = ""
        private var query: String?
        private var isHTTP11 = true
        /// The authority of a target in absolute form.
        private var authority: String?

        private var fields = RecurringFields()
        private var trailerCount = 0
        private var host: String?
        private var contentLength: Int?
        private var isChunked = false
        private var expectsContinue = false
        private var saysClose = false
        private var saysKeepAlive = false
    }
}

// MARK: The request line

extension HTTPRequestParser.Draft {
    mutating func begin(headBytes: Int) {
        self.headBytes = headBytes
        authority = nil
        fields.begin()
        trailerCount = 0
        host = nil
        contentLength = nil
        isChunked = false
        expectsContinue = false
        saysClose = false
        saysKeepAlive = false
    }

    mutating func readRequestLine(_ line: Span<UInt8>) throws(HTTPRequestFailure) {
        var methodEnd = 0
        while methodEnd < line.count, HTTPByte.isToken(line[methodEnd]) { methodEnd += 1 }
        guard methodEnd > 0, methodEnd <= 32, methodEnd < line.count, line[methodEnd] == 0x20 else {
            throw HTTPRequestFailure(400, "the method must be a word followed by one blank")
        }
        let targetStart = methodEnd + 1
        var targetEnd = targetStart
        var queryStart: Int?
        while targetEnd < line.count, line[targetEnd] != 0x20 {
            let byte = line[targetEnd]
            guard byte > 0x20, byte < 0x7f, byte != 0x23 else {
                throw HTTPRequestFailure(400, "the target holds byte \(byte), which must be percent-encoded")
            }
            if byte == 0x3f, queryStart == nil { queryStart = targetEnd }
            targetEnd += 1
        }
        guard targetEnd > targetStart, targetEnd < line.count else {
            throw HTTPRequestFailure(400, "the request line must be a method, a target and HTTP/1.1")
        }
        try readVersion(line.extracting((targetEnd + 1)...))
        let name = line.extracting(..<methodEnd)
        if !name.isSame(as: method) { method = Self.method(name) }
        if let queryStart {
            try readTarget(line.extracting(targetStart..<queryStart))
            let text = line.extracting((queryStart + 1)..<targetEnd)
            if query.map({ text.isSame(as: $0) }) != true { query = text.text }
        } else {
            try readTarget(line.extracting(targetStart..<targetEnd))
            query = nil
        }
    }

    private mutating func readVersion(_ version: Span<UInt8>) throws(HTTPRequestFailure) {
        guard version.count == 8, version.extracting(..<5).isSame(as: "HTTP/"), HTTPByte.isDigit(version[5]),
            version[6] == 0x2e, HTTPByte.isDigit(version[7])
        else { throw HTTPRequestFailure(400, "the request line must end with HTTP/1.1") }
        guard version[5] == 0x31, version[7] <= 0x31 else {
            throw HTTPRequestFailure(505, "only HTTP/1.1 and HTTP/1.0 are spoken here")
        }
        isHTTP11 = version[7] == 0x31
    }

    /// Reads the target up to its query.
    private mutating func readTarget(_ target: Span<UInt8>) throws(HTTPRequestFailure) {
        if method == "CONNECT" { throw HTTPRequestFailure(501, "this is not a proxy: CONNECT is not offered") }
        if target.count > 0, target[0] == 0x2f {
            if !target.isSame(as: path) { path = target.text }
            return
        }
        if target.isIgnoringCase("*"), method == "OPTIONS" {
            path = "*"
            return
        }
        for scheme: StaticString in ["http://", "https://"] {
            let length = scheme.utf8CodeUnitCount
            guard target.count > length, target.extracting(..<length).isIgnoringCase(scheme) else { continue }
            var end = length
            while end < target.count, target[end] != 0x2f { end += 1 }
            let authority = target.extracting(length..<end)
            guard HostField.isValid(authority) else { break }
            self.authority = authority.text
            path = end < target.count ? target.extracting(end...).text : "/"
            return
        }
        throw HTTPRequestFailure(400, "the target must be a path that begins with /, or an http:// address")
    }

    private static func method(_ name: Span<UInt8>) -> String {
        // The common ones as constants, which cost no memory.
        if name.isSame(as: "GET") { return "GET" }
        if name.isSame(as: "POST") { return "POST" }
        return name.text
    }
}

// MARK: Header fields

extension HTTPRequestParser.Draft {
    mutating func readField(_ line: Span<UInt8>, limits: HTTPRequestLimits) throws(HTTPRequestFailure) {
        guard fields.count < limits.fieldCount else {
            throw HTTPRequestFailure(431, "there are more than \(limits.fieldCount) header fields")
        }
        let nameEnd = try Self.nameEnd(line)
        let name = line.extracting(..<nameEnd)
        let rest = line.extracting((nameEnd + 1)...)
        let value = rest.extracting(rest.trimmedRange)
        let known = KnownField.of(name)
        try keep(name, known, value)
        switch known {
        case .host: try readHost(value)
        case .contentLength: try readContentLength(value, limit: limits.bodyBytes)
        case .transferEncoding: try readTransferEncoding(value)
        case .connection: readConnection(value)
        case .expect:
            guard value.isIgnoringCase("100-continue") else {
                throw HTTPRequestFailure(417, "the only expectation that can be met is 100-continue")
            }
            expectsContinue = true
        default: break
        }
    }

    /// Checks a trailer field, which nobody reads.
    mutating func readTrailer(_ line: Span<UInt8>, limits: HTTPRequestLimits) throws(HTTPRequestFailure) {
        guard fields.count + trailerCount < limits.fieldCount else {
            throw HTTPRequestFailure(431, "there are more than \(limits.fieldCount) header and trailer fields")
        }
        trailerCount += 1
        let nameEnd = try Self.nameEnd(line)
        guard line.extracting((nameEnd + 1)...).isFieldValue else { throw .badValue }
        switch KnownField.of(line.extracting(..<nameEnd)) {
        case .host, .contentLength, .transferEncoding, .connection, .expect:
            throw HTTPRequestFailure(400, "a trailer field cannot say how the message is framed or routed")
        default: return
        }
    }

    private static func nameEnd(_ line: Span<UInt8>) throws(HTTPRequestFailure) -> Int {
        var end = 0
        while end < line.count, HTTPByte.isToken(line[end]) { end += 1 }
        guard end < line.count, line[end] == 0x3a, end > 0 else {
            if end == 0, line.count > 0, line[0] == 0x20 || line[0] == 0x09 {
                throw HTTPRequestFailure(400, "a header field must not go on over a second line")
            }
            throw HTTPRequestFailure(400, "a header field must be a name, at once a colon, and a value")
        }
        return end
    }

    /// Stores a field, or finds that it stood here in the last request too.
    private mutating func keep(
        _ name: Span<UInt8>,
        _ known: KnownField?,
        _ value: Span<UInt8>
    ) throws(HTTPRequestFailure) {
        var sameName: String?
        var sameValue: String?
        if let old = fields.expected {
            if known.map({ $0.rawValue == old.name }) ?? name.isIgnoringCase(old.name) { sameName = old.name }
            // What equals a value that was checked is not checked again.
            if value.isSame(as: old.value) { sameValue = old.value }
        }
        if sameName != nil, sameValue != nil, fields.repeat() { return }
        guard sameValue != nil || value.isFieldValue else { throw .badValue }
        let newName = sameName ?? known?.rawValue ?? name.text.lowercased()
        fields.add(HTTPHeaders.Field(name: newName, value: sameValue ?? value.text))
    }

    private mutating func takeHeaders() -> HTTPHeaders {
        // A connection that sent a large head once does not hold on to it.
        fields.take(remembering: headBytes <= 4096)
    }
}

// MARK: The fields that say how to read the rest

extension HTTPRequestParser.Draft {
    private mutating func readHost(_ value: Span<UInt8>) throws(HTTPRequestFailure) {
        guard host == nil else { throw HTTPRequestFailure(400, "there is more than one Host") }
        guard HostField.isValid(value) else {
            throw HTTPRequestFailure(400, "Host is not a name with or without a port")
        }
        // Only a target in absolute form has something to compare it with.
        host = authority == nil ? "" : value.text
    }

    private mutating func readContentLength(_ value: Span<UInt8>, limit: Int) throws(HTTPRequestFailure) {
        guard contentLength == nil else { throw HTTPRequestFailure(400, "there is more than one Content-Length") }
        guard value.count > 0 else { throw HTTPRequestFailure(400, "Content-Length is empty") }
        var length = 0
        var isTooLong = false
        for index in 0..<value.count {
            guard HTTPByte.isDigit(value[index]) else {
                throw HTTPRequestFailure(400, "Content-Length must be a whole number in digits")
            }
            if isTooLong { continue }
            length = length &* 10 &+ Int(value[index] - 0x30)
            isTooLong = length > limit
        }
        guard !isTooLong else { throw .bodyTooLong(limit) }
        contentLength = length
    }

    private mutating func readTransferEncoding(_ value: Span<UInt8>) throws(HTTPRequestFailure) {
        guard !isChunked else { throw HTTPRequestFailure(400, "there is more than one Transfer-Encoding") }
        if value.isIgnoringCase("chunked") {
            isChunked = true
            return
        }
        // A last coding that is not chunked leaves the body's end unknown: a bad request. Chunked after another
        // coding is a proper request, for a server that knows that coding.
        var codings = 0
        var chunkedCodings = 0
        var lastIsChunked = false
        value.forEachListItem { item in
            codings += 1
            lastIsChunked = item.isIgnoringCase("chunked")
            if lastIsChunked { chunkedCodings += 1 }
        }
        guard lastIsChunked, chunkedCodings == 1, codings > 1 else {
            throw HTTPRequestFailure(400, "Transfer-Encoding must be chunked, once")
        }
        throw HTTPRequestFailure(501, "the only Transfer-Encoding known here is chunked")
    }

    private mutating func readConnection(_ value: Span<UInt8>) {
        value.forEachListItem { item in
            if item.isIgnoringCase("close") { saysClose = true }
            if item.isIgnoringCase("keep-alive") { saysKeepAlive = true }
        }
    }

    /// Judges the head as a whole.
    mutating func finish(limits: HTTPRequestLimits) throws(HTTPRequestFailure) -> HTTPRequestHead {
        if isHTTP11, host == nil { throw HTTPRequestFailure(400, "HTTP/1.1 demands a Host") }
        if let authority, let host, !authority.equalsIgnoringCase(host) {
            throw HTTPRequestFailure(400, "Host is not the host of the target")
        }
        if isChunked {
            if contentLength != nil {
                throw HTTPRequestFailure(400, "Content-Length and Transfer-Encoding exclude each other")
            }
            guard isHTTP11 else { throw HTTPRequestFailure(400, "HTTP/1.0 knows no Transfer-Encoding") }
        }
        let framing: HTTPRequestHead.Framing =
            isChunked ? .chunked : (contentLength ?? 0) == 0 ? .none : .length(contentLength ?? 0)
        return HTTPRequestHead(
            method: method,
            path: path,
            query: query,
            headers: takeHeaders(),
            framing: framing,
            isHTTP11: isHTTP11,
            keepsAlive: !saysClose && (isHTTP11 || saysKeepAlive),
            expectsContinue: expectsContinue && isHTTP11 && framing != .none
        )
    }
}

extension HTTPRequestFailure {
    static let badValue = HTTPRequestFailure(400, "a header field's value holds a control character")
}
