/// A part of a regular expression.
indirect enum RegexNode {
    enum Quantity { case greedy, lazy, possessive }

    case set(CharacterSet)
    case sequence([RegexNode])
    case choice([RegexNode])
    case repeated(RegexNode, least: Int, most: Int?, Quantity)
    case lookahead(RegexNode, isNegative: Bool)
    case lookbehind(CharacterSet, isNegative: Bool)
    case start
    case end
    case wordBoundary

    /// The fewest characters that it takes.
    var least: Int {
        switch self {
        case .set: 1
        case .sequence(let nodes): nodes.reduce(0) { $0 + $1.least }
        case .choice(let nodes): nodes.map(\.least).min() ?? 0
        case .repeated(let node, let least, _, _): min(least, 1000) * node.least
        case .lookahead, .lookbehind, .start, .end, .wordBoundary: 0
        }
    }
}

/// Reads the regular expressions that tokenizers are described with: classes, groups, repetition, looking ahead.
/// What it does not know is an error; nothing is taken for something else.
struct RegexParser {
    private let pattern: [UInt32]
    private let text: String
    private var index = 0
    private var ignoresCase = false
    private var depth = 0

    init(_ text: String) {
        self.text = text
        pattern = text.unicodeScalars.map(\.value)
    }

    mutating func parse() throws(TokenizationError) -> RegexNode {
        guard pattern.count <= 1 << 16 else { throw TokenizationError("a regular expression is longer than 65536") }
        let node = try choice()
        guard index == pattern.count else { throw unknown("a closing parenthesis") }
        return node
    }

    private func unknown(_ what: String) -> TokenizationError {
        TokenizationError(
            "the regular expression \(text.debugDescription) has \(what) that is not understood, at \(index)"
        )
    }

    private func peek(_ ahead: Int = 0) -> Character? {
        guard index + ahead < pattern.count, let scalar = Unicode.Scalar(pattern[index + ahead]) else { return nil }
        return Character(scalar)
    }

    private mutating func take(_ text: String) -> Bool {
        let scalars = text.unicodeScalars.map(\.value)
        guard pattern[index...].starts(with: scalars) else { return false }
        index += scalars.count
        return true
    }

    private mutating func choice() throws(TokenizationError) -> RegexNode {
        depth += 1
        defer { depth -= 1 }
        guard depth < 50 else { throw unknown("a nesting") }
        var choices = [try sequence()]
        while take("|") { choices.append(try sequence()) }
        return choices.count == 1 ? choices[0] : .choice(choices)
    }

    private mutating func sequence() throws(TokenizationError) -> RegexNode {
        var nodes: [RegexNode] = []
        while let next = peek(), next != "|", next != ")" { nodes.append(try quantified(atom())) }
        return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    }

    private mutating func atom() throws(TokenizationError) -> RegexNode {
        switch peek() {
        case "(": return try group()
        case "[":
            index += 1
            return .set(try bracket().finished(ignoringCase: ignoresCase))
        case ".":
            index += 1
            return .set(CharacterSet(0x0a).negated().finished(ignoringCase: false))
        case "^":
            index += 1
            return .start
        case "$":
            index += 1
            return .end
        case "*", "+", "?", "{": throw unknown("a repetition of nothing")
        case "\\":
            if take("\\b") { return .wordBoundary }
            if take("\\z") || take("\\Z") { return .end }
            if take("\\A") { return .start }
            return .set(try escape().finished(ignoringCase: ignoresCase))
        default:
            defer { index += 1 }
            return .set(CharacterSet(pattern[index]).finished(ignoringCase: ignoresCase))
        }
    }

    private mutating func group() throws(TokenizationError) -> RegexNode {
        let outer = ignoresCase
        defer { ignoresCase = outer }
        let node: RegexNode
        if take("(?=") {
            node = .lookahead(try choice(), isNegative: false)
        } else if take("(?!") {
            node = .lookahead(try choice(), isNegative: true)
        } else if take("(?<=") {
            node = .lookbehind(try single(choice()), isNegative: false)
        } else if take("(?<!") {
            node = .lookbehind(try single(choice()), isNegative: true)
        } else if take("(?i:") {
            ignoresCase = true
            node = try choice()
        } else if take("(?i)") {
            // To the end of the group that it stands in.
            ignoresCase = true
            let rest = try choice()
            return rest
        } else if take("(?:") {
            node = try choice()
        } else if peek(1) == "?" {
            throw unknown("a group")
        } else {
            index += 1
            node = try choice()
        }
        guard take(")") else { throw unknown("an end") }
        return node
    }

    private func single(_ node: RegexNode) throws(TokenizationError) -> CharacterSet {
        guard case .set(let set) = node else { throw unknown("a look behind over more than one character") }
        return set
    }

    private mutating func quantified(_ node: RegexNode) throws(TokenizationError) -> RegexNode {
        var least = 0
        var most: Int?
        switch peek() {
        case "*": index += 1
        case "+":
            index += 1
            least = 1
        case "?":
            index += 1
            most = 1
        case "{":
            index += 1
            (least, most) = try counts()
        default: return node
        }
        var quantity = RegexNode.Quantity.greedy
        if take("?") { quantity = .lazy } else if take("+") { quantity = .possessive }
        if most == nil, node.least == 0 { throw unknown("a repetition without end of what may be empty") }
        return .repeated(node, least: least, most: most, quantity)
    }

    private mutating func counts() throws(TokenizationError) -> (Int, Int?) {
        let least = number()
        var most: Int? = least
        if take(",") { most = peek() == "}" ? nil : number() }
        guard take("}"), let least, least <= 1000, most ?? least >= least, most ?? 0 <= 1000 else {
            throw unknown("a count")
        }
        return (least, most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek()?.wholeNumberValue, digit < 10, (value ?? 0) < 100_000 {
            value = (value ?? 0) * 10 + digit
            index += 1
        }
        return value
    }
}

// MARK: Classes

extension RegexParser {
    /// A class, whose opening bracket has been taken.
    private mutating func bracket() throws(TokenizationError) -> CharacterSet {
        depth += 1
        defer { depth -= 1 }
        guard depth < 50 else { throw unknown("a nesting") }
        var set = CharacterSet()
        let isNegated = take("^")
        var isFirst = true
        while isFirst || peek() != "]" {
            guard peek() != nil else { throw unknown("a class without an end") }
            isFirst = false
            if take("&&") || take("[:") { throw unknown("a class") }
            if take("[") {
                set.insert(try bracket())
                continue
            }
            let low = try member()
            guard peek() == "-", peek(1) != "]", let first = low.onlyScalar else {
                set.insert(low)
                continue
            }
            index += 1
            guard let last = try member().onlyScalar, first <= last else { throw unknown("a range") }
            set.insert(first...last)
        }
        index += 1
        return isNegated ? set.negated() : set
    }

    private mutating func member() throws(TokenizationError) -> CharacterSet {
        if peek() == "\\" { return try escape() }
        guard peek() != nil else { throw unknown("a class without an end") }
        defer { index += 1 }
        return CharacterSet(pattern[index])
    }

    private mutating func escape() throws(TokenizationError) -> CharacterSet {
        index += 1
        guard let letter = peek() else { throw unknown("an escape") }
        defer { index += 1 }
        switch letter {
        case "s": return CharacterSet(.whitespace)
        case "S": return CharacterSet(.whitespace).negated()
        case "d": return CharacterSet(Categories(.digit))
        case "D": return CharacterSet(Categories(.digit)).negated()
        case "w": return .word
        case "W": return CharacterSet.word.negated()
        case "n": return CharacterSet(0x0a)
        case "r": return CharacterSet(0x0d)
        case "t": return CharacterSet(0x09)
        case "f": return CharacterSet(0x0c)
        case "v": return CharacterSet(0x0b)
        case "p", "P": return try property(isNegated: letter == "P")
        case "u", "x": return CharacterSet(try hexadecimal(letter))
        default:
            // A letter might mean something that is not known here; anything else means itself.
            if letter.isASCII, letter.isLetter || letter.isNumber { throw unknown("the escape \\\(letter)") }
            return CharacterSet(pattern[index])
        }
    }

    private mutating func property(isNegated: Bool) throws(TokenizationError) -> CharacterSet {
        index += 1
        var name = ""
        if peek() == "{" {
            index += 1
            while let letter = peek(), letter != "}" {
                name.append(letter)
                index += 1
            }
        } else if let letter = peek() {
            name = String(letter)
        }
        var negated = isNegated
        if name.first == "^" {
            negated.toggle()
            name.removeFirst()
        }
        let set: CharacterSet
        if let categories = Categories(named: name) {
            set = CharacterSet(categories)
        } else if name == "Han" || name == "Script=Han" {
            set = .han
        } else {
            throw unknown("the property \(name.debugDescription)")
        }
        return negated ? set.negated() : set
    }

    /// Leaves the index on the last digit, or the closing brace.
    private mutating func hexadecimal(_ letter: Character) throws(TokenizationError) -> UInt32 {
        var value: UInt32 = 0
        var digits = 0
        let isBraced = peek(1) == "{"
        if isBraced { index += 1 }
        let most = isBraced ? 6 : letter == "u" ? 4 : 2
        while digits < most, let digit = peek(1)?.hexDigitValue {
            value = value << 4 | UInt32(digit)
            digits += 1
            index += 1
        }
        if isBraced {
            guard peek(1) == "}" else { throw unknown("a character's number") }
            index += 1
        }
        guard digits > 0, isBraced || digits == most else { throw unknown("a character's number") }
        return value
    }
}

extension CharacterSet {
    /// The one character that it is, if it is one.
    fileprivate var onlyScalar: UInt32? {
        guard ranges.count == 1, ranges[0].count == 1, parts.isEmpty, !isNegated, categories.isEmpty else { return nil }
        return ranges[0].lowerBound
    }
}
