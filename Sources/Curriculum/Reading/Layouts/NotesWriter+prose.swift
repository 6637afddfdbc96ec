extension NotesWriter {
    /// One sentence a fact, each with the full name, in any order.
    mutating func sentences(_ block: Block, _ dice: inout Dice) -> Passage {
        var order = block.facts
        dice.shuffle(&order)
        let chatter = dice.chance(45)
        var text = ""
        var index = 0
        while index < order.count {
            let fact = order[index]
            var line = statements.sentence(world.facts[fact])
            index += 1
            // Two in a sentence: one of them is beside the point.
            if index < order.count, dice.chance(16) {
                let next = order[index]
                index += 1
                line +=
                    dice.pick([", while ", "; ", ", and ", ", but ", ", whereas "])
                    + Chatter.lowered(statements.sentence(world.facts[next]))
                notes.lines[next] = line + "."
            }
            line += "."
            notes.lines[fact] = line
            append(line, to: &text)
            if chatter, dice.chance(35) { append(Chatter.sentence(&dice), to: &text) }
        }
        return Passage(title: heading(block, &dice), text: text)
    }

    /// Thing by thing: the name first, then "it", "she", "the company".
    mutating func portrait(_ block: Block, _ dice: inout Dice) -> Passage {
        var paragraphs: [String] = []
        for entity in block.entities {
            let facts = block.facts.filter { world.facts[$0].entity == entity }
            guard let first = facts.first else { continue }
            var text = statements.sentence(world.facts[first]) + "."
            notes.lines[first] = text
            for fact in facts.dropFirst() {
                let thing = world.entities[entity]
                let calling = dice.chance(65) ? thing.pronoun : thing.description(&dice)
                let later = statements.laterSentence(world.facts[fact], calling: calling)
                let line = (later ?? statements.sentence(world.facts[fact])) + "."
                if later == nil { notes.lines[fact] = line }
                append(line, to: &text)
            }
            paragraphs.append(text)
        }
        return Passage(
            title: heading(block, &dice),
            text: paragraphs.joined(separator: dice.chance(50) ? "\n" : "\n\n")
        )
    }

    /// Several facts a sentence: "X, which was founded in 1987, is led by Y and has 40 people."
    mutating func mixed(_ block: Block, _ dice: inout Dice) -> Passage {
        var text = ""
        for entity in block.entities {
            let facts = block.facts.filter { world.facts[$0].entity == entity }
            let thing = world.entities[entity]
            var joined: [String] = []
            for fact in facts {
                if let predicate = statements.predicate(world.facts[fact]) {
                    joined.append(predicate)
                } else {
                    let line = statements.sentence(world.facts[fact]) + "."
                    notes.lines[fact] = line
                    append(line, to: &text)
                }
            }
            while !joined.isEmpty {
                let count = min(joined.count, dice.within(1...3))
                let line = sentence(of: Array(joined.prefix(count)), thing, &dice)
                joined.removeFirst(count)
                append(line, to: &text)
            }
            if dice.chance(20) { append(Chatter.sentence(&dice), to: &text) }
        }
        return Passage(title: heading(block, &dice), text: text)
    }

    private func sentence(of predicates: [String], _ thing: Entity, _ dice: inout Dice) -> String {
        let which = thing.kind.isPerson ? "who" : "which"
        let text: String =
            switch predicates.count {
            case 1: thing.name + " " + predicates[0]
            case 2:
                dice.chance(50)
                    ? "\(thing.name), \(which) \(predicates[0]), \(predicates[1])"
                    : "\(thing.name) \(predicates[0]) and \(predicates[1])"
            default:
                dice.chance(50)
                    ? "\(thing.name), \(which) \(predicates[0]), \(predicates[1]) and \(predicates[2])"
                    : "\(thing.name) \(predicates[0]), \(predicates[1]) and \(predicates[2])"
            }
        return Statements.begun(text) + "."
    }

    func append(_ line: String, to text: inout String) {
        if !text.isEmpty { text += " " }
        text += line
    }
}
