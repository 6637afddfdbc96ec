import JSON

/// Puts together what holds together: what `$ref`, `allOf` and `anyOf` lead to.
extension SchemaCompiler {
    private static let mostAlternatives = 512
    private static let deepestReferences = 64

    /// What a value may be in the end, one of these.
    func alternatives(of schemas: [Located]) throws(SchemaError) -> [Constraints] {
        var alternatives = [Constraints()]
        for schema in schemas { alternatives = try narrow(alternatives, by: schema, through: []) }
        return alternatives
    }

    private func narrow(
        _ alternatives: [Constraints],
        by located: Located,
        through references: [String]
    ) throws(SchemaError) -> [Constraints] {
        let object: JSONObject
        switch located.schema {
        case .bool(true): return alternatives
        case .bool(false): return []
        case .object(let members): object = members
        default:
            throw SchemaError(
                "a schema must be an object, true or false, and not \(located.schema.kind)",
                at: located.path
            )
        }
        guard references.count < Self.deepestReferences else {
            throw SchemaError("references lead through more than \(Self.deepestReferences) schemas", at: located.path)
        }
        var narrowed = alternatives
        for index in narrowed.indices { try narrowed[index].narrow(by: object, located) }
        for (keyword, value) in object {
            let place = located.member(keyword, value)
            switch keyword {
            case "$ref":
                let target = try resolve(place)
                guard !references.contains(target.path), target.path != located.path else {
                    throw SchemaError(
                        "\"$ref\" leads back to itself: there is no value between",
                        keyword: "$ref",
                        at: place.path
                    )
                }
                narrowed = try narrow(narrowed, by: target, through: references + [target.path])
            case "allOf":
                for part in try Self.list(place) {
                    narrowed = try narrow(narrowed, by: part, through: references + [""])
                }
            case "anyOf":
                narrowed = try branch(narrowed, place, try Self.list(place), references)
            case "oneOf":
                let parts = try Self.list(place)
                try requireDistinct(parts, place, references)
                narrowed = try branch(narrowed, place, parts, references)
            default: break
            }
        }
        return narrowed
    }

    private func branch(
        _ alternatives: [Constraints],
        _ place: Located,
        _ parts: [Located],
        _ references: [String]
    ) throws(SchemaError) -> [Constraints] {
        var all: [Constraints] = []
        for part in parts {
            all += try narrow(alternatives, by: part, through: references + [""])
            guard all.count <= Self.mostAlternatives else {
                throw SchemaError(
                    "there are more than \(Self.mostAlternatives) alternatives, multiplied out",
                    at: place.path
                )
            }
        }
        return all
    }

    private static func list(_ place: Located) throws(SchemaError) -> [Located] {
        guard let array = place.schema.array, !array.isEmpty else {
            throw SchemaError("a list of schemas must be here, and not \(place.schema.kind)", at: place.path)
        }
        return array.enumerated().map { place.member(String($0.offset), $0.element) }
    }

    // MARK: references

    /// The schema in this document that a `$ref` names.
    private func resolve(_ place: Located) throws(SchemaError) -> Located {
        guard let reference = place.schema.string else {
            throw SchemaError("\"$ref\" must be a string", keyword: "$ref", at: place.path)
        }
        guard reference == "#" || reference.hasPrefix("#/") else {
            throw SchemaError(
                "\"$ref\" to \"\(reference)\" is not supported: it must be \"#\" or begin with \"#/\", as \"#/$defs/name\"",
                keyword: "$ref",
                at: place.path
            )
        }
        var found = Located(schema: root, path: "#")
        for token in reference.dropFirst().split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            let decoded = Self.percentDecoded(token)
            let key = decoded.replacing("~1", with: "/").replacing("~0", with: "~")
            guard let next = found.schema[key] ?? Int(key).flatMap({ found.schema[$0] }) else {
                throw SchemaError(
                    "\"$ref\" leads to \"\(reference)\", which there is not",
                    keyword: "$ref",
                    at: place.path
                )
            }
            found = found.member(key, next)
        }
        return found
    }

    private static func percentDecoded(_ text: Substring) -> String {
        guard text.contains("%") else { return String(text) }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25, rest.count >= 2,
                let decoded = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: oneOf

    /// Of `oneOf` a value must fulfil one, and no other: text cannot be held to that on the way, but where the alternatives
    /// have nothing in common.
    private func requireDistinct(
        _ parts: [Located],
        _ place: Located,
        _ references: [String]
    ) throws(SchemaError) {
        guard parts.count > 1 else { return }
        guard parts.count <= 64 else {
            throw SchemaError(
                "\"oneOf\" has more than 64 alternatives: use \"anyOf\"",
                keyword: "oneOf",
                at: place.path
            )
        }
        let alternatives = try parts.map { part throws(SchemaError) in
            try narrow([Constraints()], by: part, through: references + [""])
        }
        for (index, some) in alternatives.enumerated() {
            for others in alternatives[..<index] {
                for one in some {
                    for other in others where try !areDistinct(one, other, depth: 0) {
                        throw SchemaError(
                            "\"oneOf\" is only supported where no value can fulfil two of its alternatives, as they "
                                + "differ in type or in a required property's \"const\": use \"anyOf\" instead",
                            keyword: "oneOf",
                            at: place.path
                        )
                    }
                }
            }
        }
    }

    private func areDistinct(_ one: Constraints, _ other: Constraints, depth: Int) throws(SchemaError) -> Bool {
        var kinds = one
        if let others = other.kinds { kinds.allow(others) }
        if kinds.kinds?.isEmpty == true { return true }
        if let some = one.values, let others = other.values { return Set(some).isDisjoint(with: others) }
        for (named, others) in [(one, other), (other, one)] {
            guard let values = named.values, let allowed = others.kinds else { continue }
            let canBe = values.contains { value in
                guard let kind = ValueKind(value) else { return true }
                return allowed.contains(kind) || kind == .integer && allowed.contains(.number)
            }
            if !canBe { return true }
        }
        guard one.kinds == [.object], other.kinds == [.object], depth < 4 else { return false }
        for name in one.required where other.required.contains(name) {
            let some = try alternatives(of: one.members.compactMap { $0.schema(of: name) })
            let others = try alternatives(of: other.members.compactMap { $0.schema(of: name) })
            var areAllDistinct = true
            for some in some {
                for other in others where try !areDistinct(some, other, depth: depth + 1) { areAllDistinct = false }
            }
            if areAllDistinct { return true }
        }
        return false
    }
}
