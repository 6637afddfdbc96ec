/// Things that have several of something: members, ingredients, formats. Asked for all, for how many, and whether one is among them.
struct RosterTask {
    let side: ReadingSource.Side?
    let size: Int

    private struct Roster {
        var owner: String
        var noun: String
        var items: [String]
    }

    func example(_ dice: inout Dice) -> Example? {
        let count = [1, dice.within(1...2), dice.within(2...4), dice.within(3...6)][size]
        var rosters: [Roster] = []
        for _ in 0..<count {
            if let last = rosters.last, dice.chance(50) {
                // The same thing has several lists, or several things have the same.
                let kind = dice.pick(Self.nouns)
                let sameOwner = dice.chance(50)
                let noun = sameOwner ? kind.0 : last.noun
                let value = sameOwner ? kind.1 : Self.nouns.first { $0.0 == noun }?.1 ?? .thing
                let owner = sameOwner ? last.owner : dice.label()
                guard !rosters.contains(where: { $0.owner == owner && $0.noun == noun }) else { continue }
                rosters.append(Roster(owner: owner, noun: noun, items: items(value, &dice)))
            } else {
                let kind = dice.pick(Self.nouns)
                let owner = dice.pick(Self.owners).text(Filling(), &dice)
                guard !rosters.contains(where: { $0.owner.holds(owner) || owner.holds($0.owner) }) else { continue }
                rosters.append(Roster(owner: owner, noun: kind.0, items: items(kind.1, &dice)))
            }
        }
        let target = dice.below(rosters.count)
        let original = rosters[target]
        var asking = Dice(dice.next())
        var laying = Dice(dice.next())
        var wrapping = Dice(dice.next())
        if side == .absent {
            if rosters.count > 1, dice.chance(50) {
                rosters.remove(at: target)
            } else if dice.chance(50) {
                let others = Self.nouns.filter { kind in !rosters.contains { $0.noun == kind.0 } }
                rosters[target].noun = dice.pick(others).0
            } else {
                rosters[target].owner = dice.label() + " " + dice.letters(2)
            }
        }
        let notes = laidOut(rosters, &laying)
        var asked = [question(original, absent: side == .absent, &asking)]
        for roster in rosters where roster.owner != original.owner || roster.noun != original.noun {
            if asking.chance(50) { asked.append(question(roster, absent: false, &asking)) }
        }
        return Prompting.example(notes, asked, &wrapping)
    }

    private func items(_ kind: ValueKind, _ dice: inout Dice) -> [String] {
        var items: [String] = []
        for _ in 0..<dice.within(2...6) {
            let item = dice.value(kind)
            if !items.contains(where: { $0.holds(item) || item.holds($0) }), !item.holds(",") { items.append(item) }
        }
        return items.count > 1 ? items : [dice.inventedWord(), dice.inventedWord() + "s"]
    }

    private func question(_ roster: Roster, absent: Bool, _ dice: inout Dice) -> Asked {
        let filling = Filling(subject: roster.owner, value: dice.pick(roster.items), noun: roster.noun)
        func asked(_ forms: [Phrase], _ answer: String, _ kind: Asked.Kind) -> Asked {
            let text = Questions.ended(dice.pick(forms).text(filling, &dice), "?")
            return absent ? .absent(text) : Asked(question: text, answer: answer, kind: kind)
        }
        switch dice.below(10) {
        case 0..<6: return asked(Self.all, roster.items.joined(separator: ", "), .list)
        case 6..<8: return asked(Self.howMany, String(roster.items.count), .count)
        default:
            if dice.chance(55) { return asked(Self.among, "Yes", .yesNo) }
            let other = dice.inventedWord()
            let text = Questions.ended(
                dice.pick(Self.among).text(Filling(subject: roster.owner, value: other, noun: roster.noun), &dice),
                "?"
            )
            return absent ? .absent(text) : Asked(question: text, answer: "No", kind: .yesNo)
        }
    }

    private func laidOut(_ rosters: [Roster], _ dice: inout Dice) -> Notes {
        let form = dice.below(8)
        let passages = rosters.map { roster -> Passage in
            let (noun, owner) = (roster.noun, roster.owner)
            let running = roster.items.dropLast().joined(separator: ", ") + " and " + (roster.items.last ?? "")
            switch form {
            case 0, 1, 2:
                let filling = Filling(subject: owner, value: running, noun: noun)
                return Passage(text: Statements.begun(dice.pick(Self.statements).text(filling, &dice)) + ".")
            case 3:
                return Passage(
                    text: "\(Words.capitalized(noun)) of \(owner):\n"
                        + roster.items.map { "- " + $0 }.joined(separator: "\n")
                )
            case 4:
                return Passage(text: "\(owner)\n\(Words.capitalized(noun)): " + roster.items.joined(separator: ", "))
            case 5:
                return Passage(
                    text: "\(owner):\n  \(Words.joined(noun)):\n"
                        + roster.items.map { "    - " + $0 }.joined(separator: "\n")
                )
            case 6:
                return Passage(
                    text: "# \(owner)\n## \(Words.capitalized(noun))\n"
                        + roster.items.enumerated().map { "\($0.offset + 1). " + $0.element }.joined(separator: "\n")
                )
            default:
                return Passage(
                    text: "{\"name\": \"\(owner)\", \"\(Words.joined(noun))\": ["
                        + roster.items.map { "\"\($0)\"" }.joined(separator: ", ") + "]}"
                )
            }
        }
        return Notes(passages: passages)
    }

    private static let nouns: [(String, ValueKind)] = [
        ("members", .person), ("participants", .person), ("authors", .person), ("guests", .person),
        ("reviewers", .person), ("winners", .label),
        ("ingredients", .food), ("drinks", .drink), ("formats", .word), ("supported languages", .software),
        ("dependencies", .software),
        ("offices", .city), ("stops", .city), ("partner towns", .city), ("colours", .colour), ("tools", .thing),
        ("prizes", .thing), ("exhibits", .thing),
        ("animals", .animal), ("plants", .plant), ("subjects", .field), ("sponsors", .company), ("suppliers", .company),
        ("rooms", .room), ("sports", .sport),
        ("instruments", .instrument), ("hosts", .host), ("open ports", .port), ("files", .file), ("tags", .word),
        ("genres", .genre), ("materials", .material),
        ("releases", .version), ("topics", .topic), ("dates", .date), ("fees", .money), ("contacts", .email),
        ("products", .thing), ("pages", .url),
    ]
    private static let owners: [Phrase] = GeneralForms.phrases(
        "{label}\n{company}\nProject {label}\nthe {label} team\n{word}lib\nthe {noun} club\n{event}\nthe {thing}"
    )
    private static let statements: [Phrase] = GeneralForms.phrases(
        """
        the {N} of {X} are {V}
        {X} has these {N}: {V}
        among the {N} of {X} are {V}, and no others
        {X}'s {N} are {V}
        the {N} listed for {X} are {V}
        as {N}, {X} has {V}
        {V} are the {N} of {X}
        for {X} the {N} are {V}
        """
    )
    private static let all: [Phrase] = GeneralForms.phrases(
        """
        What are the {N} of {X}
        Which {N} does {X} have
        List the {N} of {X}
        Name (all|the) {N} of {X}
        What {N} (does {X} have|are given for {X})
        Who or what are the {N} of {X}
        Give me (all|the) {N} of {X}
        """
    )
    private static let howMany: [Phrase] = GeneralForms.phrases(
        """
        How many {N} does {X} have
        How many {N} are (listed|named|given) for {X}
        What is the number of {N} of {X}
        Count the {N} of {X}
        """
    )
    private static let among: [Phrase] = GeneralForms.phrases(
        """
        Is {V} (among|one of) the {N} of {X}
        Does {X} have {V} among its {N}
        Do the {N} of {X} include {V}
        Is {V} in the list of {N} of {X}
        """
    )
}
