/// Hashes bytes, with a key of this process: no file can be made whose words all fall into one place.
enum Hash {
    static let key = UInt64.random(in: .min ... .max)

    @inline(__always) static func mix(_ first: UInt64, _ second: UInt64) -> UInt64 {
        let product = first.multipliedFullWidth(by: second)
        return product.high ^ product.low
    }

    /// Of `count` bytes, which are readable; and what the last eight are, which for up to eight, with their number, is all.
    @inline(__always) static func of(
        _ bytes: UnsafePointer<UInt8>,
        count: Int,
        key: UInt64
    ) -> (hash: UInt64, last: UInt64) {
        let raw = unsafe UnsafeRawPointer(bytes)
        var state = key ^ UInt64(truncatingIfNeeded: count) &* 0x9e37_79b9_7f4a_7c15
        let last: UInt64
        if count >= 8 {
            var index = 0
            while index + 8 < count {
                let word = unsafe raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                state = mix(state ^ word, 0xd6e8_feb8_6659_fd93)
                index += 8
            }
            last = unsafe raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
        } else if count >= 4 {
            let low = unsafe raw.loadUnaligned(as: UInt32.self)
            let high = unsafe raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
            last = UInt64(low) << 32 | UInt64(high)
        } else if count > 0 {
            last = unsafe UInt64(bytes[0]) << 16 | UInt64(bytes[count / 2]) << 8 | UInt64(bytes[count - 1])
        } else {
            last = 0
        }
        return (mix(state ^ last, 0xa076_1d64_78bd_642f ^ key), last)
    }
}
