/// What the Unicode standard says of characters, as text literals that are unpacked at their first use: they cost the
/// compiler and the start of the program nothing. `scripts/unicode-tables` writes them.
enum UnicodeData {}

/// Reads the numbers of a table, which are written in base 36 with a mark between them.
@safe struct TableReader {
    // Safe: a static string lives for ever, and no byte is read at or after `end`.
    private let base: UnsafePointer<UInt8>
    private let end: Int
    private var index = 0

    init(_ text: StaticString) {
        unsafe base = text.utf8Start
        end = text.utf8CodeUnitCount
    }

    var isAtEnd: Bool { index >= end }

    /// The next byte; 0 at the end.
    mutating func mark() -> UInt8 {
        defer { index += 1 }
        return peek()
    }

    func peek() -> UInt8 { unsafe index < end ? base[index] : 0 }

    /// A number in base 36, which may have a minus before it; the byte that ends it stays.
    mutating func number() -> Int {
        let isNegative = peek() == UInt8(ascii: "-")
        if isNegative { index += 1 }
        var value = 0
        while true {
            switch peek() {
            case let byte where byte >= 0x30 && byte <= 0x39: value = value * 36 + Int(byte) - 0x30
            case let byte where byte >= 0x61 && byte <= 0x7a: value = value * 36 + Int(byte) - 0x61 + 10
            default: return isNegative ? -value : value
            }
            index += 1
        }
    }

    /// A number in base 10; the byte that ends it stays.
    mutating func decimal() -> Int {
        var value = 0
        while peek() >= 0x30, peek() <= 0x39 { value = value * 10 + Int(mark()) - 0x30 }
        return value
    }
}
