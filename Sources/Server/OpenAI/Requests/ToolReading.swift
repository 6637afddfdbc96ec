import JSON
import Providers

extension GenerateRequest {
    /// Reads `tools` or, from before there were tools, `functions`, and which of them the model must call.
    mutating func readTools(_ fields: Fields, body: [UInt8]) throws(APIError) {
        parallelToolCalls = try fields.bool("parallel_tool_calls")
        if let list = fields["tools"] {
            let raw = RawJSON(body)["tools"]?.elements ?? []
            tools = try list.objects().enumerated().map { entry throws(APIError) in
                try Tool(wrapped: entry.element, raw: raw.element(entry.offset)?["function"])
            }
            if let choice = fields["tool_choice"] { toolChoice = try readChoice(choice) }
        } else if let list = fields["functions"] {
            let raw = RawJSON(body)["functions"]?.elements ?? []
            tools = try list.objects().enumerated().map { entry throws(APIError) in
                try Tool(entry.element, raw: raw.element(entry.offset))
            }
            if let choice = fields["function_call"] { toolChoice = try readFunctionCall(choice) }
        } else if let choice = fields["tool_choice"] {
            guard choice.value == "none" || choice.value == "auto" else {
                throw choice.invalid("needs tools to choose from")
            }
        }
    }

    private func readChoice(_ field: Field) throws(APIError) -> ToolChoice {
        if case .string = field.value {
            return try word(field, of: ["none", "auto", "required"])
        }
        let fields = try field.object()
        _ = try fields.required("type").word(of: ["function"])
        return try named(fields.required("function").object().required("name"))
    }

    private func readFunctionCall(_ field: Field) throws(APIError) -> ToolChoice {
        if case .string = field.value { return try word(field, of: ["none", "auto"]) }
        return try named(field.object().required("name"))
    }

    func word(_ field: Field, of words: [String]) throws(APIError) -> ToolChoice {
        switch try field.word(of: words) {
        case "none": return .none
        case "required":
            guard !tools.isEmpty else { throw field.invalid("needs tools to choose from") }
            return .required
        default: return .auto
        }
    }

    /// A choice of one function, which must be among the tools.
    func named(_ field: Field) throws(APIError) -> ToolChoice {
        let name = try field.nonEmptyString()
        guard tools.contains(where: { $0.name == name }) else {
            throw field.invalid("is '\(name.prefix(64))', which is none of the tools")
        }
        return .function(name)
    }
}

extension Tool {
    /// `{"type":"function","function":{…}}`
    fileprivate init(wrapped fields: Fields, raw: RawJSON?) throws(APIError) {
        let type = try fields.required("type")
        guard try type.string() == "function" else {
            throw type.invalid("is '\(type.value.string?.prefix(64) ?? "")': only functions are supported as tools")
        }
        try self.init(fields.required("function").object(), raw: raw)
    }

    /// `raw` is the object with `name` and `parameters`, as the client wrote it.
    init(_ fields: Fields, raw: RawJSON?) throws(APIError) {
        let field = try fields.required("name")
        let name = try field.nonEmptyString()
        guard name.utf8.count <= 256 else { throw field.invalid("must be at most 256 bytes long") }
        var parameters: RawJSON?
        if let field = fields["parameters"] {
            _ = try field.object()
            parameters = raw?["parameters"] ?? RawJSON(field.value)
        }
        self.init(
            name: name,
            description: try fields.string("description"),
            parameters: parameters,
            strict: try fields.bool("strict")
        )
    }
}

extension Array where Element == RawJSON {
    func element(_ index: Int) -> RawJSON? { indices.contains(index) ? self[index] : nil }
}
