/// A pair of tokens that become one: an open-addressed table from the pair to its rank and the token it makes.
@safe final class PairTable: @unchecked Sendable {
    // Safe: filled before it is shared, then only read.
    struct Entry: BitwiseCopyable {
        var left: UInt32
        var right: UInt32
        var rank: UInt32
        var token: UInt32
    }

    /// The rank of what is no pair.
    static let never = UInt32.max

    private let entries: Table<Entry>
    private let shift: UInt64
    private let mask: Int
    private let key = Hash.key | 1

    init(capacity pairs: Int) {
        var bits: UInt64 = 4
        while 1 << bits < pairs * 2 { bits += 1 }
        shift = 64 - bits
        mask = 1 << Int(bits) - 1
        entries = Table(repeating: Entry(left: 0, right: 0, rank: Self.never, token: 0), count: mask + 1)
    }

    @inline(__always) private func place(_ left: UInt32, _ right: UInt32) -> Int {
        let pair = UInt64(left) << 32 | UInt64(right)
        return Int(truncatingIfNeeded: ((pair ^ pair >> 29) &* key) >> shift)
    }

    /// Adds a pair; of the same pair's ranks the last counts.
    func insert(_ entry: Entry) {
        var place = place(entry.left, entry.right)
        while entries[place].rank != Self.never,
            entries[place].left != entry.left || entries[place].right != entry.right
        {
            place = (place + 1) & mask
        }
        entries[place] = entry
    }

    /// The pair's rank, `never` if they do not become one, and what they become.
    @inline(__always) func find(_ left: UInt32, _ right: UInt32) -> (rank: UInt32, token: UInt32) {
        var place = place(left, right)
        while true {
            let entry = entries[place]
            if entry.rank == Self.never || entry.left == left && entry.right == right {
                return (entry.rank, entry.token)
            }
            place = (place + 1) & mask
        }
    }
}
