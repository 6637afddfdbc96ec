/// Words met before, with their tokens: most of any text is the same few words again.
///
/// A word has one place and drives out the one that stands there. Only what is short is kept: up to fifteen bytes and
/// three tokens, which make an entry half a line of the processor's cache.
@safe struct WordCache: ~Copyable {
    // Safe: `place` is within the table; `key(_:_:)` says what must be readable.
    private struct Entry: BitwiseCopyable {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var tokens: (Int32, Int32, Int32) = (0, 0, 0)
        var count: Int32 = 0
    }

    struct Key {
        fileprivate let low: UInt64
        fileprivate let high: UInt64
        fileprivate let place: Int
    }

    static let longest = 15
    private let bits: UInt64
    private let entries: UnsafeMutablePointer<Entry>
    private let seed = Hash.key

    /// With as many places as a vocabulary of this size is worth: a megabyte for those that models have.
    init(vocabulary: Int) {
        bits = vocabulary < 4096 ? 8 : 15
        unsafe entries = .allocate(capacity: 1 << bits)
        unsafe entries.initialize(repeating: Entry(), count: 1 << bits)
    }

    deinit { unsafe entries.deallocate() }

    /// The key of a word of 1 to 15 bytes, where sixteen bytes can be read from its first on.
    @inline(__always) func key(_ word: UnsafePointer<UInt8>, _ count: Int) -> Key {
        let raw = unsafe UnsafeRawPointer(word)
        var low = unsafe raw.loadUnaligned(as: UInt64.self)
        var high: UInt64 = 0
        if count < 8 {
            low &= 1 << UInt64(truncatingIfNeeded: count &* 8) &- 1
        } else {
            high = unsafe raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
            high &= 1 << UInt64(truncatingIfNeeded: (count &- 8) &* 8) &- 1
        }
        high |= UInt64(truncatingIfNeeded: count) << 56
        let hash = Hash.mix(low ^ seed, high ^ 0x9e37_79b9_7f4a_7c15)
        return Key(low: low, high: high, place: Int(truncatingIfNeeded: hash >> (64 &- bits)))
    }

    /// Appends the word's tokens, if it is here.
    @inline(__always) func append(_ key: Key, to output: inout TokenBuffer) -> Bool {
        let entry = unsafe entries + key.place
        guard unsafe entry.pointee.low == key.low, unsafe entry.pointee.high == key.high else { return false }
        let count = unsafe entry.pointee.count
        unsafe output.append(entry.pointee.tokens.0)
        if count > 1 { unsafe output.append(entry.pointee.tokens.1) }
        if count > 2 { unsafe output.append(entry.pointee.tokens.2) }
        return true
    }

    /// Keeps the tokens from `start` on as the word's, if they are one to three.
    @inline(__always) func keep(_ key: Key, _ output: borrowing TokenBuffer, from start: Int) {
        let count = output.count - start
        guard count >= 1, count <= 3 else { return }
        var entry = Entry(low: key.low, high: key.high, count: Int32(truncatingIfNeeded: count))
        entry.tokens.0 = output[start]
        if count > 1 { entry.tokens.1 = output[start + 1] }
        if count > 2 { entry.tokens.2 = output[start + 2] }
        unsafe entries[key.place] = entry
    }
}
