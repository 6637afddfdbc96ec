/// What somebody typed into a search box, as a question for FTS5: all of the words, the last one perhaps not finished.
///
/// Every word is quoted, so that nothing in it means anything to FTS5.
struct SearchWords {
    let expression: String

    /// More words than anybody looks for would only cost time.
    private static let limit = 16

    /// Nil where there is no word: FTS5 takes nothing that has neither letters nor digits for one.
    init?(_ text: String) {
        let words = text.unicodeScalars.split { !Self.isOfWord($0) }.prefix(Self.limit)
        guard !words.isEmpty else { return nil }
        expression = words.map { "\"\(String(String.UnicodeScalarView($0)))\"" }.joined(separator: " ") + "*"
    }

    private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
            .letterNumber, .otherNumber, .nonspacingMark, .spacingMark, .enclosingMark, .privateUse:
            true
        default: false
        }
    }
}
