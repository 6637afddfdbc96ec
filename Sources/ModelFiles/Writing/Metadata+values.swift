extension Metadata {
    /// A value as a writer takes it, so that one file's can be another's. Nil where there is no such key, and for arrays of arrays.
    package func value(_ key: String) throws(ModelFileError) -> GGUFWriter.Value? {
        guard let place = place(key) else { return nil }
        switch place.type {
        case .string: return try string(key).map { .string($0) }
        case .bool: return try bool(key).map { .bool($0) }
        case .float32: return try double(key).map { .float32(Float($0)) }
        case .float64: return try double(key).map { .float64($0) }
        case .int8, .int16, .int32: return try int(key).map { .int32(Int32(truncatingIfNeeded: $0)) }
        case .uint8, .uint16, .uint32: return try int(key).map { .uint32(UInt32(truncatingIfNeeded: $0)) }
        case .int64, .uint64: return try int(key).map { .int64(Int64($0)) }
        case .array: return try array(key, place)
        }
    }

    private func array(_ key: String, _ place: Place) throws(ModelFileError) -> GGUFWriter.Value? {
        switch place.element {
        case .string: return try strings(key).map { strings in .strings(strings.indices.map { strings[$0] }) }
        case .float32, .float64: return try floats(key).map { .float32s($0) }
        case .bool: return try ints(key).map { .array($0.map { .bool($0 != 0) }) }
        case .array, nil: return nil
        default: return try ints(key).map { .int32s($0.map { Int32(truncatingIfNeeded: $0) }) }
        }
    }
}
