/// What two neighbours become, and how early.
protocol Joining {
    /// The rank (`PairTable.never` if they do not join; the lowest joins first) and the token they make.
    func join(left: UInt32, right: UInt32, bytes: Range<Int>) -> (rank: UInt32, token: UInt32)
}

extension MergeSpace {
    /// Joins neighbours until none can be joined: always the pair of the lowest rank, of equal ones the first.
    @inline(__always) mutating func merge(_ joining: some Joining, end: Int) {
        if count < 2 { return }
        if count <= 40 { mergeShort(joining, end: end) } else { mergeLong(joining, end: end) }
    }

    /// Looks through all ranks for each join: the fastest way while they are few.
    @inline(__always) private mutating func mergeShort(_ joining: some Joining, end: Int) {
        let ids = unsafe ids
        let starts = unsafe starts
        let ranks = unsafe ranks
        let made = unsafe made
        let pairs = Pairs(self, joining)
        var count = count
        /// Looks up the pair that begins at `index`, of so many symbols.
        @inline(__always) func look(_ index: Int, of count: Int) {
            unsafe pairs.look(index, index + 1, end: index + 2 < count ? Int(starts[index + 2]) : end)
        }
        for index in 0..<count - 1 { look(index, of: count) }
        while count > 1 {
            var best = unsafe ranks[0]
            var place = 0
            var index = 1
            while index < count - 1 {
                let rank = unsafe ranks[index]
                if rank < best {
                    best = rank
                    place = index
                }
                index += 1
            }
            guard best != PairTable.never else { break }
            unsafe ids[place] = made[place]
            index = place + 1
            while index < count - 1 {
                unsafe ids[index] = ids[index + 1]
                unsafe starts[index] = starts[index + 1]
                unsafe ranks[index] = ranks[index + 1]
                unsafe made[index] = made[index + 1]
                index += 1
            }
            count -= 1
            if place < count - 1 { look(place, of: count) }
            if place > 0 { look(place - 1, of: count) }
        }
        self.count = count
    }

    /// A heap of pairs, and neighbours that are linked: a word of a million symbols takes a million times twenty steps.
    private mutating func mergeLong(_ joining: some Joining, end: Int) {
        let nobody = Self.none
        let ids = unsafe ids
        let starts = unsafe starts
        let ranks = unsafe ranks
        let made = unsafe made
        let previous = unsafe previous
        let next = unsafe next
        let pairs = Pairs(self, joining)
        var heap = unsafe PairHeap(heap)
        let count = count
        for index in 0..<count {
            unsafe previous[index] = index == 0 ? nobody : UInt32(index - 1)
            unsafe next[index] = index == count - 1 ? nobody : UInt32(index + 1)
        }
        /// Looks up the pair that begins at `index`.
        func look(_ index: Int) -> Bool {
            let after = unsafe next[index]
            unsafe ranks[index] = PairTable.never
            guard after != nobody else { return false }
            let afterNext = unsafe next[Int(after)]
            let last = unsafe afterNext == nobody ? end : Int(starts[Int(afterNext)])
            pairs.look(index, Int(after), end: last)
            return unsafe ranks[index] != PairTable.never
        }
        for index in 0..<count where look(index) { unsafe heap.add(ranks[index], index) }
        heap.order()
        while let (rank, place) = heap.pop() {
            // What was joined since, or has another neighbour now, has another rank.
            guard unsafe ranks[place] == rank, unsafe next[place] != nobody else { continue }
            let gone = unsafe Int(next[place])
            unsafe ids[place] = made[place]
            let after = unsafe next[gone]
            unsafe next[place] = after
            unsafe ranks[gone] = PairTable.never
            unsafe next[gone] = nobody
            if after != nobody { unsafe previous[Int(after)] = UInt32(place) }
            if look(place) { unsafe heap.push(ranks[place], place) }
            let before = unsafe previous[place]
            if before != nobody, look(Int(before)) { unsafe heap.push(ranks[Int(before)], Int(before)) }
        }
        // What is left moves together.
        var kept = 0
        var index: UInt32 = 0
        while index != nobody {
            let following = unsafe next[Int(index)]
            unsafe ids[kept] = ids[Int(index)]
            unsafe starts[kept] = starts[Int(index)]
            kept += 1
            index = following
        }
        self.count = kept
    }
}

/// The symbols of a space, two by two.
@safe private struct Pairs<Rule: Joining> {
    // Safe: whoever looks has a symbol at both places.
    private let joining: Rule
    private let ids: UnsafeMutablePointer<UInt32>
    private let starts: UnsafeMutablePointer<UInt32>
    private let ranks: UnsafeMutablePointer<UInt32>
    private let made: UnsafeMutablePointer<UInt32>

    init(_ space: borrowing MergeSpace, _ joining: Rule) {
        self.joining = joining
        unsafe ids = space.ids
        unsafe starts = space.starts
        unsafe ranks = space.ranks
        unsafe made = space.made
    }

    /// Looks up the pair of two symbols, the second of which ends before the byte `end`.
    @inline(__always) func look(_ left: Int, _ right: Int, end: Int) {
        let pair = unsafe joining.join(left: ids[left], right: ids[right], bytes: Int(starts[left])..<end)
        unsafe ranks[left] = pair.rank
        unsafe made[left] = pair.token
    }
}

/// A heap of (rank, place), smallest first, in memory of the space's.
///
/// A word of n symbols begins with fewer than n pairs and each of its joins adds two, less the one that it takes: there
/// are never more than twice as many.
@safe private struct PairHeap {
    // Safe: see above; the memory is three times the symbols.
    private let entries: UnsafeMutablePointer<UInt64>
    private var count = 0

    init(_ entries: UnsafeMutablePointer<UInt64>) { unsafe self.entries = entries }

    /// Adds without keeping the order.
    mutating func add(_ rank: UInt32, _ place: Int) {
        unsafe entries[count] = UInt64(rank) << 32 | UInt64(place)
        count += 1
    }

    mutating func order() {
        var index = count / 2
        while index > 0 {
            index -= 1
            sink(index)
        }
    }

    mutating func push(_ rank: UInt32, _ place: Int) {
        let entry = UInt64(rank) << 32 | UInt64(place)
        var index = count
        count += 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard unsafe entries[parent] > entry else { break }
            unsafe entries[index] = entries[parent]
            index = parent
        }
        unsafe entries[index] = entry
    }

    mutating func pop() -> (rank: UInt32, place: Int)? {
        guard count > 0 else { return nil }
        let first = unsafe entries[0]
        count -= 1
        if count > 0 {
            unsafe entries[0] = entries[count]
            sink(0)
        }
        return (UInt32(first >> 32), Int(first & 0xffff_ffff))
    }

    private mutating func sink(_ start: Int) {
        let entry = unsafe entries[start]
        var index = start
        while true {
            var child = index * 2 + 1
            guard child < count else { break }
            if child + 1 < count, unsafe entries[child + 1] < entries[child] { child += 1 }
            guard unsafe entries[child] < entry else { break }
            unsafe entries[index] = entries[child]
            index = child
        }
        unsafe entries[index] = entry
    }
}
