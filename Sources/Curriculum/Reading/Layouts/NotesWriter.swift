/// Lays a world out as notes.
struct NotesWriter {
    let world: World
    let statements: Statements
    var notes = Notes()

    init(_ world: World) {
        self.world = world
        statements = Statements(world: world)
    }

    /// The facts of one passage, and how it shows them.
    struct Block {
        var entities: [Int]
        var facts: [Int]
    }

    /// All of it. Blocks and layouts follow from `dice`, the words of each fact from the fact: so two worlds that differ in one
    /// fact give notes that differ in little else.
    mutating func write(_ dice: inout Dice) -> Notes {
        let blocks = blocks(&dice)
        let one = Layout.allCases[dice.weighted(Layout.weights)]
        let various = dice.chance(25)
        for block in blocks {
            let layout = various ? Layout.allCases[dice.weighted(Layout.weights)] : one
            var own = Dice(dice.next())
            guard !block.facts.isEmpty else { continue }
            notes.passages.append(passage(block, layout, &own))
        }
        return notes
    }

    private func blocks(_ dice: inout Dice) -> [Block] {
        let all = Block(entities: Array(world.entities.indices), facts: Array(world.facts.indices))
        switch dice.below(10) {
        case 0..<3: return [all]
        case 3..<5 where world.facts.count > 3:
            // Facts of one thing in several places.
            let count = dice.within(2...3)
            var parts = Array(repeating: Block(entities: all.entities, facts: []), count: count)
            for fact in all.facts { parts[Int(world.facts[fact].seed % UInt64(count))].facts.append(fact) }
            return parts
        default:
            var order = all.entities
            dice.shuffle(&order)
            return order.map { Block(entities: [$0], facts: world.facts(of: $0)) }
        }
    }

    private mutating func passage(_ block: Block, _ layout: Layout, _ dice: inout Dice) -> Passage {
        switch layout {
        case .sentences: sentences(block, &dice)
        case .portrait: portrait(block, &dice)
        case .mixed: mixed(block, &dice)
        case .bullets, .statements, .fields, .byRelation, .wiki, .cards: list(block, layout, &dice)
        case .markdownTable, .commas, .tabs, .aligned, .records: table(block, layout, &dice)
        case .yaml, .json, .toml, .ini, .environment, .properties: configuration(block, layout, &dice)
        case .swift, .python, .script, .dictionary: code(block, layout, &dice)
        case .log, .chat, .mail, .minutes, .questions, .changelog: talk(block, layout, &dice)
        }
    }

    /// A heading for passages that need to say what they are about.
    func heading(_ block: Block, _ dice: inout Dice) -> String? {
        guard dice.chance(45) else { return nil }
        if block.entities.count == 1 { return Statements.begun(world.entities[block.entities[0]].name) }
        let kind = world.entities[block.entities[0]].kind
        return Words.capitalized(Words.plural(kind.words[0]))
    }
}
