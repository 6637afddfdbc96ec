/// Which parts of a file are here, which are on their way, and what is to be asked for next: a pure state machine.
///
/// A file is asked for in pieces, by several who do not know of each other. Until the first answer has shown that the
/// server heeds ranges, one piece is on its way at a time; a server that does not sends the whole, to one.
struct RangePlan: Sendable {
    struct Claim: Sendable, Equatable {
        let number: Int
        /// Up to `Int.max` where nobody knows how long the file is.
        let range: Range<Int>
    }

    private(set) var size: Int?
    /// In order, apart from one another.
    private(set) var done: [Range<Int>] = []
    /// Nil until an answer has shown it.
    private(set) var heedsRanges: Bool?
    let piece: Int
    private var claims: [Int: Range<Int>] = [:]
    private var last = 0

    /// `done` must be in order and apart, as a journal has it.
    init(size: Int?, piece: Int, done: [Range<Int>] = []) {
        self.size = size
        self.piece = max(1, piece)
        self.done = done
    }

    var completed: Int { done.reduce(0) { $0 + $1.count } }
    /// How far it is here without a gap.
    var frontier: Int { done.first.flatMap { $0.lowerBound == 0 ? $0.upperBound : nil } ?? 0 }
    var isComplete: Bool { size.map { frontier >= $0 } ?? false }
    var isIdle: Bool { claims.isEmpty }

    /// The next piece that nobody has and nobody fetches; nil where there is none for now.
    mutating func claim() -> Claim? {
        guard !isComplete, heedsRanges == true || claims.isEmpty else { return nil }
        if heedsRanges == false { done = [] }
        let taken = (done + claims.values).sorted { $0.lowerBound < $1.lowerBound }
        var start = 0
        var end = size ?? .max
        for range in taken {
            guard range.lowerBound <= start else {
                end = range.lowerBound
                break
            }
            start = max(start, range.upperBound)
        }
        guard start < end else { return nil }
        if size != nil, heedsRanges != false { end = min(end, start + piece) }
        last += 1
        claims[last] = start..<end
        return Claim(number: last, range: start..<end)
    }

    /// The server answers with the part that was asked for. What it says of the whole must be so.
    mutating func accept(_ number: Int, total: Int?) -> Bool {
        guard let range = claims[number] else { return false }
        if let size, let total, size != total { return false }
        if size == nil, let total {
            guard range.lowerBound < total else { return false }
            size = total
            claims[number] = range.lowerBound..<min(total, range.lowerBound + piece)
        }
        heedsRanges = true
        return true
    }

    /// The server answers with the whole, from its beginning: all else is forgotten.
    mutating func startOver(_ number: Int, size new: Int?) {
        guard claims[number] != nil else { return }
        size = new ?? size
        heedsRanges = false
        done = []
        claims = [number: 0..<(size ?? .max)]
    }

    /// How much of its piece still has to come, and to where; nil for one that is no longer wanted.
    func rest(of number: Int) -> Range<Int>? { claims[number] }

    /// Bytes are here. False where they are no longer wanted.
    mutating func receive(_ number: Int, _ count: Int) -> Bool {
        guard let range = claims[number], count > 0, count <= range.count else { return false }
        claims[number] = range.lowerBound + count..<range.upperBound
        insert(range.lowerBound..<range.lowerBound + count)
        return true
    }

    /// Nobody is at this piece any more, done or not.
    mutating func give(back number: Int) { claims[number] = nil }

    /// The end of a file whose length nobody knew.
    mutating func end(_ number: Int) {
        guard size == nil, let range = claims[number] else { return }
        size = range.lowerBound
        claims[number] = nil
    }

    /// Nothing of it is right.
    mutating func reset() {
        done = []
        claims = [:]
    }

    private mutating func insert(_ range: Range<Int>) {
        var merged = range
        var rest: [Range<Int>] = []
        for one in done {
            if one.upperBound < merged.lowerBound || one.lowerBound > merged.upperBound {
                rest.append(one)
            } else {
                merged = min(one.lowerBound, merged.lowerBound)..<max(one.upperBound, merged.upperBound)
            }
        }
        rest.append(merged)
        done = rest.sorted { $0.lowerBound < $1.lowerBound }
    }
}
