import Foundation
import Synchronization

/// How fast threads together read from memory: a sum over a buffer that no cache holds, the best of some rounds.
enum ReadBandwidth {
    private static let byteCount = 256 << 20
    private static let rounds = 4

    /// Bytes a second; nil where the buffer cannot be had. Takes about a tenth of a second.
    static func measure(threads: Int) -> Double? {
        guard let buffer = Buffer(byteCount: byteCount) else { return nil }
        var best = 0.0
        for round in 0...rounds {
            let began = ContinuousClock.now
            buffer.readAll(threads: threads)
            let seconds = (ContinuousClock.now - began) / .seconds(1)
            // The first brings the pages.
            if round > 0, seconds > 0 { best = max(best, Double(byteCount) / seconds) }
        }
        return best > 0 ? best : nil
    }

    @safe private final class Buffer: @unchecked Sendable {
        // Sendable: written to only while it is made.
        private let start: UnsafeMutableRawPointer
        private let byteCount: Int
        private let sum = Mutex<UInt64>(0)

        init?(byteCount: Int) {
            guard let start = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | Self.anonymous, -1, 0),
                unsafe start != UnsafeMutableRawPointer(bitPattern: -1)
            else { return nil }
            unsafe self.start = start
            self.byteCount = byteCount
            #if os(Linux)
                // As the weights are: so that looking up pages costs little.
                _ = unsafe madvise(start, byteCount, 14)
            #endif
            unsafe memset(start, 1, byteCount)
        }

        deinit { unsafe munmap(start, byteCount) }

        func readAll(threads: Int) {
            let share = byteCount / threads / 4096 * 4096
            guard threads > 1 else { return note(add(0, byteCount)) }
            DispatchQueue.concurrentPerform(iterations: threads) { index in note(add(index * share, share)) }
        }

        /// So that nothing is left out as of no use.
        private func note(_ part: UInt64) { sum.withLock { $0 &+= part } }

        private func add(_ offset: Int, _ count: Int) -> UInt64 {
            typealias Line = SIMD8<UInt64>
            let lines = unsafe (start + offset).assumingMemoryBound(to: Line.self)
            var (a, b, c, d) = (Line(), Line(), Line(), Line())
            var index = 0
            let end = count / MemoryLayout<Line>.stride / 4 * 4
            while index < end {
                unsafe a &+= lines[index]
                unsafe b &+= lines[index + 1]
                unsafe c &+= lines[index + 2]
                unsafe d &+= lines[index + 3]
                index += 4
            }
            return (a &+ b &+ c &+ d).wrappedSum()
        }

        #if os(Linux)
            private static let anonymous = MAP_ANONYMOUS
        #else
            private static let anonymous = MAP_ANON
        #endif
    }
}
