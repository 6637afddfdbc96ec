import JSON

/// The kinds of values that a schema tells apart.
enum ValueKind: String, CaseIterable, Sendable {
    case null, boolean, object, array, number, integer, string

    init?(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .bool: self = .boolean
        case .int: self = .integer
        case .double: self = .number
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }
}

/// A schema and where it stands.
struct Located: Hashable, Sendable {
    let schema: JSONValue
    let path: String

    static func == (left: Located, right: Located) -> Bool { left.path == right.path }
    func hash(into hasher: inout Hasher) { hasher.combine(path) }

    func member(_ key: String, _ schema: JSONValue) -> Located {
        let escaped = key.replacing("~", with: "~0").replacing("/", with: "~1")
        return Located(schema: schema, path: "\(path)/\(escaped)")
    }
}

/// What one alternative of a schema asks for, its references followed and what applies together put together.
struct Constraints: Sendable {
    /// What one schema says of an object's members. What several say holds together.
    struct Members: Sendable {
        var properties: [(name: String, schema: Located)] = []
        var additional: Located?
        /// The places of properties, for those of many.
        var places: [String: Int] = [:]

        func schema(of name: String) -> Located? { places[name].map { properties[$0].schema } ?? additional }
    }

    struct Elements: Sendable {
        var prefix: [Located] = []
        var items: Located?

        func schema(at index: Int) -> Located? { index < prefix.count ? prefix[index] : items }
    }

    /// Nil is any.
    var kinds: Set<ValueKind>?
    /// Nil is any.
    var values: [JSONValue]?

    var members: [Members] = []
    var required: [String] = []

    var elements: [Elements] = []
    var leastItems = 0
    var mostItems: Int?

    var leastLength = 0
    var mostLength: Int?
    /// What strings must look like: patterns, and those of formats.
    var patterns: [(text: String, keyword: String, path: String)] = []

    var range = NumberRange()
    var divisor: (value: JSONValue, path: String)?

    var hasStringRules: Bool { leastLength > 0 || mostLength != nil || !patterns.isEmpty }
    var hasObjectRules: Bool { !members.isEmpty || !required.isEmpty }
    var hasArrayRules: Bool { !elements.isEmpty || leastItems > 0 || mostItems != nil }
    var hasNumberRules: Bool { !range.isEverything || divisor != nil }

    /// Where no type is named, the types that the other keywords are about; all, where there are none of those.
    var effectiveKinds: Set<ValueKind>? {
        if let kinds { return kinds }
        var implied: Set<ValueKind> = []
        if hasStringRules { implied.insert(.string) }
        if hasObjectRules { implied.insert(.object) }
        if hasArrayRules { implied.insert(.array) }
        if hasNumberRules { implied.insert(.number) }
        return implied.isEmpty ? nil : implied
    }

    mutating func allow(_ others: Set<ValueKind>) {
        guard var known = kinds else {
            kinds = others
            return
        }
        // A whole number is a number.
        let hadNumbers = known.contains(.number), hasNumbers = others.contains(.number)
        let bothWhole = (hadNumbers || known.contains(.integer)) && (hasNumbers || others.contains(.integer))
        known.formIntersection(others)
        if bothWhole, !known.contains(.number) { known.insert(.integer) }
        kinds = known
    }

    mutating func allow(values others: [JSONValue]) {
        guard let known = values else {
            values = others
            return
        }
        let others = Set(others)
        values = known.filter(others.contains)
    }
}
