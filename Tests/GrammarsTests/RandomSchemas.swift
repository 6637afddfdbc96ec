import JSON

/// Schemas by chance, of all that is supported, and values that fulfil them.
struct RandomSchemas {
    var chance: Chance
    private var definitions = JSONObject()
    static let names = ["a", "ab", "abc", "name", "naïve", "quo\"te", "back\\slash", "", "new\nline", "🙂", "$ref"]

    init(seed: UInt64) { chance = Chance(seed: seed) }

    mutating func schema() -> JSONValue {
        definitions = [
            "tree": [
                "type": "object",
                "properties": [
                    "left": ["anyOf": [["$ref": "#/$defs/tree"], ["type": "null"]]], "value": ["type": "integer"],
                ],
                "required": ["left"], "additionalProperties": false,
            ],
            "list": ["type": "array", "items": ["$ref": "#/$defs/list"], "maxItems": 2],
        ]
        guard var object = schema(depth: 0).object else { return true }
        object["$defs"] = .object(definitions)
        object["description"] = "by chance"
        return .object(object)
    }

    mutating func schema(depth: Int) -> JSONValue {
        let makers = depth < 3 ? 11 : 6
        switch chance.below(makers) {
        case 0: return chance.pick([["type": "null"], ["type": "boolean"], ["type": "string"], ["type": "number"]])
        case 1: return integers()
        case 2: return numbers()
        case 3: return strings()
        case 4: return named()
        case 5:
            return chance.pick([["$ref": "#/$defs/tree"], ["$ref": "#/$defs/list"], ["type": ["integer", "null"]]])
        case 6, 7: return objects(depth)
        case 8: return arrays(depth)
        case 9: return .object(["anyOf": .array((0..<chance.within(1...3)).map { _ in schema(depth: depth + 1) })])
        default: return together(depth)
        }
    }

    private mutating func bounds(_ least: String, _ most: String, _ range: ClosedRange<Int>) -> JSONObject {
        var object = JSONObject()
        let low = chance.within(range), high = chance.within(low...range.upperBound)
        if !chance.once(in: 3) { object[least] = .int(low) }
        if !chance.once(in: 3) { object[most] = .int(high) }
        return object
    }

    private mutating func integers() -> JSONValue {
        let size = chance.pick([10, 300, 123_456])
        var object = bounds("minimum", "maximum", -size...size)
        object["type"] = "integer"
        if object["maximum"] == nil, chance.once(in: 3) { object["exclusiveMaximum"] = .int(size + 5) }
        if chance.once(in: 4) { object["multipleOf"] = .int(chance.pick([1, 2, 3, 7, 10])) }
        // With a multiple in it.
        if object["multipleOf"] != nil, object["minimum"] != nil { object["maximum"] = .int(size + 20) }
        return .object(object)
    }

    private mutating func numbers() -> JSONValue {
        var object: JSONObject = ["type": "number"]
        let low = Double(chance.within(-5000...5000)) / chance.pick([1, 10, 64, 1000])
        let high = low + Double(chance.within(1...5000)) / chance.pick([1, 8, 1000, 100_000])
        if !chance.once(in: 3) { object[chance.pick(["minimum", "exclusiveMinimum"])] = .double(low) }
        if !chance.once(in: 3) { object[chance.pick(["maximum", "exclusiveMaximum"])] = .double(high) }
        return .object(object)
    }

    static let patterns: [(String, [String])] = [
        ("^[a-z]{2,5}$", ["ab", "zzzzz"]), ("^(foo|ba+r)\\d*$", ["foo", "baaar17"]), ("x", ["x", "axé\n", "\\x\""]),
        ("^\\$\\d+\\.\\d{2}$", ["$1.50"]), ("[^a]$", ["é", "ab", "\"", "🙂"]), ("^.?$", ["", "\\", "ü"]),
        ("^(?:[A-Z]\\w*\\s?)+$", ["Aa B_", "Hello World"]), ("^[\\u00e0-\\u00ff]+$", ["éè"]), ("^a|b$", ["ax", "xb"]),
    ]
    static let formats: [(String, [String])] = [
        ("date", ["2024-02-29", "1999-12-31"]), ("time", ["23:59:59Z", "00:00:00.123+02:30"]),
        ("date-time", ["2000-02-29T12:00:00Z"]), ("uuid", ["123e4567-e89b-12d3-a456-426614174000"]),
        ("email", ["a.b+c@example.co.uk"]), ("ipv4", ["255.0.10.199"]),
        ("ipv6", ["::1", "fe80::1:2", "1:2:3:4:5:6:7:8"]),
        ("hostname", ["example.com", "a-b"]), ("uri", ["https://example.com/a?b=c"]), ("duration", ["P1DT2H", "P3W"]),
    ]

    private mutating func strings() -> JSONValue {
        switch chance.below(4) {
        case 0: return .object(["pattern": .string(chance.pick(Self.patterns).0)])
        case 1: return .object(["type": "string", "format": .string(chance.pick(Self.formats).0)])
        case 2: return .object(["type": "string", "pattern": "^[a-c]*$", "minLength": 2, "maxLength": 6])
        default:
            var object = bounds("minLength", "maxLength", 0...chance.pick([3, 40]))
            object["type"] = "string"
            return .object(object)
        }
    }

    private mutating func named() -> JSONValue {
        let values: [JSONValue] = [1, -7, 2.5, "x", "say \"hi\"\n", true, nil, ["a": [1, "b", []]], [], "ß🙂"]
        if chance.once(in: 2) { return .object(["const": chance.pick(values)]) }
        return .object(["enum": .array((0..<chance.within(1...5)).map { _ in chance.pick(values) })])
    }

    private mutating func objects(_ depth: Int) -> JSONValue {
        var properties = JSONObject()
        for _ in 0..<chance.below(5) { properties[chance.pick(Self.names)] = schema(depth: depth + 1) }
        var object: JSONObject = ["type": "object", "properties": .object(properties)]
        object["required"] = .array(properties.keys.filter { _ in chance.once(in: 2) }.map { .string($0) })
        switch chance.below(3) {
        case 0: object["additionalProperties"] = .bool(false)
        case 1: object["additionalProperties"] = schema(depth: depth + 2)
        default: break
        }
        return .object(object)
    }

    private mutating func arrays(_ depth: Int) -> JSONValue {
        var object = bounds("minItems", "maxItems", 0...4)
        object["type"] = "array"
        object["items"] = schema(depth: depth + 1)
        if chance.once(in: 3) {
            object["prefixItems"] = .array((0..<chance.within(1...2)).map { _ in schema(depth: depth + 1) })
        }
        return .object(object)
    }

    /// Rules that hold together.
    private mutating func together(_ depth: Int) -> JSONValue {
        let first = objects(depth + 1), second = objects(depth + 1)
        return chance.once(in: 2)
            ? .object(["allOf": [first, second]])
            : .object(["type": "object", "properties": ["k": ["type": "string"]], "anyOf": [first, second]])
    }
}
