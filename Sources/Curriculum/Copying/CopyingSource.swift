/// Plain exercises in finding and copying, to bring on the step at which a small model learns to copy: say it again, look a key
/// up, what stands behind this.
struct CopyingSource: ExampleSource {
    let seed: UInt64
    var count: UInt64? { nil }

    func example(_ number: UInt64) -> Example {
        var dice = Dice(seed: seed &+ 0xC0, number: number)
        let (asked, answer): (String, String) =
            switch dice.below(6) {
            case 0: repeated(&dice)
            case 1, 2: lookedUp(&dice)
            case 3: following(&dice)
            case 4: ordinal(&dice)
            default: completed(&dice)
            }
        return Example(kind: "copy", turns: [Example.Turn(.user, asked), Example.Turn(.assistant, answer)])
    }

    private static let kinds: [ValueKind] = [
        .word, .label, .person, .code, .hash, .version, .host, .thing, .date, .email, .path, .number, .money, .phone,
    ]

    private func strange(_ dice: inout Dice) -> String { dice.value(dice.pick(Self.kinds)) }

    private func repeated(_ dice: inout Dice) -> (String, String) {
        let text = (0..<dice.within(1...6)).map { _ in strange(&dice) }.joined(
            separator: dice.pick([" ", ", ", " / ", "\n"])
        )
        let form = dice.pick(Self.repeats).text(Filling(value: text), &dice)
        return (form, text)
    }

    private func lookedUp(_ dice: inout Dice) -> (String, String) {
        let equals = dice.pick([" = ", ": ", " -> ", "=", "\t", " | ", " is "])
        var pairs: [(String, String)] = []
        for _ in 0..<dice.within(2...14) {
            let key = dice.chance(60) ? dice.inventedWord() : strange(&dice)
            if !pairs.contains(where: { $0.0 == key }) { pairs.append((key, strange(&dice))) }
        }
        let one = dice.pick(pairs)
        let text = pairs.map { $0.0 + equals + $0.1 }.joined(separator: dice.pick(["\n", "\n", "; ", ", "]))
        return (dice.pick(Self.lookups).text(Filling(subject: text, noun: one.0), &dice), one.1)
    }

    private func following(_ dice: inout Dice) -> (String, String) {
        var words: [String] = []
        for _ in 0..<dice.within(4...16) {
            let word = dice.inventedWord()
            if !words.contains(word) { words.append(word) }
        }
        let index = dice.below(words.count - 1)
        let back = dice.chance(35)
        let list = words.joined(separator: " ")
        let side = back ? dice.pick(["before", "in front of"]) : dice.pick(["after", "behind"])
        return (
            "\(list)\n\nWhich word comes \(side) \(words[back ? index + 1 : index])?", words[back ? index : index + 1]
        )
    }

    private func ordinal(_ dice: inout Dice) -> (String, String) {
        let items = (0..<dice.within(3...7)).map { _ in strange(&dice) }
        let index = dice.below(items.count)
        let name =
            index == items.count - 1 && dice.chance(50)
            ? "last" : ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"][index]
        let list = dice.chance(50) ? items.map { "- " + $0 }.joined(separator: "\n") : items.joined(separator: "; ")
        return ("\(list)\n\nWhat is the \(name) " + dice.pick(["item", "entry", "one"]) + "?", items[index])
    }

    private func completed(_ dice: inout Dice) -> (String, String) {
        let text = (0..<dice.within(4...9)).map { _ in dice.inventedWord() }
        let cut = dice.within(2...(text.count - 2))
        let whole = text.joined(separator: " ")
        return (
            "\(whole)\n\n" + dice.pick(["How does it go on after", "Continue as above:", "What follows"])
                + " \"\(text[0..<cut].joined(separator: " "))\"", text[cut...].joined(separator: " ")
        )
    }

    private static let repeats: [Phrase] = GeneralForms.phrases(
        #"""
        (Say|Repeat|Copy|Write|Echo)( after me|) exactly: {V}
        Repeat this: {V}
        Repeat after me: {V}
        (Copy|Repeat) the following( text|).\n\n{V}
        {V}\n\n(Repeat|Copy) (this|that|what is above).
        Please repeat: {V}
        Say "{V}"
        """#
    )
    private static let lookups: [Phrase] = GeneralForms.phrases(
        #"""
        {X}\n\n{N}?
        {X}\n\nWhat is {N}?
        {X}\n\nWhat (belongs to|stands beside|goes with) {N}?
        What is {N}?\n\n{X}
        {X}\n\nLook up {N}.
        {X}\n\nGive me the value of {N}.
        Values:\n{X}\n\nKey: {N}
        """#
    )
}
