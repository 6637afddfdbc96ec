import JSON
import Providers

/// A request of `/v1/responses`, read and found valid. The turns of the answers before it are not in it yet.
struct ResponsesRequest: Sendable {
    var generate: GenerateRequest
    var instructions: String?
    var previousID: String?
    /// Whether the answer is kept, so that others can go on from it.
    var store: Bool
    var items: ResponseItems
    /// What the answer says again of what was asked.
    var echo: ResponseEcho

    /// What asks for something that is not here, and must not be ignored in silence.
    private static let unsupported = ["conversation", "prompt", "background", "moderation"]

    init(body: [UInt8]) throws(APIError) {
        let fields = try Fields(body: body)
        let model = try fields.modelName()
        for name in Self.unsupported {
            if let field = fields[name], field.value != false { throw field.invalid("is not supported") }
        }
        if let tier = fields["service_tier"], tier.value != "auto", tier.value != "default" {
            throw tier.invalid("is not supported, other than 'auto' and 'default'")
        }
        instructions = try fields.string("instructions")
        previousID = try fields["previous_response_id"]?.nonEmptyString()
        store = try fields.bool("store") ?? true
        items = ResponseItems()
        try items.read(input: fields.required("input"))
        generate = GenerateRequest(model: model, input: .chat([]))
        try generate.readResponses(fields, body: body)
        echo = try ResponseEcho(fields, body: body)
    }

    /// The request, with the turns that came before its own.
    func following(_ history: [Message]) -> GenerateRequest {
        var request = generate
        let opening = instructions.map { [Message(.system, $0)] } ?? []
        request.input = .chat(opening + history + items.messages)
        return request
    }
}

extension GenerateRequest {
    fileprivate mutating func readResponses(_ fields: Fields, body: [UInt8]) throws(APIError) {
        try readShared(fields)
        sampling.choices = nil
        sampling.maxTokens = try fields.int("max_output_tokens", in: NumericRanges.tokens)
        sampling.topLogprobs = try fields.int("top_logprobs", in: NumericRanges.topLogprobs)
        let included = try fields.strings("include") ?? []
        sampling.logprobs = (sampling.topLogprobs ?? 0) > 0 || included.contains("message.output_text.logprobs")
        parallelToolCalls = try fields.bool("parallel_tool_calls")
        if let list = fields["tools"] { try readTools(list, body: body) }
        if let choice = fields["tool_choice"] { toolChoice = try readChoice(choice) }
        if let text = try fields.object("text") { try readText(text, body: body) }
        reasoning = try fields.object("reasoning")?["effort"].map(ReasoningControl.init)
    }

    private mutating func readTools(_ list: Field, body: [UInt8]) throws(APIError) {
        let raw = RawJSON(body)["tools"]?.elements ?? []
        tools = try list.objects().enumerated().map { entry throws(APIError) in
            let type = try entry.element.required("type")
            guard try type.string() == "function" else {
                throw type.invalid("is '\(type.value.string?.prefix(64) ?? "")': only functions are supported as tools")
            }
            return try Tool(entry.element, raw: raw.element(entry.offset))
        }
    }

    private func readChoice(_ field: Field) throws(APIError) -> ToolChoice {
        if case .string = field.value { return try word(field, of: ["none", "auto", "required"]) }
        let fields = try field.object()
        _ = try fields.required("type").word(of: ["function"])
        return try named(fields.required("name"))
    }

    private mutating func readText(_ text: Fields, body: [UInt8]) throws(APIError) {
        if let verbosity = text["verbosity"], verbosity.value != "medium" {
            throw verbosity.invalid("is not supported")
        }
        guard let fields = try text.object("format") else { return }
        switch try fields.required("type").word(of: ["text", "json_object", "json_schema"]) {
        case "json_object": format = .json
        case "json_schema":
            format = .schema(try OutputSchema(fields, raw: RawJSON(body)["text"]?["format"]))
        default: format = .text
        }
    }
}

/// What every state of a response says again of its request, as the client wrote it.
struct ResponseEcho: Sendable {
    let instructions: String?
    let maxOutputTokens: Int?
    let metadata: RawJSON
    let parallelToolCalls: Bool
    let previousID: String?
    let reasoning: RawJSON
    var store: Bool
    let temperature: Double?
    let text: RawJSON
    let toolChoice: RawJSON
    let tools: RawJSON
    let topLogprobs: Int
    let topP: Double?
    let truncation: String
    let user: String?

    init(_ fields: Fields, body: [UInt8]) throws(APIError) {
        let raw = RawJSON(body)
        func written(_ name: String, _ standard: JSONValue) -> RawJSON {
            guard let field = fields[name] else { return RawJSON(standard) }
            return raw[name] ?? RawJSON(field.value)
        }
        instructions = try fields.string("instructions")
        maxOutputTokens = fields["max_output_tokens"]?.value.int
        if let metadata = try fields.object("metadata") { try Self.check(metadata) }
        metadata = written("metadata", [:])
        parallelToolCalls = fields["parallel_tool_calls"]?.value.bool ?? true
        previousID = try fields.string("previous_response_id")
        reasoning = written("reasoning", ["effort": nil, "summary": nil])
        store = fields["store"]?.value.bool ?? true
        temperature = fields["temperature"]?.value.double
        text = written("text", ["format": ["type": "text"]])
        toolChoice = written("tool_choice", "auto")
        tools = written("tools", [])
        topLogprobs = fields["top_logprobs"]?.value.int ?? 0
        topP = fields["top_p"]?.value.double
        truncation = try fields["truncation"]?.word(of: ["auto", "disabled"]) ?? "disabled"
        user = try fields.string("user")
    }

    private static func check(_ metadata: Fields) throws(APIError) {
        guard metadata.members.count <= 16 else {
            throw APIError.invalid("metadata", "metadata must hold at most 16 members")
        }
        for name in metadata.members.keys { _ = try metadata[name]?.string() }
    }
}
