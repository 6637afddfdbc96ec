/// Writes facts as sentences.
struct Statements {
    let world: World

    /// The sentence of one fact, with the full name of what it is about, without its full stop.
    func sentence(_ fact: Fact) -> String {
        var dice = Dice(fact.seed)
        let entity = world.entities[fact.entity]
        for _ in 0..<5 {
            let text = sentence(fact, of: entity, named: entity.name, &dice)
            if !Self.beginsSmall(text, with: fact.value) { return framed(Self.begun(text), &dice) }
        }
        return "Note that " + predicateSentence(fact, of: entity, &dice)
    }

    /// "According to the minutes, …", or with something behind it, now and then.
    private func framed(_ sentence: String, _ dice: inout Dice) -> String {
        switch dice.below(100) {
        case 0..<6: sentence + Chatter.tail(&dice)
        case 6..<17: Words.capitalized(Chatter.frame(&dice)) + " " + Chatter.lowered(sentence)
        default: sentence
        }
    }

    /// The same with a pronoun, or "the company", in place of the name; nil where its words don't allow that.
    func laterSentence(_ fact: Fact, calling name: String) -> String? {
        var dice = Dice(fact.seed)
        guard fact.former == nil, !fact.isUnknown, !fact.relation.predicates.isEmpty else { return nil }
        let entity = world.entities[fact.entity]
        return Self.begun(name + " " + predicate(fact, of: entity, &dice))
    }

    /// "was founded in 1987": what can stand behind a name; nil where the relation has no such words.
    func predicate(_ fact: Fact) -> String? {
        guard fact.former == nil, !fact.isUnknown, !fact.relation.predicates.isEmpty else { return nil }
        var dice = Dice(fact.seed)
        return predicate(fact, of: world.entities[fact.entity], &dice)
    }

    private func predicate(_ fact: Fact, of entity: Entity, _ dice: inout Dice) -> String {
        dice.pick(fact.relation.predicates).text(filling(fact, entity, entity.name), &dice)
    }

    private func predicateSentence(_ fact: Fact, of entity: Entity, _ dice: inout Dice) -> String {
        "the \(fact.noun) of \(entity.name) is \(fact.value)"
    }

    private func sentence(_ fact: Fact, of entity: Entity, named name: String, _ dice: inout Dice) -> String {
        let filling = filling(fact, entity, name)
        let relation = fact.relation
        if fact.isUnknown { return dice.pick(GeneralForms.gaps).text(filling, &dice) }
        if fact.former != nil {
            let open = relation.predicates.isEmpty
            return dice.pick(open && dice.chance(60) ? GeneralForms.changes : GeneralForms.corrections).text(
                filling,
                &dice
            )
        }
        let roll = dice.below(100)
        if roll < 58, !relation.predicates.isEmpty {
            let aside = dice.chance(8) ? Chatter.aside(&dice) : ""
            return name + aside + " " + dice.pick(relation.predicates).text(filling, &dice)
        }
        if roll < 76, !relation.sentences.isEmpty { return dice.pick(relation.sentences).text(filling, &dice) }
        if relation.value.isPerson, dice.chance(25) {
            return dice.pick(GeneralForms.personStatements).text(filling, &dice)
        }
        return dice.pick(GeneralForms.statements).text(filling, &dice)
    }

    func filling(_ fact: Fact, _ entity: Entity, _ name: String) -> Filling {
        Filling(
            subject: name,
            value: fact.value,
            noun: fact.noun,
            other: fact.former ?? "",
            kind: entity.kind.words[0],
            genitive: entity.genitive
        )
    }

    /// Whether a value that is written small would have to be written with a capital.
    static func beginsSmall(_ text: String, with value: String) -> Bool {
        guard let first = value.utf8.first, (97...122).contains(first) else { return false }
        return text.hasPrefix(value)
    }

    /// With a capital letter, but for names that are no words: `db-3.local`.
    static func begun(_ text: String) -> String {
        for byte in text.utf8.prefix(24) {
            if byte == 32 { break }
            if !(65...90).contains(byte), !(97...122).contains(byte), byte != 39, byte != 44, byte < 128 { return text }
        }
        return Words.capitalized(text)
    }
}
