/// The ids found so far. Room is made before a word is encoded, which never gives more ids than it has bytes.
@safe struct TokenBuffer: ~Copyable {
    // Safe: `append` is only called where room was made; checked in debug builds.
    private var start: UnsafeMutablePointer<Int32>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 16)
        unsafe start = .allocate(capacity: self.capacity)
    }

    deinit { unsafe start.deallocate() }

    @inline(__always) mutating func makeRoom(_ more: Int) {
        if count + more > capacity { grow(count + more) }
    }

    private mutating func grow(_ least: Int) {
        let larger = max(capacity * 2, least)
        let copy = UnsafeMutablePointer<Int32>.allocate(capacity: larger)
        unsafe copy.initialize(from: start, count: count)
        unsafe start.deallocate()
        unsafe start = copy
        capacity = larger
    }

    @inline(__always) mutating func append(_ id: Int32) {
        assert(count < capacity)
        unsafe start[count] = id
        count += 1
    }

    @inline(__always) subscript(index: Int) -> Int32 {
        assert(index >= 0 && index < count)
        return unsafe start[index]
    }

    var last: Int32? { count > 0 ? self[count - 1] : nil }

    var ids: [Int32] { unsafe Array(UnsafeBufferPointer(start: start, count: count)) }
}
