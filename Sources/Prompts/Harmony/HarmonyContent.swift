package import JSON

/// What the first messages of a conversation with gpt-oss say.
package enum HarmonyContent {
    package static let identity = "You are ChatGPT, a large language model trained by OpenAI."
    package static let knowledgeCutoff = "2024-06"

    /// The system's message: who the model is, and how it shall answer.
    package static func system(
        identity: String = identity,
        cutoff: String = knowledgeCutoff,
        date: String?,
        effort: String = "medium",
        channels: [String] = ["analysis", "commentary", "final"],
        hasFunctions: Bool
    ) -> String {
        var text = identity + "\nKnowledge cutoff: " + cutoff + "\n"
        if let date { text += "Current date: " + date + "\n" }
        text += "\nReasoning: " + effort + "\n\n# Valid channels: " + channels.joined(separator: ", ")
        text += ". Channel must be included for every message."
        if hasFunctions { text += "\nCalls to these tools must go to the commentary channel: 'functions'." }
        return text
    }

    /// The developer's message: the instructions, and the tools.
    package static func developer(instructions: String?, tools: [JSONValue]) -> String {
        var sections: [String] = []
        if let instructions { sections += ["# Instructions", instructions] }
        if !tools.isEmpty { sections += ["# Tools", "## functions", namespace(tools)] }
        return sections.joined(separator: "\n\n")
    }

    /// Tools as functions of a TypeScript namespace.
    private static func namespace(_ tools: [JSONValue]) -> String {
        var text = "namespace functions {\n\n"
        for tool in tools {
            guard let function = tool["function"], let name = function["name"]?.string else { continue }
            if let description = function["description"]?.string, !description.isEmpty {
                var lines = description.split(separator: "\n", omittingEmptySubsequences: false)
                if lines.last?.isEmpty == true { lines.removeLast() }
                for line in lines { text += "// " + line + "\n" }
            }
            let parameters = function["parameters"].map { "_: " + TypeScript.type(of: $0) } ?? ""
            text += "type " + name + " = (" + parameters + ") => any;\n\n"
        }
        return text + "} // namespace functions"
    }
}

/// JSON Schemas as the types that gpt-oss was taught to read, to the letter of the library that wrote its examples.
enum TypeScript {
    static func type(of schema: JSONValue, indent: String = "") -> String {
        if let variants = schema["oneOf"]?.array {
            return variants.map { "\n" + indent + " | " + variant($0, indent, hidesDescription: false) }.joined()
        }
        switch schema["type"] {
        case .array(let types):
            let names = types.compactMap(\.string).map { $0 == "integer" ? "number" : $0 }
            return names.isEmpty ? "any" : names.joined(separator: " | ")
        case "object": return object(schema, indent)
        case "array": return schema["items"].map { type(of: $0, indent: indent) + "[]" } ?? "Array<any>"
        case "string":
            let words = (schema["enum"]?.array ?? []).compactMap(\.string)
            return words.isEmpty ? "string" : words.map { "\"" + $0 + "\"" }.joined(separator: " | ")
        case "number", "integer": return "number"
        case "boolean": return "boolean"
        default: return "any"
        }
    }

    private static func object(_ schema: JSONValue, _ indent: String) -> String {
        var text = ""
        if let description = schema["description"]?.string { text += indent + "// " + description + "\n" }
        text += "{\n"
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        for (name, property) in schema["properties"]?.object ?? JSONObject() {
            text += Self.property(name + (required.contains(name) ? "" : "?"), property, indent)
        }
        return text + indent + "}"
    }

    private static func property(_ name: String, _ schema: JSONValue, _ indent: String) -> String {
        var text = ""
        let description = schema["description"]?.string
        if let title = schema["title"]?.string { text += indent + "// " + title + "\n" + indent + "//\n" }
        let variants = schema["oneOf"]?.array
        if variants == nil, let description { text += indent + "// " + description + "\n" }
        if let examples = schema["examples"]?.array, !examples.isEmpty {
            text += indent + "// Examples:\n"
            for example in examples.compactMap(\.string) { text += indent + "// - \"" + example + "\"\n" }
        }
        guard let variants else {
            let type = nullable(schema, type(of: schema, indent: indent + "    "))
            let note = defaultNote(schema).map { " // " + $0 } ?? ""
            return text + indent + name + ": " + type + "," + note + "\n"
        }
        if let description, description != variants.first?["description"]?.string {
            text += indent + "// " + description + "\n"
        }
        if let note = defaultNote(schema) { text += indent + "// " + note + "\n" }
        text += indent + name + ":\n"
        for (index, variant) in variants.enumerated() {
            let isTold = description != nil && (index == 0 || variant["description"]?.string == description)
            let told = Self.variant(variant, indent, hidesDescription: isTold)
            text += indent + " | " + told + "\n"
        }
        return text + indent + ",\n"
    }

    private static func variant(_ schema: JSONValue, _ indent: String, hidesDescription: Bool) -> String {
        let description = hidesDescription ? nil : schema["description"]?.string
        let notes = [description, defaultNote(schema)].compactMap(\.self)
        let type = nullable(schema, type(of: schema, indent: indent + "   "))
        return notes.isEmpty ? type : type + " // " + notes.joined(separator: " ")
    }

    private static func nullable(_ schema: JSONValue, _ type: String) -> String {
        schema["nullable"]?.bool == true && !type.contains("null") ? type + " | null" : type
    }

    private static func defaultNote(_ schema: JSONValue) -> String? {
        guard let value = schema["default"] else { return nil }
        guard case .string(let word) = value else { return "default: " + value.text }
        return schema["enum"]?.array?.isEmpty == false ? "default: " + word : "default: \"" + word + "\""
    }
}
