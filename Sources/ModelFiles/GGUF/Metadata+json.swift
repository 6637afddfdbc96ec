package import JSON

extension Metadata {
    /// A value as JSON. An array is null, unless it is wanted: a vocabulary is megabytes of it. Nil where there is no such
    /// key, or nothing that JSON could say.
    package func json(_ key: String, arrays: Bool) -> JSONValue? {
        guard let place = place(key) else { return nil }
        switch place.type {
        case .string: return (try? string(key)).flatMap { $0.map(JSONValue.string) }
        case .bool: return (try? bool(key)).flatMap { $0.map(JSONValue.bool) }
        case .float32, .float64: return (try? double(key)).flatMap { $0.map(JSONValue.double) }
        case .array: return arrays ? array(key, place) : .null
        default: return (try? int(key)).flatMap { $0.map(JSONValue.int) }
        }
    }

    private func array(_ key: String, _ place: Place) -> JSONValue {
        switch place.element {
        case .string:
            guard let strings = (try? strings(key)) ?? nil else { return .null }
            return .array(strings.indices.map { .string(strings[$0]) })
        case .float32, .float64:
            let floats = ((try? floats(key)) ?? nil) ?? []
            return .array(floats.map { $0.isFinite ? .double(Double($0)) : .null })
        case .array, nil: return .null
        default: return .array((((try? ints(key)) ?? nil) ?? []).map(JSONValue.int))
        }
    }
}
