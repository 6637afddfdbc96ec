/// Random numbers that follow from a seed, the same on every machine and in every version of Swift (SplitMix64).
struct Dice: Sendable {
    private var state: UInt64

    /// Those of one example of a source.
    init(seed: UInt64, number: UInt64) {
        state = Self.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Self.mixed(number &* 0xD1B5_4A32_D192_ED03 &+ 1)
    }

    /// Those that follow from a number drawn before: what they make stays the same, whatever is drawn beside them.
    init(_ drawn: UInt64) {
        state = drawn
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mixed(state)
    }

    /// From 0 to `count` - 1.
    mutating func below(_ count: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32)
    }

    mutating func within(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// True so many times of a hundred.
    mutating func chance(_ percent: Int) -> Bool {
        below(100) < percent
    }

    mutating func pick<Element>(_ list: [Element]) -> Element {
        list[below(list.count)]
    }

    mutating func shuffle<Element>(_ list: inout [Element]) {
        var left = list.count
        while left > 1 {
            let other = below(left)
            left -= 1
            list.swapAt(left, other)
        }
    }

    /// So many of `list`, in a random order.
    mutating func sample<Element>(_ list: [Element], _ count: Int) -> [Element] {
        // A few of many are drawn by their places: copying a long list would take longer than all else.
        guard list.count > 24, count <= 8 else {
            var copy = list
            let wanted = min(count, copy.count)
            for index in 0..<wanted { copy.swapAt(index, index + below(copy.count - index)) }
            return Array(copy[0..<wanted])
        }
        var places: [Int] = []
        while places.count < count {
            let place = below(list.count)
            if !places.contains(place) { places.append(place) }
        }
        return places.map { list[$0] }
    }

    /// An index, by weights that add up to anything.
    mutating func weighted(_ weights: [Int]) -> Int {
        var left = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if left < weight { return index }
            left -= weight
        }
        return weights.count - 1
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
