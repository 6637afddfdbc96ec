/// Cuts a template into text and the tokens of its tags, with the whitespace around them as the tags ask.
///
/// Newlines right after a statement or comment go (`trim_blocks`), and so does the indentation before one
/// (`lstrip_blocks`): chat templates are written for that.
struct JinjaLexer {
    enum Token: Equatable {
        case text(String)
        case statementStart, statementEnd
        case outputStart, outputEnd
        case name(String)
        case string(String)
        case int(Int)
        case double(Double)
        case symbol(Symbol)
        case end
    }

    enum Symbol: String {
        case plus = "+", minus = "-", times = "*", divided = "/", floorDivided = "//", modulo = "%", power = "**"
        case tilde = "~", equal = "==", notEqual = "!=", less = "<", lessOrEqual = "<=", greater = ">"
        case greaterOrEqual = ">=", assign = "=", dot = ".", comma = ",", colon = ":", pipe = "|"
        case leftParenthesis = "(", rightParenthesis = ")", leftBracket = "[", rightBracket = "]"
        case leftBrace = "{", rightBrace = "}"
    }

    struct Placed {
        var token: Token
        var offset: Int
    }

    private let source: [UInt8]
    private var position = 0
    private(set) var tokens: [Placed] = []
    /// What the tag before asked for the text that comes now.
    private var trim = Trim.nothing
    private var brackets: [UInt8] = []

    private enum Trim { case nothing, newline, all }

    init(_ source: [UInt8]) { self.source = source }

    static func tokens(of source: [UInt8]) throws(JinjaError) -> [Placed] {
        var lexer = JinjaLexer(source)
        while lexer.position < lexer.source.count { try lexer.readText() }
        lexer.tokens.append(Placed(token: .end, offset: source.count))
        return lexer.tokens
    }

    // MARK: Text and tags

    private mutating func readText() throws(JinjaError) {
        let start = position
        var tag = source.count
        while position + 1 < source.count {
            if source[position] == Self.leftBrace, Self.isTag(source[position + 1]) {
                tag = position
                break
            }
            position += 1
        }
        guard tag < source.count else {
            position = source.count
            add(text: start..<source.count)
            return
        }
        let kind = source[tag + 1]
        position = tag + 2
        let sign = peek(0)
        let hasSign = sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+")
        if hasSign { position += 1 }
        var end = tag
        if sign == UInt8(ascii: "-") {
            while end > start, Self.isSpace(source[end - 1]) { end -= 1 }
        } else if sign != UInt8(ascii: "+"), kind != Self.leftBrace {
            end = startOfIndentation(before: tag, from: start)
        }
        add(text: start..<end)
        switch kind {
        case UInt8(ascii: "#"): try skipComment(from: tag)
        case UInt8(ascii: "%"): try readStatement(from: tag)
        default:
            tokens.append(Placed(token: .outputStart, offset: tag))
            try readTag(closing: UInt8(ascii: "}"), from: tag)
            tokens.append(Placed(token: .outputEnd, offset: position))
        }
    }

    private mutating func add(text range: Range<Int>) {
        var start = range.lowerBound
        switch trim {
        case .nothing: break
        case .newline: if start < range.upperBound, source[start] == UInt8(ascii: "\n") { start += 1 }
        case .all: while start < range.upperBound, Self.isSpace(source[start]) { start += 1 }
        }
        trim = .nothing
        guard start < range.upperBound else { return }
        tokens.append(
            Placed(token: .text(String(decoding: source[start..<range.upperBound], as: UTF8.self)), offset: start)
        )
    }

    /// Where the spaces before a tag begin, if nothing else stands before it on its line.
    private func startOfIndentation(before tag: Int, from start: Int) -> Int {
        var end = tag
        while end > start, source[end - 1] == UInt8(ascii: " ") || source[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        let isLineStart = end == 0 || source[end - 1] == UInt8(ascii: "\n")
        // A tag right after another tag is not at its line's start, unless that tag's newline is what went.
        return isLineStart ? end : tag
    }

    private mutating func skipComment(from tag: Int) throws(JinjaError) {
        while position + 1 < source.count {
            if source[position] == UInt8(ascii: "#"), source[position + 1] == UInt8(ascii: "}") {
                let sign = source[position - 1]
                position += 2
                trim = position - 3 >= tag + 2 && sign == UInt8(ascii: "-") ? .all : .newline
                if position - 3 >= tag + 2, sign == UInt8(ascii: "+") { trim = .nothing }
                return
            }
            position += 1
        }
        throw JinjaError(.syntax, "a comment has no end ('#}')", at: tag)
    }

    private mutating func readStatement(from tag: Int) throws(JinjaError) {
        if let end = rawBlockStart() {
            position = end
            try readRaw(from: tag)
            return
        }
        tokens.append(Placed(token: .statementStart, offset: tag))
        try readTag(closing: UInt8(ascii: "%"), from: tag)
        tokens.append(Placed(token: .statementEnd, offset: position))
    }

    /// Where the text of `{% raw %}` begins, if that is what stands here.
    private mutating func rawBlockStart() -> Int? {
        var at = position
        func skipSpace() { while at < source.count, Self.isSpace(source[at]) { at += 1 } }
        skipSpace()
        guard source[at...].starts(with: "raw".utf8) else { return nil }
        at += 3
        skipSpace()
        var cut = Trim.nothing
        if at < source.count, source[at] == UInt8(ascii: "-") {
            cut = .all
            at += 1
        }
        guard source[at...].starts(with: "%}".utf8) else { return nil }
        trim = cut
        return at + 2
    }

    private mutating func readRaw(from tag: Int) throws(JinjaError) {
        let start = position
        var at = position
        while at + 1 < source.count {
            defer { at += 1 }
            guard source[at] == Self.leftBrace, source[at + 1] == UInt8(ascii: "%") else { continue }
            var inside = at + 2
            let cutsBefore = inside < source.count && source[inside] == UInt8(ascii: "-")
            if cutsBefore { inside += 1 }
            while inside < source.count, Self.isSpace(source[inside]) { inside += 1 }
            guard source[inside...].starts(with: "endraw".utf8) else { continue }
            inside += 6
            while inside < source.count, Self.isSpace(source[inside]) { inside += 1 }
            var after = Trim.newline
            if inside < source.count, source[inside] == UInt8(ascii: "-") {
                after = .all
                inside += 1
            }
            guard source[inside...].starts(with: "%}".utf8) else { continue }
            var end = cutsBefore ? at : startOfIndentation(before: at, from: start)
            if cutsBefore { while end > start, Self.isSpace(source[end - 1]) { end -= 1 } }
            add(text: start..<end)
            trim = after
            position = inside + 2
            return
        }
        throw JinjaError(.syntax, "{% raw %} has no {% endraw %}", at: tag)
    }

    // MARK: Within a tag

    private mutating func readTag(closing: UInt8, from tag: Int) throws(JinjaError) {
        brackets = []
        while true {
            while position < source.count, Self.isSpace(source[position]) { position += 1 }
            guard position < source.count else { throw JinjaError(.syntax, "a tag has no end", at: tag) }
            if brackets.isEmpty, let after = tagEnd(closing) {
                position = after
                return
            }
            try readToken()
        }
    }

    private mutating func tagEnd(_ closing: UInt8) -> Int? {
        var at = position
        let sign = source[at]
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { at += 1 }
        guard at + 1 < source.count, source[at] == closing, source[at + 1] == UInt8(ascii: "}") else { return nil }
        switch sign {
        case UInt8(ascii: "-"): trim = .all
        case UInt8(ascii: "+"): trim = .nothing
        default: trim = closing == UInt8(ascii: "%") ? .newline : .nothing
        }
        return at + 2
    }

    private mutating func readToken() throws(JinjaError) {
        let start = position
        let byte = source[position]
        switch byte {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): try readString(byte)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): try readNumber()
        case _ where Self.isNameStart(byte):
            while position < source.count, Self.isNameStart(source[position]) || Self.isDigit(source[position]) {
                position += 1
            }
            tokens.append(
                Placed(token: .name(String(decoding: source[start..<position], as: UTF8.self)), offset: start)
            )
        default: try readSymbol()
        }
    }

    private mutating func readSymbol() throws(JinjaError) {
        let start = position
        for length in [2, 1] where start + length <= source.count {
            let text = String(decoding: source[start..<start + length], as: UTF8.self)
            guard let symbol = Symbol(rawValue: text) else { continue }
            try match(symbol, at: start)
            position += length
            tokens.append(Placed(token: .symbol(symbol), offset: start))
            return
        }
        let shown = String(decoding: source[start...].prefix(8), as: UTF8.self).first.map(String.init) ?? ""
        throw JinjaError(.syntax, "'\(shown)' means nothing here", at: start)
    }

    private mutating func match(_ symbol: Symbol, at offset: Int) throws(JinjaError) {
        switch symbol {
        case .leftParenthesis: brackets.append(UInt8(ascii: ")"))
        case .leftBracket: brackets.append(UInt8(ascii: "]"))
        case .leftBrace: brackets.append(UInt8(ascii: "}"))
        case .rightParenthesis, .rightBracket, .rightBrace:
            guard let open = brackets.popLast(), open == symbol.rawValue.utf8.first else {
                throw JinjaError(.syntax, "'\(symbol.rawValue)' closes nothing", at: offset)
            }
        default: break
        }
    }

    private mutating func readString(_ quote: UInt8) throws(JinjaError) {
        let start = position
        position += 1
        var bytes: [UInt8] = []
        while position < source.count {
            let byte = source[position]
            position += 1
            switch byte {
            case quote:
                tokens.append(Placed(token: .string(String(decoding: bytes, as: UTF8.self)), offset: start))
                return
            case UInt8(ascii: "\\"): try readEscape(into: &bytes, from: start)
            default: bytes.append(byte)
            }
        }
        throw JinjaError(.syntax, "a string has no end", at: start)
    }

    private mutating func readEscape(into bytes: inout [UInt8], from start: Int) throws(JinjaError) {
        guard position < source.count else { throw JinjaError(.syntax, "a string has no end", at: start) }
        let byte = source[position]
        position += 1
        switch byte {
        case UInt8(ascii: "n"): bytes.append(10)
        case UInt8(ascii: "t"): bytes.append(9)
        case UInt8(ascii: "r"): bytes.append(13)
        case UInt8(ascii: "b"): bytes.append(8)
        case UInt8(ascii: "f"): bytes.append(12)
        case UInt8(ascii: "v"): bytes.append(11)
        case UInt8(ascii: "a"): bytes.append(7)
        case UInt8(ascii: "0"): bytes.append(0)
        case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): bytes.append(byte)
        case UInt8(ascii: "\n"): break
        case UInt8(ascii: "x"): try readScalar(digits: 2, into: &bytes, from: start)
        case UInt8(ascii: "u"): try readScalar(digits: 4, into: &bytes, from: start)
        case UInt8(ascii: "U"): try readScalar(digits: 8, into: &bytes, from: start)
        default: bytes += [UInt8(ascii: "\\"), byte]
        }
    }

    private mutating func readScalar(digits: Int, into bytes: inout [UInt8], from start: Int) throws(JinjaError) {
        let end = position + digits
        guard end <= source.count,
            let code = UInt32(String(decoding: source[position..<end], as: UTF8.self), radix: 16),
            let scalar = Unicode.Scalar(code)
        else { throw JinjaError(.syntax, "a string has an escape that is no character", at: start) }
        bytes += Array(String(Character(scalar)).utf8)
        position = end
    }

    private mutating func readNumber() throws(JinjaError) {
        let start = position
        func text() -> String {
            String(decoding: source[start..<position].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        }
        func skipDigits() {
            while position < source.count, Self.isDigit(source[position]) || source[position] == UInt8(ascii: "_") {
                position += 1
            }
        }
        skipDigits()
        var isDouble = false
        if peek(0) == UInt8(ascii: "."), Self.isDigit(peek(1)) {
            isDouble = true
            position += 1
            skipDigits()
        }
        if peek(0) | 0x20 == UInt8(ascii: "e") {
            let signed = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
            if Self.isDigit(peek(signed ? 2 : 1)) {
                isDouble = true
                position += signed ? 2 : 1
                skipDigits()
            }
        }
        if isDouble, let value = Double(text()) {
            tokens.append(Placed(token: .double(value), offset: start))
        } else if let value = Int(text()) {
            tokens.append(Placed(token: .int(value), offset: start))
        } else {
            throw JinjaError(.syntax, "the number \(text()) is too large", at: start)
        }
    }

    // MARK: Bytes

    private static let leftBrace = UInt8(ascii: "{")

    private func peek(_ ahead: Int) -> UInt8 { position + ahead < source.count ? source[position + ahead] : 0 }

    private static func isTag(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "%") || byte == leftBrace || byte == UInt8(ascii: "#")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (9...13).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
