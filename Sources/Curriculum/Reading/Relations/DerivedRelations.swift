/// Relations that any thing may have, made from words and their family: whoever inspects is the inspector, what is 3 m wide has a
/// width, what was repaired was repaired by somebody, somewhere, at some time.
enum DerivedRelations {
    /// Some of them, alike (one deed's who, when and where; several agents) or not.
    static func columns(_ count: Int, _ dice: inout Dice) -> [Relation] {
        let pool = dice.chance(40) ? dice.pick(deeds) : dice.pick([agents, measures, all, all])
        return dice.sample(pool, count)
    }

    static let all: [Relation] = deeds.flatMap(\.self) + agents + measures

    /// From "inspector inspects inspected".
    static let agents: [Relation] = DerivedTexts.agents.split(separator: "\n").map { line in
        let words = line.split(separator: ",").map(String.init)
        let (noun, present, participle) = (words[0], words[1], words[2])
        let other = words.count > 3 ? words[3] : present
        return Relation(
            family: "agent " + noun,
            value: .person,
            nouns: phrases(noun),
            predicates: phrases(
                "is \(participle) by {V};has {V} as {G} \(noun);is being \(participle) by {V};relies on {V} as {G} \(noun)"
            ),
            sentences: phrases(
                "{V} \(present) {X};{V} \(other) {X};{V} is the \(noun) of {X};it is {V} who \(present) {X};{V}, the \(noun) of {X}, was there;the one who \(other) {X} is {V}"
            ),
            questions: phrases(
                "Who \(present) {X};Who \(other) {X};Who is the \(noun) of {X};By whom is {X} \(participle);Who is {X} \(participle) by;Who is {X}'s \(noun);What is the name of the person who \(present) {X};{X} is \(participle) by whom"
            )
        )
    }

    /// From "width,wide,length": nouns, adjectives, and what they are measured in.
    static let measures: [Relation] = DerivedTexts.measures.split(separator: "\n").compactMap { line in
        let words = line.split(separator: ",").map(String.init)
        guard let kind = ValueKind(rawValue: words[2]) else { return nil }
        let (noun, adjective) = (words[0], words[1])
        let extra = words.count > 3 ? ["is {V} \(adjective)"] : []
        return Relation(
            family: "measure " + noun,
            value: kind,
            nouns: phrases(noun),
            predicates: phrases(
                (extra + ["has {a} \(noun) of {V}", "comes to {V} in \(noun)", "reaches {a} \(noun) of {V}"]).joined(
                    separator: ";"
                )
            ),
            sentences: phrases(
                "the \(noun) of {X} comes to {V};we measured {a} \(noun) of {V} for {X};{X}'s \(noun) was put at {V};at {V}, the \(noun) of {X} is as it should be"
            ),
            questions: phrases(
                "How \(adjective) is {X};What is the \(noun) of {X};What \(noun) does {X} have;What is {X}'s \(noun);How \(adjective) would you say {X} is"
            )
        )
    }

    /// From groups of participles that mean the same: when, where, by whom, for how much, with what, why.
    static let deeds: [[Relation]] = DerivedTexts.deeds.split(separator: "\n").map { line in
        let words = line.split(separator: ",").map(String.init)
        let deed = words.count > 1 ? "(" + words.joined(separator: "|") + ")" : words[0]
        func relation(
            _ role: String,
            _ kind: ValueKind,
            _ noun: String,
            _ tail: String,
            _ questions: String,
            _ more: String = ""
        ) -> Relation {
            Relation(
                family: words[0] + " " + role,
                value: kind,
                nouns: phrases(noun),
                predicates: phrases("was \(deed) \(tail);has been \(deed) \(tail)"),
                sentences: phrases("{X} was \(deed) \(tail)" + (more.isEmpty ? "" : ";" + more)),
                questions: phrases(questions)
            )
        }
        let noun = words[0]
        return [
            relation(
                "when",
                .date,
                "date \(noun);\(noun) on",
                "on {V}",
                "When was {X} \(deed);On (what|which) (day|date) was {X} \(deed);What is the date on which {X} was \(deed)",
                "it was on {V} that {X} was \(deed);on {V}, {X} was \(deed)"
            ),
            relation(
                "where",
                .city,
                "place where it was \(noun);\(noun) in",
                "in {V}",
                "Where was {X} \(deed);In (what|which) (town|city|place) was {X} \(deed)",
                "it was in {V} that {X} was \(deed);{V} is where {X} was \(deed)"
            ),
            relation(
                "who",
                .person,
                "\(noun) by",
                "by {V}",
                "Who was {X} \(deed) by;By whom was {X} \(deed);Which person had {X} \(deed)",
                "{V} had {X} \(deed);it was {V} by whom {X} was \(deed)"
            ),
            relation(
                "firm",
                .company,
                "company that had it \(noun)",
                "on behalf of {V}",
                "On (whose behalf|behalf of which company) was {X} \(deed);Which company had {X} \(deed);For which firm was {X} \(deed)"
            ),
            relation(
                "cost",
                .money,
                "cost of having it \(noun)",
                "at a cost of {V}",
                "How much did it cost when {X} was \(deed);At what cost was {X} \(deed);What was paid when {X} was \(deed)",
                "it cost {V} to have {X} \(deed);{V} was paid when {X} was \(deed)"
            ),
            relation(
                "time",
                .duration,
                "time it took until it was \(noun)",
                "within {V}",
                "How long did it take until {X} was \(deed);Within what time was {X} \(deed)",
                "it took {V} until {X} was \(deed)"
            ),
            relation(
                "tool",
                .thing,
                "tool with which it was \(noun)",
                "with the help of {a} {V}",
                "With (what|which tool) was {X} \(deed);What helped when {X} was \(deed);With the help of what was {X} \(deed)"
            ),
            relation(
                "why",
                .reason,
                "reason why it was \(noun)",
                "because {V}",
                "Why was {X} \(deed);For what reason was {X} \(deed);What was the reason that {X} was \(deed)",
                "because {V}, {X} was \(deed)"
            ),
            relation(
                "often",
                .small,
                "number of times it was \(noun)",
                "{V} times",
                "How (often|many times) was {X} \(deed)",
                "{V} times {X} was \(deed)"
            ),
        ]
    }

    private static func phrases(_ text: String) -> [Phrase] {
        text.split(separator: ";").map { Phrase(String($0)) }
    }
}
