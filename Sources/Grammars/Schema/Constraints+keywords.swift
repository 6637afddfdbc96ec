import JSON

/// Reads a schema's keywords.
extension Constraints {
    /// What says something about a schema, and nothing about values.
    private static let annotations: Set<String> = [
        "title", "description", "default", "example", "examples", "deprecated", "readOnly", "writeOnly",
        "discriminator",
        "$schema", "$id", "$comment", "$defs", "definitions", "$anchor", "$vocabulary", "contentMediaType",
        "contentEncoding", "contentSchema",
    ]
    /// Looked at where alternatives are put together.
    private static let combining: Set<String> = ["$ref", "allOf", "anyOf", "oneOf"]

    /// Adds what a schema's own keywords ask for.
    mutating func narrow(by schema: JSONObject, _ located: Located) throws(SchemaError) {
        var own = Members()
        var hasMembers = false
        var list = Elements()
        var hasElements = false
        for (keyword, value) in schema where !Self.combining.contains(keyword) {
            let place = located.member(keyword, value)
            switch keyword {
            case "type": allow(try Self.kinds(place))
            case "enum":
                guard let values = value.array else { throw Self.wrong(place, "a list") }
                allow(values: values)
            case "const": allow(values: [value])
            case "properties":
                guard let properties = value.object else { throw Self.wrong(place, "an object") }
                for (name, schema) in properties {
                    own.places[name] = own.properties.count
                    own.properties.append((name, place.member(name, schema)))
                }
                hasMembers = true
            case "additionalProperties":
                own.additional = place
                hasMembers = true
            case "required":
                guard let names = value.array?.map(\.string), !names.contains(nil) else {
                    throw Self.wrong(place, "a list of strings")
                }
                required += names.compactMap(\.self)
            case "prefixItems":
                guard let parts = value.array else { throw Self.wrong(place, "a list of schemas") }
                list.prefix = parts.enumerated().map { place.member(String($0.offset), $0.element) }
                hasElements = true
            case "items":
                if value.array != nil {
                    throw SchemaError(
                        "\"items\" must be one schema: for one a place, use \"prefixItems\"",
                        keyword: keyword,
                        at: place.path
                    )
                }
                list.items = place
                hasElements = true
            case "minItems": leastItems = max(leastItems, try Self.count(place))
            case "maxItems": mostItems = min(mostItems ?? .max, try Self.count(place))
            case "minLength": leastLength = max(leastLength, try Self.count(place))
            case "maxLength": mostLength = min(mostLength ?? .max, try Self.count(place))
            case "pattern":
                guard let text = value.string else { throw Self.wrong(place, "a string") }
                patterns.append((text, keyword, place.path))
            case "format":
                guard let name = value.string else { throw Self.wrong(place, "a string") }
                if let text = try Formats.pattern(name, at: place.path) { patterns.append((text, keyword, place.path)) }
            case "minimum", "exclusiveMinimum": range.raise(try Self.bound(place, keyword))
            case "maximum", "exclusiveMaximum": range.lower(try Self.bound(place, keyword))
            case "multipleOf":
                guard let number = value.double, number > 0 else { throw Self.wrong(place, "a number above 0") }
                guard divisor == nil || divisor?.value == value else {
                    throw SchemaError(
                        "two different \"multipleOf\" together are not supported",
                        keyword: keyword,
                        at: place.path
                    )
                }
                divisor = (value, place.path)
            default: try Self.ignore(keyword, value, at: place.path)
            }
        }
        if hasMembers { members.append(own) }
        if hasElements { elements.append(list) }
    }

    /// A keyword that asks for nothing, or one that cannot be followed.
    private static func ignore(_ keyword: String, _ value: JSONValue, at path: String) throws(SchemaError) {
        if annotations.contains(keyword) || keyword.hasPrefix("x-") { return }
        switch (keyword, value) {
        // What these say is what is so anyway.
        case ("uniqueItems", .bool(false)), ("nullable", .bool(false)), ("minProperties", .int(0)),
            ("unevaluatedProperties", .bool(true)), ("unevaluatedItems", .bool(true)):
            return
        case ("nullable", _):
            throw SchemaError(
                "\"nullable\" is not supported: add \"null\" to \"type\"",
                keyword: keyword,
                at: path
            )
        default:
            throw SchemaError("the keyword \"\(keyword)\" is not supported: leave it out", keyword: keyword, at: path)
        }
    }

    // MARK: what keywords' values may be

    private static func kinds(_ place: Located) throws(SchemaError) -> Set<ValueKind> {
        let names = place.schema.array ?? [place.schema]
        var kinds: Set<ValueKind> = []
        for name in names {
            guard let kind = name.string.flatMap(ValueKind.init(rawValue:)) else {
                let known = ValueKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw SchemaError("\"type\" must be one or more of \(known)", keyword: "type", at: place.path)
            }
            kinds.insert(kind)
        }
        return kinds
    }

    private static func count(_ place: Located) throws(SchemaError) -> Int {
        guard let count = place.schema.int, count >= 0 else { throw wrong(place, "a whole number from 0 on") }
        return count
    }

    private static func bound(_ place: Located, _ keyword: String) throws(SchemaError) -> NumberRange.Bound {
        guard let value = place.schema.double else { throw wrong(place, "a number") }
        return NumberRange.Bound(
            value: value,
            isExclusive: keyword.hasPrefix("exclusive"),
            whole: place.schema.int,
            keyword: keyword,
            path: place.path
        )
    }

    private static func wrong(_ place: Located, _ wanted: String) -> SchemaError {
        let keyword = place.path.split(separator: "/").last.map(String.init)
        return SchemaError(
            "\"\(keyword ?? "it")\" must be \(wanted), and not \(place.schema.kind)",
            keyword: keyword,
            at: place.path
        )
    }
}
