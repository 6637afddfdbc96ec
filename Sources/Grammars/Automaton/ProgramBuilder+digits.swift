/// How long numbers may be.
enum Decimals {
    /// What every reader keeps to the last digit, as a 64-bit number.
    static let mostWholeDigits = 18
    static let mostFractionDigits = 16
}

/// Decimal digits.
extension ProgramBuilder {
    mutating func digit(_ from: Int32, _ target: Int32, _ range: ClosedRange<UInt8> = 0...9) throws(SchemaError) {
        try bytes(0x30 + range.lowerBound, 0x30 + range.upperBound, from, target)
    }

    /// From `least` to `most` digits, any of them.
    mutating func digits(from least: Int, to most: Int, _ from: Int32, _ target: Int32) throws(SchemaError) {
        var current = from
        if least == 0 { try jump(current, target) }
        for count in 1...max(most, 1) where count <= most {
            let next = try state()
            try digit(current, next)
            if count >= least { try jump(next, target) }
            current = next
        }
    }

    /// A whole number with no zero in front.
    mutating func digits(
        wholeUpTo most: Int,
        isSigned: Bool,
        _ from: Int32,
        _ target: Int32
    ) throws(SchemaError) {
        let start = try state()
        try jump(from, start)
        if isSigned { try bytes(0x2d, 0x2d, from, start) }
        try digit(start, target, 0...0)
        let rest = try state()
        try digit(start, rest, 1...9)
        try digits(from: 0, to: most - 1, rest, target)
    }
}
