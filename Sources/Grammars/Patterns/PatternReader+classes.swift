/// Classes of characters, and escapes.
extension PatternReader {
    mutating func readClass() throws(SchemaError) -> [ProgramBuilder.Scalars] {
        let isInverted = take("^")
        var ranges: [ProgramBuilder.Scalars] = []
        while !take("]") {
            let first = try readClassMember()
            guard first.count == 1, first[0].count == 1, take("-") else {
                ranges += first
                continue
            }
            guard next != "]" else {
                ranges += first + [0x2d...0x2d]
                continue
            }
            let last = try readClassMember()
            guard last.count == 1, last[0].count == 1, last[0].lowerBound >= first[0].lowerBound else {
                throw wrong("a range in a class goes from nothing to nothing")
            }
            ranges.append(first[0].lowerBound...last[0].lowerBound)
        }
        return isInverted ? CharacterSets.inverted(ranges) : CharacterSets.merged(ranges)
    }

    private mutating func readClassMember() throws(SchemaError) -> [ProgramBuilder.Scalars] {
        let scalar = try take()
        return scalar == "\\" ? try readEscape(inClass: true) : [scalar.value...scalar.value]
    }

    mutating func readEscape(inClass: Bool) throws(SchemaError) -> [ProgramBuilder.Scalars] {
        let scalar = try take()
        switch scalar {
        case "d": return CharacterSets.digits
        case "D": return CharacterSets.inverted(CharacterSets.digits)
        case "w": return CharacterSets.word
        case "W": return CharacterSets.inverted(CharacterSets.word)
        case "s": return CharacterSets.space
        case "S": return CharacterSets.inverted(CharacterSets.spaceOfAny)
        case "t": return [0x09...0x09]
        case "n": return [0x0a...0x0a]
        case "v": return [0x0b...0x0b]
        case "f": return [0x0c...0x0c]
        case "r": return [0x0d...0x0d]
        case "b" where inClass: return [0x08...0x08]
        case "x": return try readHex(2)
        case "u":
            guard take("{") else { return try readHex(4) }
            var value: UInt32 = 0
            while !take("}") { value = try value << 4 | readHexDigit() }
            return try only(value)
        case "0" where next.map { !(0x30...0x39).contains($0.value) } ?? true: return [0...0]
        default:
            if scalar.properties.isAlphabetic || scalar.value < 0x80 && scalar.properties.numericType != nil {
                throw wrong("\"\\\(scalar)\" is not supported")
            }
            return [scalar.value...scalar.value]
        }
    }

    private mutating func readHex(_ count: Int) throws(SchemaError) -> [ProgramBuilder.Scalars] {
        var value: UInt32 = 0
        for _ in 0..<count { value = try value << 4 | readHexDigit() }
        return try only(value)
    }

    private mutating func readHexDigit() throws(SchemaError) -> UInt32 {
        guard let digit = Character(try take()).hexDigitValue else { throw wrong("a hexadecimal digit must be here") }
        return UInt32(digit)
    }

    private func only(_ value: UInt32) throws(SchemaError) -> [ProgramBuilder.Scalars] {
        guard Unicode.Scalar(value) != nil else { throw wrong("it names a character that there is not") }
        return [value...value]
    }
}
