import JSON
import Providers

/// A request of `/v1/chat/completions`, read and found valid.
struct ChatRequest: Sendable {
    var generate: GenerateRequest
    var streamOptions: StreamOptions
    /// Whether the client speaks of `functions` where others say `tools`, and wants its answer so.
    var usesFunctions = false

    init(body: [UInt8]) throws(APIError) {
        let fields = try Fields(body: body)
        let model = try fields.modelName()
        let turns = try ChatTurns(fields)
        generate = GenerateRequest(model: model, input: .chat(turns.messages))
        try generate.readShared(fields)
        try generate.readChat(fields, body: body)
        generate.wireFields = WireFields.of(fields)
        streamOptions = try StreamOptions(fields)
        usesFunctions = fields["functions"] != nil && fields["tools"] == nil
        // What is said in the old way is said anew to every backend.
        if !usesFunctions, !turns.usesFunctions {
            generate.wire = WireRequest(dialect: .openAIChat, body: RawJSON(body))
        } else if let field = generate.wireFields.first {
            throw APIError.invalid(field.name, "\(field.name) does not go with functions: say tools instead")
        }
    }
}

extension GenerateRequest {
    fileprivate mutating func readChat(_ fields: Fields, body: [UInt8]) throws(APIError) {
        if let limit = try fields.int("max_completion_tokens", in: NumericRanges.tokens) { sampling.maxTokens = limit }
        sampling.logprobs = try fields.bool("logprobs") ?? false
        sampling.topLogprobs = try fields.int("top_logprobs", in: NumericRanges.topLogprobs)
        if sampling.topLogprobs != nil, !sampling.logprobs {
            throw APIError.invalid("top_logprobs", "top_logprobs needs logprobs to be true")
        }
        try readTools(fields, body: body)
        if let format = try fields.object("response_format") {
            let raw = format.members["json_schema"] == nil ? nil : RawJSON(body)["response_format"]
            self.format = try OutputFormat(format, raw: raw?["json_schema"])
        }
        reasoning = try ReasoningControl(
            effort: fields["reasoning_effort"],
            settings: fields["reasoning"] ?? fields["think"]
        )
    }
}

extension OutputFormat {
    /// `raw` is the `json_schema` member as the client wrote it.
    fileprivate init(_ fields: Fields, raw: RawJSON?) throws(APIError) {
        switch try fields.required("type").word(of: ["text", "json_object", "json_schema"]) {
        case "json_object": self = .json
        case "json_schema":
            self = .schema(try OutputSchema(fields.required("json_schema").object(), raw: raw))
        default: self = .text
        }
    }
}

extension OutputSchema {
    /// `raw` is the object as the client wrote it.
    init(_ fields: Fields, raw: RawJSON?) throws(APIError) {
        let schema = try fields.required("schema")
        _ = try schema.object()
        self.init(
            name: try fields.required("name").nonEmptyString(),
            description: try fields.string("description"),
            schema: raw?["schema"] ?? RawJSON(schema.value),
            strict: try fields.bool("strict")
        )
    }
}

extension ReasoningControl {
    fileprivate static let efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]

    /// OpenAI's `reasoning_effort`, or the object, boolean or word that others take as `reasoning` or `think`; the
    /// former goes first.
    init?(effort: Field?, settings: Field?) throws(APIError) {
        if let effort {
            self = try Self(effort)
        } else if let settings, case .bool(let isOn) = settings.value {
            self = isOn ? .on : .off
        } else if let settings, case .string = settings.value {
            self = try Self(settings)
        } else if let settings = try settings?.object() {
            let isOn = try settings.bool("enabled")
            if let effort = settings["effort"] {
                let control = try Self(effort)
                self = isOn == false ? .off : control
            } else if let isOn {
                self = isOn ? .on : .off
            } else {
                return nil
            }
        } else {
            return nil
        }
    }

    init(_ effort: Field) throws(APIError) {
        let word = try effort.word(of: Self.efforts)
        self = word == "none" ? .off : .effort(word)
    }
}
