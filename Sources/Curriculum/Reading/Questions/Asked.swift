/// One question with its one right answer.
struct Asked: Sendable, Equatable {
    /// With its question mark or full stop.
    var question: String
    var answer: String
    var kind: Kind
    /// Whether the answer stands in the notes as it is.
    var isQuoted: Bool { kind == .span || kind == .number || kind == .quote }

    enum Kind: String, Sendable {
        case span, number, yesNo = "yes-no", list, absent, quote, compare, count
    }

    /// What is answered where the notes don't hold it.
    static let noAnswer = "I don't have enough information to answer this question."

    static func absent(_ question: String) -> Asked {
        Asked(question: question, answer: noAnswer, kind: .absent)
    }
}
