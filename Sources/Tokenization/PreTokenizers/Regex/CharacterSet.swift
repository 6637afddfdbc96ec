/// The characters that a class of a regular expression takes.
struct CharacterSet: Sendable, Hashable {
    private(set) var categories: Categories = []
    private(set) var ranges: [ClosedRange<UInt32>] = []
    private(set) var takesHan = false
    private(set) var takesWords = false
    /// Classes within the class.
    private(set) var parts: [CharacterSet] = []
    private(set) var isNegated = false
    private(set) var ignoresCase = false
    /// What it says of ASCII, a bit a character.
    private var ascii: (UInt64, UInt64) = (0, 0)

    init() {}

    init(_ categories: Categories) { self.categories = categories }

    init(_ scalar: UInt32) { ranges = [scalar...scalar] }

    static let any = CharacterSet(0...0x10ffff)
    static let word = {
        var set = CharacterSet()
        set.takesWords = true
        return set
    }()
    static let han = {
        var set = CharacterSet()
        set.takesHan = true
        return set
    }()

    init(_ range: ClosedRange<UInt32>) { ranges = [range] }

    mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

    mutating func insert(_ other: CharacterSet) { parts.append(other) }

    func negated() -> CharacterSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    /// The set as it is used: with what it says of ASCII reckoned once.
    func finished(ignoringCase: Bool) -> CharacterSet {
        var set = self
        set.ignoresCase = ignoringCase
        let table = CategoryTable.shared
        for value in UInt32(0)..<128 where set.reckon(value, table[value]) {
            if value < 64 { set.ascii.0 |= 1 << UInt64(value) } else { set.ascii.1 |= 1 << UInt64(value - 64) }
        }
        return set
    }

    /// Whether a finished set has a character.
    @inline(__always) func contains(_ value: UInt32, _ category: Categories) -> Bool {
        if value < 64 { return ascii.0 & 1 << UInt64(value) != 0 }
        if value < 128 { return ascii.1 & 1 << UInt64(value - 64) != 0 }
        return reckon(value, category)
    }

    private func reckon(_ value: UInt32, _ category: Categories) -> Bool {
        if has(value, category) { return true }
        guard ignoresCase else { return false }
        let table = CategoryTable.shared
        return Self.otherCases(value).contains { has($0, table[$0]) }
    }

    private func has(_ value: UInt32, _ category: Categories) -> Bool {
        let isIn =
            category.has(categories)
            || ranges.contains { $0.contains(value) }
            || takesHan && CharacterClass.isHan(value)
            || takesWords && CharacterClass.isWord(value, category)
            || parts.contains { $0.has(value, category) }
        return isIn != isNegated
    }

    /// What a character is in other cases, as far as regular expressions care.
    private static func otherCases(_ value: UInt32) -> [UInt32] {
        switch value {
        case 0x53, 0x73: return [value ^ 0x20, 0x17f]
        case 0x4b, 0x6b: return [value ^ 0x20, 0x212a]
        case 0x17f: return [0x53, 0x73]
        case 0x212a: return [0x4b, 0x6b]
        case 0x41...0x5a, 0x61...0x7a: return [value ^ 0x20]
        default:
            var lower: [UInt32] = []
            LowerCase.of(value) { lower.append($0) }
            return lower.count == 1 ? lower : []
        }
    }

    static func == (left: CharacterSet, right: CharacterSet) -> Bool {
        left.categories == right.categories && left.ranges == right.ranges && left.takesHan == right.takesHan
            && left.takesWords == right.takesWords && left.parts == right.parts && left.isNegated == right.isNegated
            && left.ignoresCase == right.ignoresCase
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(categories)
        hasher.combine(ranges)
        hasher.combine(isNegated)
        hasher.combine(parts)
    }
}
