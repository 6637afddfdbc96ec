extension NotesWriter {
    /// Facts as people and programs tell them, line by line.
    mutating func talk(_ block: Block, _ layout: Layout, _ dice: inout Dice) -> Passage {
        switch layout {
        case .log: log(block, &dice)
        case .chat: chat(block, &dice)
        case .mail: mail(block, &dice)
        case .minutes: minutes(block, &dice)
        case .changelog: changelog(block, &dice)
        default: askedAndAnswered(block, &dice)
        }
    }

    private mutating func log(_ block: Block, _ dice: inout Dice) -> Passage {
        let form = dice.below(4)
        var minute = dice.within(0...600)
        let day = "2026-\(dice.two(dice.within(1...12)))-\(dice.two(dice.within(1...28)))"
        var lines: [String] = []
        for fact in block.facts {
            minute += dice.within(1...40)
            let clock = "\(dice.two(minute / 60 % 24)):\(dice.two(minute % 60)):\(dice.two(dice.below(60)))"
            let level = dice.pick(["INFO", "INFO", "WARN", "DEBUG", "NOTICE"])
            let said = statements.sentence(world.facts[fact])
            let pair =
                "\(world.entities[world.facts[fact].entity].name): \(Words.joined(world.facts[fact].noun))=\(world.facts[fact].value)"
            let message = Dice(world.facts[fact].seed).isEven ? said : pair
            let line =
                switch form {
                case 0: "\(day) \(clock) \(level) \(message)"
                case 1: "[\(clock)] \(message)"
                case 2: "\(day)T\(clock)Z \(Words.lowered(level)): \(message)"
                default: "\(level)\t\(clock)\t\(message)"
                }
            notes.lines[fact] = line
            lines.append(line)
        }
        return Passage(text: lines.joined(separator: "\n"))
    }

    private mutating func chat(_ block: Block, _ dice: inout Dice) -> Passage {
        let speakers = [dice.firstName(), dice.firstName(), dice.firstName()]
        let form = dice.below(4)
        var lines: [String] = []
        func say(_ speaker: String, _ words: String, _ dice: inout Dice) {
            switch form {
            case 0: lines.append("\(speaker): \(words)")
            case 1: lines.append("[\(dice.two(dice.below(24))):\(dice.two(dice.below(60)))] \(speaker): \(words)")
            case 2: lines.append("<\(Words.lowered(speaker))> \(words)")
            default: lines.append("\(speaker) — \(words)")
            }
        }
        for fact in block.facts {
            let one = dice.below(3)
            var own = Dice(world.facts[fact].seed ^ 0x77)
            if own.chance(35) {
                let asked = Questions(world: world).direct(world.facts[fact], &own)
                say(speakers[one], asked, &dice)
                say(
                    speakers[(one + 1) % 3],
                    own.pick(["", "I think ", "that's ", "", "it's "]) + world.facts[fact].value
                        + own.pick(["", ".", ", I checked"]),
                    &dice
                )
            } else {
                let said = statements.sentence(world.facts[fact]) + own.pick([".", "", "!"])
                notes.lines[fact] = said
                say(speakers[one], said, &dice)
            }
            if dice.chance(30) { say(speakers[(one + 2) % 3], dice.pick(Self.replies), &dice) }
        }
        return Passage(text: lines.joined(separator: "\n"))
    }

    private static let replies = [
        "ok", "thanks!", "got it", "really?", "lol", "good to know", "noted", "hm, sure", "I see.", "👍", "fine by me",
        "why not",
    ]

    private mutating func mail(_ block: Block, _ dice: inout Dice) -> Passage {
        var text = ""
        if dice.chance(70) {
            text +=
                "From: \(dice.email())\nTo: \(dice.email())\nSubject: "
                + dice.pick(["Update", "Some facts", "As promised", "Re: questions", "News", "What I found"]) + "\n\n"
        }
        text += dice.pick(["Hi", "Dear", "Hello", "Good morning"]) + " " + dice.firstName() + ",\n\n"
        text +=
            dice.pick([
                "here is what I know.", "just a few lines.", "you asked for this:", "a short summary:",
                "thanks for your mail.",
            ]) + "\n"
        var body = ""
        for fact in block.facts {
            let line = statements.sentence(world.facts[fact]) + "."
            notes.lines[fact] = line
            append(line, to: &body)
        }
        text +=
            body + "\n\n" + dice.pick(["Best", "Regards", "Yours", "Cheers", "Best wishes"]) + ",\n" + dice.firstName()
        return Passage(text: text)
    }

    private mutating func minutes(_ block: Block, _ dice: inout Dice) -> Passage {
        var lines = [dice.pick(["Minutes", "Meeting notes", "Notes of the meeting", "Protocol"])]
        if dice.chance(50) {
            lines.append("Present: " + (0..<dice.within(2...4)).map { _ in dice.firstName() }.joined(separator: ", "))
        }
        for (index, fact) in block.facts.enumerated() {
            let line = statements.sentence(world.facts[fact]) + "."
            notes.lines[fact] = line
            lines.append(dice.chance(60) ? "\(index + 1). \(line)" : "- \(line)")
            if dice.chance(20) { lines.append(Chatter.sentence(&dice)) }
        }
        return Passage(text: lines.joined(separator: "\n"))
    }

    private mutating func changelog(_ block: Block, _ dice: inout Dice) -> Passage {
        var lines = ["## \(dice.version()) (\(dice.date()))"]
        for fact in block.facts {
            if dice.chance(15) { lines.append("## \(dice.version()) (\(dice.date()))") }
            let line = statements.sentence(world.facts[fact]) + "."
            notes.lines[fact] = line
            lines.append("- " + line)
        }
        return Passage(
            title: "# " + dice.pick(["Changelog", "Changes", "Release notes", "History"]),
            text: lines.joined(separator: "\n")
        )
    }

    /// Questions with their answers, as lists of what is often asked have them.
    private mutating func askedAndAnswered(_ block: Block, _ dice: inout Dice) -> Passage {
        let form = dice.pick([("Q: ", "A: "), ("**", "** "), ("### ", ""), ("", ""), ("- ", "  ")])
        var parts: [String] = []
        for fact in block.facts {
            var own = Dice(world.facts[fact].seed ^ 0x77)
            let asked = Questions(world: world).direct(world.facts[fact], &own)
            let said =
                own.chance(55)
                ? world.facts[fact].value + own.pick(["", "."]) : statements.sentence(world.facts[fact]) + "."
            parts.append(form.0 == "**" ? "**\(asked)** \(said)" : form.0 + asked + "\n" + form.1 + said)
        }
        return Passage(text: parts.joined(separator: dice.chance(50) ? "\n\n" : "\n"))
    }
}

extension Dice {
    var isEven: Bool {
        var own = self
        return own.below(2) == 0
    }
}
