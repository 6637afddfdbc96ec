/// Reads JSON text as RFC 8259 has it, and nothing else: UTF-8 with no byte order mark, no comma too many, no
/// number that JSON does not know.
///
/// It is strict because text found valid here is passed on as it is, to readers that might see something else in
/// it. Of members with the same name the last counts. One pass, no allocation but for what it returns.
@safe struct JSONReader {
    // Safe: `peek` is the only place that reads a byte, `text(_:)` the only one that reads several, and both stay
    // within the buffer, which the caller keeps alive while this lives.
    private let bytes: UnsafeRawBufferPointer
    private var index = 0
    private var depth = 0

    private static let maximumDepth = 512

    init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

    /// Reads the whole text as one value.
    mutating func readAll() throws(JSONSyntaxError) -> JSONValue {
        skipSpace()
        guard peek() != nil else { throw JSONSyntaxError(description: "it is empty") }
        let value = try readValue()
        skipSpace()
        guard peek() == nil else { throw unexpected("the end") }
        return value
    }

    private func peek() -> UInt8? { unsafe index < bytes.count ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    private func unexpected(_ wanted: String) -> JSONSyntaxError {
        peek() == nil
            ? JSONSyntaxError(description: "it ends where \(wanted) should be, at byte \(index)")
            : JSONSyntaxError(description: "\(wanted) should be at byte \(index)")
    }
}

// MARK: Values

extension JSONReader {
    private mutating func readValue() throws(JSONSyntaxError) -> JSONValue {
        switch peek() {
        case UInt8(ascii: "\""):
            return .string(try readString())
        case UInt8(ascii: "{"):
            return try nested { (reader) throws(JSONSyntaxError) in try reader.readObject() }
        case UInt8(ascii: "["):
            return try nested { (reader) throws(JSONSyntaxError) in try reader.readArray() }
        case UInt8(ascii: "t"): return try readWord("true", .bool(true))
        case UInt8(ascii: "f"): return try readWord("false", .bool(false))
        case UInt8(ascii: "n"): return try readWord("null", .null)
        case UInt8(ascii: "-"), .some(0x30...0x39): return try readNumber()
        default: throw unexpected("a value")
        }
    }

    private mutating func nested(
        _ read: (inout JSONReader) throws(JSONSyntaxError) -> JSONValue
    ) throws(JSONSyntaxError) -> JSONValue {
        guard depth < Self.maximumDepth else {
            throw JSONSyntaxError(description: "it is nested deeper than \(Self.maximumDepth) levels")
        }
        depth += 1
        defer { depth -= 1 }
        index += 1
        skipSpace()
        return try read(&self)
    }

    private mutating func readObject() throws(JSONSyntaxError) -> JSONValue {
        var members: [(key: String, value: JSONValue)] = []
        if take(UInt8(ascii: "}")) { return .object(JSONObject()) }
        members.reserveCapacity(4)
        while true {
            guard peek() == UInt8(ascii: "\"") else { throw unexpected("a member's name") }
            let name = try readString()
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw unexpected("a colon") }
            skipSpace()
            members.append((name, try readValue()))
            skipSpace()
            if take(UInt8(ascii: "}")) { return .object(JSONObject(members)) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or the object's end") }
            skipSpace()
        }
    }

    private mutating func readArray() throws(JSONSyntaxError) -> JSONValue {
        var elements: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try readValue())
            skipSpace()
            if take(UInt8(ascii: "]")) { return .array(elements) }
            guard take(UInt8(ascii: ",")) else { throw unexpected("a comma or the array's end") }
            skipSpace()
        }
    }

    private mutating func readWord(_ word: StaticString, _ value: JSONValue) throws(JSONSyntaxError) -> JSONValue {
        for place in 0..<word.utf8CodeUnitCount {
            guard take(unsafe word.utf8Start[place]) else { throw unexpected("'\(word)'") }
        }
        return value
    }
}

// MARK: Numbers

extension JSONReader {
    /// A whole number that fits is an int, however it is written; anything else is a double.
    private mutating func readNumber() throws(JSONSyntaxError) -> JSONValue {
        let start = index
        let isNegative = take(UInt8(ascii: "-"))
        let first = index
        var whole = 0
        var fits = true
        while let digit = takeDigit() {
            let (tens, isOver) = whole.multipliedReportingOverflow(by: 10)
            // Negative while it grows: there is one number more on that side.
            let (sum, isBelow) = tens.subtractingReportingOverflow(digit)
            if isOver || isBelow { fits = false } else { whole = sum }
        }
        guard index > first else { throw unexpected("a digit") }
        if index - first > 1, unsafe bytes[first] == UInt8(ascii: "0") {
            throw JSONSyntaxError(description: "a number begins with a zero too many, at byte \(first)")
        }
        if try !readFraction(), fits, isNegative || whole != .min { return .int(isNegative ? whole : -whole) }
        guard let double = Double(text(start..<index)), double.isFinite else {
            throw JSONSyntaxError(description: "a number is too large, at byte \(start)")
        }
        return Int(exactly: double).map(JSONValue.int) ?? .double(double)
    }

    /// Steps over a fraction and an exponent; returns whether there was one.
    private mutating func readFraction() throws(JSONSyntaxError) -> Bool {
        var isThere = false
        if take(UInt8(ascii: ".")) {
            isThere = true
            try skipDigits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isThere = true
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try skipDigits()
        }
        return isThere
    }

    private mutating func takeDigit() -> Int? {
        guard let byte = peek(), (0x30...0x39).contains(byte) else { return nil }
        index += 1
        return Int(byte & 15)
    }

    private mutating func skipDigits() throws(JSONSyntaxError) {
        guard takeDigit() != nil else { throw unexpected("a digit") }
        while takeDigit() != nil {}
    }

    /// ASCII between two places that have been read.
    private func text(_ range: Range<Int>) -> String {
        unsafe String(decoding: bytes[range], as: UTF8.self)
    }
}

// MARK: Strings

extension JSONReader {
    private mutating func readString() throws(JSONSyntaxError) -> String {
        index += 1
        let start = index
        var isASCII = true
        while let byte = peek() {
            if byte == UInt8(ascii: "\"") {
                index += 1
                return try string(start..<(index - 1), isASCII: isASCII)
            }
            if byte == UInt8(ascii: "\\") { return try readEscaped(from: start) }
            guard byte >= 0x20 else { throw controlCharacter }
            if byte >= 0x80 { isASCII = false }
            index += 1
        }
        throw unexpected("a string's end")
    }

    private func string(_ range: Range<Int>, isASCII: Bool) throws(JSONSyntaxError) -> String {
        if isASCII { return text(range) }
        guard let string = unsafe String(validating: bytes[range], as: UTF8.self) else {
            throw JSONSyntaxError(description: "a string is not UTF-8, at byte \(range.lowerBound)")
        }
        return string
    }

    /// A string with escapes in it: put together piece by piece.
    private mutating func readEscaped(from start: Int) throws(JSONSyntaxError) -> String {
        var out: [UInt8] = []
        unsafe out.append(contentsOf: bytes[start..<index])
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let string = String(validating: out, as: UTF8.self) else {
                    throw JSONSyntaxError(description: "a string is not UTF-8, at byte \(start)")
                }
                return string
            case UInt8(ascii: "\\"):
                index += 1
                try readEscape(&out)
            case ..<0x20: throw controlCharacter
            default:
                out.append(byte)
                index += 1
            }
        }
        throw unexpected("a string's end")
    }

    private mutating func readEscape(_ out: inout [UInt8]) throws(JSONSyntaxError) {
        let byte = peek()
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(byte ?? 0)
        case UInt8(ascii: "b"): out.append(0x08)
        case UInt8(ascii: "f"): out.append(0x0c)
        case UInt8(ascii: "n"): out.append(0x0a)
        case UInt8(ascii: "r"): out.append(0x0d)
        case UInt8(ascii: "t"): out.append(0x09)
        case UInt8(ascii: "u"): out.append(contentsOf: Character(try readScalar()).utf8)
        default:
            index -= 1
            throw unexpected("an escape that JSON knows")
        }
    }

    /// The character of one `\u` escape, or of two that are halves of one.
    private mutating func readScalar() throws(JSONSyntaxError) -> Unicode.Scalar {
        let place = index - 2
        let high = try readHex()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xdc00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw halfCharacter(place) }
        let low = try readHex()
        guard (0xdc00..<0xe000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + ((high & 0x3ff) << 10 | low & 0x3ff))
        else { throw halfCharacter(place) }
        return scalar
    }

    private mutating func readHex() throws(JSONSyntaxError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            index += 1
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private func halfCharacter(_ place: Int) -> JSONSyntaxError {
        JSONSyntaxError(description: "half a character is escaped, at byte \(place)")
    }

    private var controlCharacter: JSONSyntaxError {
        JSONSyntaxError(description: "a control character stands in a string unescaped, at byte \(index)")
    }
}
