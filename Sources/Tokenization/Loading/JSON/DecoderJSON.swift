internal import JSON

/// Reads `decoder`.
enum DecoderJSON {
    static func decoding(_ value: JSONValue?) throws -> Decoding {
        // Without one, Hugging Face's puts spaces between all tokens.
        var decoding = Decoding(joint: .spaces)
        guard let value, !value.isNull else { return decoding }
        decoding.joint = .none
        var isFused = false
        try read(value, into: &decoding, &isFused, depth: 0)
        return decoding
    }

    private static func read(
        _ value: JSONValue,
        into decoding: inout Decoding,
        _ isFused: inout Bool,
        depth: Int
    ) throws {
        guard depth < 20 else { throw TokenizationError("the decoders are nested deeper than 20 levels") }
        let type = value["type"]?.string ?? ""
        switch type {
        case "Sequence":
            for part in value["decoders"]?.array ?? [] { try read(part, into: &decoding, &isFused, depth: depth + 1) }
        case "ByteLevel": decoding.isByteAlphabet = true
        case "Metaspace":
            let metaspace = try MetaspaceJSON.metaspace(value)
            decoding.replacements.append(.init(pattern: metaspace.replacement, text: [0x20]))
            if metaspace.prepend != .never { decoding.omittedFromFirst = metaspace.replacement }
        case "WordPiece":
            decoding.joint = .wordPieces(
                prefix: Array((value["prefix"]?.string ?? "##").utf8),
                cleansUp: value["cleanup"]?.bool ?? true
            )
        case "BPEDecoder": decoding.joint = .suffix(Array((value["suffix"]?.string ?? "</w>").utf8))
        case "ByteFallback": decoding.hasByteTokens = true
        case "Fuse": isFused = true
        case "Replace":
            guard let pattern = value["pattern"]?["String"]?.string, !pattern.isEmpty else {
                throw TokenizationError("a decoder's Replace by a regular expression is not understood")
            }
            let content = value["content"]?.string ?? ""
            decoding.replacements.append(.init(pattern: Array(pattern.utf8), text: Array(content.utf8)))
        case "Strip":
            let content = Array((value["content"]?.string ?? "").utf8)
            let count = value["start"]?.int ?? 0
            guard isFused, content.count == 1, content[0] < 0x80, value["stop"]?.int ?? 0 == 0,
                (0...1000).contains(count)
            else { throw TokenizationError("a decoder's Strip, other than of the text's start, is not understood") }
            decoding.strippedByte = content[0]
            decoding.strippedCount = count
        default:
            throw TokenizationError("the decoder \(type.debugDescription) is not known")
        }
    }
}
