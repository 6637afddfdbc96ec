extension NotesWriter {
    mutating func list(_ block: Block, _ layout: Layout, _ dice: inout Dice) -> Passage {
        switch layout {
        case .statements: statementList(block, &dice)
        case .byRelation: relationList(block, &dice)
        default: fieldList(block, layout, &dice)
        }
    }

    /// A list of sentences.
    private mutating func statementList(_ block: Block, _ dice: inout Dice) -> Passage {
        let mark = dice.pick(["- ", "* ", "• ", "1", "1)", "– "])
        var lines: [String] = []
        var order = block.facts
        if dice.chance(50) { dice.shuffle(&order) }
        let stop = dice.chance(50) ? "." : ""
        for (index, fact) in order.enumerated() {
            let line = statements.sentence(world.facts[fact]) + stop
            notes.lines[fact] = line
            let own = mark == "1" ? "\(index + 1). " : mark == "1)" ? "\(index + 1)) " : mark
            lines.append(own + line)
        }
        return Passage(title: heading(block, &dice), text: lines.joined(separator: "\n"))
    }

    /// "Founder: V" under the name of the thing.
    private func fieldList(_ block: Block, _ layout: Layout, _ dice: inout Dice) -> Passage {
        let head = dice.pick(["# ", "## ", "", "** ", "=== ", "Name: ", "[", "> "])
        let mark = layout == .fields ? dice.pick(["", "  ", "\t"]) : dice.pick(["- ", "* ", "  - ", "• "])
        let between = dice.pick([": ", " = ", " - ", ": ", " – ", " | ", "\t"])
        let bold = layout == .wiki || dice.chance(15)
        var parts: [String] = []
        for entity in block.entities {
            let facts = block.facts.filter { world.facts[$0].entity == entity }
            guard !facts.isEmpty else { continue }
            let name = world.entities[entity].name
            var lines = [headed(name, head)]
            for fact in facts {
                let noun = Words.capitalized(world.facts[fact].noun)
                lines.append(mark + (bold ? "**\(noun)**" : noun) + between + shown(world.facts[fact]))
            }
            let end = layout == .cards ? "\n---" : ""
            parts.append(lines.joined(separator: "\n") + end)
        }
        return Passage(text: parts.joined(separator: dice.chance(60) ? "\n\n" : "\n"))
    }

    private func headed(_ name: String, _ head: String) -> String {
        switch head {
        case "** ": "**\(name)**"
        case "=== ": "=== \(name) ==="
        case "[": "[\(name)]"
        case "": name + ":"
        default: head + name
        }
    }

    /// One relation at a time, thing by thing.
    private func relationList(_ block: Block, _ dice: inout Dice) -> Passage {
        var families: [String] = []
        for fact in block.facts where !families.contains(world.facts[fact].relation.family) {
            families.append(world.facts[fact].relation.family)
        }
        let between = dice.pick([": ", " - ", " → ", " = "])
        var parts: [String] = []
        for family in families {
            let facts = block.facts.filter { world.facts[$0].relation.family == family }
            let title = Words.capitalized(world.facts[facts[0]].noun)
            if dice.chance(30) {
                let items = facts.map { "\(world.entities[world.facts[$0].entity].name) (\(shown(world.facts[$0])))" }
                parts.append(title + ": " + items.joined(separator: ", "))
            } else {
                let items = facts.map {
                    "- " + world.entities[world.facts[$0].entity].name + between + shown(world.facts[$0])
                }
                parts.append(title + ":\n" + items.joined(separator: "\n"))
            }
        }
        return Passage(text: parts.joined(separator: "\n"))
    }

    /// A value as it stands behind a colon; what it was before stands with it.
    func shown(_ fact: Fact) -> String {
        guard let former = fact.former else { return fact.value }
        return "\(fact.value) (before: \(former))"
    }
}
