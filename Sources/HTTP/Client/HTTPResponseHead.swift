/// The head of an answer, read line by line.
///
/// Interim answers (1xx) are read and forgotten. What two readers could understand differently is refused, because the
/// connection may be used again and the fields may be passed on. What is the same as in the head before is shared with
/// it.
struct HTTPResponseHead: Sendable {
    /// What is wrong with a head, after "the backend": "sent a header line without a name".
    struct Fault: Error, Equatable { let message: String }

    enum Coding: Sendable {
        case none
        case chunked
        /// Anything else, which leaves the end of the body unknown.
        case other
    }

    private(set) var status = 0
    private(set) var isComplete = false
    private(set) var contentLength: Int?
    private(set) var coding = Coding.none
    /// `x` of HTTP/1.x; nil for later versions.
    private(set) var minorVersion: Int?
    /// What `connection` says.
    private(set) var saysClose = false
    private(set) var saysKeepAlive = false
    /// The seconds of `keep-alive: timeout=`.
    private(set) var keepAlive: Int?
    /// How many bytes were read, interim answers included.
    private(set) var length = 0
    private var fields = RecurringFields()

    /// Makes ready for the next answer.
    mutating func begin() {
        forget()
        length = 0
    }

    /// Reads a line without its end; with it, it has `byteCount` bytes.
    mutating func read(_ line: Span<UInt8>, of byteCount: Int, limit: Int) throws(Fault) {
        guard !isComplete else { return }
        length += byteCount
        guard length <= limit else { throw Fault(message: "sent a head of more than \(limit) bytes") }
        if line.count == 0 {
            guard status != 0 else { throw .noStatus }
            // Switching protocols was refused as it came.
            if status >= 200 { isComplete = true } else { forget() }
        } else if status == 0 {
            try readStatus(line)
        } else {
            try readField(line)
        }
    }

    /// Reads a field after a body, which is checked and forgotten.
    mutating func readTrailer(_ line: Span<UInt8>, of byteCount: Int, limit: Int) throws(Fault) {
        length += byteCount
        guard length <= limit else { throw Fault(message: "sent trailers of more than \(limit) bytes") }
        let nameEnd = try Self.nameEnd(line)
        guard line.extracting((nameEnd + 1)...).isFieldValue else { throw .controlCharacter }
    }

    /// The fields, once.
    mutating func takeHeaders() -> HTTPHeaders { fields.take(remembering: length <= 4096) }

    private mutating func forget() {
        status = 0
        isComplete = false
        contentLength = nil
        coding = .none
        minorVersion = nil
        saysClose = false
        saysKeepAlive = false
        keepAlive = nil
        fields.begin()
    }

    /// `HTTP/1.1 200 OK`, `HTTP/1.0 404`, `HTTP/2 200`.
    private mutating func readStatus(_ line: Span<UInt8>) throws(Fault) {
        guard line.count >= 10, line.extracting(..<5).isSame(as: "HTTP/") else { throw .noStatus }
        var start = 6
        if line[6] == 0x2e {
            guard line[5] == 0x31, HTTPByte.isDigit(line[7]) else { throw .noStatus }
            minorVersion = Int(line[7] - 0x30)
            start = 8
        } else {
            guard HTTPByte.isDigit(line[5]), line[5] > 0x31 else { throw .noStatus }
        }
        let end = start + 4
        guard line.count >= end, line[start] == 0x20, line.count == end || line[end] == 0x20 else { throw .noStatus }
        var number = 0
        for index in (start + 1)..<end {
            guard HTTPByte.isDigit(line[index]) else { throw .noStatus }
            number = number * 10 + Int(line[index] - 0x30)
        }
        guard number >= 100, number != 101, line.extracting(end...).isFieldValue else { throw .noStatus }
        status = number
    }

    private mutating func readField(_ line: Span<UInt8>) throws(Fault) {
        let nameEnd = try Self.nameEnd(line)
        let name = line.extracting(..<nameEnd)
        let rest = line.extracting((nameEnd + 1)...)
        let value = rest.extracting(rest.trimmedRange)
        var sameName: String?
        var sameValue: String?
        if let old = fields.expected {
            if name.isSame(as: old.name) { sameName = old.name }
            // What equals a value that was checked is not checked again.
            if value.isSame(as: old.value) { sameValue = old.value }
        }
        guard sameValue != nil || value.isFieldValue else { throw .controlCharacter }
        try note(name, value)
        if sameName != nil, sameValue != nil, fields.repeat() { return }
        fields.add(HTTPHeaders.Field(name: sameName ?? name.text, value: sameValue ?? value.text))
    }

    private static func nameEnd(_ line: Span<UInt8>) throws(Fault) -> Int {
        var end = 0
        while end < line.count, HTTPByte.isToken(line[end]) { end += 1 }
        guard end > 0, end < line.count, line[end] == 0x3a else {
            throw Fault(message: "sent a header line that does not begin with a name and a colon")
        }
        return end
    }

    // MARK: The fields that say how to read on

    private mutating func note(_ name: Span<UInt8>, _ value: Span<UInt8>) throws(Fault) {
        switch name.count {
        case 14 where name.isIgnoringCase("content-length"): try noteLength(value)
        case 17 where name.isIgnoringCase("transfer-encoding"):
            coding = coding == .none && value.isIgnoringCase("chunked") ? .chunked : .other
        case 10 where name.isIgnoringCase("connection"):
            value.forEachListItem { item in
                if item.isIgnoringCase("close") { saysClose = true }
                if item.isIgnoringCase("keep-alive") { saysKeepAlive = true }
            }
        case 10 where name.isIgnoringCase("keep-alive"):
            keepAlive = nil
            value.forEachListItem { item in
                if keepAlive == nil { keepAlive = Self.timeout(item) }
            }
        default: break
        }
    }

    private mutating func noteLength(_ value: Span<UInt8>) throws(Fault) {
        guard let length = Self.number(value), contentLength == nil || contentLength == length else {
            throw Fault(message: "sent a content length that cannot be right")
        }
        contentLength = length
    }

    /// The number in `timeout=5`.
    private static func timeout(_ item: Span<UInt8>) -> Int? {
        var end = 0
        while end < item.count, item[end] != 0x3d { end += 1 }
        guard end < item.count else { return nil }
        let name = item.extracting(..<end)
        let value = item.extracting((end + 1)...)
        guard name.extracting(name.trimmedRange).isIgnoringCase("timeout") else { return nil }
        return number(value.extracting(value.trimmedRange))
    }

    /// Digits and nothing else: no sign, no blank.
    private static func number(_ text: Span<UInt8>) -> Int? {
        guard text.count > 0 else { return nil }
        var number = 0
        for index in 0..<text.count {
            guard HTTPByte.isDigit(text[index]) else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(text[index] - 0x30))
            guard !overflow, !carry else { return nil }
            number = sum
        }
        return number
    }
}

extension HTTPResponseHead.Fault {
    static let noStatus = HTTPResponseHead.Fault(message: "did not begin its answer with an HTTP status")
    static let controlCharacter = HTTPResponseHead.Fault(message: "sent a header with a control character")
}
