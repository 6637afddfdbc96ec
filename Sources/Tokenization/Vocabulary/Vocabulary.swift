/// The tokens' bytes, by id and the other way round: one arena of bytes, and an open-addressed table over it.
///
/// Ids without a token (holes) have no bytes, and no text finds them.
@safe final class Vocabulary: @unchecked Sendable {
    // Safe: built by `VocabularyBuilder`, then never written; an entry's bytes lie within the arena.
    let count: Int
    private let arena: Table<UInt8>
    private let starts: Table<UInt32>
    private let kinds: Table<UInt8>
    private let slots: Table<Slot>
    private let mask: Int
    private let key = Hash.key
    let longest: Int

    /// A token's place in the table: a short one is told without looking at its bytes.
    private struct Slot: BitwiseCopyable {
        /// The last eight bytes, or what stands for fewer.
        var last: UInt64 = 0
        var length: UInt32 = 0
        /// id + 1; 0 where there is none.
        var number: UInt32 = 0
    }

    fileprivate init(_ builder: VocabularyBuilder) {
        count = builder.kinds.count
        arena = Table(builder.arena)
        starts = Table(builder.starts)
        kinds = Table(builder.kinds)
        var capacity = 16
        let findable = builder.found.reduce(0) { $1 ? $0 + 1 : $0 }
        while capacity < findable * 2 { capacity *= 2 }
        slots = Table(repeating: Slot(), count: capacity)
        mask = capacity - 1
        longest = zip(builder.starts, builder.starts.dropFirst()).reduce(0) { max($0, Int($1.1 - $1.0)) }
        for id in 0..<count where builder.found[id] { insert(id) }
    }

    private func insert(_ id: Int) {
        let length = self.length(of: id)
        guard length > 0 else { return }
        let (hash, last) = unsafe Hash.of(start(of: id), count: length, key: key)
        var place = Int(truncatingIfNeeded: hash) & mask
        while slots[place].number != 0 {
            // Of two tokens with the same bytes the first counts.
            if unsafe has(slots[place], start(of: id), length, last) { return }
            place = (place + 1) & mask
        }
        slots[place] = Slot(
            last: last,
            length: UInt32(truncatingIfNeeded: length),
            number: UInt32(truncatingIfNeeded: id + 1)
        )
    }

    /// The id of the token with these bytes.
    @inline(__always) func find(_ bytes: UnsafePointer<UInt8>, count: Int) -> Int? {
        guard count > 0, count <= longest else { return nil }
        let (hash, last) = unsafe Hash.of(bytes, count: count, key: key)
        var place = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots[place]
            if slot.number == 0 { return nil }
            if unsafe has(slot, bytes, count, last) { return Int(slot.number) - 1 }
            place = (place + 1) & mask
        }
    }

    @inline(__always) private func has(
        _ slot: Slot,
        _ bytes: UnsafePointer<UInt8>,
        _ count: Int,
        _ last: UInt64
    ) -> Bool {
        guard slot.last == last, Int(slot.length) == count else { return false }
        return unsafe count <= 8 || Bytes.areEqual(start(of: Int(slot.number) - 1), bytes, count: count - 8)
    }

    func find(_ bytes: some Collection<UInt8>) -> Int? {
        Array(bytes).withText { unsafe find($0.base, count: $0.count) }
    }

    @inline(__always) private func start(of id: Int) -> UnsafePointer<UInt8> {
        unsafe UnsafePointer(arena.start + Int(starts[id]))
    }

    @inline(__always) private func length(of id: Int) -> Int { Int(starts[id + 1] - starts[id]) }

    /// The token's bytes; none for an id that there is not.
    func bytes(of id: Int) -> UnsafeBufferPointer<UInt8> {
        guard id >= 0, id < count else { return unsafe UnsafeBufferPointer(start: nil, count: 0) }
        return unsafe UnsafeBufferPointer(start: start(of: id), count: length(of: id))
    }

    func array(of id: Int) -> [UInt8] { unsafe Array(bytes(of: id)) }

    func text(of id: Int) -> String { unsafe String(decoding: bytes(of: id), as: UTF8.self) }

    func kind(of id: Int) -> TokenKind {
        guard id >= 0, id < count else { return .undefined }
        return TokenKind(rawValue: kinds[id]) ?? .undefined
    }
}

/// Takes the tokens in the order of their ids.
struct VocabularyBuilder {
    fileprivate var arena: [UInt8] = []
    fileprivate var starts: [UInt32] = [0]
    fileprivate var kinds: [UInt8] = []
    fileprivate var found: [Bool] = []

    var count: Int { kinds.count }

    mutating func reserve(tokens: Int, bytes: Int) {
        arena.reserveCapacity(bytes)
        starts.reserveCapacity(tokens + 1)
        kinds.reserveCapacity(tokens)
    }

    /// Appends a token; `isFound` is whether its bytes find it, or only its id does.
    mutating func append(
        _ bytes: UnsafeBufferPointer<UInt8>,
        kind: TokenKind = .normal,
        isFound: Bool = true
    ) throws(TokenizationError) {
        unsafe arena.append(contentsOf: bytes)
        try close(kind, isFound)
    }

    mutating func append(
        _ bytes: some Sequence<UInt8>,
        kind: TokenKind = .normal,
        isFound: Bool = true
    ) throws(TokenizationError) {
        arena.append(contentsOf: bytes)
        try close(kind, isFound)
    }

    private mutating func close(_ kind: TokenKind, _ isFound: Bool) throws(TokenizationError) {
        guard arena.count < Int(UInt32.max), kinds.count < Int(Int32.max) else {
            throw TokenizationError("the vocabulary is larger than 4 GiB")
        }
        found.append(isFound)
        starts.append(UInt32(arena.count))
        kinds.append(kind.rawValue)
    }

    consuming func finish() -> Vocabulary { Vocabulary(self) }
}
