/// Numbers of a range, digit by digit.
extension ProgramBuilder {
    mutating func wholes(_ range: ClosedRange<Int>, _ from: Int32, _ target: Int32) throws(SchemaError) {
        try signed(range, from) { (builder, range, from) throws(SchemaError) in
            try builder.digits(of: range, from, target)
        }
    }

    /// What is below zero and what is not, apart: each is a range of numbers without sign. There is no -0.
    mutating func signed(
        _ range: ClosedRange<Int>,
        _ from: Int32,
        _ add: (inout ProgramBuilder, ClosedRange<UInt64>, Int32) throws(SchemaError) -> Void
    ) throws(SchemaError) {
        if range.upperBound >= 0 {
            try add(&self, UInt64(max(0, range.lowerBound))...UInt64(range.upperBound), from)
        }
        guard range.lowerBound < 0 else { return }
        let minus = try state()
        try bytes(0x2d, 0x2d, from, minus)
        let least = range.upperBound < 0 ? range.upperBound.magnitude : 1
        try add(&self, UInt64(least)...UInt64(range.lowerBound.magnitude), minus)
    }

    /// The whole numbers of a range, with no zero in front.
    mutating func digits(of range: ClosedRange<UInt64>, _ from: Int32, _ target: Int32) throws(SchemaError) {
        var low = range.lowerBound
        while low <= range.upperBound {
            let length = String(low).utf8.count
            // The last of as many digits.
            let last = length >= 20 ? UInt64.max : (0..<length).reduce(UInt64(1)) { power, _ in power * 10 } - 1
            let high = min(last, range.upperBound)
            try digits(Array(String(low).utf8)[...], Array(String(high).utf8)[...], from, target)
            guard high < range.upperBound else { break }
            low = high + 1
        }
    }

    /// Every text of digits between two of the same length.
    private mutating func digits(
        _ low: ArraySlice<UInt8>,
        _ high: ArraySlice<UInt8>,
        _ from: Int32,
        _ target: Int32
    ) throws(SchemaError) {
        guard let first = low.first, let last = high.first else { return try jump(from, target) }
        let (lowRest, highRest) = (low.dropFirst(), high.dropFirst())
        if first == last {
            let next = try state()
            try bytes(first, first, from, next)
            return try digits(lowRest, highRest, next, target)
        }
        let zeros = [UInt8](repeating: 0x30, count: lowRest.count)
        let nines = [UInt8](repeating: 0x39, count: lowRest.count)
        // The first digits after which all others are free.
        var (start, end) = (first, last)
        if Array(lowRest) != zeros {
            let next = try state()
            try bytes(first, first, from, next)
            try digits(lowRest, nines[...], next, target)
            start += 1
        }
        if Array(highRest) != nines {
            let next = try state()
            try bytes(last, last, from, next)
            try digits(zeros[...], highRest, next, target)
            end -= 1
        }
        guard start <= end else { return }
        let free = try state()
        try bytes(start, end, from, free)
        try digits(from: lowRest.count, to: lowRest.count, free, target)
    }

    /// The multiples of a number: states are remainders, once the digits are free.
    mutating func multiples(
        of step: Int,
        _ range: ClosedRange<Int>,
        _ from: Int32,
        _ target: Int32
    ) throws(SchemaError) {
        var plain = try ProgramBuilder()
        let rule = try plain.rule()
        try plain.wholes(range, rule.start, rule.end)
        // The range's automaton, and the remainder so far.
        var places: [[Int]: Int32] = [:]
        var pending: [[Int]] = []
        func place(_ key: [Int]) throws(SchemaError) -> Int32 {
            if let known = places[key] { return known }
            let made = try state()
            places[key] = made
            pending.append(key)
            return made
        }
        try jump(from, try place([Int(rule.start), 0]))
        while let key = pending.popLast() {
            let here = try place(key)
            let state = plain.states[key[0]]
            if state.isEnd, key[1] == 0 { try jump(here, target) }
            for case .go(let next) in state.jumps { try jump(here, try place([Int(next), key[1]])) }
            for edge in state.byteEdges {
                for byte in edge.low...edge.high {
                    let rest = byte == 0x2d ? 0 : (key[1] * 10 + Int(byte & 15)) % step
                    try bytes(byte, byte, here, try place([Int(edge.target), rest]))
                }
            }
        }
    }
}
