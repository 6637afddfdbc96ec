extension NotesWriter {
    mutating func configuration(_ block: Block, _ layout: Layout, _ dice: inout Dice) -> Passage {
        let remark = dice.chance(35)
        var parts: [String] = []
        for entity in block.entities {
            let facts = block.facts.filter { world.facts[$0].entity == entity }
            guard !facts.isEmpty else { continue }
            parts.append(section(world.entities[entity], facts.map { world.facts[$0] }, layout, remark, &dice))
        }
        let text =
            layout == .json
            ? "[\n" + parts.joined(separator: ",\n") + "\n]" : parts.joined(separator: layout == .yaml ? "\n" : "\n\n")
        let extensions: [Layout: [String]] = [
            .yaml: [".yaml", ".yml"], .json: [".json"], .toml: [".toml"], .ini: [".ini", ".cfg"],
        ]
        let file = extensions[layout].map { Words.joined(dice.inventedWord()) + dice.pick($0) }
        return Passage(title: dice.chance(40) ? file : nil, text: text)
    }

    private func section(
        _ thing: Entity,
        _ facts: [Fact],
        _ layout: Layout,
        _ remark: Bool,
        _ dice: inout Dice
    ) -> String {
        let keys = facts.map { key($0, layout) }
        func pairs(_ equals: String, quoting: Bool) -> [String] {
            zip(keys, facts).map { key, fact in
                let value = quoting && !Self.isNumber(fact.value) ? "\"\(fact.value)\"" : fact.value
                return key + equals + value + (fact.former.map { layout == .json ? "" : "  # was \($0)" } ?? "")
            }
        }
        let note = remark ? "# settings of " + thing.name + "\n" : ""
        switch layout {
        case .yaml:
            if dice.chance(50) {
                return (["- name: " + thing.name] + pairs(": ", quoting: false).map { "  " + $0 }).joined(
                    separator: "\n"
                )
            }
            return note + (["\(thing.name):"] + pairs(": ", quoting: false).map { "  " + $0 }).joined(separator: "\n")
        case .json:
            let lines =
                ["\"name\": \"\(thing.name)\""]
                + zip(keys, facts).map { key, fact in
                    "\"\(key)\": " + (Self.isNumber(fact.value) ? fact.value : "\"\(fact.value)\"")
                }
            return dice.chance(50)
                ? "  {" + lines.joined(separator: ", ") + "}"
                : "  {\n    " + lines.joined(separator: ",\n    ") + "\n  }"
        case .toml:
            let head = dice.chance(50) ? "[\"\(thing.name)\"]" : "[[item]]\nname = \"\(thing.name)\""
            return ([head] + pairs(" = ", quoting: true)).joined(separator: "\n")
        case .ini:
            return ([note + "[\(thing.name)]"] + pairs(dice.pick(["=", " = "]), quoting: false)).joined(separator: "\n")
        case .environment:
            let prefix = Words.raised(Words.joined(thing.name))
            return zip(keys, facts).map { "\(prefix)_\(Words.raised($0))=\($1.value)" }.joined(separator: "\n")
        default:
            let prefix = Words.joined(thing.name, by: "-")
            return note + zip(keys, facts).map { "\(prefix).\($0) = \($1.value)" }.joined(separator: "\n")
        }
    }

    private func key(_ fact: Fact, _ layout: Layout) -> String {
        switch fact.seed % 3 {
        case 0 where layout == .json: Words.camel(fact.noun)
        case 1 where layout == .yaml || layout == .properties: Words.joined(fact.noun, by: "-")
        default: Words.joined(fact.noun)
        }
    }

    static func isNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, first != 48 || text == "0" else { return false }
        return text.utf8.allSatisfy { (48...57).contains($0) }
    }
}
