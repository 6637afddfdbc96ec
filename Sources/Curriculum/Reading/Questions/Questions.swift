/// Asks for what a world's facts say.
struct Questions {
    let world: World

    /// For the value: "Who leads X?"
    func direct(_ fact: Fact, _ dice: inout Dice) -> String {
        let relation = fact.relation
        let filling = filling(fact, &dice)
        if !relation.questions.isEmpty, dice.chance(74) {
            return Self.ended(dice.pick(relation.questions).text(filling, &dice), "?")
        }
        if relation.value.isPerson, dice.chance(40) {
            return Self.ended(dice.pick(GeneralForms.personQuestions).text(filling, &dice), "?")
        }
        if dice.chance(24) {
            return Self.ended(dice.pick(GeneralForms.commands).text(filling, &dice), dice.pick([".", "", "!", "?"]))
        }
        return Self.ended(dice.pick(GeneralForms.questions).text(filling, &dice), "?")
    }

    /// For what the value was before.
    func former(_ fact: Fact, _ dice: inout Dice) -> String {
        Self.ended(dice.pick(GeneralForms.formerQuestions).text(filling(fact, &dice), &dice), "?")
    }

    /// For the thing that has the value: "Which company was founded in 1987?"
    func reverse(_ fact: Fact, _ dice: inout Dice) -> String {
        let relation = fact.relation
        let kind = world.entities[fact.entity].kind
        var filling = filling(fact, &dice)
        filling.kind = dice.pick(kind.words)
        if !relation.predicates.isEmpty, dice.chance(65) {
            let who = kind.isPerson ? dice.pick(["Who", "Who", "Which \(filling.kind)"]) : "Which \(filling.kind)"
            filling.genitive = kind.isPerson ? "their" : "its"
            return Self.ended(who + " " + dice.pick(relation.predicates).text(filling, &dice), "?")
        }
        if kind.isPerson, dice.chance(50) { return Self.ended("Whose \(filling.noun) is \(fact.value)", "?") }
        filling.genitive = kind.isPerson ? "their" : "its"
        return Self.ended(dice.pick(GeneralForms.reverse).text(filling, &dice), "?")
    }

    /// Whether the value is this.
    func claim(_ fact: Fact, value: String, _ dice: inout Dice) -> String {
        var claimed = fact
        claimed.value = value
        let filling = filling(claimed, &dice)
        if !fact.relation.predicates.isEmpty, dice.chance(62) {
            let predicate = dice.pick(fact.relation.predicates).text(filling, &dice)
            return Self.ended(Self.turned(filling.subject, predicate, &dice), "?")
        }
        return Self.ended(dice.pick(GeneralForms.claims).text(filling, &dice), "?")
    }

    /// For the sentence that says it.
    func quoting(_ fact: Fact, _ dice: inout Dice) -> String {
        let filling = filling(fact, &dice)
        if dice.chance(35) {
            let asked = direct(fact, &dice)
            return dice.pick(Self.quotesOfQuestions).text(Filling(value: asked), &dice)
        }
        let text = dice.pick(Self.quotes).text(filling, &dice)
        return text + (text.hasPrefix("Wh") && !text.holds("?") ? "?" : ".")
    }

    private func filling(_ fact: Fact, _ dice: inout Dice) -> Filling {
        let entity = world.entities[fact.entity]
        let alone = !world.entities.contains {
            $0.name != entity.name && !$0.kind.words.allSatisfy { !entity.kind.words.contains($0) }
        }
        let name = alone && dice.chance(14) ? entity.description(&dice) : entity.name
        let noun = dice.chance(60) ? fact.noun : dice.pick(fact.relation.nouns).text(Filling(), &dice)
        return Filling(
            subject: name,
            value: fact.value,
            noun: noun,
            other: fact.former ?? "",
            kind: entity.kind.words[0],
            genitive: entity.genitive
        )
    }

    static func ended(_ text: String, _ mark: String) -> String {
        let trimmed = text.hasSuffix(" ") ? String(text.dropLast()) : text
        return Statements.begun(trimmed) + mark
    }

    /// "X was founded in 1987" as a question.
    private static func turned(_ subject: String, _ predicate: String, _ dice: inout Dice) -> String {
        let words = predicate.split(separator: " ", maxSplits: 1).map(String.init)
        if words.count == 2, dice.chance(80) {
            let (verb, rest) = (words[0], words[1])
            if ["is", "was", "will", "can", "must", "may", "could", "should"].contains(verb) {
                return "\(verb) \(subject) \(rest)"
            }
            if verb == "has", ["been", "run", "moved", "replaced"].contains(rest.prefix { $0 != " " }) {
                return "has \(subject) \(rest)"
            }
            if let base = Words.base(ofThirdPerson: verb) { return "does \(subject) \(base) \(rest)" }
        }
        return dice.pick(
            ["is it (true|right|correct|the case)", "do the notes say", "can one say", "does it say"].map { Phrase($0) }
        )
        .text(Filling(), &dice) + " that \(subject) \(predicate)"
    }

    private static let quotes: [Phrase] = GeneralForms.phrases(
        """
        Quote the (sentence|line) that (gives|states|mentions) the {N} of {X}
        Which (sentence|line) (gives|states|mentions|tells) the {N} of {X}
        Quote the (sentence|line) about the {N} of {X}
        (Copy|Repeat|Give me|Find|Show me|Cite) the (sentence|line) with the {N} of {X}
        Where do the notes (say|mention) what the {N} of {X} is? Quote it
        (Copy|Find) the sentence that says what the {N} of {X} is, word for word
        """
    )
    private static let quotesOfQuestions: [Phrase] = GeneralForms.phrases(
        """
        Quote the (sentence|line) that answers this: {V}
        {V} (Quote|Copy|Cite) the (sentence|line) that says so.
        {V} Answer with the (sentence|line) from the notes.
        {V} Answer with a quote.
        Which (sentence|line) answers the question "{V}"
        """
    )
}
