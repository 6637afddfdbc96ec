internal import Tokenization

/// A vocabulary learnt from text: the markers of `ChatForm` (ids 0 to 3), the 256 bytes (4 to 259, in the order of the
/// characters that stand for them in files, as GPT-2 has them), and what was joined of them, in the order in which it was learnt.
package struct TrainedVocabulary: Sendable, Equatable {
    /// Each token's bytes; a marker's are its text.
    package let tokens: [[UInt8]]
    let merges: [MergeLearner.Merge]

    static let firstByte = ChatForm.markers.count
    /// The markers and the bytes.
    package static let leastSize = firstByte + 256

    /// Learns `size` tokens from words. Deterministic: the same counts, the same vocabulary.
    ///
    /// Throws if the words run out of pairs before.
    package init(size: Int, words: WordCounts) throws(VocabularyError) {
        guard size >= Self.leastSize else {
            throw VocabularyError(
                "a vocabulary of \(size) tokens has no room for the bytes: \(Self.leastSize) is the least"
            )
        }
        var tokens = Self.base
        var known: [[UInt8]: Int32] = [:]
        for id in Self.firstByte..<tokens.count { known[tokens[id]] = Int32(id) }
        var merges: [MergeLearner.Merge] = []
        var learner = MergeLearner(words.sorted(), id: Self.byteIDs)
        while tokens.count < size {
            guard let (merge, _) = learner.next() else {
                throw VocabularyError(
                    "the text gives \(tokens.count) tokens and no more, but \(size) are asked for: give it more text, or ask for fewer"
                )
            }
            let bytes = tokens[Int(merge.left)] + tokens[Int(merge.right)]
            // Two pairs may come to the same bytes, which are one token then.
            let id = known[bytes] ?? Int32(tokens.count)
            if known[bytes] == nil {
                known[bytes] = id
                tokens.append(bytes)
            }
            learner.join(merge, into: id)
            merges.append(merge)
        }
        self.tokens = tokens
        self.merges = merges
    }

    init(tokens: [[UInt8]], merges: [MergeLearner.Merge]) {
        self.tokens = tokens
        self.merges = merges
    }

    /// How many tokens there are.
    package var size: Int { tokens.count }

    /// What every vocabulary begins with.
    static let base: [[UInt8]] = {
        let bytes = (0...255).sorted { ByteAlphabet.characters[$0] < ByteAlphabet.characters[$1] }
        return ChatForm.markers.map { Array($0.utf8) } + bytes.map { [UInt8($0)] }
    }()

    /// The id of each byte.
    static let byteIDs: [Int32] = {
        var ids = [Int32](repeating: 0, count: 256)
        for id in firstByte..<base.count { ids[Int(base[id][0])] = Int32(id) }
        return ids
    }()
}
