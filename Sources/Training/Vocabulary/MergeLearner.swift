/// Finds the pairs of tokens to join: the commonest pair becomes a token, again and again.
///
/// Words are lists of symbols, which shrink as pairs are joined; of each pair it knows how often it stands and in which words.
/// The heap holds each pair with a count that may be out of date, for counts of old pairs only fall: one that is found to be
/// is put back with its true count. Of pairs as common as each other the one of lower ids comes first, so that the
/// same words give the same merges, and those that Hugging Face's trainer finds.
struct MergeLearner {
    struct Merge: Equatable {
        var left: Int32
        var right: Int32
    }

    private struct Pair {
        var count: Int
        /// Words that the pair stands in, or stood in; some may be there twice.
        var words: [Int32]
    }

    private var symbols: [[Int32]]
    private let counts: [Int]
    private var pairs: [UInt64: Pair] = [:]
    private var heap = PairHeap()

    /// The words as ids of single bytes; `id` is that of each byte.
    init(_ words: [(word: [UInt8], count: Int)], id: [Int32]) {
        symbols = words.map { word in word.word.map { id[Int($0)] } }
        counts = words.map(\.count)
        for (word, symbols) in symbols.enumerated() where symbols.count > 1 {
            for index in 1..<symbols.count {
                note(Self.key(symbols[index - 1], symbols[index]), counts[word], in: Int32(word))
            }
        }
        for (key, pair) in pairs { heap.push(PairHeap.Element(count: pair.count, key: key)) }
    }

    /// The commonest pair that is left, with how often it stands; nil when every word is one token.
    mutating func next() -> (merge: Merge, count: Int)? {
        while let top = heap.pop() {
            guard let pair = pairs[top.key], pair.count > 0 else { continue }
            guard pair.count == top.count else {
                heap.push(PairHeap.Element(count: pair.count, key: top.key))
                continue
            }
            return (
                Merge(left: Int32(top.key >> 32), right: Int32(truncatingIfNeeded: top.key & 0xffff_ffff)), pair.count
            )
        }
        return nil
    }

    /// Joins a pair wherever it stands.
    mutating func join(_ merge: Merge, into token: Int32) {
        guard let pair = pairs.removeValue(forKey: Self.key(merge.left, merge.right)) else { return }
        var grown: Set<UInt64> = []
        for word in pair.words { join(merge, into: token, in: Int(word), &grown) }
        for key in grown {
            if let pair = pairs[key] { heap.push(PairHeap.Element(count: pair.count, key: key)) }
        }
    }

    private mutating func join(_ merge: Merge, into token: Int32, in word: Int, _ grown: inout Set<UInt64>) {
        let old = symbols[word]
        var new: [Int32] = []
        new.reserveCapacity(old.count)
        let count = counts[word]
        var index = 0
        while index < old.count {
            guard old[index] == merge.left, index + 1 < old.count, old[index + 1] == merge.right else {
                new.append(old[index])
                index += 1
                continue
            }
            if let before = new.last {
                note(Self.key(before, merge.left), -count, in: nil)
                let key = Self.key(before, token)
                note(key, count, in: Int32(word))
                grown.insert(key)
            }
            new.append(token)
            index += 2
            if index < old.count {
                note(Self.key(merge.right, old[index]), -count, in: nil)
                let key = Self.key(token, old[index])
                note(key, count, in: Int32(word))
                grown.insert(key)
            }
        }
        symbols[word] = new
    }

    private mutating func note(_ key: UInt64, _ count: Int, in word: Int32?) {
        guard let word else {
            // The pair that is being joined is out of the table already.
            if pairs[key] != nil { pairs[key]?.count += count }
            return
        }
        pairs[key, default: Pair(count: 0, words: [])].count += count
        if pairs[key]?.words.last != word { pairs[key]?.words.append(word) }
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }
}
