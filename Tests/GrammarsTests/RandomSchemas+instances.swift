import JSON

/// Values by chance that may well fulfil a schema of `RandomSchemas`: the validator has the last word.
extension RandomSchemas {
    mutating func instance(of schema: JSONValue, in root: JSONValue, depth: Int = 0) -> JSONValue {
        guard depth < 12, let keywords = schema.object else { return chance.pick([1, "x", nil, ["y": 2]]) }
        if let value = keywords["const"] { return value }
        if let values = keywords["enum"]?.array, !values.isEmpty { return chance.pick(values) }
        if let reference = keywords["$ref"]?.string {
            let name = reference.split(separator: "/").last.map(String.init) ?? ""
            return instance(of: root["$defs"]?[name] ?? true, in: root, depth: depth + 1)
        }
        for combining in ["allOf", "anyOf"] {
            guard let parts = keywords[combining]?.array, !parts.isEmpty else { continue }
            let chosen = combining == "allOf" ? parts : [chance.pick(parts)]
            guard keywords["type"] != nil || chosen.count > 1 else {
                return instance(of: chosen[0], in: root, depth: depth + 1)
            }
            return object(of: (keywords["type"] == nil ? [] : [schema]) + chosen, in: root, depth)
        }
        let type = keywords["type"]?.string ?? keywords["type"]?[chance.below(2)]?.string
        switch type {
        case "null": return nil
        case "boolean": return .bool(chance.once(in: 2))
        case "integer": return .int(whole(keywords))
        case "number": return number(keywords)
        case "array": return array(keywords, in: root, depth)
        case "object": return object(of: [schema], in: root, depth)
        case "string": return .string(string(keywords))
        default:
            return keywords["pattern"] == nil ? chance.pick([1.5, "é", [[]], ["k": nil]]) : .string(string(keywords))
        }
    }

    private mutating func whole(_ keywords: JSONObject) -> Int {
        let step = keywords["multipleOf"]?.int ?? 1
        let low = keywords["minimum"]?.int ?? -50
        return chance.within(low...max(low, keywords["maximum"]?.int ?? low + 100)) / step * step
    }

    private mutating func number(_ keywords: JSONObject) -> JSONValue {
        let low = keywords["minimum"]?.double ?? keywords["exclusiveMinimum"]?.double
        let high = keywords["maximum"]?.double ?? keywords["exclusiveMaximum"]?.double
        let start = low ?? (high ?? 10) - 10
        let value = start + Double(chance.unit()) * ((high ?? start + 10) - start)
        return .double((value * 1000).rounded() / 1000)
    }

    private mutating func string(_ keywords: JSONObject) -> String {
        if let pattern = keywords["pattern"]?.string {
            return chance.pick(Self.patterns.first { $0.0 == pattern }?.1 ?? ["abc", "aa"])
        }
        if let format = keywords["format"]?.string {
            return chance.pick(Self.formats.first { $0.0 == format }?.1 ?? [])
        }
        let least = keywords["minLength"]?.int ?? 0
        let count = chance.within(least...max(least, keywords["maxLength"]?.int ?? least + 20))
        let characters: [Unicode.Scalar] = [
            "a", "Z", " ", "\"", "\\", "\n", "\u{1}", "é", "漢", "🙂", "/", "\u{7f}", "{",
        ]
        return String(String.UnicodeScalarView((0..<count).map { _ in chance.pick(characters) }))
    }

    private mutating func array(_ keywords: JSONObject, in root: JSONValue, _ depth: Int) -> JSONValue {
        let prefix = keywords["prefixItems"]?.array ?? []
        let least = keywords["minItems"]?.int ?? 0
        let count = chance.within(least...max(least, keywords["maxItems"]?.int ?? least + 3))
        return .array(
            (0..<count).map { index in
                let schema = index < prefix.count ? prefix[index] : keywords["items"] ?? true
                return instance(of: schema, in: root, depth: depth + 1)
            }
        )
    }

    /// Members in the order in which the schemas name them, then others.
    private mutating func object(of schemas: [JSONValue], in root: JSONValue, _ depth: Int) -> JSONValue {
        var object = JSONObject()
        let required = Set(schemas.flatMap { $0["required"]?.array ?? [] }.compactMap(\.string))
        for schema in schemas {
            for (name, property) in schema["properties"]?.object ?? [:] where object[name] == nil {
                guard required.contains(name) || chance.once(in: 2) else { continue }
                object[name] = instance(of: property, in: root, depth: depth + 1)
            }
        }
        let additional = schemas.compactMap { $0["additionalProperties"] }.first ?? true
        if additional != false, chance.once(in: 2) {
            for name in ["zusätzlich", "nam", "a\tb"] where chance.once(in: 2) && object[name] == nil {
                object[name] = instance(of: additional, in: root, depth: depth + 2)
            }
        }
        return .object(object)
    }
}
