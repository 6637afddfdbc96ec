/// What any text file of the configuration must be.
enum SourceText {
    /// Why the bytes are no text that can be read: too many, not UTF-8, or with NUL in them.
    static func problem(in bytes: [UInt8], file: String) -> Problem? {
        guard bytes.count <= YAMLTree.maxBytes else {
            return Problem(
                "the file is larger than \(YAMLTree.maxBytes >> 20) MiB",
                at: .file(file, line: 1, column: 1),
                remedy: "keep only configuration in it"
            )
        }
        if let index = bytes.firstIndex(of: 0), isUTF8(bytes[..<index]) {
            return Problem(
                "there is a NUL byte here",
                at: origin(of: index, in: bytes, file: file),
                remedy: "save the file as plain UTF-8 text"
            )
        }
        guard !isUTF8(bytes[...]) else { return nil }
        return Problem(
            "this is not UTF-8",
            at: origin(of: firstInvalid(in: bytes), in: bytes, file: file),
            remedy: "save the file as UTF-8"
        )
    }

    private static func isUTF8(_ bytes: ArraySlice<UInt8>) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

    /// The length of the longest valid beginning.
    private static func firstInvalid(in bytes: [UInt8]) -> Int {
        var valid = 0
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { valid += UTF8.width(scalar) }
        return valid
    }

    /// The line and column of a byte, both counted in characters from 1.
    private static func origin(of index: Int, in bytes: [UInt8], file: String) -> Origin {
        let before = bytes[..<index]
        let line = before.reduce(1) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Continuation bytes belong to the character before them.
        let column = before[lineStart...].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 }
        return .file(file, line: line, column: column)
    }
}
