import JSON
import Providers

extension GenerateRequest {
    /// Reads `tools` and `toolConfig`. Google's own tools (search, code execution, …) run at Google and are refused.
    mutating func readGeminiTools(_ fields: Fields, raw: RawJSON) throws(APIError) {
        let written = raw["tools"]?.elements ?? []
        for (index, tool) in (try fields.objects("tools") ?? []).enumerated() {
            let declarations = tool.google("functionDeclarations")
            for name in tool.members.keys.sorted() where tool[name] != nil {
                if name == "functionDeclarations" || name == "function_declarations" { continue }
                throw APIError.invalid(
                    FieldPath.member(name, of: tool.path).text,
                    "the tool '\(name.prefix(64))' is not supported: only functionDeclarations are"
                )
            }
            let raws = written.element(index)?.google("functionDeclarations", "function_declarations")?.elements ?? []
            for (place, declaration) in (try declarations?.objects() ?? []).enumerated() {
                tools.append(try Tool(gemini: declaration, raw: raws.element(place)))
            }
        }
        if let config = try fields.google("toolConfig")?.object().google("functionCallingConfig")?.object() {
            try readChoice(config)
        }
    }

    /// `ANY` of some functions is: one of these, and there are no others.
    private mutating func readChoice(_ config: Fields) throws(APIError) {
        let mode = try config["mode"]?.word(of: ["MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED"]) ?? "AUTO"
        let field = config.google("allowedFunctionNames")
        let allowed = try field?.strings() ?? []
        for name in allowed where !tools.contains(where: { $0.name == name }) {
            throw field?.invalid("holds '\(name.prefix(64))', which is none of the functions")
                ?? config.missing("allowedFunctionNames")
        }
        switch mode {
        case "NONE": toolChoice = .none
        case "ANY":
            guard !tools.isEmpty else {
                throw APIError.invalid(config.path.text, "\(config.path.text) needs functions")
            }
            if !allowed.isEmpty { tools.removeAll { !allowed.contains($0.name) } }
            toolChoice = allowed.count == 1 ? .function(allowed[0]) : .required
        default:
            if !allowed.isEmpty { tools.removeAll { !allowed.contains($0.name) } }
        }
    }
}

extension Tool {
    fileprivate init(gemini fields: Fields, raw: RawJSON?) throws(APIError) {
        let field = try fields.required("name")
        let name = try field.nonEmptyString()
        guard name.utf8.count <= 256 else { throw field.invalid("must be at most 256 bytes long") }
        var parameters: RawJSON?
        if let field = fields.google("parametersJsonSchema") {
            _ = try field.object()
            parameters = raw?.google("parametersJsonSchema", "parameters_json_schema") ?? RawJSON(field.value)
        } else if let field = fields["parameters"] {
            _ = try field.object()
            parameters = try GeminiSchema.jsonSchema(raw?["parameters"] ?? RawJSON(field.value), field)
        }
        self.init(name: name, description: try fields.string("description"), parameters: parameters)
    }
}
