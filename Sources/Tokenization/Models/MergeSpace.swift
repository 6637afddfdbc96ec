/// Where a word's symbols are put together: kept from word to word, and grown as words demand.
///
/// Columns, not rows: the smallest rank is looked for over and over.
@safe struct MergeSpace: ~Copyable {
    // Safe: every column has `capacity` places, the heap three times as many; who writes has reserved first.
    static let none = UInt32.max

    private(set) var capacity = 0
    private(set) var ids = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    private(set) var starts = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    /// The rank of the pair that begins here, and what it makes.
    private(set) var ranks = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    private(set) var made = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    private(set) var previous = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    private(set) var next = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
    private(set) var heap = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
    var count = 0

    init() {}

    deinit { free() }

    private func free() {
        unsafe ids.deallocate()
        unsafe starts.deallocate()
        unsafe ranks.deallocate()
        unsafe made.deallocate()
        unsafe previous.deallocate()
        unsafe next.deallocate()
        unsafe heap.deallocate()
    }

    /// Empties it, with room for so many symbols.
    @inline(__always) mutating func begin(_ symbols: Int) {
        count = 0
        if symbols > capacity { grow(symbols) }
    }

    private mutating func grow(_ symbols: Int) {
        free()
        capacity = max(symbols, capacity * 2, 256)
        unsafe ids = .allocate(capacity: capacity)
        unsafe starts = .allocate(capacity: capacity)
        unsafe ranks = .allocate(capacity: capacity)
        unsafe made = .allocate(capacity: capacity)
        unsafe previous = .allocate(capacity: capacity)
        unsafe next = .allocate(capacity: capacity)
        unsafe heap = .allocate(capacity: capacity * 3)
    }

    @inline(__always) mutating func append(_ id: UInt32, start: Int) {
        assert(count < capacity)
        unsafe ids[count] = id
        unsafe starts[count] = UInt32(truncatingIfNeeded: start)
        count += 1
    }

    /// Gives back what one huge text took.
    mutating func shrink() {
        guard capacity > 1 << 16 else { return }
        capacity = 0
        grow(256)
    }
}
