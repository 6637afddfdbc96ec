/// Walks over JSON text from value to value, for the parts of a `tokenizer.json` that have hundreds of thousands: nothing is
/// made but what is asked for.
struct JSONScanner {
    let bytes: ArraySlice<UInt8>
    private var index: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        index = bytes.startIndex
    }

    private func failure(_ wanted: String) -> TokenizationError {
        TokenizationError("the tokenizer's JSON should have \(wanted) at byte \(index)")
    }

    @inline(__always) private func peek() -> UInt8? { index < bytes.endIndex ? bytes[index] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { index += 1 }
    }

    /// Whether this byte comes next, behind spaces; steps over it.
    mutating func take(_ byte: Unicode.Scalar) -> Bool {
        skipSpace()
        guard let next = peek(), next == UInt8(ascii: byte) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ byte: Unicode.Scalar) throws(TokenizationError) {
        guard take(byte) else { throw failure(String(Character(byte)).debugDescription) }
    }

    /// The next byte behind spaces.
    mutating func next() -> UInt8? {
        skipSpace()
        return peek()
    }

    /// Steps over one value, and returns its bytes. Only its brackets and strings are looked at.
    mutating func skipValue() throws(TokenizationError) -> ArraySlice<UInt8> {
        skipSpace()
        let start = index
        var depth = 0
        repeat {
            guard let byte = peek() else { throw failure("more") }
            switch byte {
            case UInt8(ascii: "\""):
                try skipString()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                if depth == 0 { throw failure("a value") }
            default:
                if depth == 0 {
                    skipScalar()
                    return bytes[start..<index]
                }
            }
            index += 1
            if depth < 0 { throw failure("a value") }
        } while depth > 0
        return bytes[start..<index]
    }

    private mutating func skipScalar() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), 0x20, 0x0a, 0x0d, 0x09:
                return
            default: index += 1
            }
        }
    }

    private mutating func skipString() throws(TokenizationError) {
        index += 1
        while let byte = peek() {
            index += 1
            if byte == UInt8(ascii: "\"") { return }
            if byte == UInt8(ascii: "\\"), index < bytes.endIndex { index += 1 }
        }
        throw failure("a string's end")
    }

    /// Appends a string's bytes, without its escapes. Half a character that is escaped becomes U+FFFD.
    mutating func string(into output: inout [UInt8]) throws(TokenizationError) {
        guard take("\"") else { throw failure("a string") }
        while let byte = peek() {
            index += 1
            switch byte {
            case UInt8(ascii: "\""): return
            case UInt8(ascii: "\\"): try escape(into: &output)
            default: output.append(byte)
            }
        }
        throw failure("a string's end")
    }

    private mutating func escape(into output: inout [UInt8]) throws(TokenizationError) {
        guard let byte = peek() else { throw failure("an escape") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): output.append(byte)
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0c)
        case UInt8(ascii: "n"): output.append(0x0a)
        case UInt8(ascii: "r"): output.append(0x0d)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"):
            var value = try hexadecimal()
            if (0xd800..<0xdc00).contains(value), index + 1 < bytes.endIndex, bytes[index] == UInt8(ascii: "\\"),
                bytes[index + 1] == UInt8(ascii: "u")
            {
                index += 2
                let low = try hexadecimal()
                let isPair = (0xdc00..<0xe000).contains(low)
                value = isPair ? 0x10000 + ((value & 0x3ff) << 10 | low & 0x3ff) : 0xfffd
            }
            output.append(scalar: (0xd800..<0xe000).contains(value) ? 0xfffd : value)
        default: throw failure("an escape that JSON knows")
        }
    }

    private mutating func hexadecimal() throws(TokenizationError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw failure("a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }

    /// A whole number from 0 up to `most`.
    mutating func integer(upTo most: Int) throws(TokenizationError) -> Int {
        skipSpace()
        let start = index
        var value = 0
        while let byte = peek(), byte >= 0x30, byte <= 0x39, value <= most {
            value = value * 10 + Int(byte & 15)
            index += 1
        }
        guard index > start, value <= most else { throw failure("a whole number up to \(most)") }
        return value
    }

    mutating func number() throws(TokenizationError) -> Double {
        let bytes = try skipValue()
        guard let number = Double(String(decoding: bytes, as: UTF8.self)) else { throw failure("a number") }
        return number
    }
}
