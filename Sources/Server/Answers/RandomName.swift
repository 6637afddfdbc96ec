/// Names that no two answers share.
enum RandomName {
    /// 24 characters of 120 random bits, for after a prefix: `chatcmpl-`.
    static func make() -> String {
        var high = UInt64.random(in: 0...UInt64.max)
        var low = UInt64.random(in: 0...UInt64.max)
        return unsafe String(unsafeUninitializedCapacity: 24) { buffer in
            for place in 0..<12 {
                unsafe buffer[place] = digit(&high)
                unsafe buffer[place + 12] = digit(&low)
            }
            return 24
        }
    }

    private static func digit(_ bits: inout UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 31)
        bits >>= 5
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
