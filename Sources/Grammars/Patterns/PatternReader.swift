/// Reads the regular expressions of JSON Schema: ECMA-262's, but for what looks around or back.
///
/// A pattern matches anywhere in a string, unless it is anchored; what is read is the whole string's pattern. Anchors are
/// supported at the beginning and the end of the pattern, or of each of its alternatives.
struct PatternReader {
    let keyword: String
    let path: String
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0
    private static let deepest = 50
    private static let mostRepeats = 5_000

    init(_ text: String, keyword: String, at path: String) {
        scalars = Array(text.unicodeScalars)
        self.keyword = keyword
        self.path = path
    }

    mutating func readAll() throws(SchemaError) -> Pattern {
        var alternatives: [Pattern] = []
        repeat {
            let isBound = take("^")
            let middle = try readSequence(isOutermost: true)
            let endsBound = take("$")
            alternatives.append(.sequence((isBound ? [] : [.anything]) + [middle] + (endsBound ? [] : [.anything])))
        } while take("|")
        guard index == scalars.count else { throw wrong("\"\(scalars[index])\" stands where nothing can") }
        return .choice(alternatives)
    }

    func wrong(_ what: String) -> SchemaError {
        SchemaError(
            "the \"\(keyword)\" cannot be followed: \(what), at its character \(index)",
            keyword: keyword,
            at: path
        )
    }

    // MARK: reading

    var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        index += 1
        return true
    }

    mutating func take() throws(SchemaError) -> Unicode.Scalar {
        guard let scalar = next else { throw wrong("it ends too soon") }
        index += 1
        return scalar
    }

    private mutating func take(_ text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard scalars[index...].starts(with: wanted) else { return false }
        index += wanted.count
        return true
    }

    private mutating func readAlternatives() throws(SchemaError) -> Pattern {
        var alternatives = [try readSequence(isOutermost: false)]
        while take("|") { alternatives.append(try readSequence(isOutermost: false)) }
        return alternatives.count == 1 ? alternatives[0] : .choice(alternatives)
    }

    private mutating func readSequence(isOutermost: Bool) throws(SchemaError) -> Pattern {
        var parts: [Pattern] = []
        while let scalar = next, scalar != "|", scalar != ")" {
            if scalar == "$", isOutermost, index + 1 == scalars.count || scalars[index + 1] == "|" { break }
            let part = try readAtom()
            parts.append(try readRepeats(of: part))
        }
        return .sequence(parts)
    }

    private mutating func readAtom() throws(SchemaError) -> Pattern {
        switch try take() {
        case "(": return try readGroup()
        case "[": return .characters(try readClass())
        case ".": return .characters(CharacterSets.inverted(CharacterSets.lineEnds))
        case "\\": return .characters(try readEscape(inClass: false))
        case "^", "$": throw wrong("anchors are only supported at the beginning and at the end")
        case "*", "+", "?", "{": throw wrong("there is nothing to repeat")
        case let scalar: return .characters([scalar.value...scalar.value])
        }
    }

    private mutating func readGroup() throws(SchemaError) -> Pattern {
        guard depth < Self.deepest else { throw wrong("groups are nested deeper than \(Self.deepest) levels") }
        depth += 1
        defer { depth -= 1 }
        if take("?") {
            if take("<") {
                guard next != "=", next != "!" else { throw wrong("looking behind is not supported") }
                while try take() != ">" {}
            } else if !take(":") {
                throw wrong("looking ahead is not supported")
            }
        }
        let inside = try readAlternatives()
        guard take(")") else { throw wrong("a group is not closed") }
        return inside
    }

    private mutating func readRepeats(of part: Pattern) throws(SchemaError) -> Pattern {
        let bounds: (Int, Int?)
        if take("*") {
            bounds = (0, nil)
        } else if take("+") {
            bounds = (1, nil)
        } else if take("?") {
            bounds = (0, 1)
        } else if take("{") {
            bounds = try readBounds()
        } else {
            return part
        }
        // Whether it takes as much as it can makes no difference to what can be matched.
        _ = take("?")
        return .repeated(part, least: bounds.0, most: bounds.1)
    }

    private mutating func readBounds() throws(SchemaError) -> (Int, Int?) {
        guard let least = try readNumber() else { throw wrong("a number of times must be here") }
        var most: Int? = least
        if take(",") { most = try readNumber() }
        guard take("}") else { throw wrong("\"}\" must be here") }
        guard most ?? least >= least else { throw wrong("it repeats from \(least) to \(most ?? 0) times") }
        return (least, most)
    }

    private mutating func readNumber() throws(SchemaError) -> Int? {
        var number: Int?
        while let digit = next?.value, (0x30...0x39).contains(digit) {
            number = (number ?? 0) * 10 + Int(digit - 0x30)
            index += 1
            guard number ?? 0 <= Self.mostRepeats else { throw wrong("it repeats more than \(Self.mostRepeats) times") }
        }
        return number
    }
}
