package import Foundation
internal import JSON

extension Tokenizer {
    /// The tokenizer that a `tokenizer.json` describes. `configuration` is the `tokenizer_config.json` beside it, if there is
    /// one: it names the tokens that begin and end.
    package convenience init(
        json bytes: some ContiguousBytes,
        configuration: (some ContiguousBytes)? = [UInt8]?.none
    ) throws {
        let file = try TokenizerJSON(unsafe bytes.withUnsafeBytes { unsafe Array($0) })
        let configuration = try configuration.map { (bytes) throws in
            do throws(JSONSyntaxError) { return try JSONValue(parsing: bytes) } catch {
                throw TokenizationError("tokenizer_config.json cannot be read: \(error.description)")
            }
        }
        try self.init(file.parts(configuration))
    }
}

/// A `tokenizer.json` with its large parts still unread.
struct TokenizerJSON {
    /// What is small, by name.
    private(set) var members = JSONObject()
    private(set) var model = JSONObject()
    /// The vocabulary and the merges, as they lie in the file.
    private(set) var vocabulary: ArraySlice<UInt8>?
    private(set) var merges: ArraySlice<UInt8>?

    init(_ bytes: [UInt8]) throws {
        var scanner = JSONScanner(bytes[...])
        try scanner.expect("{")
        guard !scanner.take("}") else { throw TokenizationError("the tokenizer's JSON is empty") }
        repeat {
            let name = try Self.name(&scanner)
            if name == "model", scanner.next() == UInt8(ascii: "{") {
                try readModel(&scanner)
            } else {
                members[name] = try Self.value(name, scanner.skipValue())
            }
        } while scanner.take(",")
        try scanner.expect("}")
        guard scanner.next() == nil else { throw TokenizationError("the tokenizer's JSON goes on behind its end") }
    }

    private mutating func readModel(_ scanner: inout JSONScanner) throws {
        try scanner.expect("{")
        if scanner.take("}") { return }
        repeat {
            let name = try Self.name(&scanner)
            let bytes = try scanner.skipValue()
            switch name {
            case "vocab": vocabulary = bytes
            case "merges": merges = bytes
            default: model[name] = try Self.value(name, bytes)
            }
        } while scanner.take(",")
        try scanner.expect("}")
    }

    private static func name(_ scanner: inout JSONScanner) throws -> String {
        var name: [UInt8] = []
        try scanner.string(into: &name)
        try scanner.expect(":")
        return String(decoding: name, as: UTF8.self)
    }

    private static func value(_ name: String, _ bytes: ArraySlice<UInt8>) throws -> JSONValue {
        do throws(JSONSyntaxError) { return try JSONValue(parsing: bytes) } catch {
            throw TokenizationError(
                "\(name.debugDescription) of the tokenizer's JSON cannot be read: \(error.description)"
            )
        }
    }
}

extension TokenizerJSON {
    func parts(_ configuration: JSONValue?) throws -> Tokenizer.Parts {
        let added = try addedTokens()
        let preTokenizer = try PreTokenizerJSON(members["pre_tokenizer"])
        let kind = try modelKind()
        guard kind == .bytePairs || !preTokenizer.mapsBytes else {
            throw TokenizationError("a byte-level pre-tokenizer before a model that is not BPE is not understood")
        }
        let entries = try VocabularyJSON(vocabulary ?? [], kind: kind, added: added, areBytes: preTokenizer.mapsBytes)
        var parts = Tokenizer.Parts(
            vocabulary: entries.vocabulary,
            model: try makeModel(kind, entries, areBytes: preTokenizer.mapsBytes)
        )
        parts.normalizer = try NormalizerJSON.normalizer(members["normalizer"])
        parts.preTokenizer.steps = preTokenizer.steps
        if let boundaries = boundaries(parts.model, entries.vocabulary) { parts.preTokenizer.steps.append(boundaries) }
        parts.added = added
        parts.decoding = try DecoderJSON.decoding(members["decoder"])
        // The vocabulary has the bytes themselves.
        if preTokenizer.mapsBytes { parts.decoding.isByteAlphabet = false }
        (parts.prefix, parts.suffix) = try PostProcessorJSON.template(
            members["post_processor"],
            count: entries.vocabulary.count
        )
        parts.beginToken = token(configuration?["bos_token"], added) ?? parts.prefix.first
        let end = token(configuration?["eos_token"], added)
        parts.endTokens = [end].compactMap { $0 }
        for token in added where token.isSpecial && token.id != end {
            if EndTokenNames.all.contains(String(decoding: token.content, as: UTF8.self)) {
                parts.endTokens.append(token.id)
            }
        }
        return parts
    }

    enum ModelKind: String {
        case bytePairs = "BPE"
        case unigram = "Unigram"
        case wordPieces = "WordPiece"
    }

    private func modelKind() throws -> ModelKind {
        guard let type = model["type"]?.string else {
            // Files of the first years do not say.
            if merges != nil { return .bytePairs }
            if model["unk_id"] != nil { return .unigram }
            throw TokenizationError("the tokenizer's model has no type")
        }
        guard let kind = ModelKind(rawValue: type) else {
            throw TokenizationError(
                "the tokenizer's model is of the type \(type.debugDescription), which is not known: "
                    + "BPE, Unigram and WordPiece are"
            )
        }
        return kind
    }

    /// Cutting a whole text where no token reaches over, for models that join or weigh characters.
    private func boundaries(_ model: Model, _ vocabulary: Vocabulary) -> PreTokenizer.Step? {
        switch model {
        case .bytePairs(let model):
            guard case .characters(let symbols) = model.symbols, symbols.prefix.isEmpty, symbols.suffix.isEmpty else {
                return nil
            }
        case .unigram: break
        case .wordPieces: return nil
        }
        // Where the mark is no token, unknown characters on both sides of a boundary might be one.
        return vocabulary.find(Metaspace.bytes) == nil ? nil : .boundaries(SafeBoundaries(vocabulary))
    }

    private func addedTokens() throws -> [AddedToken] {
        try (members["added_tokens"]?.array ?? []).map { entry in
            guard let id = entry["id"]?.int, (0...VocabularyJSON.largestID).contains(id),
                let content = entry["content"]?.string
            else {
                throw TokenizationError(
                    "an added token needs a content and an id up to \(VocabularyJSON.largestID), and one has not"
                )
            }
            return AddedToken(
                id: Int32(truncatingIfNeeded: id),
                content: Array(content.utf8),
                isSpecial: entry["special"]?.bool ?? false,
                stripsLeft: entry["lstrip"]?.bool ?? false,
                stripsRight: entry["rstrip"]?.bool ?? false,
                isWord: entry["single_word"]?.bool ?? false,
                isNormalized: entry["normalized"]?.bool ?? false
            )
        }
    }

    /// The token that a configuration names: by its text, or by an object that has it.
    private func token(_ value: JSONValue?, _ added: [AddedToken]) -> Int32? {
        guard let text = value?.string ?? value?["content"]?.string else { return nil }
        return added.first { $0.content.elementsEqual(text.utf8) }?.id
    }
}
