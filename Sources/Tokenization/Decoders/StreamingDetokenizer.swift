/// Turns tokens into text as they come: never half a character.
///
/// The pieces and what `finish` gives are together what `Tokenizer.decode` makes of all the tokens.
package struct StreamingDetokenizer: Sendable {
    private let tokenizer: Tokenizer
    private let skipsSpecial: Bool
    /// Special tokens that are text all the same.
    private let kept: Set<Int32>
    private var repair: UTF8Repair
    private var isFirst: Bool
    private var toStrip: Int
    private var pendingSpace = false

    /// With `continuing`, text came before: a space at the start is one, and is kept.
    /// The special tokens in `keeping` are shown by their names.
    package init(
        _ tokenizer: Tokenizer,
        skipSpecial: Bool = true,
        keeping kept: Set<Int32> = [],
        continuing: Bool = false
    ) {
        self.tokenizer = tokenizer
        self.kept = kept
        skipsSpecial = skipSpecial
        repair = UTF8Repair(replacesEachByte: tokenizer.decoding.hasByteTokens)
        isFirst = !continuing
        toStrip = continuing ? 0 : tokenizer.decoding.strippedCount
    }

    /// The text that is certain now; empty where a character is not whole yet.
    package mutating func append(_ id: Int32) -> String {
        var output: [UInt8] = []
        append(id, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// What was held: nothing, or U+FFFD for a character that was cut off.
    package mutating func finish() -> String {
        var output: [UInt8] = []
        repair.finish(&output)
        return String(decoding: output, as: UTF8.self)
    }

    mutating func append(_ id: Int32, to output: inout [UInt8]) {
        guard id >= 0, Int(id) < tokenizer.vocabularySize else { return }
        guard !skipsSpecial || kept.contains(id) || !tokenizer.isSpecial(id) else { return }
        var bytes = tokenizer.decoding.bytes(of: id, in: tokenizer.vocabulary, isFirst: isFirst)
        join(&bytes)
        while toStrip > 0, let first = bytes.first {
            guard first == tokenizer.decoding.strippedByte else {
                toStrip = 0
                break
            }
            bytes.removeFirst()
            toStrip -= 1
        }
        repair.append(bytes, to: &output)
    }

    mutating func finish(_ output: inout [UInt8]) { repair.finish(&output) }

    private mutating func join(_ bytes: inout [UInt8]) {
        let decoding = tokenizer.decoding
        defer { isFirst = false }
        switch decoding.joint {
        case .none: break
        case .spaces: if !isFirst { bytes.insert(0x20, at: 0) }
        case .wordPieces(let prefix, let cleansUp):
            if !isFirst {
                if bytes.starts(with: prefix) { bytes.removeFirst(prefix.count) } else { bytes.insert(0x20, at: 0) }
            }
            if cleansUp { bytes = WordPieceCleaning.clean(bytes) }
        case .suffix(let suffix):
            if pendingSpace { bytes.insert(0x20, at: 0) }
            pendingSpace =
                !suffix.isEmpty && bytes.count >= suffix.count && bytes.suffix(suffix.count).elementsEqual(suffix)
            if pendingSpace { bytes.removeLast(suffix.count) }
        }
    }
}

/// Takes back the spaces that WordPiece puts before punctuation and English contractions.
enum WordPieceCleaning {
    private static let replacements: [Decoding.Replacement] = [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"),
        (" do not", " don't"), (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ].map { Decoding.Replacement(pattern: Array($0.0.utf8), text: Array($0.1.utf8)) }

    static func clean(_ bytes: [UInt8]) -> [UInt8] { replacements.reduce(bytes) { $1.apply($0) } }
}

extension Tokenizer {
    /// The text of tokens. Ids that there are not are left out, special tokens unless they are wanted.
    package func decode(_ ids: some Sequence<Int32>, skipSpecial: Bool = true) -> String {
        if decoding.isPlain { return decodePlain(ids, skipSpecial: skipSpecial) }
        var stream = StreamingDetokenizer(self, skipSpecial: skipSpecial)
        var output: [UInt8] = []
        for id in ids { stream.append(id, to: &output) }
        stream.finish(&output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Where tokens are their bytes one behind the other: the standard library replaces what is no character as a stream
    /// does.
    private func decodePlain(_ ids: some Sequence<Int32>, skipSpecial: Bool) -> String {
        var output: [UInt8] = []
        for id in ids where id >= 0 && Int(id) < vocabularySize && !(skipSpecial && isSpecial(id)) {
            unsafe output.append(contentsOf: vocabulary.bytes(of: Int(id)))
        }
        return String(decoding: output, as: UTF8.self)
    }
}
