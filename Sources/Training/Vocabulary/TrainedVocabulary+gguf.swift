package import ModelFiles
package import Tokenization

// A vocabulary as the keys `tokenizer.…` of a GGUF file, and back.

extension TrainedVocabulary {
    /// The keys of a model's file that say how its text becomes tokens.
    package var metadata: [(key: String, value: GGUFWriter.Value)] {
        let spelled = tokens.enumerated().map { id, bytes in
            id < Self.firstByte ? String(decoding: bytes, as: UTF8.self) : ByteAlphabet.text(of: bytes)
        }
        let kinds = tokens.indices.map { id in
            Int32((id < Self.firstByte ? TokenKind.control : TokenKind.normal).rawValue)
        }
        let end = GGUFWriter.Value.uint32(UInt32(ChatForm.end))
        return [
            ("tokenizer.ggml.model", .string("gpt2")),
            ("tokenizer.ggml.pre", .string(WordCounts.pre)),
            ("tokenizer.ggml.tokens", .strings(spelled)),
            ("tokenizer.ggml.token_type", .int32s(kinds)),
            ("tokenizer.ggml.merges", .strings(merges.map { "\(spelled[Int($0.left)]) \(spelled[Int($0.right)])" })),
            // Nothing stands before a text, but a file that names no beginning is given GPT-2's.
            ("tokenizer.ggml.bos_token_id", end),
            ("tokenizer.ggml.eos_token_id", end),
            ("tokenizer.ggml.eot_token_id", end),
            ("tokenizer.ggml.padding_token_id", end),
            ("tokenizer.ggml.add_bos_token", .bool(false)),
            ("tokenizer.ggml.add_eos_token", .bool(false)),
            ("tokenizer.chat_template", .string(ChatForm.template)),
        ]
    }

    /// Writes those keys.
    package func write(to writer: inout GGUFWriter) {
        for (key, value) in metadata { writer.set(key, value) }
    }

    /// Writes a file that has the vocabulary and no weights.
    package func save(to path: String) throws {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        write(to: &writer)
        try writer.write(to: path)
    }

    /// The vocabulary as what encodes and decodes with it.
    package func tokenizer() throws -> Tokenizer {
        var writer = GGUFWriter()
        write(to: &writer)
        let file = try unsafe writer.bytes().withUnsafeBytes {
            try unsafe GGUFFile(copying: $0, path: "the vocabulary")
        }
        return try Tokenizer(gguf: file.metadata)
    }

    /// The vocabulary of a file that `save` wrote, or of a model that was trained with one.
    package init(gguf metadata: Metadata) throws {
        guard let spelled = try metadata.strings("tokenizer.ggml.tokens"),
            let pairs = try metadata.strings("tokenizer.ggml.merges"),
            try metadata.string("tokenizer.ggml.pre") == WordCounts.pre
        else { throw VocabularyError("\(metadata.file) has no vocabulary that was learnt here") }
        var tokens: [[UInt8]] = []
        var known: [[UInt8]: Int32] = [:]
        for id in spelled.indices {
            let bytes = id < Self.firstByte ? Array(spelled[id].utf8) : ByteAlphabet.bytes(of: spelled[id])
            guard let bytes else {
                throw VocabularyError("\(metadata.file) has a token \(id) that stands for no bytes")
            }
            tokens.append(bytes)
            if id >= Self.firstByte { known[bytes] = Int32(id) }
        }
        guard Array(tokens.prefix(Self.leastSize)) == Self.base else {
            throw VocabularyError("\(metadata.file) has other markers or bytes than a vocabulary that was learnt here")
        }
        let merges = try pairs.indices.map { rank in
            let parts = pairs[rank].split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let left = ByteAlphabet.bytes(of: parts[0]).flatMap({ known[$0] }),
                let right = ByteAlphabet.bytes(of: parts[1]).flatMap({ known[$0] })
            else { throw VocabularyError("\(metadata.file) has a merge \(rank) of what are no tokens") }
            return MergeLearner.Merge(left: left, right: right)
        }
        self.init(tokens: tokens, merges: merges)
    }
}
