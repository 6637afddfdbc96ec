import Grammars
import JSON

/// A schema's values as Gemma writes them in its calls: keys as they are, texts between quote marks.
///
/// It holds to types and what is required. What a schema says beyond that cannot be kept to in this notation, and is refused.
struct PairArguments {
    let quote: String
    /// Where the schema stands in the request.
    let field: String

    private static let known: Set<String> = [
        "type", "properties", "required", "items", "enum", "const", "additionalProperties", "description", "title",
        "default", "examples", "$schema", "$id", "nullable", "strict",
    ]

    func object(_ schema: JSONValue) throws(ProviderError) -> GrammarPart {
        try check(schema)
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var members: [(part: GrammarPart, isRequired: Bool)] = []
        for (name, property) in schema["properties"]?.object ?? JSONObject() {
            guard name.utf8.allSatisfy({ $0 > 0x20 && !":,{}[]<".utf8.contains($0) }), !name.isEmpty else {
                throw refused("a property named '\(name)'")
            }
            members.append((.sequence([.literal(name + ":"), try value(property)]), required.contains(name)))
        }
        return .sequence([.literal("{"), rest(members[...], isFirst: true), .literal("}")])
    }

    /// Members in their order, with commas between those that are there.
    private func rest(_ members: ArraySlice<(part: GrammarPart, isRequired: Bool)>, isFirst: Bool) -> GrammarPart {
        guard let (part, isRequired) = members.first else { return .literal("") }
        let here = isFirst ? part : .sequence([.literal(","), part])
        let others = members.dropFirst()
        if isRequired { return .sequence([here, rest(others, isFirst: false)]) }
        guard isFirst else { return .sequence([.optional(here), rest(others, isFirst: false)]) }
        return .choice([.sequence([here, rest(others, isFirst: false)]), rest(others, isFirst: true)])
    }

    private func value(_ schema: JSONValue) throws(ProviderError) -> GrammarPart {
        try check(schema)
        if let constant = schema["const"] { return try literal(constant) }
        if let values = schema["enum"]?.array {
            var literals: [GrammarPart] = []
            for value in values { literals.append(try literal(value)) }
            return .choice(literals)
        }
        if let types = schema["type"]?.array {
            var choices: [GrammarPart] = []
            for type in types { choices.append(try value(of: type.string ?? "", schema)) }
            return .choice(choices)
        }
        guard let type = schema["type"]?.string else { throw refused("a value of no type") }
        return try value(of: type, schema)
    }

    private func value(of type: String, _ schema: JSONValue) throws(ProviderError) -> GrammarPart {
        switch type {
        case "string": return .sequence([.literal(quote), .text(until: quote)])
        case "number", "integer", "boolean", "null": return .schema(["type": .string(type)])
        case "object": return try object(schema)
        case "array":
            guard let items = schema["items"] else { throw refused("a list of anything") }
            let item = try value(items)
            let more = GrammarPart.repeated(.sequence([.literal(","), item]), least: 0, most: nil)
            return .sequence([.literal("["), .optional(.sequence([item, more])), .literal("]")])
        default: throw refused("the type '\(type)'")
        }
    }

    private func literal(_ value: JSONValue) throws(ProviderError) -> GrammarPart {
        switch value {
        case .string(let text): return .literal(quote + text + quote)
        case .int, .double, .bool, .null: return .literal(value.text)
        case .array, .object: throw refused("an enum of lists or objects")
        }
    }

    private func check(_ schema: JSONValue) throws(ProviderError) {
        for (keyword, _) in schema.object ?? JSONObject() where !Self.known.contains(keyword) {
            throw refused("'\(keyword)'")
        }
    }

    private func refused(_ what: String) -> ProviderError {
        .wrong(field, "\(field) has \(what), which a forced call cannot be held to in this model's format of calls")
    }
}
