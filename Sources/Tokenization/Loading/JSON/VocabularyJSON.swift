/// The vocabulary of a `tokenizer.json`, and the scores that the unigram model has.
struct VocabularyJSON {
    static let largestID = 1 << 22 - 1

    let vocabulary: Vocabulary
    private(set) var scores: [Double] = []
    /// Tokens that are not found by their text, by it: what steers the model.
    private let named: [[UInt8]: Int32]

    /// A token in the file's order.
    private struct Entry {
        var id: Int
        var start: Int
        var score: Double
    }

    /// With `areBytes` the tokens are written in the byte alphabet, and are kept as the bytes.
    init(
        _ bytes: ArraySlice<UInt8>,
        kind: TokenizerJSON.ModelKind,
        added: [AddedToken],
        areBytes: Bool
    ) throws(TokenizationError) {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 2)
        var scanner = JSONScanner(bytes)
        let entries = kind == .unigram ? try Self.pieces(&scanner, &text) : try Self.tokens(&scanner, &text)
        var largest = entries.reduce(-1) { max($0, $1.id) }
        for token in added { largest = max(largest, Int(token.id)) }
        guard largest >= 0 else { throw TokenizationError("the tokenizer's vocabulary is empty") }
        // Of two tokens with one id the last counts.
        var places = [Int32](repeating: -1, count: largest + 1)
        for (place, entry) in entries.enumerated() { places[entry.id] = Int32(truncatingIfNeeded: place) }
        var byID: [Int32: AddedToken] = [:]
        for token in added { byID[token.id] = token }
        var named: [[UInt8]: Int32] = [:]
        var builder = VocabularyBuilder()
        builder.reserve(tokens: places.count, bytes: text.count)
        var decoded: [UInt8] = []
        for id in places.indices {
            let token = byID[Int32(truncatingIfNeeded: id)]
            guard places[id] >= 0 else {
                if let token { named[token.content] = token.id }
                try builder.append(token?.content ?? [], kind: Self.kind(token), isFound: false)
                continue
            }
            let place = Int(places[id])
            let end = place + 1 < entries.count ? entries[place + 1].start : text.count
            let raw = text[entries[place].start..<end]
            if let token, token.isSpecial {
                named[Array(raw)] = token.id
                try builder.append(raw, kind: .control, isFound: false)
            } else if areBytes, Self.decode(raw, &decoded) {
                try builder.append(decoded, kind: Self.kind(token))
            } else {
                try builder.append(raw, kind: Self.kind(token), isFound: !areBytes)
            }
        }
        vocabulary = builder.finish()
        self.named = named
        guard kind == .unigram else { return }
        scores = [Double](repeating: 0, count: places.count)
        for entry in entries { scores[entry.id] = entry.score }
    }

    private static func kind(_ token: AddedToken?) -> TokenKind {
        guard let token else { return .normal }
        return token.isSpecial ? .control : .userDefined
    }

    private static func decode(_ raw: ArraySlice<UInt8>, _ decoded: inout [UInt8]) -> Bool {
        decoded.removeAll(keepingCapacity: true)
        return unsafe raw.withUnsafeBytes { unsafe ByteAlphabet.decodeAny($0, into: &decoded) }
    }

    /// `{"token": id, …}`
    private static func tokens(_ scanner: inout JSONScanner, _ text: inout [UInt8]) throws(TokenizationError) -> [Entry]
    {
        var entries: [Entry] = []
        try scanner.expect("{")
        if scanner.take("}") { return entries }
        repeat {
            let start = text.count
            try scanner.string(into: &text)
            try scanner.expect(":")
            entries.append(Entry(id: try scanner.integer(upTo: largestID), start: start, score: 0))
        } while scanner.take(",")
        try scanner.expect("}")
        return entries
    }

    /// `[["token", score], …]`, where a token's place is its id.
    private static func pieces(_ scanner: inout JSONScanner, _ text: inout [UInt8]) throws(TokenizationError) -> [Entry]
    {
        var entries: [Entry] = []
        try scanner.expect("[")
        if scanner.take("]") { return entries }
        repeat {
            guard entries.count <= largestID else { throw TokenizationError("the tokenizer's vocabulary is too large") }
            let start = text.count
            try scanner.expect("[")
            try scanner.string(into: &text)
            try scanner.expect(",")
            entries.append(Entry(id: entries.count, start: start, score: try scanner.number()))
            try scanner.expect("]")
        } while scanner.take(",")
        try scanner.expect("]")
        return entries
    }

    /// The id of a token by its text, whatever it is for.
    func id(_ text: String?) -> Int32? {
        guard let text else { return nil }
        let bytes = Array(text.utf8)
        return named[bytes] ?? vocabulary.find(bytes).map { Int32(truncatingIfNeeded: $0) }
    }

    /// The tokens of bytes, like `<0x0A>`, if all are there.
    func byteTokens() -> [Int32]? {
        let digits = Array("0123456789ABCDEF".utf8)
        var tokens: [Int32] = []
        for byte in 0..<256 {
            let name = Array("<0x".utf8) + [digits[byte >> 4], digits[byte & 15]] + Array(">".utf8)
            guard let id = named[name] ?? vocabulary.find(name).map({ Int32(truncatingIfNeeded: $0) }) else {
                return nil
            }
            tokens.append(id)
        }
        return tokens
    }
}
