import JSON

/// Google's schemas are OpenAPI's: types in capitals, `nullable`, numbers as text. Written as JSON Schema, with the
/// properties in the order in which they came, or that `propertyOrdering` says.
enum GeminiSchema {
    private static let deepest = 64

    static func jsonSchema(_ schema: RawJSON, _ field: Field) throws(APIError) -> RawJSON {
        var json = JSONWriter(reservingCapacity: schema.bytes.count + 64)
        guard write(schema, to: &json, depth: 0) else { throw field.invalid("is nested too deeply") }
        return RawJSON(json.finish())
    }

    private static func write(_ schema: RawJSON, to json: inout JSONWriter, depth: Int) -> Bool {
        guard depth < deepest else { return false }
        let members = schema.namedMembers
        // Not an object: `true` and `false` are schemas too.
        guard !members.isEmpty || schema.text.hasPrefix("{") else {
            json.value(schema)
            return true
        }
        let isNullable = members.contains { $0.name == "nullable" && $0.value.text == "true" }
        var isShallow = true
        json.object { json in
            for (name, value) in members {
                switch name {
                case "type": writeType(value, isNullable: isNullable, to: &json)
                case "nullable", "propertyOrdering", "property_ordering": break
                case "format":
                    // What these say, the type has said; some backends refuse formats that they do not know.
                    let isPlain = ["\"enum\"", "\"int32\"", "\"int64\"", "\"float\"", "\"double\""].contains(value.text)
                    if !isPlain { json.member(name, value) }
                case "example": json.member("examples") { json in json.array { $0.element(value) } }
                case "items", "additionalProperties":
                    json.member(name) { json in isShallow = write(value, to: &json, depth: depth + 1) && isShallow }
                case "anyOf", "any_of":
                    json.member("anyOf") { json in
                        json.array { json in
                            for option in value.elements {
                                json.element { json in
                                    isShallow = write(option, to: &json, depth: depth + 1) && isShallow
                                }
                            }
                        }
                    }
                case "properties":
                    json.member(name) { json in
                        json.object { json in
                            for (name, property) in ordered(value, by: schema) {
                                json.member(name) { json in
                                    isShallow = write(property, to: &json, depth: depth + 1) && isShallow
                                }
                            }
                        }
                    }
                case "minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties", "min_items",
                    "max_items", "min_length", "max_length", "min_properties", "max_properties":
                    json.member(camelCase(name), number(value))
                default: json.member(name, value)
                }
            }
        }
        return isShallow
    }

    private static func writeType(_ type: RawJSON, isNullable: Bool, to json: inout JSONWriter) {
        guard let name = (try? JSONValue(parsing: Array(type.bytes)))?.string?.lowercased() else {
            return json.member("type", type)
        }
        // Any type at all is what no type says.
        if name == "type_unspecified" { return }
        if isNullable, name != "null" { json.member("type", [name, "null"]) } else { json.member("type", name) }
    }

    private static func ordered(_ properties: RawJSON, by schema: RawJSON) -> [(name: String, value: RawJSON)] {
        let all = properties.namedMembers
        let order = schema.google("propertyOrdering", "property_ordering")?.elements ?? []
        let names = order.compactMap { (try? JSONValue(parsing: Array($0.bytes)))?.string }
        guard !names.isEmpty else { return all }
        var places: [String: Int] = [:]
        for (place, name) in names.enumerated() where places[name] == nil { places[name] = place }
        return all.enumerated().sorted { left, right in
            (places[left.element.name] ?? .max, left.offset) < (places[right.element.name] ?? .max, right.offset)
        }.map(\.element)
    }

    /// `"3"` is how the protocol writes large numbers.
    private static func number(_ value: RawJSON) -> RawJSON {
        guard let text = (try? JSONValue(parsing: Array(value.bytes)))?.string, let int = Int(text) else {
            return value
        }
        return RawJSON(int)
    }

    private static func camelCase(_ name: String) -> String {
        let parts = name.split(separator: "_")
        return parts.dropFirst().reduce(String(parts.first ?? "")) { $0 + $1.prefix(1).uppercased() + $1.dropFirst() }
    }
}
