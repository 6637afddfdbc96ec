// Single values.

extension Metadata {
    package func string(_ key: String) throws(ModelFileError) -> String? {
        guard let place = place(key) else { return nil }
        guard place.type == .string, var cursor = cursor(at: place) else {
            throw wrong(key, place, wanted: "a string")
        }
        return try cursor.string(of: key)
    }

    package func bool(_ key: String) throws(ModelFileError) -> Bool? {
        guard let place = place(key) else { return nil }
        guard place.type == .bool, var cursor = cursor(at: place) else {
            throw wrong(key, place, wanted: "a boolean")
        }
        return try cursor.number(UInt8.self, of: key) != 0
    }

    /// A whole number of any width, which must lie within the range.
    package func int(_ key: String, in range: ClosedRange<Int> = .min ... .max) throws(ModelFileError) -> Int? {
        guard let place = place(key) else { return nil }
        guard place.type.isInteger, var cursor = cursor(at: place) else {
            throw wrong(key, place, wanted: "a whole number")
        }
        let value = try cursor.integer(place.type, of: key)
        guard let value, range.contains(value) else {
            let found = value.map(String.init) ?? "beyond 2^63"
            throw ModelFileError(
                .malformed,
                file: file,
                "\(key) should be from \(range.lowerBound) to \(range.upperBound), but is \(found)"
            )
        }
        return value
    }

    /// A finite number of any type.
    package func double(_ key: String) throws(ModelFileError) -> Double? {
        guard let place = place(key) else { return nil }
        guard place.type != .array, let value = try number(at: place, key) else {
            throw wrong(key, place, wanted: "a number")
        }
        guard value.isFinite else {
            throw ModelFileError(.malformed, file: file, "\(key) should be a finite number, but is \(value)")
        }
        return value
    }

    private func number(at place: Place, _ key: String) throws(ModelFileError) -> Double? {
        guard var cursor = cursor(at: place) else { return nil }
        switch place.type {
        case .float32: return Double(Float(bitPattern: try cursor.number(UInt32.self, of: key)))
        case .float64: return Double(bitPattern: try cursor.number(UInt64.self, of: key))
        case .uint64: return Double(try cursor.number(UInt64.self, of: key))
        case let type where type.isInteger: return try cursor.integer(type, of: key).map(Double.init)
        default: return nil
        }
    }

    /// What a lookup found, or an error that says that the key is missing.
    package func required<Value>(_ key: String, _ value: Value?) throws(ModelFileError) -> Value {
        guard let value else {
            throw ModelFileError(.incomplete, file: file, "it lacks the metadata key \(key)")
        }
        return value
    }
}

extension GGUFCursor {
    /// A whole number of this type. Nil for one that does not fit.
    mutating func integer(_ type: MetadataType, of key: String) throws(ModelFileError) -> Int? {
        switch type {
        case .uint8, .bool: Int(try number(UInt8.self, of: key))
        case .int8: Int(try number(Int8.self, of: key))
        case .uint16: Int(try number(UInt16.self, of: key))
        case .int16: Int(try number(Int16.self, of: key))
        case .uint32: Int(try number(UInt32.self, of: key))
        case .int32: Int(try number(Int32.self, of: key))
        case .uint64: Int(exactly: try number(UInt64.self, of: key))
        case .int64: Int(exactly: try number(Int64.self, of: key))
        case .float32, .float64, .string, .array: nil
        }
    }
}
