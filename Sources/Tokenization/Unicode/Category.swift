/// A character's general category, in the order of the table's letters. The control characters that are whitespace
/// (tab, line feed and the like) are a category of their own, so that one bit a category tells everything.
enum Category: UInt8, CaseIterable {
    case unassigned, upper, lower, title, modifier, otherLetter
    case nonspacingMark, spacingMark, enclosingMark
    case digit, letterNumber, otherNumber
    case connector, dash, open, close, initialQuote, finalQuote, otherPunctuation
    case mathSymbol, currency, modifierSymbol, otherSymbol
    case space, lineSeparator, paragraphSeparator
    case control, format, surrogate, privateUse
    case controlSpace
}

/// A set of categories: one bit each.
struct Categories: OptionSet, Hashable, Sendable {
    let rawValue: UInt32

    @inline(__always) init(rawValue: UInt32) { self.rawValue = rawValue }

    init(_ categories: Category...) { rawValue = categories.reduce(0) { $0 | 1 << UInt32($1.rawValue) } }

    @inline(__always) func has(_ other: Categories) -> Bool { rawValue & other.rawValue != 0 }

    static let letters = Categories(.upper, .lower, .title, .modifier, .otherLetter)
    static let marks = Categories(.nonspacingMark, .spacingMark, .enclosingMark)
    static let numbers = Categories(.digit, .letterNumber, .otherNumber)
    static let punctuation = Categories(
        .connector,
        .dash,
        .open,
        .close,
        .initialQuote,
        .finalQuote,
        .otherPunctuation
    )
    static let symbols = Categories(.mathSymbol, .currency, .modifierSymbol, .otherSymbol)
    static let separators = Categories(.space, .lineSeparator, .paragraphSeparator)
    static let whitespace = Categories(.space, .lineSeparator, .paragraphSeparator, .controlSpace)
    static let controls = Categories(.control, .controlSpace)
    static let others = Categories(.control, .controlSpace, .format, .surrogate, .privateUse, .unassigned)
    /// What may stand first in a word of GPT-4o's and Tekken's patterns, and what may follow.
    static let wordHead = Categories(.upper, .title, .modifier, .otherLetter).union(marks)
    static let wordTail = Categories(.lower, .modifier, .otherLetter).union(marks)

    /// The set of a name in a regular expression (`L`, `Lu`, `Nd`, …).
    init?(named name: some StringProtocol) {
        switch name {
        case "L": self = .letters
        case "M": self = .marks
        case "N": self = .numbers
        case "P": self = .punctuation
        case "S": self = .symbols
        case "Z": self = .separators
        case "C": self = .others
        case "Cc": self = .controls
        default:
            let names = [
                "Cn", "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi",
                "Pf", "Po", "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co",
            ]
            guard let index = names.firstIndex(where: { $0 == name }) else { return nil }
            self.init(rawValue: 1 << UInt32(index))
        }
    }
}
