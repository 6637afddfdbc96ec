internal import ModelFiles

extension GGUFTokenizer {
    /// `gpt2`: pairs of byte strings, listed.
    func bytePairs() throws -> Tokenizer.Parts {
        let name = try metadata.string("tokenizer.ggml.pre") ?? "default"
        let known = name == "default" ? NamedPreTokenizer.fallback : NamedPreTokenizer(name)
        let pre = known ?? .fallback
        guard let merges = try metadata.strings("tokenizer.ggml.merges") else {
            throw TokenizationError("\(metadata.file) has no tokenizer.ggml.merges, which its kind of tokenizer needs")
        }
        let vocabulary = try byteVocabulary()
        let model = BytePairModel(
            vocabulary: vocabulary,
            symbols: .bytes(Self.byteTokens(vocabulary)),
            rule: .pairs(Self.pairs(merges, vocabulary)),
            takesWholeWords: pre.takesWholeWords,
            unknown: UnknownTokens()
        )
        var parts = Tokenizer.Parts(vocabulary: vocabulary, model: .bytePairs(model))
        parts.preTokenizer.steps = pre.steps
        if known == nil {
            parts.notes.append(
                "The pre-tokenizer \(name.debugDescription) is not known; the default one is used, and answers may be worse."
            )
        }
        let takesSpace = try flag("add_space_prefix", default: false)
        if takesSpace { parts.preTokenizer.steps.insert(.prefixSpace, at: 0) }
        let isPlain = name == "glm4" || name == "chatglm-bpe"
        try finish(
            &parts,
            begin: isPlain ? nil : 11,
            end: 11,
            addsBegin: pre.addsBegin,
            addsEnd: false,
            addsSeparator: pre.addsSeparator
        )
        return parts
    }

    /// The tokens as the bytes that they stand for; those that are matched whole are written plainly.
    private func byteVocabulary() throws -> Vocabulary {
        var builder = VocabularyBuilder()
        builder.reserve(tokens: tokens.count, bytes: tokens.byteCount)
        var decoded: [UInt8] = []
        for id in 0..<tokens.count {
            let raw = unsafe tokens[bytes: id]
            let kind = kinds[id]
            guard kind == .normal || kind == .undefined || kind == .unused else {
                try builder.append(bytes(of: id), kind: kind, isFound: false)
                continue
            }
            decoded.removeAll(keepingCapacity: true)
            if unsafe ByteAlphabet.decodeAny(raw, into: &decoded) {
                try builder.append(decoded, kind: kind)
            } else {
                try builder.append(bytes(of: id), kind: kind, isFound: false)
            }
        }
        return builder.finish()
    }

    static func byteTokens(_ vocabulary: Vocabulary) -> Table<UInt32> {
        let tokens = Table<UInt32>(repeating: MergeSpace.none, count: 256)
        for byte in UInt8.min...UInt8.max {
            if let id = vocabulary.find([byte]) { tokens[Int(byte)] = UInt32(truncatingIfNeeded: id) }
        }
        return tokens
    }

    /// The pairs by the tokens' ids. One whose parts or whole are no tokens can never come about and is left out.
    private static func pairs(_ merges: MetadataStrings, _ vocabulary: Vocabulary) -> PairTable {
        let pairs = PairTable(capacity: merges.count)
        var bytes: [UInt8] = []
        for rank in 0..<merges.count {
            let raw = unsafe merges[bytes: rank]
            // The first space that is not the first byte parts the two.
            var space = 1
            while space < raw.count, unsafe raw[space] != 0x20 { space += 1 }
            guard space < raw.count else { continue }
            bytes.removeAll(keepingCapacity: true)
            let first = unsafe UnsafeRawBufferPointer(rebasing: raw[..<space])
            let second = unsafe UnsafeRawBufferPointer(rebasing: raw[(space + 1)...])
            guard unsafe ByteAlphabet.decodeAny(first, into: &bytes) else { continue }
            let middle = bytes.count
            guard unsafe ByteAlphabet.decodeAny(second, into: &bytes) else { continue }
            pairs.insert(bytes, middle, rank: rank, vocabulary)
        }
        return pairs
    }
}

extension PairTable {
    /// Adds the pair whose texts are put together in `bytes`; returns false if one of them or the whole is no token.
    @discardableResult
    func insert(_ bytes: [UInt8], _ middle: Int, rank: Int, _ vocabulary: Vocabulary) -> Bool {
        bytes.withText { text in
            guard let left = unsafe vocabulary.find(text.base, count: middle),
                let right = unsafe vocabulary.find(text.base + middle, count: text.count - middle),
                let whole = unsafe vocabulary.find(text.base, count: text.count)
            else { return false }
            insert(
                Entry(
                    left: UInt32(truncatingIfNeeded: left),
                    right: UInt32(truncatingIfNeeded: right),
                    rank: UInt32(truncatingIfNeeded: rank),
                    token: UInt32(truncatingIfNeeded: whole)
                )
            )
            return true
        }
    }
}
