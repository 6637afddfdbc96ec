extension NotesWriter {
    mutating func code(_ block: Block, _ layout: Layout, _ dice: inout Dice) -> Passage {
        var parts: [String] = []
        for entity in block.entities {
            let facts = block.facts.filter { world.facts[$0].entity == entity }
            guard !facts.isEmpty else { continue }
            parts.append(declarations(world.entities[entity], facts.map { world.facts[$0] }, layout, &dice))
        }
        let fence: [Layout: String] = [.swift: "swift", .python: "python", .script: "js", .dictionary: "python"]
        let text = parts.joined(separator: "\n\n")
        return Passage(text: dice.chance(40) ? "```\(fence[layout] ?? "")\n\(text)\n```" : text)
    }

    private func declarations(_ thing: Entity, _ facts: [Fact], _ layout: Layout, _ dice: inout Dice) -> String {
        let remark = layout == .python || layout == .dictionary ? "# " : "// "
        func literal(_ fact: Fact) -> String { Self.isNumber(fact.value) ? fact.value : "\"\(fact.value)\"" }
        switch layout {
        case .swift:
            let type =
                Words.capitalized(Words.camel(thing.kind.words[0]))
                + Words.capitalized(Words.camel(dice.inventedWord()))
            let lines = facts.map { "    static let \(Words.camel($0.noun)) = \(literal($0))" + ending($0, remark) }
            return (["/// \(thing.name)", "enum \(type) {"] + lines + ["}"]).joined(separator: "\n")
        case .python:
            let lines = facts.map { "\(Words.raised(Words.joined($0.noun))) = \(literal($0))" + ending($0, remark) }
            return ([remark + thing.name] + lines).joined(separator: "\n")
        case .script:
            let name = Words.camel(thing.kind.words[0] + " " + dice.inventedWord())
            let lines =
                ["  name: \"\(thing.name)\","]
                + facts.map { "  \(Words.camel($0.noun)): \(literal($0))," + ending($0, remark) }
            return (["const \(name) = {"] + lines + ["};"]).joined(separator: "\n")
        default:
            let lines = facts.map { "    \"\(Words.joined($0.noun))\": \(literal($0))," + ending($0, remark) }
            return (["\(Words.joined(dice.inventedWord()))[\"\(thing.name)\"] = {"] + lines + ["}"]).joined(
                separator: "\n"
            )
        }
    }

    /// A remark that says what the value was.
    private func ending(_ fact: Fact, _ remark: String) -> String {
        guard let former = fact.former else { return "" }
        return "  \(remark)was \(former)"
    }
}
