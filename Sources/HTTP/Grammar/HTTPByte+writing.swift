extension [UInt8] {
    mutating func append(_ text: StaticString) {
        unsafe append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends a number that is not negative.
    mutating func append(decimal value: Int) {
        if value < 10 { return append(UInt8(truncatingIfNeeded: 0x30 + value)) }
        append(decimal: value / 10)
        append(UInt8(truncatingIfNeeded: 0x30 + value % 10))
    }

    mutating func append(hexadecimal value: Int) {
        if value >= 16 { append(hexadecimal: value >> 4) }
        let digit = UInt8(truncatingIfNeeded: value & 15)
        append(digit < 10 ? 0x30 + digit : 0x57 + digit)
    }
}
