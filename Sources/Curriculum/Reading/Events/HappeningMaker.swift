/// Makes happenings that share people, things and verbs, so that only the whole question leads to the answer.
struct HappeningMaker {
    func happenings(_ count: Int, _ dice: inout Dice) -> [Happening] {
        var made: [Happening] = []
        var people = (0..<max(2, count * 2 / 3)).map { _ in dice.person() }
        people = people.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
        for _ in 0..<count {
            let agent = dice.chance(75) ? dice.pick(people) : dice.person()
            let next = happening(agent: agent, besides: made, people, &dice)
            if !made.contains(where: { clashes($0, next) }) { made.append(next) }
        }
        return made
    }

    private func happening(
        agent: String,
        besides others: [Happening],
        _ people: [String],
        _ dice: inout Dice
    ) -> Happening {
        var group = dice.chance(14) ? VerbBook.invented(&dice) : dice.pick(VerbBook.groups)
        var object = dice.value(group.object)
        // The same thing again, with something else done to it.
        if let other = others.last, other.count == nil, dice.chance(35) {
            let alike = VerbBook.groups.filter { $0.object == other.group.object }
            if let one = alike.isEmpty ? nil : dice.pick(alike) {
                group = one
                object = other.object
            }
        }
        var count: String?
        if group.object == .thing, dice.chance(18) {
            count = dice.value(.small)
            object = Words.plural(object)
        }
        var roles: [Happening.Role: String] = [:]
        if dice.chance(45) { roles[.place] = dice.city() }
        if dice.chance(45) { roles[.time] = dice.moment() }
        if dice.chance(18), group.object == .thing { roles[.tool] = dice.thing() }
        if dice.chance(16) { roles[.reason] = dice.reason() }
        if dice.chance(16) { roles[.receiver] = dice.chance(60) ? dice.person() : dice.company() }
        if group.isTrade, dice.chance(60) { roles[.price] = dice.money() }
        if dice.chance(12) { roles[.company] = dice.person() }
        return Happening(
            group: group,
            agent: agent,
            object: object,
            count: count,
            roles: roles,
            pronoun: dice.chance(50) ? "she" : "he",
            seed: dice.next()
        )
    }

    /// Whether a question on one could be taken for one on the other.
    private func clashes(_ one: Happening, _ other: Happening) -> Bool {
        let same = one.group.verbs.contains { verb in other.group.verbs.contains { $0.base == verb.base } }
        return same
            && (one.agent == other.agent || one.object == other.object || one.object.holds(other.object)
                || other.object.holds(one.object))
    }
}
