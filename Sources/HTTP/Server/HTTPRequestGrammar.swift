/// What may stand in `Host` and in the authority of a target.
enum HostField {
    /// Whether these bytes are a name, an IPv4 address or an IPv6 address in brackets, with or without a port.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count > 0 else { return false }
        var end = 0
        if bytes[0] == 0x5b {
            end = 1
            while end < bytes.count, isInAddress(bytes[end]) { end += 1 }
            guard end > 2, end < bytes.count, bytes[end] == 0x5d else { return false }
            end += 1
        } else {
            while end < bytes.count, isInName(bytes[end]) { end += 1 }
            guard end > 0 else { return false }
        }
        guard end < bytes.count else { return true }
        guard bytes[end] == 0x3a, bytes.count - end <= 6 else { return false }
        var port = 0
        for index in (end + 1)..<bytes.count {
            guard HTTPByte.isDigit(bytes[index]) else { return false }
            port = port * 10 + Int(bytes[index] - 0x30)
        }
        return port <= 65535
    }

    private static func isInName(_ byte: UInt8) -> Bool {
        let lower = HTTPByte.lowercased(byte)
        return lower &- 0x61 < 26 || HTTPByte.isDigit(byte) || byte == 0x2d || byte == 0x2e || byte == 0x5f
            || byte == 0x7e
    }

    private static func isInAddress(_ byte: UInt8) -> Bool {
        HTTPByte.hexValue(byte) != nil || byte == 0x3a || byte == 0x2e
    }
}

/// The line before a chunk: its size in hexadecimal digits, and extensions that nobody reads but that must be well
/// formed.
enum ChunkLine {
    static func size(_ line: Span<UInt8>) throws(HTTPRequestFailure) -> Int {
        var size = 0
        var digits = 0
        while digits < line.count, let value = HTTPByte.hexValue(line[digits]) {
            guard size <= Int.max >> 5 else {
                throw HTTPRequestFailure(400, "a chunk's size is too large for a number")
            }
            size = size << 4 | value
            digits += 1
        }
        guard digits > 0 else { throw HTTPRequestFailure(400, "a chunk's size must be in hexadecimal digits") }
        guard isExtensions(line.extracting(digits...)) else {
            throw HTTPRequestFailure(400, "after a chunk's size only well-formed extensions may stand")
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
