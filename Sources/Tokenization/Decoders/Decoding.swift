/// How tokens become text again: what each contributes, and what is taken off the text's start.
struct Decoding: Sendable, Equatable {
    enum Joint: Sendable, Equatable {
        /// One behind the other.
        case none
        /// With a space between any two.
        case spaces
        /// WordPiece: a space before each, but for those that go on a word, which begin with the prefix.
        case wordPieces(prefix: [UInt8], cleansUp: Bool)
        /// A token that ends with the suffix ends a word: the suffix is a space, but for the last.
        case suffix([UInt8])
    }

    var joint = Joint.none
    /// Tokens are written in the byte alphabet, and become the bytes.
    var isByteAlphabet = false
    /// What is replaced within each token.
    var replacements: [Replacement] = []
    /// What is left out of the first token.
    var omittedFromFirst: [UInt8] = []
    /// `<0x0A>` stands for a byte; a byte of no character becomes U+FFFD by itself.
    var hasByteTokens = false
    /// How many of which byte are taken off the text's start.
    var strippedByte: UInt8 = 0x20
    var strippedCount = 0

    struct Replacement: Sendable, Equatable {
        var pattern: [UInt8]
        var text: [UInt8]
    }

    /// Whether tokens are their bytes, and nothing else is to be done.
    var isPlain: Bool {
        joint == .none && !isByteAlphabet && replacements.isEmpty && omittedFromFirst.isEmpty && !hasByteTokens
            && strippedCount == 0
    }

    /// What a token is in the text: wherever it stands, or first.
    func bytes(of id: Int32, in vocabulary: Vocabulary, isFirst: Bool = false) -> [UInt8] {
        var raw = vocabulary.array(of: Int(id))
        if isFirst, !omittedFromFirst.isEmpty { raw = Replacement(pattern: omittedFromFirst, text: []).apply(raw) }
        if isByteAlphabet {
            var bytes: [UInt8] = []
            // A file may have any bytes for a token.
            if unsafe raw.withUnsafeBytes({ unsafe ByteAlphabet.decodeAny($0, into: &bytes) }) { return bytes }
        }
        if hasByteTokens, let byte = Self.byte(raw) { return [byte] }
        return replacements.reduce(raw) { $1.apply($0) }
    }

    /// The byte of a token like `<0x0A>`.
    static func byte(_ token: [UInt8]) -> UInt8? {
        guard token.count == 6, token.starts(with: Array("<0x".utf8)), token[5] == UInt8(ascii: ">") else { return nil }
        guard let high = hexadecimal(token[3]), let low = hexadecimal(token[4]) else { return nil }
        return high << 4 | low
    }

    private static func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

extension Decoding.Replacement {
    func apply(_ bytes: [UInt8]) -> [UInt8] {
        guard !pattern.isEmpty, bytes.count >= pattern.count else { return bytes }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == pattern[0], bytes[index...].starts(with: pattern) {
                output += text
                index += pattern.count
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output
    }
}
