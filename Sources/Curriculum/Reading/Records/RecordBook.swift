/// The papers of `RecordTexts`, read.
struct RecordBook: Sendable {
    struct Field: Sendable {
        let kind: ValueKind
        let questions: [Phrase]
    }

    struct Line: Sendable {
        let phrase: Phrase
        /// Which fields it tells.
        let fields: [Int]
    }

    struct Paper: Sendable {
        var headings: [String] = []
        var key = ValueKind.word
        var fields: [Field] = []
        var reverse: [Phrase] = []
        /// Which field the reverse questions go by.
        var reverseField = 0
        var lines: [Line] = []
    }

    let papers: [Paper]

    static let shared = RecordBook(RecordTexts.all)

    init(_ texts: [String]) {
        var papers: [Paper] = []
        for line in texts.flatMap({ $0.split(separator: "\n") }) where line.utf8.count > 2 {
            let rest = String(line.dropFirst(2))
            let last = papers.count - 1
            switch line.first {
            case "@": papers.append(Paper(headings: rest.split(separator: "|").map(String.init)))
            case "x": papers[last].key = ValueKind(rawValue: rest) ?? .word
            case "f":
                let parts = rest.split(separator: " ", maxSplits: 1).map(String.init)
                papers[last].fields.append(
                    Field(kind: ValueKind(rawValue: parts[0]) ?? .word, questions: Self.phrases(parts[1]))
                )
            case "r":
                papers[last].reverse += Self.phrases(rest)
                papers[last].reverseField = rest.holds("{B}") ? 1 : 0
            default:
                let marks = ["{A}", "{B}", "{C}", "{D}"]
                papers[last].lines.append(
                    Line(phrase: Phrase(rest), fields: marks.indices.filter { rest.holds(marks[$0]) })
                )
            }
        }
        self.papers = papers
    }

    private static func phrases(_ text: String) -> [Phrase] {
        text.split(separator: ";").map { Phrase(String($0.drop { $0 == " " })) }
    }
}
