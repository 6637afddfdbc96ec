internal import JSON

extension TokenizerJSON {
    func makeModel(_ kind: ModelKind, _ entries: VocabularyJSON, areBytes: Bool) throws -> Model {
        switch kind {
        case .bytePairs: .bytePairs(try bytePairs(entries, areBytes: areBytes))
        case .unigram: .unigram(try unigram(entries))
        case .wordPieces: .wordPieces(try wordPieces(entries))
        }
    }

    private func bytePairs(_ entries: VocabularyJSON, areBytes: Bool) throws -> BytePairModel {
        let vocabulary = entries.vocabulary
        let prefix = Array((model["continuing_subword_prefix"]?.string ?? "").utf8)
        let suffix = Array((model["end_of_word_suffix"]?.string ?? "").utf8)
        let takesBytes = model["byte_fallback"]?.bool ?? false
        let unknown = UnknownTokens(
            bytes: takesBytes ? entries.byteTokens() : nil,
            unknown: entries.id(model["unk_token"]?.string),
            fuses: model["fuse_unk"]?.bool ?? false
        )
        let plain = areBytes && prefix.isEmpty && suffix.isEmpty
        guard plain || !areBytes else {
            throw TokenizationError("a byte-level tokenizer with marks at its words' ends is not understood")
        }
        return BytePairModel(
            vocabulary: vocabulary,
            symbols: plain
                ? .bytes(GGUFTokenizer.byteTokens(vocabulary))
                : .characters(CharacterSymbols(prefix: prefix, suffix: suffix)),
            rule: .pairs(try pairs(vocabulary, prefix: prefix.count, areBytes: areBytes)),
            takesWholeWords: model["ignore_merges"]?.bool ?? false,
            unknown: unknown
        )
    }

    /// `["a b", …]`, or `[["a", "b"], …]`.
    private func pairs(_ vocabulary: Vocabulary, prefix: Int, areBytes: Bool) throws -> PairTable {
        guard let merges else { throw TokenizationError("the tokenizer's model has no merges") }
        var scanner = JSONScanner(merges)
        // A merge is at least four bytes of the file.
        let pairs = PairTable(capacity: min(merges.count / 4, vocabulary.count * 3))
        try scanner.expect("[")
        if scanner.take("]") { return pairs }
        var rank = 0
        var raw: [UInt8] = []
        var whole: [UInt8] = []
        repeat {
            raw.removeAll(keepingCapacity: true)
            let middle = try Self.merge(&scanner, &raw)
            whole.removeAll(keepingCapacity: true)
            let isRead = unsafe raw.withUnsafeBytes { raw in
                let left = unsafe UnsafeRawBufferPointer(rebasing: raw[..<middle])
                let right = unsafe UnsafeRawBufferPointer(rebasing: raw[middle...])
                if !areBytes {
                    unsafe whole.append(contentsOf: raw)
                    return middle
                }
                guard unsafe ByteAlphabet.decodeAny(left, into: &whole) else { return -1 }
                let middle = whole.count
                return unsafe ByteAlphabet.decodeAny(right, into: &whole) ? middle : -1
            }
            guard isRead >= 0, insert(whole, isRead, prefix, rank, pairs, vocabulary) else {
                throw TokenizationError(
                    "the tokenizer's merge \(rank), \(String(decoding: raw, as: UTF8.self).debugDescription), "
                        + "is of tokens that are not in its vocabulary"
                )
            }
            rank += 1
        } while scanner.take(",")
        try scanner.expect("]")
        return pairs
    }

    private func insert(
        _ bytes: [UInt8],
        _ middle: Int,
        _ prefix: Int,
        _ rank: Int,
        _ pairs: PairTable,
        _ vocabulary: Vocabulary
    ) -> Bool {
        guard prefix > 0 else { return pairs.insert(bytes, middle, rank: rank, vocabulary) }
        guard bytes.count - middle > prefix, let left = vocabulary.find(bytes[..<middle]),
            let right = vocabulary.find(bytes[middle...]),
            let whole = vocabulary.find(bytes[..<middle] + bytes[(middle + prefix)...])
        else { return false }
        pairs.insert(
            .init(
                left: UInt32(truncatingIfNeeded: left),
                right: UInt32(truncatingIfNeeded: right),
                rank: UInt32(truncatingIfNeeded: rank),
                token: UInt32(truncatingIfNeeded: whole)
            )
        )
        return true
    }

    /// Appends both parts of a merge; returns the length of the first.
    private static func merge(_ scanner: inout JSONScanner, _ raw: inout [UInt8]) throws(TokenizationError) -> Int {
        if scanner.take("[") {
            try scanner.string(into: &raw)
            let middle = raw.count
            try scanner.expect(",")
            try scanner.string(into: &raw)
            try scanner.expect("]")
            return middle
        }
        try scanner.string(into: &raw)
        guard let space = raw.dropFirst().firstIndex(of: 0x20) else {
            throw TokenizationError(
                "the tokenizer's merge \(String(decoding: raw, as: UTF8.self).debugDescription) has no space in it"
            )
        }
        raw.remove(at: space)
        return space
    }

    private func unigram(_ entries: VocabularyJSON) throws -> UnigramModel {
        let takesBytes = model["byte_fallback"]?.bool ?? false
        let unknown = model["unk_id"]?.int.flatMap(Int32.init(exactly:))
        guard unknown.map({ $0 >= 0 && Int($0) < entries.vocabulary.count }) ?? true else {
            throw TokenizationError("the tokenizer's unk_id is not in its vocabulary")
        }
        return try UnigramModel(
            entries.vocabulary,
            scores: entries.scores,
            unknown: UnknownTokens(bytes: takesBytes ? entries.byteTokens() : nil, unknown: unknown, fuses: true)
        )
    }

    private func wordPieces(_ entries: VocabularyJSON) throws -> WordPieceModel {
        guard let unknown = entries.id(model["unk_token"]?.string ?? "[UNK]") else {
            throw TokenizationError("the tokenizer's unk_token is not in its vocabulary")
        }
        return WordPieceModel(
            vocabulary: entries.vocabulary,
            prefix: Array((model["continuing_subword_prefix"]?.string ?? "##").utf8),
            unknown: unknown,
            longestWord: min(model["max_input_chars_per_word"]?.int ?? 100, 10_000)
        )
    }
}
