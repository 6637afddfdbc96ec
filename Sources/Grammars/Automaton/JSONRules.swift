/// The rules of any JSON. Every program begins with them, so that what a vocabulary's tokens do in them is found out once.
struct JSONRules {
    private static let none = ProgramBuilder.Rule(start: 0, end: 0)
    private(set) var value = none
    private(set) var object = none
    private(set) var array = none
    private(set) var string = none
    /// From within a string to after its closing quote.
    private(set) var stringRest = none
    private(set) var number = none
    private(set) var integer = none
    private(set) var boolean = none
    private(set) var null = none

    init() {}

    init(_ builder: inout ProgramBuilder) throws(SchemaError) {
        value = try builder.rule()
        object = try builder.rule()
        array = try builder.rule()
        try makeString(&builder)
        try makeNumbers(&builder)
        boolean = try builder.rule()
        try builder.literals([Array("true".utf8), Array("false".utf8)], boolean.start, boolean.end)
        null = try builder.rule()
        try builder.literal("null".utf8, null.start, null.end)
        try makeObject(&builder)
        try makeArray(&builder)
        for rule in [object, array, string, number, boolean, null] { try builder.call(rule, value.start, value.end) }
    }

    private mutating func makeString(_ builder: inout ProgramBuilder) throws(SchemaError) {
        string = try builder.rule()
        stringRest = try builder.rule()
        let inside = try builder.state()
        try builder.bytes(0x22, 0x22, string.start, inside)
        try builder.anyStringCharacter(inside, inside)
        try builder.bytes(0x22, 0x22, inside, string.end)
        let rest = try builder.state()
        try builder.jump(stringRest.start, rest)
        try builder.anyStringCharacter(rest, rest)
        try builder.bytes(0x22, 0x22, rest, stringRest.end)
    }

    /// Numbers of so few digits that readers keep them all: a model that writes on and on must stop somewhere.
    private mutating func makeNumbers(_ builder: inout ProgramBuilder) throws(SchemaError) {
        integer = try builder.rule()
        try builder.digits(wholeUpTo: Decimals.mostWholeDigits, isSigned: true, integer.start, integer.end)
        number = try builder.rule()
        let whole = try builder.state()
        try builder.digits(wholeUpTo: Decimals.mostWholeDigits, isSigned: true, number.start, whole)
        let fraction = try builder.state()
        try builder.jump(whole, fraction)
        let point = try builder.state()
        try builder.bytes(0x2e, 0x2e, whole, point)
        try builder.digits(from: 1, to: Decimals.mostFractionDigits, point, fraction)
        try builder.jump(fraction, number.end)
        let exponent = try builder.state()
        let signed = try builder.state()
        for byte in Array("eE".utf8) { try builder.bytes(byte, byte, fraction, exponent) }
        for byte in Array("+-".utf8) { try builder.bytes(byte, byte, exponent, signed) }
        try builder.jump(exponent, signed)
        try builder.digits(from: 1, to: 2, signed, number.end)
    }

    private func makeObject(_ builder: inout ProgramBuilder) throws(SchemaError) {
        let (name, close) = (try builder.state(), try builder.state())
        try builder.opening(0x7b, object.start, [name, close])
        let written = try builder.state()
        let colon = try builder.state()
        try builder.call(string, name, colon)
        let start = try builder.state()
        try builder.colon(colon, start)
        try builder.call(value, start, written)
        try builder.comma(written, name)
        try builder.closing(0x7d, [written], close, object.end)
    }

    private func makeArray(_ builder: inout ProgramBuilder) throws(SchemaError) {
        let (element, close, written) = (try builder.state(), try builder.state(), try builder.state())
        try builder.opening(0x5b, array.start, [element, close])
        try builder.call(value, element, written)
        try builder.comma(written, element)
        try builder.closing(0x5d, [written], close, array.end)
    }
}

// MARK: what stands between values

extension ProgramBuilder {
    private static let deepestIndent = 20
    private static let deepestTabs = 6

    /// Nothing, a space, or a new line with some indent. What is allowed is little, so that a model cannot go on with it for ever.
    mutating func whitespace(_ from: Int32, _ target: Int32) throws(SchemaError) {
        try jump(from, target)
        try bytes(0x20, 0x20, from, target)
        let line = try state()
        try bytes(0x0a, 0x0a, from, line)
        try jump(line, target)
        for (byte, most) in [(UInt8(0x20), Self.deepestIndent), (0x09, Self.deepestTabs)] {
            var current = line
            for _ in 0..<most {
                let next = try state()
                try bytes(byte, byte, current, next)
                try jump(next, target)
                current = next
            }
        }
    }

    mutating func opening(_ bracket: UInt8, _ from: Int32, _ targets: [Int32]) throws(SchemaError) {
        let open = try state()
        try bytes(bracket, bracket, from, open)
        let next = try state()
        try whitespace(open, next)
        for target in targets { try jump(next, target) }
    }

    /// `close` is where nothing but the bracket may come; `written`, where whitespace may come before it.
    mutating func closing(_ bracket: UInt8, _ written: [Int32], _ close: Int32, _ target: Int32) throws(SchemaError) {
        try bytes(bracket, bracket, close, target)
        guard !written.isEmpty else { return }
        let spaced = try state()
        try whitespace(spaced, close)
        for state in written { try jump(state, spaced) }
    }

    mutating func comma(_ from: Int32, _ target: Int32) throws(SchemaError) {
        let spaced = try state()
        try bytes(0x2c, 0x2c, from, spaced)
        try whitespace(spaced, target)
    }

    mutating func colon(_ from: Int32, _ target: Int32) throws(SchemaError) {
        let spaced = try state()
        try bytes(0x3a, 0x3a, from, spaced)
        try jump(spaced, target)
        try bytes(0x20, 0x20, spaced, target)
    }
}
