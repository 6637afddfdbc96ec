// Arrays. A vocabulary has some hundred thousand tokens, so each costs one pass and one allocation.

extension Metadata {
    /// How many elements an array has.
    package func arrayCount(_ key: String) throws(ModelFileError) -> Int? {
        guard let place = place(key) else { return nil }
        guard place.type == .array else { throw wrong(key, place, wanted: "an array") }
        return place.count
    }

    /// An array of strings, none of which is made until it is asked for.
    package func strings(_ key: String) throws(ModelFileError) -> MetadataStrings? {
        guard let place = place(key) else { return nil }
        guard place.element == .string, var cursor = cursor(at: place) else {
            throw wrong(key, place, wanted: "an array of strings")
        }
        return try MetadataStrings(&cursor, count: place.count, key)
    }

    /// An array of whole numbers of any width. Throws for one that is beyond 2^63.
    package func ints(_ key: String) throws(ModelFileError) -> [Int]? {
        guard let place = place(key) else { return nil }
        guard let element = place.element, element.isInteger || element == .bool, var cursor = cursor(at: place) else {
            throw wrong(key, place, wanted: "an array of whole numbers")
        }
        var values: [Int] = []
        values.reserveCapacity(place.count)
        for _ in 0..<place.count {
            guard let value = try cursor.integer(element, of: key) else {
                throw cursor.malformed("\(key) holds a number beyond 2^63")
            }
            values.append(value)
        }
        return values
    }

    /// An array of numbers of any type. They need not be finite.
    package func floats(_ key: String) throws(ModelFileError) -> [Float]? {
        guard let place = place(key) else { return nil }
        guard let element = place.element, var cursor = cursor(at: place) else {
            throw wrong(key, place, wanted: "an array of numbers")
        }
        var values: [Float] = []
        values.reserveCapacity(place.count)
        switch element {
        case .float32:
            for _ in 0..<place.count {
                values.append(Float(bitPattern: try cursor.number(UInt32.self, of: key)))
            }
        case .float64:
            for _ in 0..<place.count {
                values.append(Float(Double(bitPattern: try cursor.number(UInt64.self, of: key))))
            }
        case let element where element.isInteger:
            for _ in 0..<place.count {
                guard let value = try cursor.integer(element, of: key) else {
                    throw cursor.malformed("\(key) holds a number beyond 2^63")
                }
                values.append(Float(value))
            }
        default: throw wrong(key, place, wanted: "an array of numbers")
        }
        return values
    }

    /// A whole number, or an array of them that are all the same, as some converters write one for each layer.
    package func uniformInt(_ key: String, in range: ClosedRange<Int>) throws(ModelFileError) -> Int? {
        guard place(key)?.type == .array, let values = try ints(key) else { return try int(key, in: range) }
        guard let first = values.first, values.allSatisfy({ $0 == first }), range.contains(first) else {
            throw ModelFileError(
                .unsupported,
                file: file,
                "\(key) differs from layer to layer, or is out of range, which Martlet does not know how to run"
            )
        }
        return first
    }
}

/// An array of strings as it lies in the file: any of them is found at once, and none is copied.
@safe package struct MetadataStrings: Sendable {
    // Safe: every range was checked against the file, which `file` keeps mapped.
    private let file: FileBytes
    /// Where each string begins; the last is where the next would. Eight bytes of length stand before each.
    private let starts: [Int]

    init(_ cursor: inout GGUFCursor, count: Int, _ key: String) throws(ModelFileError) {
        file = cursor.file
        var starts: [Int] = []
        starts.reserveCapacity(count + 1)
        try cursor.strings(count, of: key) { starts.append($0) }
        starts.append(cursor.offset + 8)
        self.starts = starts
    }

    package var count: Int { starts.count - 1 }
    package var indices: Range<Int> { 0..<count }

    /// The bytes of one, which need not be UTF-8. They are valid while this lives: keep it as long.
    package subscript(bytes index: Int) -> UnsafeRawBufferPointer {
        guard indices.contains(index) else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
        return unsafe file.slice(starts[index], starts[index + 1] - 8 - starts[index])
    }

    /// One as a string; what is not UTF-8 in it is replaced.
    package subscript(index: Int) -> String {
        unsafe String(decoding: self[bytes: index], as: UTF8.self)
    }

    /// How many bytes they take together.
    package var byteCount: Int { starts[count] - starts[0] - 8 * count }
}
