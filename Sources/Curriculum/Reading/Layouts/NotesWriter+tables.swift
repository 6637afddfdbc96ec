extension NotesWriter {
    /// A row a thing, a column a relation (or the other way about); what is not known is left out as tables do.
    mutating func table(_ block: Block, _ layout: Layout, _ dice: inout Dice) -> Passage {
        var families: [String] = []
        for fact in block.facts where !families.contains(world.facts[fact].relation.family) {
            families.append(world.facts[fact].relation.family)
        }
        let entities = block.entities.filter { entity in block.facts.contains { world.facts[$0].entity == entity } }
        let gap =
            layout == .commas || layout == .tabs ? dice.pick(["", "n/a", "-"]) : dice.pick(["-", "n/a", "?", "—"])
        let snake = dice.chance(layout == .commas || layout == .tabs ? 60 : 15)
        let corner = dice.pick([
            "name", Words.joined(world.entities[entities[0]].kind.words[0], by: " "), "item", "title",
        ])
        var rows: [[String]] = [[corner]]
        for family in families {
            let fact = block.facts.first { world.facts[$0].relation.family == family }
            rows[0].append(fact.map { world.facts[$0].noun } ?? "")
        }
        for entity in entities {
            var row = [world.entities[entity].name]
            for family in families {
                let fact = block.facts.first {
                    world.facts[$0].entity == entity && world.facts[$0].relation.family == family
                }
                row.append(fact.map { world.facts[$0].value } ?? gap)
            }
            rows.append(row)
        }
        rows[0] = rows[0].map { snake ? Words.joined($0) : Words.capitalized($0) }
        if layout == .records { return Passage(title: heading(block, &dice), text: Self.records(rows, &dice)) }
        if dice.chance(20), layout != .commas { rows = Self.turned(rows) }
        return Passage(title: heading(block, &dice), text: Self.drawn(rows, layout, &dice))
    }

    private static func turned(_ rows: [[String]]) -> [[String]] {
        rows[0].indices.map { column in rows.map { $0[column] } }
    }

    /// Each row as pairs: "name: X; founded: 1987".
    private static func records(_ rows: [[String]], _ dice: inout Dice) -> String {
        let equals = dice.pick([": ", "=", " = "])
        let between = dice.pick(["; ", " | ", "\n", ", "])
        return rows.dropFirst().map { row in
            zip(rows[0], row).map { $0.0 + equals + $0.1 }.joined(separator: between)
        }.joined(separator: between == "\n" ? "\n\n" : "\n")
    }

    private static func drawn(_ rows: [[String]], _ layout: Layout, _ dice: inout Dice) -> String {
        switch layout {
        case .markdownTable:
            var lines = rows.map { "| " + $0.joined(separator: " | ") + " |" }
            lines.insert("|" + String(repeating: dice.pick(["---|", " --- |"]), count: rows[0].count), at: 1)
            return lines.joined(separator: "\n")
        case .commas:
            let mark = dice.chance(80) ? "," : ";"
            return rows.map { $0.map { quoted($0, mark) }.joined(separator: mark) }.joined(separator: "\n")
        case .tabs:
            return rows.map { $0.joined(separator: "\t") }.joined(separator: "\n")
        default:
            let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
            return rows.map { row in
                row.indices.map { index in
                    index == row.count - 1
                        ? row[index] : row[index] + String(repeating: " ", count: widths[index] - row[index].count)
                }.joined(separator: "  ")
            }.joined(separator: "\n")
        }
    }

    private static func quoted(_ cell: String, _ mark: String) -> String {
        cell.holds(mark) || cell.holds("\"") ? "\"" + cell + "\"" : cell
    }
}
