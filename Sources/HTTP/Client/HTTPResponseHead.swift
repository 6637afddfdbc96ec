/// The head of an answer, read line by line as libcurl hands the lines over.
///
/// Interim answers (1xx) are read and forgotten. What two readers could understand differently is refused, because the
/// connection may be used again and the fields may be passed on.
struct HTTPResponseHead {
    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    private(set) var isComplete = false
    private(set) var contentLength: Int?
    private(set) var isChunked = false
    /// The seconds of `keep-alive: timeout=`.
    private(set) var keepAlive: Int?
    /// How many bytes were read.
    private(set) var length = 0

    /// Reads one line, with its end. The line is read before this returns.
    mutating func read(_ line: UnsafeRawBufferPointer, limit: Int) throws(HTTPClientError) {
        guard !isComplete else { return }
        length += line.count
        guard length <= limit else {
            throw HTTPClientError(.malformed, "sent a head of more than \(limit) bytes")
        }
        var end = line.count
        if end > 0, unsafe line[end - 1] == 0x0a { end -= 1 }
        if end > 0, unsafe line[end - 1] == 0x0d { end -= 1 }
        let text = unsafe UnsafeRawBufferPointer(rebasing: line[..<end])
        if end == 0 {
            finish()
        } else if status == 0 {
            status = try unsafe Self.status(text)
        } else {
            try unsafe readField(text)
        }
    }

    /// The fields, once.
    mutating func takeHeaders() -> HTTPHeaders {
        defer { headers = HTTPHeaders() }
        return headers
    }

    private mutating func finish() {
        if status >= 200 || status == 101 {
            isComplete = true
        } else {
            self = HTTPResponseHead(length: length)
        }
    }

    init() {}

    private init(length: Int) { self.length = length }

    /// `HTTP/1.1 200 OK`, `HTTP/2 200`.
    private static func status(_ text: UnsafeRawBufferPointer) throws(HTTPClientError) -> Int {
        let malformed = HTTPClientError(.malformed, "did not begin its answer with an HTTP status")
        guard unsafe text.starts(with: "HTTP/".utf8), let space = unsafe text.firstIndex(of: 0x20) else {
            throw malformed
        }
        let digits = unsafe text[(space + 1)...].prefix(3)
        guard unsafe digits.count == 3, unsafe digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            throw malformed
        }
        let status = unsafe digits.reduce(0) { $0 &* 10 &+ Int($1 &- 0x30) }
        guard (100...999).contains(status), status != 101 else { throw malformed }
        return status
    }

    private mutating func readField(_ text: UnsafeRawBufferPointer) throws(HTTPClientError) {
        guard let colon = unsafe text.firstIndex(of: 0x3a), colon > 0 else {
            throw HTTPClientError(.malformed, "sent a header line without a name")
        }
        let name = unsafe UnsafeRawBufferPointer(rebasing: text[..<colon])
        guard unsafe name.allSatisfy(\.isTokenByte) else {
            throw HTTPClientError(.malformed, "sent a header whose name is not an HTTP token")
        }
        var first = colon + 1
        var end = text.count
        while first < end, unsafe text[first].isBlank { first += 1 }
        while end > first, unsafe text[end - 1].isBlank { end -= 1 }
        let value = unsafe UnsafeRawBufferPointer(rebasing: text[first..<end])
        guard unsafe value.allSatisfy(\.isFieldByte) else {
            throw HTTPClientError(.malformed, "sent a header with a control character")
        }
        let field = unsafe (name: String(decoding: name, as: UTF8.self), value: String(decoding: value, as: UTF8.self))
        try note(field.name, field.value)
        headers.add(field.name, field.value)
    }

    private mutating func note(_ name: String, _ value: String) throws(HTTPClientError) {
        switch name.utf8.count {
        case 14 where name.equalsIgnoringCase("content-length"):
            // `Int` takes a sign.
            guard value.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(value),
                contentLength == nil || contentLength == length
            else {
                throw HTTPClientError(.malformed, "sent a content length that cannot be right")
            }
            contentLength = length
        case 10 where name.equalsIgnoringCase("keep-alive"):
            keepAlive = Self.timeout(value)
        case 17 where name.equalsIgnoringCase("transfer-encoding"):
            isChunked = true
        default: break
        }
    }

    /// The number in `timeout=5, max=100`.
    private static func timeout(_ value: String) -> Int? {
        for part in value.split(separator: ",") {
            let words = part.split(separator: "=", maxSplits: 1)
            guard words.count == 2, String(words[0].filter { $0 != " " }).equalsIgnoringCase("timeout") else {
                continue
            }
            return Int(words[1].filter { $0 != " " }).flatMap { $0 >= 0 ? $0 : nil }
        }
        return nil
    }
}

extension UInt8 {
    fileprivate var isBlank: Bool { self == 0x20 || self == 0x09 }
}
