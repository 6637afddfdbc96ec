import JSON
import Providers

// What the requests of Ollama's dialect have in common.

extension Fields {
    /// `model`, or `name` as older clients write it.
    func ollamaModel() throws(APIError) -> String {
        let field = try required(self["model"] == nil && self["name"] != nil ? "name" : "model")
        let name = try field.nonEmptyString()
        if let problem = ModelNameRules.problem(with: name) { throw field.invalid(problem) }
        return name
    }

    /// Absent means true, unlike anywhere else.
    func ollamaStream() throws(APIError) -> Bool { try bool("stream") ?? true }

    /// Pictures as bare base64.
    func ollamaImages() throws(APIError) -> [ContentPart] {
        try (array("images") ?? []).map { field throws(APIError) in
            let base64 = try field.nonEmptyString()
            guard base64.utf8.allSatisfy({ $0.isBase64 }) else {
                throw field.invalid("must be base64, without a prefix")
            }
            return .image(ImageContent(source: .data(base64: base64, mediaType: Self.mediaType(of: base64))))
        }
    }

    /// By the first bytes of the picture, since nobody says it.
    private static func mediaType(of base64: String) -> String {
        let known = [
            ("iVBORw0KGgo", "image/png"), ("/9j/", "image/jpeg"), ("R0lGOD", "image/gif"), ("UklGR", "image/webp"),
        ]
        return known.first { base64.hasPrefix($0.0) }?.1 ?? "image/png"
    }
}

extension GenerateRequest {
    /// Reads what `/api/chat` and `/api/generate` share. `raw` is the body as the client wrote it.
    mutating func readOllama(_ fields: Fields, raw: RawJSON) throws(APIError) {
        stream = try fields.ollamaStream()
        if let field = fields["format"] { format = try OutputFormat(ollama: field, raw: raw["format"]) }
        if let field = fields["think"] { reasoning = try ReasoningControl(ollama: field) }
        keepAlive = try fields["keep_alive"]?.keepAlive()
        truncate = try fields.bool("truncate")
        sampling.logprobs = try fields.bool("logprobs") ?? false
        sampling.topLogprobs = try fields.int("top_logprobs", in: NumericRanges.topLogprobs)
        if let options = try fields.object("options") { try apply(runnerOptions: options) }
    }
}

extension OutputFormat {
    /// `"json"` or a schema; the empty text is what some clients send for none.
    fileprivate init(ollama field: Field, raw: RawJSON?) throws(APIError) {
        switch field.value {
        case .string(""): self = .text
        case .string("json"): self = .json
        case .object: self = .schema(OutputSchema(name: "format", schema: raw ?? RawJSON(field.value)))
        default: throw field.invalid("must be 'json' or an object with a JSON schema")
        }
    }
}

extension ReasoningControl {
    fileprivate init(ollama field: Field) throws(APIError) {
        switch field.value {
        case .bool(let isOn): self = isOn ? .on : .off
        case .string:
            let word = try field.word(of: ["none", "minimal", "low", "medium", "high", "xhigh", "max"])
            self = word == "none" ? .off : .effort(word)
        default: throw field.mismatch("a boolean, or 'low', 'medium' or 'high'")
        }
    }
}

extension UInt8 {
    var isBase64: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
