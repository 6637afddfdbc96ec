/// Byte-pair encoding: the symbols of a word are joined pair by pair, the earliest learnt pair first.
///
/// One model for GPT-2's kind, whose symbols are bytes, and for SentencePiece's, whose symbols are characters and which
/// falls back to bytes for what it does not know.
struct BytePairModel: Sendable {
    enum Symbols: Sendable {
        /// The token of each byte; `MergeSpace.none` where there is none.
        case bytes(Table<UInt32>)
        case characters(CharacterSymbols)
    }

    enum Rule: Sendable {
        /// By a list of pairs.
        case pairs(PairTable)
        /// Any two whose text together is a token, by that token's rank.
        case scores(Table<UInt32>)
    }

    var vocabulary: Vocabulary
    var symbols: Symbols
    var rule: Rule
    /// A word that is a token is that token, whatever the pairs would make of it.
    var takesWholeWords = false
    var unknown = UnknownTokens()

    /// Appends the tokens of words, each a range of the text, after which sixteen more bytes can be read.
    func encode(_ words: [Range<Int>], of text: UTF8Text, into output: inout TokenBuffer, _ scratch: Scratch) {
        switch rule {
        case .pairs(let pairs): encode(words, of: text, PairJoining(pairs: pairs), into: &output, scratch)
        case .scores(let ranks):
            let joining = ScoreJoining(vocabulary: vocabulary, ranks: ranks, text: text)
            encode(words, of: text, joining, into: &output, scratch)
        }
    }

    @inline(__always) private func encode(
        _ words: [Range<Int>],
        of text: UTF8Text,
        _ joining: some Joining,
        into output: inout TokenBuffer,
        _ scratch: Scratch
    ) {
        scratch.encode(words, of: text, into: &output) { word, output in
            encode(word, of: text, joining, into: &output, scratch)
        }
    }

    @inline(never) private func encode(
        _ word: Range<Int>,
        of text: UTF8Text,
        _ joining: some Joining,
        into output: inout TokenBuffer,
        _ scratch: Scratch
    ) {
        if takesWholeWords, let id = unsafe vocabulary.find(text.base + word.lowerBound, count: word.count) {
            return output.append(Int32(truncatingIfNeeded: id))
        }
        scratch.merges.begin(word.count)
        switch symbols {
        case .bytes(let tokens):
            for index in word {
                let id = tokens[Int(text[index])]
                if id != MergeSpace.none {
                    scratch.merges.append(id, start: index)
                } else {
                    unknown.append(to: &scratch.merges, start: index)
                }
            }
        case .characters(let characters):
            let keepsUnknown = if case .scores = rule { true } else { false }
            characters.append(word, of: text, vocabulary, unknown, keepsUnknown: keepsUnknown, to: &scratch.merges)
        }
        scratch.merges.merge(joining, end: word.upperBound)
        emit(word, of: text, into: &output, scratch)
    }

    @inline(__always) private func emit(
        _ word: Range<Int>,
        of text: UTF8Text,
        into output: inout TokenBuffer,
        _ scratch: Scratch
    ) {
        for index in 0..<scratch.merges.count {
            let id = unsafe scratch.merges.ids[index]
            if id != MergeSpace.none {
                output.append(Int32(bitPattern: id))
            } else {
                // A character that joined nothing and is no token.
                let start = unsafe Int(scratch.merges.starts[index])
                let end =
                    unsafe index + 1 < scratch.merges.count
                    ? Int(scratch.merges.starts[index + 1]) : word.upperBound
                unknown.append(text.slice(start..<end), to: &output)
            }
        }
    }
}

private struct PairJoining: Joining {
    let pairs: PairTable

    @inline(__always) func join(left: UInt32, right: UInt32, bytes: Range<Int>) -> (rank: UInt32, token: UInt32) {
        pairs.find(left, right)
    }
}

@safe private struct ScoreJoining: Joining {
    let vocabulary: Vocabulary
    let ranks: Table<UInt32>
    let text: UTF8Text

    @inline(__always) func join(left: UInt32, right: UInt32, bytes: Range<Int>) -> (rank: UInt32, token: UInt32) {
        guard let id = unsafe vocabulary.find(text.base + bytes.lowerBound, count: bytes.count) else {
            return (PairTable.never, 0)
        }
        return (ranks[id], UInt32(truncatingIfNeeded: id))
    }
}
