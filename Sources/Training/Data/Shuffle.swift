/// The numbers below a count in an order that a key gives, any of them found without the others: a Feistel network over the next
/// power of four, walked until it is inside.
struct Shuffle: Sendable {
    private let count: UInt64
    private let half: UInt64
    private let keys: [UInt64]

    init(count: UInt64, key: UInt64) {
        self.count = max(1, count)
        var bits: UInt64 = 1
        while bits < 32, 1 << (2 * bits) < self.count { bits += 1 }
        half = bits
        var random = SeededRandom(key)
        keys = (0..<6).map { _ in random.next() }
    }

    subscript(place: UInt64) -> UInt64 {
        var number = place % count
        repeat { number = mixed(number) } while number >= count
        return number
    }

    private func mixed(_ number: UInt64) -> UInt64 {
        let mask = (UInt64(1) << half) - 1
        var (left, right) = (number >> half, number & mask)
        for key in keys {
            var random = SeededRandom(right &+ key)
            (left, right) = (right, (left ^ random.next()) & mask)
        }
        return left << half | right
    }
}
