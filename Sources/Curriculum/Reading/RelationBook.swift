/// All the relations that are written down in `Relations/`, in this notation:
///
///     @ company : company|firm : it : {company}     a sort of thing: its words, its pronoun, how one is named
///     = founded/start : year                        a relation (and its family, where that differs): the kind of its values
///     n founding year; year of foundation           nouns
///     p was (founded|set up) in {V}                 predicates
///     s {X} has existed since {V}                   sentences
///     q When was {X} (founded|set up)               questions
///     r Which {K} goes back to {V}                  questions for the subject
struct RelationBook: Sendable {
    let kinds: [EntityKind]

    static let shared = RelationBook(RelationTexts.all)

    init(_ texts: [String]) {
        kinds = texts.flatMap { RelationReader.kinds(of: $0) }
    }
}

/// Reads the notation of `RelationBook`.
private struct RelationReader {
    private var kinds: [EntityKind] = []
    private var heading: (name: String, words: [String], pronoun: String, naming: Phrase)?
    private var relations: [Relation] = []
    private var family = ""
    private var value = ValueKind.word
    private var lines: [Character: [Phrase]] = [:]

    static func kinds(of text: String) -> [EntityKind] {
        var reader = RelationReader()
        for line in text.split(separator: "\n") { reader.take(String(line)) }
        reader.endKind()
        return reader.kinds
    }

    private mutating func take(_ line: String) {
        guard let mark = line.first, line.count > 2 else { return }
        let rest = String(line.dropFirst(2))
        switch mark {
        case "@":
            endKind()
            let fields = Self.split(rest, at: ":")
            guard fields.count == 4 else { return }
            heading = (fields[0], Self.split(fields[1], at: "|"), fields[2], Phrase(fields[3]))
        case "=":
            endRelation()
            let fields = Self.split(rest, at: ":")
            family = Self.split(fields[0], at: "/").last ?? ""
            value = fields.count > 1 ? ValueKind(rawValue: fields[1]) ?? .word : .word
        default:
            lines[mark, default: []] += Self.split(rest, at: ";").map { Phrase($0) }
        }
    }

    private mutating func endRelation() {
        defer { lines = [:] }
        guard let nouns = lines["n"] else { return }
        relations.append(
            Relation(
                family: family,
                value: value,
                nouns: nouns,
                predicates: lines["p"] ?? [],
                sentences: lines["s"] ?? [],
                questions: lines["q"] ?? [],
                reverse: lines["r"] ?? []
            )
        )
    }

    private mutating func endKind() {
        endRelation()
        if let heading {
            kinds.append(
                EntityKind(
                    name: heading.name,
                    words: heading.words,
                    pronoun: heading.pronoun,
                    naming: heading.naming,
                    relations: relations
                )
            )
        }
        relations = []
        heading = nil
    }

    private static func split(_ text: String, at mark: Character) -> [String] {
        text.split(separator: mark).map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
    }
}
