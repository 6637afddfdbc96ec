/// Lays happenings out as notes.
struct EventLayout {
    let happenings: [Happening]

    func notes(_ dice: inout Dice) -> Notes {
        var notes = Notes()
        let form = dice.below(10)
        if form < 5 { return prose(split: form > 2, &dice) }
        var lines: [String] = []
        for (index, happening) in happenings.enumerated() {
            let told = happening.told()
            notes.lines[index] = told[0]
            let text = told.joined(separator: " ")
            let line =
                switch form {
                case 5: "- " + text
                case 6: "\(index + 1). " + text
                case 7: happening.noted(Int(happening.seed % 2))
                case 8: dice.firstName() + ": " + text
                default: "#\(100 + index) " + text
                }
            lines.append(line)
        }
        if form == 7 { notes.lines = [:] }
        let title =
            dice.chance(40)
            ? dice.pick(["Diary", "Log", "What happened", "# Journal", "News", "Minutes", "Activity"]) : nil
        notes.passages = [Passage(title: title, text: lines.joined(separator: "\n"))]
        return notes
    }

    private func prose(split: Bool, _ dice: inout Dice) -> Notes {
        var notes = Notes()
        let chatter = dice.chance(45)
        var passages: [String] = [""]
        for (index, happening) in happenings.enumerated() {
            var own = Dice(happening.seed ^ 0x33)
            if split, index > 0, own.chance(40) { passages.append("") }
            let told = happening.told()
            notes.lines[index] = told[0]
            for line in told { add(line, to: &passages[passages.count - 1]) }
            if chatter, own.chance(35) { add(Chatter.sentence(&own), to: &passages[passages.count - 1]) }
        }
        notes.passages = passages.map { Passage(text: $0) }
        return notes
    }

    private func add(_ line: String, to text: inout String) {
        if !text.isEmpty { text += " " }
        text += line
    }
}
