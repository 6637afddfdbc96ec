/// What the normal forms need to know of characters.
final class NormalFormTables: Sendable {
    static let shared = NormalFormTables()

    private struct Mapping {
        var first: UInt16
        var count: UInt8
        var isCompatible: Bool
    }

    private let mappings: [UInt32: Mapping]
    private let mapped: [UInt32]
    private let classes: [UInt32: UInt8]
    private let pairs: [UInt64: UInt32]
    private let seconds: Set<UInt32>
    /// A bit a character below the end of the table's last entry: it has a mapping, a class, or composes with the previous.
    private let unstable: [UInt64]

    private init() {
        var classes: [UInt32: UInt8] = [:]
        var reader = TableReader(UnicodeData.combiningClasses)
        var next = 0
        while !reader.isAtEnd {
            let first = next + reader.number()
            _ = reader.mark()
            next = first + reader.number()
            _ = reader.mark()
            let value = UInt8(truncatingIfNeeded: reader.number())
            _ = reader.mark()
            for scalar in first..<next { classes[UInt32(scalar)] = value }
        }
        var mappings: [UInt32: Mapping] = [:]
        var mapped: [UInt32] = []
        var pairs: [UInt64: UInt32] = [:]
        var seconds: Set<UInt32> = []
        reader = TableReader(UnicodeData.decompositions)
        var scalar: UInt32 = 0
        while !reader.isAtEnd {
            scalar += UInt32(reader.number())
            let mark = reader.mark()
            let first = mapped.count
            repeat { mapped.append(UInt32(reader.number())) } while reader.mark() == UInt8(ascii: ",")
            mappings[scalar] = Mapping(
                first: UInt16(first),
                count: UInt8(mapped.count - first),
                isCompatible: mark == UInt8(ascii: "~")
            )
            if mark == UInt8(ascii: "+") {
                pairs[UInt64(mapped[first]) << 32 | UInt64(mapped[first + 1])] = scalar
                seconds.insert(mapped[first + 1])
            }
        }
        var unstable = [UInt64](repeating: 0, count: 0x30000 / 64)
        for scalar in [Array(mappings.keys), Array(classes.keys), Array(seconds)].joined() where scalar < 0x30000 {
            unstable[Int(scalar / 64)] |= 1 << UInt64(scalar % 64)
        }
        // Hangul syllables and their vowels and finals are reckoned, not looked up.
        for scalar in [Array(0x1160...0x11ff), Array(Hangul.syllables)].joined() {
            unstable[Int(scalar / 64)] |= 1 << UInt64(scalar % 64)
        }
        self.classes = classes
        self.mappings = mappings
        self.mapped = mapped
        self.pairs = pairs
        self.seconds = seconds
        self.unstable = unstable
    }

    /// Whether no form changes it, and it begins something new.
    @inline(__always) func isStable(_ value: UInt32) -> Bool {
        value >= 0x30000 || unstable[Int(value / 64)] & (1 << UInt64(value % 64)) == 0
    }

    func combiningClass(_ value: UInt32) -> UInt8 { classes[value] ?? 0 }

    /// Whether it may become one with what stands before it.
    func composesWithPrevious(_ value: UInt32) -> Bool {
        seconds.contains(value) || (0x1161...0x1175).contains(value) || (0x11a8...0x11c2).contains(value)
    }

    /// Calls `append` with what it is made of, to the last; itself, where that is nothing.
    func decompose(_ value: UInt32, compatible: Bool, _ append: (UInt32) -> Void) {
        if Hangul.syllables.contains(value) { return Hangul.decompose(value, append) }
        guard let mapping = mappings[value], compatible || !mapping.isCompatible else { return append(value) }
        let first = Int(mapping.first)
        // What a mapping names has mappings of its own, a few levels deep: the standard has no cycles.
        for part in mapped[first..<first + Int(mapping.count)] { decompose(part, compatible: compatible, append) }
    }

    func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
        Hangul.composed(first, second) ?? pairs[UInt64(first) << 32 | UInt64(second)]
    }
}

/// Korean syllables, which are reckoned from their letters.
enum Hangul {
    static let syllables: ClosedRange<UInt32> = 0xac00...0xd7a3

    static func decompose(_ value: UInt32, _ append: (UInt32) -> Void) {
        let index = value - 0xac00
        append(0x1100 + index / 588)
        append(0x1161 + index % 588 / 28)
        if index % 28 != 0 { append(0x11a7 + index % 28) }
    }

    static func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
        if (0x1100...0x1112).contains(first), (0x1161...0x1175).contains(second) {
            return 0xac00 + ((first - 0x1100) * 21 + second - 0x1161) * 28
        }
        if syllables.contains(first), (first - 0xac00) % 28 == 0, (0x11a8...0x11c2).contains(second) {
            return first + second - 0x11a7
        }
        return nil
    }
}
