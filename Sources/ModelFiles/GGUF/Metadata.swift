/// What a GGUF file says of its model, by key.
///
/// Opening only walks over the values; a lookup reads the one that it is asked for. A lookup gives nil where there is no
/// such key, and throws, naming file and key, where the value is of another type than asked for.
package struct Metadata: Sendable {
    /// The file it is of, as errors name it.
    package let file: String
    /// In the file's order.
    package let keys: [String]
    private let values: [String: Place]
    private let bytes: FileBytes?

    /// Where a value lies.
    struct Place: Sendable {
        let type: MetadataType
        /// Of the value, or of an array's first element.
        let offset: Int
        /// Of an array.
        var element: MetadataType?
        var count = 1
    }

    /// That of a model whose file has none.
    init(none file: String) {
        self.file = file
        keys = []
        values = [:]
        bytes = nil
    }

    package func has(_ key: String) -> Bool { values[key] != nil }

    func cursor(at place: Place) -> GGUFCursor? { bytes.map { GGUFCursor($0, offset: place.offset) } }
    func place(_ key: String) -> Place? { values[key] }

    func wrong(_ key: String, _ place: Place, wanted: String) -> ModelFileError {
        let found = place.element.map { "an array of \(place.count), each \($0.name)" } ?? place.type.name
        return ModelFileError(.malformed, file: file, "\(key) should be \(wanted), but is \(found)")
    }
}

// MARK: Walking over it

extension Metadata {
    /// Reads `count` keys, and leaves the cursor behind the last value.
    init(_ cursor: inout GGUFCursor, count: Int) throws(ModelFileError) {
        file = cursor.file.path
        bytes = cursor.file
        var keys: [String] = []
        var values: [String: Place] = [:]
        keys.reserveCapacity(min(count, 4096))
        values.reserveCapacity(min(count, 4096))
        for number in 0..<count {
            let key = try cursor.string(of: "the name of metadata key \(number + 1) of \(count)")
            let place = try Self.place(&cursor, key)
            guard values.updateValue(place, forKey: key) == nil else {
                throw cursor.malformed("the metadata key \(key) stands in it twice")
            }
            keys.append(key)
        }
        self.keys = keys
        self.values = values
    }

    private static func place(_ cursor: inout GGUFCursor, _ key: String) throws(ModelFileError) -> Place {
        let type = try type(&cursor, key)
        guard type == .array else {
            let place = Place(type: type, offset: cursor.offset)
            try skip(type, count: 1, &cursor, key, depth: 0)
            return place
        }
        let (element, count) = try arrayHead(&cursor, key)
        let place = Place(type: .array, offset: cursor.offset, element: element, count: count)
        try skip(element, count: count, &cursor, key, depth: 1)
        return place
    }

    private static func type(_ cursor: inout GGUFCursor, _ key: String) throws(ModelFileError) -> MetadataType {
        let raw = try cursor.number(UInt32.self, of: "the type of \(key)")
        guard let type = MetadataType(rawValue: raw) else {
            throw cursor.malformed("\(key) is of the type \(raw), which GGUF does not have")
        }
        return type
    }

    private static func arrayHead(
        _ cursor: inout GGUFCursor,
        _ key: String
    ) throws(ModelFileError) -> (element: MetadataType, count: Int) {
        let element = try type(&cursor, key)
        return (element, try cursor.count(of: "elements of \(key)", atLeast: element.leastSize))
    }

    private static let deepest = 8

    /// Steps over values. Each takes bytes of the file, so that the work is no more than the file is long.
    private static func skip(
        _ type: MetadataType,
        count: Int,
        _ cursor: inout GGUFCursor,
        _ key: String,
        depth: Int
    ) throws(ModelFileError) {
        if let size = type.size { return try cursor.skip(count * size, of: key) }
        guard depth <= deepest else {
            throw cursor.malformed("\(key) holds arrays nested deeper than \(deepest)")
        }
        if type == .string { return try cursor.strings(count, of: key) { _ in } }
        for _ in 0..<count {
            let (element, count) = try arrayHead(&cursor, key)
            try skip(element, count: count, &cursor, key, depth: depth + 1)
        }
    }
}
