import Foundation

/// A number without sign, as digits before and after the point.
struct DecimalText {
    let whole: UInt64
    let fraction: [UInt8]

    /// Nil where the number is too large, or has too many digits.
    init?(_ number: Double) {
        let number = number.magnitude
        // The shortest text that reads as this number; very small ones come with an exponent.
        guard number <= Double(Self.largest), let decimal = Decimal(string: number.description) else { return nil }
        let parts = "\(decimal)".split(separator: ".")
        guard let whole = parts.first.flatMap({ UInt64($0) }) else { return nil }
        self.whole = whole
        fraction = parts.count > 1 ? Array(parts[1].utf8) : []
        guard fraction.count <= Self.mostFractionDigits, fraction.isEmpty == (number == number.rounded()) else {
            return nil
        }
    }

    private init(whole: UInt64) {
        self.whole = whole
        fraction = []
    }

    static let largest: UInt64 = 999_999_999_999
    private static let mostFractionDigits = 40
    /// Numbers of no more digits than these are different to every reader, if they differ.
    static let keptDigits = 15
    static let zero = DecimalText(whole: 0)
    static let top = DecimalText(whole: largest)

    var wholeDigits: Int { String(whole).utf8.count }

    static func < (left: DecimalText, right: DecimalText) -> Bool {
        left.whole != right.whole
            ? left.whole < right.whole : left.fraction.lexicographicallyPrecedes(right.fraction)
    }

    static func == (left: DecimalText, right: DecimalText) -> Bool {
        left.whole == right.whole && left.fraction == right.fraction
    }
}

/// Numbers with a fraction between bounds.
extension ProgramBuilder {
    private struct Bounds {
        var low = DecimalText.zero
        var isLowExclusive = false
        var high = DecimalText.top
        var isHighExclusive = false
    }

    /// Numbers without exponent.
    mutating func decimals(_ range: NumberRange, _ from: Int32, _ target: Int32) throws(SchemaError) {
        for bound in [range.least, range.most].compactMap(\.self) { try Self.check(bound) }
        let least = range.least.map { ($0.value, $0.isExclusive) } ?? (-Double.infinity, true)
        let most = range.most.map { ($0.value, $0.isExclusive) } ?? (Double.infinity, true)
        if most.0 >= 0 {
            try unsigned(Self.bounds(max(least.0, 0), least.0 >= 0 && least.1, most.0, most.1), from, target)
        }
        guard least.0 < 0 else { return }
        let minus = try state()
        try bytes(0x2d, 0x2d, from, minus)
        // No -0: it is 0 already, if that is allowed.
        let nearest = min(most.0, 0)
        try unsigned(Self.bounds(-nearest, nearest == 0 || most.1, -least.0, least.1), minus, target)
    }

    private static func check(_ bound: NumberRange.Bound) throws(SchemaError) {
        guard let text = DecimalText(bound.value),
            !bound.isExclusive || text.wholeDigits + text.fraction.count <= DecimalText.keptDigits
        else {
            throw SchemaError(
                "\"\(bound.keyword)\" of numbers with a fraction must be below \(DecimalText.largest) "
                    + "and of at most \(DecimalText.keptDigits) digits",
                keyword: bound.keyword,
                at: bound.path
            )
        }
    }

    private static func bounds(_ low: Double, _ isLowOut: Bool, _ high: Double, _ isHighOut: Bool) -> Bounds {
        Bounds(
            low: DecimalText(low) ?? .zero,
            isLowExclusive: isLowOut,
            high: DecimalText(high) ?? .top,
            isHighExclusive: isHighOut && high.isFinite
        )
    }

    private mutating func unsigned(_ bounds: Bounds, _ from: Int32, _ target: Int32) throws(SchemaError) {
        let (low, high) = (bounds.low, bounds.high)
        guard low < high || low == high && !bounds.isLowExclusive && !bounds.isHighExclusive else { return }
        if low.whole == high.whole { return try part(low.whole...low.whole, bounds, bounds, from, target) }
        try part(low.whole...low.whole, bounds, nil, from, target)
        try part(high.whole...high.whole, nil, bounds, from, target)
        // The more digits are before the point, the fewer come after it.
        var start = low.whole + 1
        var end: UInt64 = 9
        while start < high.whole {
            if start <= end {
                let last = min(end, high.whole - 1)
                try part(start...last, nil, nil, from, target)
                start = last + 1
            }
            end = end * 10 + 9
        }
    }

    /// Numbers whose part before the point is one of these, which have the same number of digits.
    private mutating func part(
        _ wholes: ClosedRange<UInt64>,
        _ low: Bounds?,
        _ high: Bounds?,
        _ from: Int32,
        _ target: Int32
    ) throws(SchemaError) {
        let point = try state()
        try digits(of: wholes, from, point)
        let room = DecimalText.keptDigits - String(wholes.lowerBound).utf8.count
        let longest = max(room, low?.low.fraction.count ?? 0, high?.high.fraction.count ?? 0)
        try fraction(point, target, longest, low: low, high: high)
    }

    /// A fraction, or none, between the bounds' fractions. Beyond a bound's last digit there are zeros.
    private mutating func fraction(
        _ from: Int32,
        _ target: Int32,
        _ longest: Int,
        low: Bounds?,
        high: Bounds?
    ) throws(SchemaError) {
        struct Place: Hashable {
            let length: Int
            /// Whether all digits so far are the bound's.
            let isAtLow: Bool
            let isAtHigh: Bool
        }
        func digit(_ bounds: DecimalText?, _ index: Int) -> UInt8 {
            guard let fraction = bounds?.fraction, index < fraction.count else { return 0 }
            return fraction[index] & 15
        }
        /// Whether the number that ends here lies within.
        func isWithin(_ place: Place) -> Bool {
            if place.isAtLow, let low {
                // Of digits that are the bound's so far, those to come make the bound larger, unless they are zeros.
                guard place.length >= low.low.fraction.count, !low.isLowExclusive else { return false }
            }
            if place.isAtHigh, let high {
                let isBound = place.length >= high.high.fraction.count
                if isBound, high.isHighExclusive { return false }
            }
            return true
        }
        let start = Place(length: 0, isAtLow: low != nil, isAtHigh: high != nil)
        if isWithin(start) { try jump(from, target) }
        let point = try state()
        try bytes(0x2e, 0x2e, from, point)
        var states = [start: point]
        var pending = [start]
        while let place = pending.popLast() {
            guard place.length < longest, let here = states[place] else { continue }
            for next in UInt8(0)...9 {
                let (lowest, highest) = (digit(low?.low, place.length), digit(high?.high, place.length))
                if place.isAtLow, next < lowest { continue }
                if place.isAtHigh, next > highest { continue }
                let after = Place(
                    length: place.length + 1,
                    isAtLow: place.isAtLow && next == lowest,
                    isAtHigh: place.isAtHigh && next == highest
                )
                if let known = states[after] {
                    try self.digit(here, known, next...next)
                    continue
                }
                let made = try state()
                states[after] = made
                pending.append(after)
                if isWithin(after) { try jump(made, target) }
                try self.digit(here, made, next...next)
            }
        }
    }
}
