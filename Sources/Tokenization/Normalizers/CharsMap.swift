/// SentencePiece's own table of what characters become, as it comes in a model: a double-array trie over the texts that are
/// replaced, and the replacements one behind the other.
struct CharsMap: Sendable {
    private let units: [UInt32]
    private let replacements: [UInt8]

    init(_ blob: some Collection<UInt8>) throws(TokenizationError) {
        let blob = Array(blob)
        func word(_ place: Int) -> UInt32 {
            (0..<4).reduce(0) { $0 | UInt32(blob[place + $1]) << UInt32(8 * $1) }
        }
        guard blob.count >= 4 else { throw TokenizationError("the table of characters is cut short") }
        let size = Int(word(0))
        guard size % 4 == 0, size <= blob.count - 4 else {
            throw TokenizationError("the table of characters says that its trie has \(size) bytes, and is shorter")
        }
        units = (0..<size / 4).map { word(4 + 4 * $0) }
        replacements = Array(blob[(4 + size)...])
        guard String(validating: replacements, as: UTF8.self) != nil else {
            throw TokenizationError("the table of characters has replacements that are no UTF-8")
        }
    }

    /// Hugging Face's way: a letter with its marks as one, if it is short, or else character by character.
    func append(_ text: UTF8Text, to output: inout [UInt8]) {
        let string = unsafe String(decoding: text.bytes, as: UTF8.self)
        for character in string {
            let bytes = Array(character.utf8)
            if bytes.count < 6, let replacement = first(bytes[...])?.replacement {
                output += replacement
                continue
            }
            for scalar in character.unicodeScalars {
                let bytes = Array(String(scalar).utf8)
                if let replacement = first(bytes[...])?.replacement { output += replacement } else { output += bytes }
            }
        }
    }

    /// The longest replacement there is, in bytes.
    var longest: Int { replacements.split(separator: 0).reduce(0) { max($0, $1.count) } }

    /// The replacement of the first text of the table that `bytes` begins with.
    private func first(_ bytes: ArraySlice<UInt8>) -> (length: Int, replacement: ArraySlice<UInt8>)? {
        guard let root = units.first else { return nil }
        var place = Self.offset(root)
        for (index, byte) in bytes.enumerated() {
            guard byte != 0 else { return nil }
            place ^= Int(byte)
            guard place < units.count else { return nil }
            let unit = units[place]
            guard unit & 0x8000_00ff == UInt32(byte) else { return nil }
            place ^= Self.offset(unit)
            if unit & 0x100 != 0 {
                guard place < units.count else { return nil }
                let start = Int(units[place] & 0x7fff_ffff)
                // Where a character begins: the replacement is UTF-8, then.
                guard start <= replacements.count, start == replacements.count || replacements[start] & 0xc0 != 0x80
                else { return nil }
                let end = replacements[start...].firstIndex(of: 0) ?? replacements.endIndex
                return (index + 1, replacements[start..<end])
            }
        }
        return nil
    }

    private static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & (1 << 9)) >> 6)) }
}
