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
