/// The line before a chunk: its size in hexadecimal digits, and extensions that nobody reads but that must be well
/// formed.
enum ChunkLine {
    /// What is wrong with a line.
    struct Fault: Error { let message: String }

    static func size(_ line: Span<UInt8>) throws(Fault) -> Int {
        var size = 0
        var digits = 0
        while digits < line.count, let value = HTTPByte.hexValue(line[digits]) {
            guard size <= Int.max >> 5 else { throw Fault(message: "a chunk's size is too large for a number") }
            size = size << 4 | value
            digits += 1
        }
        guard digits > 0 else { throw Fault(message: "a chunk's size must be in hexadecimal digits") }
        guard isExtensions(line.extracting(digits...)) else {
            throw Fault(message: "after a chunk's size only well-formed extensions may stand")
        }
        return size
    }

    /// `*( ";" name [ "=" ( token / quoted-string ) ] )`, without blanks.
    private static func isExtensions(_ text: Span<UInt8>) -> Bool {
        var position = 0
        func skipToken() -> Bool {
            let start = position
            while position < text.count, HTTPByte.isToken(text[position]) { position += 1 }
            return position > start
        }
        while position < text.count {
            guard text[position] == 0x3b else { return false }
            position += 1
            guard skipToken() else { return false }
            guard position < text.count, text[position] == 0x3d else { continue }
            position += 1
            guard position < text.count, text[position] == 0x22 else {
                guard skipToken() else { return false }
                continue
            }
            position += 1
            while position < text.count, text[position] != 0x22 {
                if text[position] == 0x5c { position += 1 }
                guard position < text.count, HTTPByte.isFieldValue(text[position]) else { return false }
                position += 1
            }
            guard position < text.count else { return false }
            position += 1
        }
        return true
    }
}
