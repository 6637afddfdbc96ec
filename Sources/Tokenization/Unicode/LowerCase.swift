/// Lower-case letters, one by one: a final sigma is a sigma like any other.
enum LowerCase {
    /// Calls `append` with the lower-case of a character: one, but for the capital I with a dot, which is two.
    @inline(__always) static func of(_ value: UInt32, _ append: (UInt32) -> Void) {
        if value < 0x80 {
            append(value >= 0x41 && value <= 0x5a ? value | 0x20 : value)
        } else if value == 0x130 {
            append(0x69)
            append(0x307)
        } else {
            append(mapping[value] ?? value)
        }
    }

    private static let mapping: [UInt32: UInt32] = {
        var reader = TableReader(UnicodeData.lowerCaseRuns)
        var mapping: [UInt32: UInt32] = [:]
        var first = 0
        while !reader.isAtEnd {
            first += reader.number()
            _ = reader.mark()
            let length = reader.number()
            _ = reader.mark()
            let step = reader.number()
            _ = reader.mark()
            let added = reader.number()
            _ = reader.mark()
            for index in 0..<length {
                let value = first + index * step
                mapping[UInt32(value)] = UInt32(value + added)
            }
        }
        return mapping
    }()
}
