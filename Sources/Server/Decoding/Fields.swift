import JSON

/// The members of an object in a request's body, looked up by name.
///
/// A member that is `null` counts as absent, and members that nobody asks for do not matter: both are how clients
/// of every dialect behave.
struct Fields: Sendable {
    let members: JSONObject
    let path: FieldPath

    init(_ members: JSONObject, at path: FieldPath = .root) {
        self.members = members
        self.path = path
    }

    /// Reads a request's body, which must be a JSON object, whatever its content type says.
    init(body: [UInt8]) throws(APIError) {
        guard !body.isEmpty else { throw APIError(400, "the request has no body: it must be a JSON object") }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body)
        } catch {
            throw APIError(400, "the request's body is not JSON: \(error)")
        }
        guard case .object(let members) = value else {
            throw APIError(400, "the request's body must be a JSON object, not \(value.kind)")
        }
        self.init(members)
    }

    subscript(name: String) -> Field? {
        guard let value = members[name] else { return nil }
        if case .null = value { return nil }
        return Field(value, member: name, of: path)
    }

    func required(_ name: String) throws(APIError) -> Field {
        guard let field = self[name] else { throw missing(name) }
        return field
    }

    func missing(_ name: String) -> APIError {
        let path = FieldPath.member(name, of: path).text
        return .invalid(path, "\(path) is required")
    }
}

// MARK: Members that may be absent

extension Fields {
    func string(_ name: String) throws(APIError) -> String? { try self[name]?.string() }

    func bool(_ name: String) throws(APIError) -> Bool? { try self[name]?.bool() }

    func int(_ name: String, in range: ClosedRange<Int>) throws(APIError) -> Int? {
        try self[name]?.int(in: range)
    }

    func double(_ name: String, in range: ClosedRange<Double>) throws(APIError) -> Double? {
        try self[name]?.double(in: range)
    }

    func object(_ name: String) throws(APIError) -> Fields? { try self[name]?.object() }

    func array(_ name: String) throws(APIError) -> [Field]? { try self[name]?.array() }

    func objects(_ name: String) throws(APIError) -> [Fields]? { try self[name]?.objects() }

    func strings(_ name: String) throws(APIError) -> [String]? { try self[name]?.strings() }
}
