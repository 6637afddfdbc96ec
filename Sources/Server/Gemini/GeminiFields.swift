import JSON

extension Fields {
    /// A member by its name in Google's JSON (`inlineData`), or in its protocol's (`inline_data`): both are taken there.
    func google(_ name: String) -> Field? { self[name] ?? self[Self.snakeCase(name)] }

    func requiredGoogle(_ name: String) throws(APIError) -> Field {
        guard let field = google(name) else { throw missing(name) }
        return field
    }

    private static func snakeCase(_ name: String) -> String {
        var out = ""
        for character in name {
            if character.isUppercase { out.append("_") }
            out.append(contentsOf: character.lowercased())
        }
        return out
    }

    /// Throws for a member that asks for what no backend is told of.
    func refuse(_ names: [String]) throws(APIError) {
        for name in names {
            guard let field = google(name), field.value != .object([:]), field.value != .bool(false) else { continue }
            throw field.invalid("is not supported")
        }
    }
}

extension RawJSON {
    /// As `Fields.google`.
    func google(_ name: String, _ other: String) -> RawJSON? { self[name] ?? self[other] }
}
