/// How words become tokens.
enum Model: Sendable {
    case bytePairs(BytePairModel)
    case unigram(UnigramModel)
    case wordPieces(WordPieceModel)

    func encode(_ words: Words, into output: inout TokenBuffer, _ scratch: Scratch) {
        words.withText { text in
            switch self {
            case .bytePairs(let model): model.encode(words.ranges, of: text, into: &output, scratch)
            case .unigram(let model): model.encode(words.ranges, of: text, into: &output, scratch)
            case .wordPieces(let model): model.encode(words.ranges, of: text, into: &output, scratch)
            }
        }
    }
}
