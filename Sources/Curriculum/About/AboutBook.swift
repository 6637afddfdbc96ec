/// What there is to know about Martlet, one answer a fact and many ways to ask for it, in this notation:
///
///     a The answer, in one to three sentences.
///     b Another wording of the answer, where there is one.
///     q questions less their question mark; as phrases
///     k key words, as people type them into a search field
struct AboutBook: Sendable {
    struct Fact: Sendable {
        var answers: [String] = []
        var questions: [Phrase] = []
        var keywords: [Phrase] = []
    }

    let facts: [Fact]

    static let shared = AboutBook(AboutTexts.all)

    init(_ texts: [String]) {
        var facts: [Fact] = []
        for text in texts {
            var fact = Fact()
            for line in text.split(separator: "\n") where line.utf8.count > 2 {
                let rest = String(line.dropFirst(2))
                switch line.first {
                case "a":
                    if !fact.answers.isEmpty { facts.append(fact) }
                    fact = Fact(answers: [rest])
                case "b": fact.answers.append(rest)
                case "q": fact.questions += rest.split(separator: ";").map { Phrase(String($0.drop { $0 == " " })) }
                default: fact.keywords += rest.split(separator: ";").map { Phrase(String($0.drop { $0 == " " })) }
                }
            }
            if !fact.answers.isEmpty { facts.append(fact) }
        }
        self.facts = facts
    }
}

/// The texts of `AboutBook`.
enum AboutTexts {
    static let all: [String] = [basics, switching, configuration, models, serving, failing, interfaces, inside]
}
