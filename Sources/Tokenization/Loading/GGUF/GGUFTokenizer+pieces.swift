internal import ModelFiles

extension GGUFTokenizer {
    /// `llama`: SentencePiece's pairs, of any two whose text together is a token; the best score first.
    func sentencePieces() throws -> Tokenizer.Parts {
        let vocabulary = try pieceVocabulary()
        let unknown = try UnknownTokens(bytes: byteTokens(), unknown: id("unknown_token_id", default: 0))
        let model = BytePairModel(
            vocabulary: vocabulary,
            symbols: .characters(CharacterSymbols()),
            rule: .scores(Self.ranks(try scores(), vocabulary)),
            unknown: unknown
        )
        var parts = Tokenizer.Parts(vocabulary: vocabulary, model: .bytePairs(model))
        let addsSpace = try flag("add_space_prefix", default: true)
        // Before each stretch of text between tokens that are matched whole, as llama.cpp has it.
        parts.preTokenizer.steps = [
            .spaceMarks(prepends: addsSpace), .boundaries(SafeBoundaries(vocabulary)),
        ]
        parts.decoding = Decoding(
            replacements: [.init(pattern: Metaspace.bytes, text: [0x20])],
            hasByteTokens: true,
            strippedCount: addsSpace ? 1 : 0
        )
        try finish(&parts, begin: 1, end: 2, addsBegin: true, addsEnd: false)
        return parts
    }

    /// `t5`: the unigram model.
    func unigram() throws -> Tokenizer.Parts {
        let vocabulary = try pieceVocabulary()
        let unknown = try UnknownTokens(unknown: id("unknown_token_id", default: 2), fuses: true)
        let model = try UnigramModel(vocabulary, scores: scores().map(Double.init), unknown: unknown)
        var parts = Tokenizer.Parts(vocabulary: vocabulary, model: .unigram(model))
        if let map = try metadata.ints("tokenizer.ggml.precompiled_charsmap") {
            parts.normalizer.steps.append(.charsMap(try CharsMap(map.map { UInt8(truncatingIfNeeded: $0) })))
        }
        if try flag("remove_extra_whitespaces", default: false) {
            parts.normalizer.steps += [
                .strip(left: true, right: true), .replaceMatches(try RegexProgram(" {2,}"), with: [0x20]),
            ]
        }
        let addsSpace = try flag("add_space_prefix", default: true)
        parts.preTokenizer.steps = [
            .metaspace(Metaspace(prepend: addsSpace ? .always : .never, splits: false)),
            .boundaries(SafeBoundaries(vocabulary)),
        ]
        parts.decoding = Decoding(
            replacements: [.init(pattern: Metaspace.bytes, text: [0x20])],
            hasByteTokens: true,
            strippedCount: addsSpace ? 1 : 0
        )
        try finish(&parts, begin: nil, end: 1, addsBegin: false, addsEnd: true)
        return parts
    }

    /// `bert`: WordPiece. The file marks the tokens that begin a word, where BERT marks those that go on.
    func wordPieces() throws -> Tokenizer.Parts {
        var builder = VocabularyBuilder()
        let isMarked = (0..<tokens.count).contains { unsafe tokens[bytes: $0].starts(with: Metaspace.bytes) }
        for id in 0..<tokens.count {
            let text = bytes(of: id)
            let isText = kinds[id] == .normal || kinds[id] == .undefined || kinds[id] == .unused
            if !isMarked || !isText {
                try builder.append(text, kind: kinds[id], isFound: isText)
            } else if text.starts(with: Metaspace.bytes) {
                try builder.append(text.dropFirst(3), kind: kinds[id])
            } else {
                try builder.append(Array("##".utf8) + text, kind: kinds[id])
            }
        }
        let vocabulary = builder.finish()
        let unknown = try id("unknown_token_id", default: 100) ?? 0
        let model = WordPieceModel(
            vocabulary: vocabulary,
            prefix: Array("##".utf8),
            unknown: unknown,
            longestWord: 100
        )
        var parts = Tokenizer.Parts(vocabulary: vocabulary, model: .wordPieces(model))
        let lowercases = try flag("normalizer.lowercase", default: true)
        let stripsAccents = try flag("normalizer.strip_accents", default: lowercases)
        parts.normalizer.steps = [.bert(BertNormalizer(stripsAccents: stripsAccents, lowercases: lowercases))]
        parts.preTokenizer.steps = [.whitespace, .punctuation(.isolated)]
        parts.decoding = Decoding(joint: .wordPieces(prefix: Array("##".utf8), cleansUp: true))
        let begin = try id("cls_token_id", default: 101)
        try finish(
            &parts,
            begin: begin,
            end: nil,
            addsBegin: true,
            addsEnd: false,
            separator: 102,
            addsSeparator: true
        )
        return parts
    }

    /// The tokens as they are written; those that are no text are not found by it.
    private func pieceVocabulary() throws -> Vocabulary {
        var builder = VocabularyBuilder()
        builder.reserve(tokens: tokens.count, bytes: tokens.byteCount)
        for id in 0..<tokens.count {
            switch kinds[id] {
            case .control, .unknown, .byte: try builder.append(bytes(of: id), kind: kinds[id], isFound: false)
            default: try builder.append(bytes(of: id), kind: kinds[id])
            }
        }
        return builder.finish()
    }

    /// The token of each byte; nil where one is missing.
    private func byteTokens() -> [Int32]? {
        var found = [Int32](repeating: -1, count: 256)
        for id in 0..<tokens.count where kinds[id] == .byte {
            if let byte = Decoding.byte(bytes(of: id)) { found[Int(byte)] = Int32(truncatingIfNeeded: id) }
        }
        return found.contains(-1) ? nil : found
    }

    /// Each token's place in the order of scores, highest first; the same for the same score. What is no number is last.
    static func ranks(_ scores: [Float], _ vocabulary: Vocabulary) -> Table<UInt32> {
        let order = (0..<vocabulary.count).map { scores[$0].isNaN ? -Float.infinity : scores[$0] }
        let ranks = Table<UInt32>(repeating: 0, count: vocabulary.count)
        let sorted = (0..<vocabulary.count).sorted { order[$0] > order[$1] }
        var rank: UInt32 = 0
        for (place, id) in sorted.enumerated() {
            if place > 0, order[sorted[place - 1]] != order[id] { rank += 1 }
            ranks[id] = rank
        }
        return ranks
    }
}
