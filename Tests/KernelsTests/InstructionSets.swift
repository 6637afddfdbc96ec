import Kernels
import Synchronization
import Testing

/// The choice of instruction set is the process's, so tests that make it take turns.
private let turn = Mutex(())

/// Runs `body` with each instruction set that this machine has, the portable one first, and leaves the best one chosen.
func withEachInstructionSet(_ body: (String) throws -> Void) rethrows {
    try turn.withLock { _ in
        let sets = [MK_PORTABLE, MK_NEON_DOT, MK_AVX2, MK_AVX2_VNNI, MK_AVX512_VNNI].filter { mk_supports($0) }
        defer { if let best = sets.last { _ = mk_use(best) } }
        for set in sets {
            #expect(mk_use(set))
            try body(unsafe String(cString: mk_isa_name(set)))
        }
    }
}

/// The same numbers in every run (SplitMix64).
struct FixedRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func floats(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> [Float] {
        let width = range.upperBound - range.lowerBound
        return (0..<count).map { _ in range.lowerBound + width * (Float(next() >> 40) * 0x1p-24) }
    }
}

/// Floats at an address that is a multiple of 64.
@safe final class AlignedFloats {
    let start: UnsafeMutablePointer<Float>
    let count: Int

    init(_ count: Int, filledWith value: Float = 0) {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * 4), alignment: 64)
        unsafe start = bytes.bindMemory(to: Float.self, capacity: count)
        unsafe start.initialize(repeating: value, count: count)
        self.count = count
    }

    deinit { unsafe UnsafeMutableRawPointer(start).deallocate() }
}
