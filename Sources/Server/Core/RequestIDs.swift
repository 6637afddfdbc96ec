import Synchronization

/// Names for requests: the client's own where it is fit for headers and logs, else one that nobody else has.
///
/// Made from a counter, mixed with what was random at the start: no two alike, hard to guess, and no system call.
final class RequestIDs: Sendable {
    private let seeds = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))
    private let counter = Atomic<UInt64>(0)

    func id(for offered: String?) -> String {
        if let offered, Self.isFit(offered) { return offered }
        let count = counter.wrappingAdd(1, ordering: .relaxed).newValue
        return Self.hexadecimal(Self.mix(seeds.0 &+ count &* 0x9e37_79b9_7f4a_7c15), Self.mix(seeds.1 ^ count))
    }

    /// 1 to 128 letters, digits, dots, underscores and hyphens.
    static func isFit(_ id: String) -> Bool {
        let utf8 = id.utf8
        guard (1...128).contains(utf8.count) else { return false }
        return utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// Spreads every bit of the input over every bit of the output, one to one.
    private static func mix(_ input: UInt64) -> UInt64 {
        var bits = input
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return bits ^ (bits >> 31)
    }

    private static func hexadecimal(_ high: UInt64, _ low: UInt64) -> String {
        unsafe String(unsafeUninitializedCapacity: 32) { buffer in
            for place in 0..<16 {
                let shift = UInt64(60 - 4 * place)
                unsafe buffer[place] = digit(high >> shift)
                unsafe buffer[place + 16] = digit(low >> shift)
            }
            return 32
        }
    }

    private static func digit(_ bits: UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 15)
        return value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
