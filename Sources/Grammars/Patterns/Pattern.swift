/// A regular expression, read.
indirect enum Pattern: Sendable {
    case characters([ProgramBuilder.Scalars])
    case sequence([Pattern])
    case choice([Pattern])
    case repeated(Pattern, least: Int, most: Int?)

    static let empty = Pattern.sequence([])
    static let anything = Pattern.repeated(.characters([0...0x10ffff]), least: 0, most: nil)
}

/// Sets of characters, as sorted ranges that do not touch.
enum CharacterSets {
    typealias Scalars = ProgramBuilder.Scalars

    static let digits: [Scalars] = [0x30...0x39]
    static let word: [Scalars] = [0x30...0x39, 0x41...0x5a, 0x5f...0x5f, 0x61...0x7a]
    /// What every dialect of regular expressions takes for a space, and what any of them does.
    static let space: [Scalars] = [
        0x09...0x0a, 0x0c...0x0d, 0x20...0x20, 0xa0...0xa0, 0x2000...0x200a, 0x2028...0x2029, 0x202f...0x202f,
        0x205f...0x205f, 0x3000...0x3000,
    ]
    static let spaceOfAny: [Scalars] =
        space + [0x0b...0x0b, 0x1c...0x1f, 0x85...0x85, 0x1680...0x1680, 0x180e...0x180e, 0xfeff...0xfeff]
    static let lineEnds: [Scalars] = [0x0a...0x0a, 0x0d...0x0d, 0x2028...0x2029]

    static func merged(_ ranges: [Scalars]) -> [Scalars] {
        var result: [Scalars] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound + 1 {
                result[result.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }

    static func inverted(_ ranges: [Scalars]) -> [Scalars] {
        var result: [Scalars] = []
        var next: UInt32 = 0
        for range in merged(ranges) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = range.upperBound + 1
        }
        if next <= 0x10ffff { result.append(next...0x10ffff) }
        return result
    }
}
