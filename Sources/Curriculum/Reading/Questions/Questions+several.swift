/// Questions whose answer follows from several facts.
extension Questions {
    /// Names or values in the order of the notes.
    func list(in text: String, _ dice: inout Dice) -> Asked? {
        let kinds = world.entities.map(\.kind)
        let kind = dice.pick(kinds)
        let members = world.entities.indices.filter { world.entities[$0].kind === kind }
        guard members.count > 1, members.count < 9 else { return nil }
        let word = dice.pick(kind.words)
        switch dice.below(3) {
        case 0:
            let asked = Self.ended(dice.pick(Self.listsOfAll).text(Filling(kind: Words.plural(word)), &dice), "?")
            return listed(asked, members.map { world.entities[$0].name }, in: text)
        case 1:
            let asked = Self.ended(dice.pick(Self.counts).text(Filling(kind: Words.plural(word)), &dice), "?")
            guard listed(asked, members.map { world.entities[$0].name }, in: text) != nil else { return nil }
            return Asked(question: asked, answer: String(members.count), kind: .count)
        default:
            return sharers(of: members, word, in: text, &dice)
        }
    }

    /// Those that have a value in common.
    private func sharers(of members: [Int], _ word: String, in text: String, _ dice: inout Dice) -> Asked? {
        let facts = world.facts.filter { members.contains($0.entity) && $0.former == nil && !$0.isUnknown }
        guard
            let one = facts.first(where: { fact in
                facts.contains { $0.entity != fact.entity && $0.relation === fact.relation && $0.value == fact.value }
            })
        else { return nil }
        let same = facts.filter { $0.relation === one.relation && $0.value == one.value }.map {
            world.entities[$0.entity].name
        }
        guard same.count > 1, same.count < members.count || members.count > 1 else { return nil }
        let filling = Filling(value: one.value, noun: one.noun, kind: Words.plural(word))
        let asked = Self.ended(dice.pick(Self.shared).text(filling, &dice), "?")
        if dice.chance(25) {
            let counted = "How many \(filling.kind) have \(one.value) as their \(one.noun)?"
            return Asked(question: counted, answer: String(same.count), kind: .count)
        }
        return listed(asked, same, in: text)
    }

    private func listed(_ question: String, _ names: [String], in text: String) -> Asked? {
        var places: [(Int, String)] = []
        for name in names {
            guard let place = text.place(of: name) else { return nil }
            places.append((place, name))
        }
        places.sort { $0.0 < $1.0 }
        return Asked(question: question, answer: places.map(\.1).joined(separator: ", "), kind: .list)
    }

    /// Which of two has more.
    func comparison(_ dice: inout Dice) -> Asked? {
        let numbered = world.facts.filter {
            $0.former == nil && $0.relation.value.isCount && Self.number($0.value) != nil
        }
        guard numbered.count > 1 else { return nil }
        let one = dice.pick(numbered)
        guard
            let other = numbered.first(where: {
                $0.relation === one.relation && $0.entity != one.entity && $0.value != one.value
            }),
            let first = Self.number(one.value), let second = Self.number(other.value)
        else { return nil }
        let wantsMore = dice.chance(60)
        let names = [world.entities[one.entity].name, world.entities[other.entity].name]
        let forms =
            one.relation.value == .year
            ? (wantsMore ? Self.laters : Self.earliers) : (wantsMore ? Self.mores : Self.fewers)
        let filling = Filling(noun: one.noun, first: names[0], second: names[1])
        let asked = Self.ended(dice.pick(forms).text(filling, &dice), "?")
        return Asked(question: asked, answer: (first > second) == wantsMore ? names[0] : names[1], kind: .compare)
    }

    static func number(_ text: String) -> Int? {
        Int(String(decoding: text.utf8.filter { $0 != UInt8(ascii: ",") }, as: UTF8.self))
    }

    private static let listsOfAll: [Phrase] = GeneralForms.phrases(
        """
        Which {K} are (mentioned|named|listed)( in the notes|)
        What {K} do the notes (mention|name|list)
        List (all|the) {K}( in the notes|)
        Name (all|the) {K}( that are mentioned|)
        What are the names of the {K}
        """
    )
    private static let counts: [Phrase] = GeneralForms.phrases(
        """
        How many {K} are (mentioned|named|listed)( in the notes|)
        How many {K} do the notes (mention|name)
        What is the number of {K} in the notes
        Count the {K} in the notes
        """
    )
    private static let shared: [Phrase] = GeneralForms.phrases(
        """
        Which {K} have {V} as their {N}
        Which {K} have the {N} {V}
        What {K} share the {N} {V}
        List the {K} whose {N} is {V}
        For which {K} is the {N} {V}
        """
    )
    private static let mores: [Phrase] = GeneralForms.phrases(
        """
        Which has the (higher|larger|greater) {N}, {A} or {B}
        Does {A} or {B} have the (higher|larger|greater) {N}
        Whose {N} is (higher|larger|greater), that of {A} or that of {B}
        {A} or {B}: which has the (higher|larger) {N}
        """
    )
    private static let fewers: [Phrase] = GeneralForms.phrases(
        """
        Which has the (lower|smaller) {N}, {A} or {B}
        Does {A} or {B} have the (lower|smaller) {N}
        Whose {N} is (lower|smaller), that of {A} or that of {B}
        {A} or {B}: which has the (lower|smaller) {N}
        """
    )
    private static let laters: [Phrase] = GeneralForms.phrases(
        """
        Which has the later {N}, {A} or {B}
        Does {A} or {B} have the (later|more recent) {N}
        Whose {N} is later, that of {A} or that of {B}
        """
    )
    private static let earliers: [Phrase] = GeneralForms.phrases(
        """
        Which has the earlier {N}, {A} or {B}
        Does {A} or {B} have the earlier {N}
        Whose {N} is earlier, that of {A} or that of {B}
        """
    )
}
