package import ModelFiles

extension Tokenizer {
    /// The tokenizer that a GGUF file describes. Throws, naming file and key, where the file contradicts itself.
    package convenience init(gguf metadata: Metadata) throws {
        try self.init(GGUFTokenizer(metadata).parts())
    }
}

/// Reads the keys `tokenizer.ggml.…`.
struct GGUFTokenizer {
    let metadata: Metadata
    let tokens: MetadataStrings
    let kinds: [TokenKind]
    let kind: Kind

    enum Kind: String {
        case bytePairs = "gpt2"
        case sentencePieces = "llama"
        case wordPieces = "bert"
        case unigram = "t5"
    }

    init(_ metadata: Metadata) throws {
        self.metadata = metadata
        guard let name = try metadata.string("tokenizer.ggml.model"),
            let tokens = try metadata.strings("tokenizer.ggml.tokens")
        else {
            throw TokenizationError("\(metadata.file) has no tokenizer: tokenizer.ggml.model or .tokens is missing")
        }
        guard let kind = Kind(rawValue: name) else {
            throw TokenizationError(
                "\(metadata.file) has a tokenizer of the kind \(name.debugDescription), which is not known: "
                    + "gpt2, llama, bert and t5 are"
            )
        }
        guard tokens.count > 0, tokens.count <= 1 << 24 else {
            throw TokenizationError("\(metadata.file) has a vocabulary of \(tokens.count) tokens")
        }
        self.kind = kind
        self.tokens = tokens
        let types = try metadata.ints("tokenizer.ggml.token_type")
        if let types, types.count < tokens.count {
            throw TokenizationError(
                "\(metadata.file) has \(tokens.count) tokens, but \(types.count) in tokenizer.ggml.token_type"
            )
        }
        kinds = (0..<tokens.count).map { id in
            guard let types else { return .normal }
            return UInt8(exactly: types[id]).flatMap(TokenKind.init) ?? .undefined
        }
    }

    func parts() throws -> Tokenizer.Parts {
        switch kind {
        case .bytePairs: try bytePairs()
        case .sentencePieces: try sentencePieces()
        case .wordPieces: try wordPieces()
        case .unigram: try unigram()
        }
    }

    /// The id that a key names; `fallback` where it is missing or out of range.
    func id(_ key: String, default fallback: Int32? = nil) throws -> Int32? {
        let id = try metadata.int("tokenizer.ggml.\(key)")
        let value = id.flatMap(Int32.init(exactly:)) ?? fallback
        return value.flatMap { $0 >= 0 && Int($0) < tokens.count ? $0 : nil }
    }

    func flag(_ key: String, default fallback: Bool) throws -> Bool {
        try metadata.bool("tokenizer.ggml.\(key)") ?? fallback
    }

    /// A score for every token.
    func scores() throws -> [Float] {
        guard let scores = try metadata.floats("tokenizer.ggml.scores") else {
            return [Float](repeating: 0, count: tokens.count)
        }
        guard scores.count >= tokens.count else {
            throw TokenizationError(
                "\(metadata.file) has \(tokens.count) tokens, but \(scores.count) in tokenizer.ggml.scores"
            )
        }
        return scores
    }

    /// A token as it is written in the file, mended where that is no UTF-8.
    func bytes(of id: Int) -> [UInt8] {
        let raw = unsafe tokens[bytes: id]
        if unsafe raw.allSatisfy({ $0 < 0x80 }) { return unsafe Array(raw) }
        return Array(tokens[id].utf8)
    }

    /// The tokens that are matched whole: what users defined, and what steers the model.
    func added() -> [AddedToken] {
        (0..<tokens.count).compactMap { id in
            switch kinds[id] {
            case .control, .unknown:
                AddedToken(id: Int32(truncatingIfNeeded: id), content: bytes(of: id), isSpecial: true)
            case .userDefined: AddedToken(id: Int32(truncatingIfNeeded: id), content: bytes(of: id))
            default: nil
            }
        }
    }

    /// What stands round a text, and what ends an answer.
    func finish(
        _ parts: inout Tokenizer.Parts,
        begin: Int32?,
        end: Int32?,
        addsBegin: Bool,
        addsEnd: Bool,
        separator: Int32? = nil,
        addsSeparator: Bool = false
    ) throws {
        parts.added = added()
        try setPhi3(&parts.added)
        let begin = try id("bos_token_id", default: begin)
        let end = try id("eos_token_id", default: end)
        let separator = try id("seperator_token_id", default: separator)
        parts.beginToken = begin
        if let begin, try flag("add_bos_token", default: addsBegin) { parts.prefix = [begin] }
        if let end, try flag("add_eos_token", default: addsEnd) { parts.suffix = [end] }
        if let separator, try flag("add_sep_token", default: addsSeparator) { parts.suffix = [separator] }
        var ends: [Int32] = []
        for id in [end, try id("eot_token_id"), try id("eom_token_id")] {
            if let id, !ends.contains(id) { ends.append(id) }
        }
        for token in parts.added where token.isSpecial && !ends.contains(token.id) {
            if EndTokenNames.all.contains(String(decoding: token.content, as: UTF8.self)) { ends.append(token.id) }
        }
        parts.endTokens = ends
    }

    /// Phi-3's special tokens take the whitespace after them, which its GGUF files do not say: llama.cpp goes by the name.
    private func setPhi3(_ added: inout [AddedToken]) throws {
        guard let name = try metadata.string("general.name")?.lowercased(),
            name.contains("phi-3") || name.contains("phi3")
        else { return }
        for index in added.indices where added[index].isSpecial {
            let text = String(decoding: added[index].content, as: UTF8.self)
            added[index].stripsRight = !["<unk>", "<s>", "<|endoftext|>"].contains(text)
        }
    }
}
