import JSON

/// What a number must lie between.
struct NumberRange: Sendable {
    struct Bound: Sendable {
        let value: Double
        /// The number itself is not allowed.
        let isExclusive: Bool
        /// As it was written, where that is a whole number.
        let whole: Int?
        let keyword: String
        let path: String
    }

    private(set) var least: Bound?
    private(set) var most: Bound?

    var isEverything: Bool { least == nil && most == nil }

    mutating func raise(_ bound: Bound) {
        if let least, least.value > bound.value || least.value == bound.value && least.isExclusive { return }
        least = bound
    }

    mutating func lower(_ bound: Bound) {
        if let most, most.value < bound.value || most.value == bound.value && most.isExclusive { return }
        most = bound
    }

    /// What no answer's whole number is beyond.
    private static let largest = 999_999_999_999_999_999

    /// The whole numbers in it; nil where there is none.
    func wholes() throws(SchemaError) -> ClosedRange<Int>? {
        var low = -Self.largest
        var high = Self.largest
        if let least {
            low = try Self.whole(least, rounding: .up)
            if least.isExclusive, Double(low) == least.value { low += 1 }
        }
        if let most {
            high = try Self.whole(most, rounding: .down)
            if most.isExclusive, Double(high) == most.value { high -= 1 }
        }
        return low <= high ? low...high : nil
    }

    private static func whole(_ bound: Bound, rounding: FloatingPointRoundingRule) throws(SchemaError) -> Int {
        if let whole = bound.whole, abs(bound.value) <= Double(largest) { return whole }
        guard abs(bound.value) <= Double(largest) else {
            // Beyond what an answer can hold: as good as none, if it is on the far side.
            if (bound.value > 0) == (rounding == .down) { return bound.value > 0 ? largest : -largest }
            throw SchemaError(
                "\"\(bound.keyword)\" is beyond \(largest), the largest whole number that an answer is held to",
                keyword: bound.keyword,
                at: bound.path
            )
        }
        return Int(bound.value.rounded(rounding))
    }
}
