/// Characters as bytes: of UTF-8 alone, or as they stand in a JSON string.
extension ProgramBuilder {
    typealias Scalars = ClosedRange<UInt32>

    /// The UTF-8 of one character of these ranges. Halves of surrogate pairs are none.
    mutating func utf8(_ ranges: [Scalars], _ from: Int32, _ target: Int32) throws(SchemaError) {
        for range in ranges {
            for (low, high) in [(0, 0x7f), (0x80, 0x7ff), (0x800, 0xd7ff), (0xe000, 0xffff), (0x10000, 0x10ffff)] {
                let low = max(range.lowerBound, UInt32(low))
                let high = min(range.upperBound, UInt32(high))
                guard low <= high else { continue }
                try sequence(Self.encoded(low)[...], Self.encoded(high)[...], from, target)
            }
        }
    }

    private static func encoded(_ scalar: UInt32) -> [UInt8] {
        Unicode.Scalar(scalar).map { Array(Character($0).utf8) } ?? []
    }

    /// Every sequence between two of the same length, whose bytes from the second on may be 0x80 to 0xBF.
    private mutating func sequence(
        _ low: ArraySlice<UInt8>,
        _ high: ArraySlice<UInt8>,
        _ from: Int32,
        _ target: Int32
    ) throws(SchemaError) {
        guard let first = low.first, let last = high.first else { return }
        let (lowRest, highRest) = (low.dropFirst(), high.dropFirst())
        guard !lowRest.isEmpty else { return try bytes(first, last, from, target) }
        let least = [UInt8](repeating: 0x80, count: lowRest.count)
        let most = [UInt8](repeating: 0xbf, count: lowRest.count)
        if first == last {
            let next = try state()
            try bytes(first, first, from, next)
            return try sequence(lowRest, highRest, next, target)
        }
        var (start, end) = (first, last)
        if Array(lowRest) != least {
            let next = try state()
            try bytes(first, first, from, next)
            try sequence(lowRest, most[...], next, target)
            start += 1
        }
        if Array(highRest) != most {
            let next = try state()
            try bytes(last, last, from, next)
            try sequence(least[...], highRest, next, target)
            end -= 1
        }
        guard start <= end else { return }
        var current = from
        for index in 0...least.count {
            let next = try index == least.count ? target : state()
            if index == 0 { try bytes(start, end, current, next) } else { try bytes(0x80, 0xbf, current, next) }
            current = next
        }
    }

    /// One character of these ranges as a JSON string has it: as it is, or escaped where it must be, in one way only. So there is
    /// one text for each string, and texts that differ are strings that differ.
    mutating func stringCharacter(_ ranges: [Scalars], _ from: Int32, _ target: Int32) throws(SchemaError) {
        try utf8(ranges.flatMap(Self.unescaped), from, target)
        var escapes: [[UInt8]] = []
        for scalar in UInt32(0)...0x5c where Self.mustBeEscaped(scalar) && ranges.contains(where: { $0 ~= scalar }) {
            escapes.append(Array(JSONText.escape(scalar).utf8))
        }
        if !escapes.isEmpty { try literals(escapes, from, target) }
    }

    /// Any character of a JSON string, in any way that JSON can spell it.
    mutating func anyStringCharacter(_ from: Int32, _ target: Int32) throws(SchemaError) {
        try utf8(Self.unescaped(0...0x10ffff), from, target)
        let escape = try state()
        try bytes(0x5c, 0x5c, from, escape)
        for byte in Array("\"\\/bfnrt".utf8) { try bytes(byte, byte, escape, target) }
        let digits = try (0..<4).map { _ throws(SchemaError) in try state() }
        try bytes(0x75, 0x75, escape, digits[0])
        // Not the halves of a pair, but for the two together.
        try hexDigits([0x0...0xc, 0xe...0xf], digits[0], digits[1])
        try hexDigits([0x0...0xf], digits[1], digits[2])
        try hexDigits([0x0...0xf], digits[2], digits[3])
        try hexDigits([0x0...0xf], digits[3], target)
        let halves = try (0..<8).map { _ throws(SchemaError) in try state() }
        try hexDigits([0xd...0xd], digits[0], halves[0])
        try hexDigits([0x0...0x7], halves[0], digits[2])
        try hexDigits([0x8...0xb], halves[0], halves[1])
        try hexDigits([0x0...0xf], halves[1], halves[2])
        try hexDigits([0x0...0xf], halves[2], halves[3])
        try bytes(0x5c, 0x5c, halves[3], halves[4])
        try bytes(0x75, 0x75, halves[4], halves[5])
        try hexDigits([0xd...0xd], halves[5], halves[6])
        try hexDigits([0xc...0xf], halves[6], halves[7])
        try hexDigits([0x0...0xf], halves[7], digits[3])
    }

    mutating func hexDigits(_ ranges: [ClosedRange<UInt8>], _ from: Int32, _ target: Int32) throws(SchemaError) {
        for range in ranges {
            for digit in range {
                let lower = digit < 10 ? 0x30 + digit : 0x57 + digit
                try bytes(lower, lower, from, target)
                if digit >= 10 { try bytes(lower - 0x20, lower - 0x20, from, target) }
            }
        }
    }

    private static func mustBeEscaped(_ scalar: UInt32) -> Bool { scalar < 0x20 || scalar == 0x22 || scalar == 0x5c }

    private static func unescaped(_ range: Scalars) -> [Scalars] {
        let parts: [Scalars] = [0x20...0x21, 0x23...0x5b, 0x5d...0x10ffff]
        return parts.compactMap { part in
            let low = max(part.lowerBound, range.lowerBound)
            let high = min(part.upperBound, range.upperBound)
            return low <= high ? low...high : nil
        }
    }
}
