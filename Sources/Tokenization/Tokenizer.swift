/// Turns text into a model's tokens and back.
///
/// Made of a GGUF file's metadata or of a `tokenizer.json`. It can be used by many at once; each encoding borrows a
/// scratch space, which remembers words from call to call.
package final class Tokenizer: Sendable {
    /// Everything that a loader finds out.
    struct Parts {
        var vocabulary: Vocabulary
        var model: Model
        var normalizer = Normalizer()
        var preTokenizer = PreTokenizer()
        /// Every token that is matched whole.
        var added: [AddedToken] = []
        /// What stands before and after a text where special tokens are wanted.
        var prefix: [Int32] = []
        var suffix: [Int32] = []
        var beginToken: Int32?
        var endTokens: [Int32] = []
        var decoding = Decoding()
        var notes: [String] = []
    }

    let vocabulary: Vocabulary
    let decoding: Decoding
    private let model: Model
    private let normalizer: Normalizer
    private let preTokenizer: PreTokenizer
    /// Those that are looked for in the text as it comes, and those in the normalised text.
    private let rawTokens: AddedTokens
    private let normalizedTokens: AddedTokens
    private let prefix: [Int32]
    private let suffix: [Int32]
    /// Tokens that are no plain text, by their names.
    private let specialNames: [[UInt8]: Int32]
    private let scratches: ScratchPool

    /// The token that begins a text, if the model has one.
    package let beginToken: Int32?
    /// The tokens after which an answer is over.
    package let endTokens: [Int32]
    /// What a user should know: a pre-tokenizer that is not known, say.
    package let notes: [String]

    init(_ parts: Parts) throws(TokenizationError) {
        vocabulary = parts.vocabulary
        decoding = parts.decoding
        model = parts.model
        normalizer = parts.normalizer
        preTokenizer = parts.preTokenizer
        let isPlain = parts.normalizer.steps.isEmpty
        rawTokens = try AddedTokens(parts.added.filter { isPlain || !$0.isNormalized })
        normalizedTokens = try AddedTokens(
            parts.added.filter { !isPlain && $0.isNormalized }.map { token in
                var token = token
                parts.normalizer.apply(&token.content)
                return token
            }
        )
        prefix = parts.prefix
        suffix = parts.suffix
        specialNames = Self.specialNames(parts.vocabulary)
        scratches = ScratchPool(vocabulary: parts.vocabulary.count)
        beginToken = parts.beginToken
        endTokens = parts.endTokens
        notes = parts.notes
    }

    package var vocabularySize: Int { vocabulary.count }

    /// Whether the token steers the model and is not text.
    package func isSpecial(_ id: Int32) -> Bool {
        switch vocabulary.kind(of: Int(id)) {
        case .control, .unknown: true
        default: false
        }
    }

    /// What a token is in the text, as far as it can be told of it alone; nothing, for an id that there is not.
    package func bytes(of id: Int32) -> [UInt8] { decoding.bytes(of: id, in: vocabulary) }

    /// The token that stands for a text as a whole, special or not.
    package func token(named text: String) -> Int32? {
        let bytes = Array(text.utf8)
        if let id = vocabulary.find(bytes) { return Int32(truncatingIfNeeded: id) }
        return specialNames[bytes]
    }

    private static func specialNames(_ vocabulary: Vocabulary) -> [[UInt8]: Int32] {
        var names: [[UInt8]: Int32] = [:]
        for id in 0..<vocabulary.count {
            switch vocabulary.kind(of: id) {
            case .normal, .undefined: continue
            default: names[vocabulary.array(of: id)] = Int32(truncatingIfNeeded: id)
            }
        }
        return names
    }
}

// MARK: Encoding

extension Tokenizer {
    /// The tokens of a text.
    ///
    /// `addSpecial` puts what the model wants before and after it. With `parseSpecial`, text that is spelled like a special
    /// token is that token: right for a rendered template, and wrong for what a stranger wrote.
    package func encode(_ text: String, addSpecial: Bool = true, parseSpecial: Bool = false) -> [Int32] {
        var text = text
        return text.withUTF8 { bytes in
            guard let base = bytes.baseAddress else { return addSpecial ? prefix + suffix : [] }
            return unsafe encode(UTF8Text(base, count: bytes.count), addSpecial, parseSpecial)
        }
    }

    /// The tokens of bytes: what is no UTF-8 counts as U+FFFD.
    package func encode(
        utf8 bytes: some Collection<UInt8>,
        addSpecial: Bool = true,
        parseSpecial: Bool = false
    )
        -> [Int32]
    {
        encode(String(decoding: bytes, as: UTF8.self), addSpecial: addSpecial, parseSpecial: parseSpecial)
    }

    private func encode(_ text: UTF8Text, _ addSpecial: Bool, _ parseSpecial: Bool) -> [Int32] {
        let scratch = scratches.take()
        defer {
            scratch.shrink()
            scratches.put(scratch)
        }
        var output = TokenBuffer(capacity: text.count / 3 + prefix.count + suffix.count + 16)
        if addSpecial { append(prefix, to: &output) }
        if rawTokens.isEmpty {
            encode(text, startsText: true, parseSpecial, into: &output, scratch)
        } else {
            for stretch in rawTokens.split(text, takesSpecial: parseSpecial) {
                if let id = stretch.id {
                    append([id], to: &output)
                } else {
                    let startsText = stretch.range.lowerBound == 0
                    encode(text.slice(stretch.range), startsText: startsText, parseSpecial, into: &output, scratch)
                }
            }
        }
        if addSpecial { append(suffix, to: &output) }
        return output.ids
    }

    private func append(_ ids: [Int32], to output: inout TokenBuffer) {
        output.makeRoom(ids.count)
        for id in ids { output.append(id) }
    }

    /// Encodes text that has no added token in it but those of normalised text.
    private func encode(
        _ text: UTF8Text,
        startsText: Bool,
        _ parseSpecial: Bool,
        into output: inout TokenBuffer,
        _ scratch: Scratch
    ) {
        guard !normalizer.steps.isEmpty else {
            return unsafe encodeWords(Words(text.bytes, startsText: startsText), into: &output, scratch)
        }
        var normalized = unsafe Array(text.bytes)
        normalizer.apply(&normalized)
        guard !normalizedTokens.isEmpty else {
            return encodeWords(Words(normalized, startsText: startsText), into: &output, scratch)
        }
        let stretches = normalized.withText { normalizedTokens.split($0, takesSpecial: parseSpecial) }
        for stretch in stretches {
            if let id = stretch.id {
                append([id], to: &output)
            } else {
                let words = Words(normalized[stretch.range], startsText: startsText && stretch.range.lowerBound == 0)
                encodeWords(words, into: &output, scratch)
            }
        }
    }

    private func encodeWords(_ words: consuming Words, into output: inout TokenBuffer, _ scratch: Scratch) {
        preTokenizer.split(&words)
        model.encode(words, into: &output, scratch)
    }
}
