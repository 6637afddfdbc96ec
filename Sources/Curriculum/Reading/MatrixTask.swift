/// Questions on a world of things and relations.
struct MatrixTask {
    let side: ReadingSource.Side?
    let size: Int

    func example(_ dice: inout Dice) -> Example? {
        let maker = WorldMaker()
        var world = maker.world(size: size, &dice)
        guard !world.facts.isEmpty else { return nil }
        let target = dice.below(world.facts.count)
        let fact = world.facts[target]
        if side != nil, fact.isUnknown { return nil }
        let form = dice.weighted([62, 14, 12, 12])
        let original = world
        var others = Array(world.facts.indices)
        others.remove(at: target)
        let extraCount = dice.chance(45) ? 0 : dice.within(1...min(5, 1 + world.facts.count))
        var asking = Dice(dice.next())
        var laying = Dice(dice.next())
        var wrapping = Dice(dice.next())
        let isElsewhere = side == .absent && dice.chance(8)
        if isElsewhere {
            // Notes about something else altogether, or none.
            world = dice.chance(75) ? maker.world(size: size, &dice) : World(entities: [], facts: [])
            others = []
        } else if side == .absent {
            world = without(target, world, maker, &dice)
            others = others.map { world.facts.count == others.count && $0 > target ? $0 - 1 : $0 }
        }
        var writer = NotesWriter(world)
        let notes = world.facts.isEmpty ? Self.nothing(&laying) : writer.write(&laying)
        let text = notes.text
        let questions = Questions(world: isElsewhere ? original : world)
        var asked: [Asked] = []
        if side == .absent {
            if let first = missing(fact, form, questions, maker, &asking) { asked.append(first) }
        } else if let first = present(fact, target, form, notes, text, questions, maker, &asking) {
            asked.append(first)
        }
        guard !asked.isEmpty else { return nil }
        asked += isElsewhere ? [] : extras(extraCount, others, notes, text, questions, maker, &asking, besides: fact)
        if side != nil, asked.count > 1, wrapping.chance(50) { asked.swapAt(0, asked.count - 1) }
        return Prompting.example(notes, asked, &wrapping)
    }

    /// What stands where notes should be when a search has found none.
    private static func nothing(_ dice: inout Dice) -> Notes {
        let words = dice.pick([
            "", "(none)", "No results.", "(nothing was found)", "[]", "-", "There are no notes yet.",
        ])
        return Notes(passages: [Passage(text: words)])
    }

    /// The world less one fact: left out, said of another thing, or another relation said of the same thing.
    private func without(_ target: Int, _ world: World, _ maker: WorldMaker, _ dice: inout Dice) -> World {
        var changed = world
        let fact = world.facts[target]
        let kind = world.entities[fact.entity].kind
        switch dice.below(10) {
        case 0..<3:
            changed.facts.remove(at: target)
        case 3:
            changed.facts[target] = maker.unknown(fact, &dice)
        case 4..<7:
            changed.entities.append(
                Entity(
                    kind: kind,
                    name: maker.freshName(kind, in: world, &dice),
                    pronoun: world.entities[fact.entity].pronoun
                )
            )
            changed.facts[target].entity = changed.entities.count - 1
        default:
            let free = kind.relations.filter { !world.holds($0, of: fact.entity) }
            let alike = free.filter { $0.value == fact.relation.value }
            guard let relation = alike.isEmpty ? free.first : dice.pick(alike) else {
                changed.facts.remove(at: target)
                return changed
            }
            changed.facts[target] = maker.fact(relation, of: fact.entity, in: world, &dice)
        }
        return changed
    }

    private func present(
        _ fact: Fact,
        _ index: Int,
        _ form: Int,
        _ notes: Notes,
        _ text: String,
        _ questions: Questions,
        _ maker: WorldMaker,
        _ dice: inout Dice
    ) -> Asked? {
        if fact.isUnknown { return missing(fact, 0, questions, maker, &dice) }
        let kind: Asked.Kind = fact.relation.value.isQuantity ? .number : .span
        switch form {
        case 1:
            let says = dice.chance(50)
            let value = says ? fact.value : otherValue(fact, questions.world, maker, &dice)
            guard text.holds(fact.value) else { return nil }
            return Asked(
                question: questions.claim(fact, value: value, &dice),
                answer: says ? "Yes" : "No",
                kind: .yesNo
            )
        case 2:
            let name = questions.world.entities[fact.entity].name
            if text.holds(name), isUnique(fact, questions.world), fact.former == nil {
                return Asked(question: questions.reverse(fact, &dice), answer: name, kind: .span)
            }
        case 3:
            if let line = notes.lines[index], text.holds(line) {
                return Asked(question: questions.quoting(fact, &dice), answer: line, kind: .quote)
            }
        default: break
        }
        if let former = fact.former, dice.chance(35), text.holds(former) {
            return Asked(question: questions.former(fact, &dice), answer: former, kind: kind)
        }
        guard text.holds(fact.value) else { return nil }
        return Asked(question: questions.direct(fact, &dice), answer: fact.value, kind: kind)
    }

    /// The question of a fact that the notes don't hold.
    private func missing(
        _ fact: Fact,
        _ form: Int,
        _ questions: Questions,
        _ maker: WorldMaker,
        _ dice: inout Dice
    ) -> Asked? {
        switch form {
        case 1:
            let value = dice.chance(50) ? fact.value : otherValue(fact, questions.world, maker, &dice)
            return .absent(questions.claim(fact, value: value, &dice))
        case 2:
            guard !questions.world.facts.contains(where: { $0.value == fact.value }) else { break }
            return .absent(questions.reverse(fact, &dice))
        case 3: return .absent(questions.quoting(fact, &dice))
        default: break
        }
        return .absent(questions.direct(fact, &dice))
    }

    private func extras(
        _ count: Int,
        _ others: [Int],
        _ notes: Notes,
        _ text: String,
        _ questions: Questions,
        _ maker: WorldMaker,
        _ dice: inout Dice,
        besides target: Fact
    ) -> [Asked] {
        let world = questions.world
        var asked: [Asked] = []
        var left = others
        dice.shuffle(&left)
        for _ in 0..<count {
            switch dice.below(100) {
            case 0..<22:
                if let fact = absentFact(world, maker, besides: target, &dice),
                    let one = missing(fact, dice.weighted([62, 14, 12, 12]), questions, maker, &dice)
                {
                    asked.append(one)
                }
            case 22..<34:
                if let one = dice.chance(50) ? questions.list(in: text, &dice) : questions.comparison(&dice) {
                    asked.append(one)
                }
            default:
                guard let index = left.popLast() else { continue }
                let form = dice.weighted([62, 14, 12, 12])
                if let one = present(world.facts[index], index, form, notes, text, questions, maker, &dice) {
                    asked.append(one)
                }
            }
        }
        return asked
    }

    /// A fact that could be: of a thing that is there with a relation that others have, or that its kind may have.
    private func absentFact(_ world: World, _ maker: WorldMaker, besides target: Fact, _ dice: inout Dice) -> Fact? {
        let entity = dice.below(world.entities.count)
        let kind = world.entities[entity].kind
        let siblings = world.facts.filter { world.entities[$0.entity].kind === kind }.map(\.relation)
        let wanted = (dice.chance(60) ? siblings : kind.relations).filter {
            !world.holds($0, of: entity) && !($0.family == target.relation.family && entity == target.entity)
        }
        guard !wanted.isEmpty else { return nil }
        return maker.fact(dice.pick(wanted), of: entity, in: world, &dice)
    }

    /// Another value of the same sort: that of another thing, or a new one.
    private func otherValue(_ fact: Fact, _ world: World, _ maker: WorldMaker, _ dice: inout Dice) -> String {
        let others = world.facts.filter { $0.relation === fact.relation && $0.value != fact.value && !$0.isUnknown }
        if !others.isEmpty, dice.chance(60) { return dice.pick(others).value }
        for _ in 0..<6 {
            let value = dice.value(fact.relation.value)
            if value != fact.value { return value }
        }
        return fact.value + "0"
    }

    private func isUnique(_ fact: Fact, _ world: World) -> Bool {
        world.facts.filter { $0.value == fact.value || $0.former == fact.value }.count == 1
    }
}
