/// Notes as a reader gets them: passages, perhaps with a title each.
struct Notes: Sendable {
    var passages: [Passage] = []
    /// The sentence or line that says a fact, by the fact's index; for those that say one fact and no other.
    var lines: [Int: String] = [:]

    var text: String { passages.map(\.whole).joined(separator: "\n\n") }
}

struct Passage: Sendable {
    var title: String?
    var text: String

    var whole: String {
        guard let title else { return text }
        return title + "\n" + text
    }
}

/// Ways in which facts are laid out.
enum Layout: CaseIterable, Sendable {
    case sentences, portrait, mixed, bullets, statements, fields, byRelation
    case markdownTable, commas, tabs, aligned, records
    case yaml, json, toml, ini, environment, properties
    case swift, python, script, dictionary
    case log, chat, mail, minutes, questions, wiki, changelog, cards

    /// How often each is taken.
    static let weights: [Int] = allCases.map { layout in
        switch layout {
        case .sentences: 16
        case .portrait: 14
        case .mixed: 10
        case .bullets, .statements, .fields: 5
        case .markdownTable, .commas, .aligned, .log, .chat, .mail, .minutes, .questions: 4
        default: 3
        }
    }
}
