import JSON

/// Makes rules of a JSON Schema: the part of draft 2020-12 that says what a value looks like from left to right.
///
/// What it makes accepts only what the schema accepts, and all of that in one spelling and one order of members, the schema's, but
/// for a few bounds that keep a model from going on for ever. A keyword that it cannot follow is an error, never ignored.
struct SchemaCompiler {
    let root: JSONValue
    var builder: ProgramBuilder
    /// By the schemas that hold together: that is what recursion comes back to.
    private var rules: [[Located]: ProgramBuilder.Rule] = [:]
    private var depth = 0
    private static let deepest = 100
    private static let mostRules = 20_000

    init(_ root: JSONValue, _ builder: ProgramBuilder) {
        self.root = root
        self.builder = builder
    }

    mutating func compileRoot() throws(SchemaError) -> ProgramBuilder.Rule {
        try rule([Located(schema: root, path: "#")])
    }

    /// The rule of values that all of these schemas accept.
    mutating func rule(_ schemas: [Located]) throws(SchemaError) -> ProgramBuilder.Rule {
        if schemas.isEmpty { return builder.json.value }
        if let known = rules[schemas] { return known }
        guard rules.count < Self.mostRules else {
            throw SchemaError("the schema has too many parts to hold an answer to it", at: schemas[0].path)
        }
        guard depth < Self.deepest else {
            throw SchemaError("the schema is nested deeper than \(Self.deepest) levels", at: schemas[0].path)
        }
        depth += 1
        defer { depth -= 1 }
        let alternatives = try alternatives(of: schemas)
        if alternatives.count == 1, let plain = plainRule(alternatives[0]) {
            rules[schemas] = plain
            return plain
        }
        let rule = try builder.rule()
        rules[schemas] = rule
        for alternative in alternatives { try add(alternative, at: schemas[0].path, rule) }
        return rule
    }

    /// The rule that every program has, if this is what it says.
    private func plainRule(_ constraints: Constraints) -> ProgramBuilder.Rule? {
        guard constraints.values == nil else { return nil }
        guard let kinds = constraints.effectiveKinds else { return builder.json.value }
        guard kinds.count == 1, let kind = kinds.first else { return nil }
        switch kind {
        case .null: return builder.json.null
        case .boolean: return builder.json.boolean
        case .object: return constraints.hasObjectRules ? nil : builder.json.object
        case .array: return constraints.hasArrayRules ? nil : builder.json.array
        case .number: return constraints.hasNumberRules ? nil : builder.json.number
        case .integer: return constraints.hasNumberRules ? nil : builder.json.integer
        case .string: return constraints.hasStringRules ? nil : builder.json.string
        }
    }

    private mutating func add(
        _ constraints: Constraints,
        at path: String,
        _ rule: ProgramBuilder.Rule
    ) throws(SchemaError) {
        if let values = constraints.values { return try add(values, constraints, at: path, rule) }
        if let plain = plainRule(constraints) { return try builder.call(plain, rule.start, rule.end) }
        for kind in ValueKind.allCases where constraints.effectiveKinds?.contains(kind) ?? true {
            var single = constraints
            single.kinds = [kind]
            if let plain = plainRule(single) {
                try builder.call(plain, rule.start, rule.end)
                continue
            }
            // Each of them counts its own.
            let own = try builder.rule()
            try builder.call(own, rule.start, rule.end)
            switch kind {
            case .object: try addObject(constraints, own)
            case .array: try addArray(constraints, at: path, own)
            case .number, .integer: try addNumber(constraints, isWhole: kind == .integer, at: path, own)
            case .string: try addString(constraints, at: path, own)
            case .null, .boolean: break
            }
        }
    }

    // MARK: values that are named

    private mutating func add(
        _ values: [JSONValue],
        _ constraints: Constraints,
        at path: String,
        _ rule: ProgramBuilder.Rule
    ) throws(SchemaError) {
        var fitting = values.filter { value in
            guard let kinds = constraints.kinds, let kind = ValueKind(value) else { return true }
            return kinds.contains(kind) || kind == .integer && kinds.contains(.number)
        }
        if constraints.hasStringRules || constraints.hasObjectRules || constraints.hasArrayRules
            || constraints.hasNumberRules
        {
            fitting = try fitting.filter(accepted(by: constraints, at: path))
        }
        let texts = fitting.compactMap(JSONText.scalar)
        if !texts.isEmpty { try builder.literals(texts, rule.start, rule.end) }
        for value in fitting where JSONText.scalar(value) == nil { try add(value, rule.start, rule.end) }
    }

    /// Whether a value fulfils what is said beside its being named.
    private func accepted(
        by constraints: Constraints,
        at path: String
    ) throws(SchemaError) -> (JSONValue) -> Bool {
        var others = constraints
        others.values = nil
        // Types are looked at already, and where none is named, the rules are only about values of theirs.
        var free = SchemaCompiler(root, try ProgramBuilder())
        let rule = try free.builder.rule()
        try free.add(others, at: path, rule)
        var machine = Machine(Program(free.builder, start: rule.start))
        let kinds = constraints.effectiveKinds ?? []
        return { value in
            if let kind = ValueKind(value), !kinds.contains(kind), !(kind == .integer && kinds.contains(.number)) {
                return constraints.kinds == nil
            }
            var position = machine.start()
            for byte in JSONText.value(value) where position != Machine.dead { position = machine.step(position, byte) }
            return machine.positions[Int(position)].isEnd
        }
    }

    /// This very value.
    private mutating func add(_ value: JSONValue, _ from: Int32, _ target: Int32) throws(SchemaError) {
        if let text = JSONText.scalar(value) { return try builder.literal(text, from, target) }
        let isObject = value.object != nil
        var current = try builder.state()
        let (open, close): (UInt8, UInt8) = isObject ? (0x7b, 0x7d) : (0x5b, 0x5d)
        try builder.opening(open, from, [current])
        let parts: [(key: String?, value: JSONValue)] =
            value.object.map { $0.members.map { ($0.key, $0.value) } } ?? (value.array ?? []).map { (nil, $0) }
        for (index, part) in parts.enumerated() {
            if index > 0 {
                let next = try builder.state()
                try builder.comma(current, next)
                current = next
            }
            if let key = part.key {
                let (named, next) = (try builder.state(), try builder.state())
                try builder.literal(JSONText.string(key), current, named)
                try builder.colon(named, next)
                current = next
            }
            let next = try builder.state()
            try add(part.value, current, next)
            current = next
        }
        try builder.closing(
            close,
            parts.isEmpty ? [] : [current],
            parts.isEmpty ? current : try builder.state(),
            target
        )
    }
}
