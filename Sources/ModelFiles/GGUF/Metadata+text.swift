extension Metadata {
    /// A value for people to read: long strings and arrays are cut. Nil where there is no such key.
    package func text(_ key: String, most: Int = 100) -> String? {
        guard let place = place(key), var cursor = cursor(at: place) else { return nil }
        switch place.type {
        case .string: return (try? Self.string(&cursor, key, most)) ?? "?"
        case .bool: return (try? bool(key)).flatMap { $0.map(String.init) } ?? "?"
        case .float32, .float64: return Self.number(place.type, &cursor) ?? "?"
        case .array: return array(place, &cursor, key, most)
        default: return (try? cursor.integer(place.type, of: key)).map(String.init) ?? "more than 2^63"
        }
    }

    private static func number(_ type: MetadataType, _ cursor: inout GGUFCursor) -> String? {
        if type == .float32 {
            return (try? cursor.number(UInt32.self, of: "")).map { Float(bitPattern: $0).description }
        }
        return (try? cursor.number(UInt64.self, of: "")).map { Double(bitPattern: $0).description }
    }

    private static func string(_ cursor: inout GGUFCursor, _ key: String, _ most: Int) throws(ModelFileError) -> String
    {
        let range = try cursor.stringRange(of: key)
        let shown = unsafe String(
            decoding: cursor.file.slice(range.lowerBound, min(range.count, 4 * most)),
            as: UTF8.self
        )
        guard range.count > 4 * most || shown.count > most else { return shown }
        return "\(shown.prefix(most))… (\(range.count) bytes)"
    }

    private func array(_ place: Place, _ cursor: inout GGUFCursor, _ key: String, _ most: Int) -> String {
        let shown = 4
        var elements: [String] = []
        for _ in 0..<min(place.count, shown) {
            let element: String? =
                switch place.element {
                case .string: try? Self.string(&cursor, key, most).debugDescription
                case .float32, .float64: Self.number(place.element ?? .float32, &cursor)
                case .array, nil: nil
                case .some(let type): (try? cursor.integer(type, of: key)).map(String.init)
                }
            guard let element else { return "[\(place.count) \(place.element == .array ? "arrays" : "values")]" }
            elements.append(element)
        }
        let rest = place.count > shown ? ", … (\(place.count))" : ""
        return "[\(elements.joined(separator: ", "))\(rest)]"
    }
}
