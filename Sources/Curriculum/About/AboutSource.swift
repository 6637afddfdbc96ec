/// Questions about Martlet, without any notes, and the answers that its documentation gives.
struct AboutSource: ExampleSource {
    let seed: UInt64
    var count: UInt64? { nil }

    func example(_ number: UInt64) -> Example {
        var dice = Dice(seed: seed &+ 0xA8, number: number)
        let facts = AboutBook.shared.facts
        let index = dice.below(facts.count)
        // Those that come first are asked most: what it is, how it is used.
        let fact = facts[dice.chance(22) ? dice.below(min(14, facts.count)) : index]
        var turns: [Example.Turn] = []
        if dice.chance(20) { turns.append(Example.Turn(.system, dice.pick(Self.systems).text(Filling(), &dice))) }
        switch dice.below(100) {
        case 0..<16:
            var other = facts[dice.chance(40) ? dice.below(min(14, facts.count)) : dice.below(facts.count)]
            if other.answers == fact.answers { other = facts[(index + 1) % facts.count] }
            turns += both(fact, other, &dice)
        case 16..<26:
            turns += single(fact, &dice)
            turns += single(facts[dice.below(facts.count)], &dice)
        default:
            turns += single(fact, &dice)
        }
        return Example(kind: "martlet", turns: turns)
    }

    private func single(_ fact: AboutBook.Fact, _ dice: inout Dice) -> [Example.Turn] {
        [Example.Turn(.user, asked(fact, &dice)), Example.Turn(.assistant, dice.pick(fact.answers))]
    }

    /// "What is Martlet, and how do I switch models?" is answered by both answers, one behind the other.
    private func both(_ one: AboutBook.Fact, _ other: AboutBook.Fact, _ dice: inout Dice) -> [Example.Turn] {
        let first = dice.pick(one.questions).text(Filling(), &dice)
        let second = dice.pick(other.questions).text(Filling(), &dice)
        let joined = dice.pick(Self.joints).text(
            Filling(subject: Words.capitalized(first), value: second, other: Words.capitalized(second)),
            &dice
        )
        return [
            Example.Turn(.user, disturbed(joined, &dice)),
            Example.Turn(.assistant, one.answers[0] + " " + other.answers[0]),
        ]
    }

    private func asked(_ fact: AboutBook.Fact, _ dice: inout Dice) -> String {
        if !fact.keywords.isEmpty, dice.chance(12) {
            return disturbed(dice.pick(fact.keywords).text(Filling(), &dice), &dice)
        }
        let question = dice.pick(fact.questions).text(Filling(), &dice)
        let text = dice.pick(Self.frames).text(Filling(subject: question, value: Words.capitalized(question)), &dice)
        return disturbed(text, &dice)
    }

    /// As people type: small letters, no question mark, a slip of the finger.
    private func disturbed(_ text: String, _ dice: inout Dice) -> String {
        var text = text
        if dice.chance(14) { text = Words.lowered(text) }
        if dice.chance(12), text.hasSuffix("?") { text.removeLast() }
        if dice.chance(7) { text = slipped(text, &dice) }
        return text
    }

    private func slipped(_ text: String, _ dice: inout Dice) -> String {
        var bytes = Array(text.utf8)
        guard bytes.count > 12 else { return text }
        let place = dice.within(3...(bytes.count - 4))
        guard bytes[place] < 128, bytes[place + 1] < 128, bytes[place] > 96, bytes[place + 1] > 96 else { return text }
        switch dice.below(3) {
        case 0: bytes.swapAt(place, place + 1)
        case 1: bytes.remove(at: place)
        default: bytes.insert(bytes[place], at: place)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static let frames: [Phrase] = GeneralForms.phrases(
        #"""
        {V}?
        {V}?
        {V}?
        {V}?
        {V}?
        {V}?
        (Hi|Hello|Hey|Good morning)(!|,) {X}?
        (Quick|A short|One|A simple) question: {X}?
        (Question|Q): {V}?
        Question: {V}?\nAnswer:
        {V}? (Thanks|Thank you|Please be brief|I could not find it in the docs)(!|.)
        I (am|'m) new (to Martlet|here|to this)(.|:) {V}?
        (Sorry|Excuse me|Please), {X}?
        (About Martlet|On Martlet): {X}?
        So, {X}?
        (Explain|Tell me)( please|): {X}?
        I (wonder|would like to know|want to know): {X}?
        {V}, please?
        (My colleague|A friend|My boss) asks: {X}?
        """#
    )
    private static let joints: [Phrase] = GeneralForms.phrases(
        """
        {X}, and {V}?
        {X}, and {V}?
        {X} and {V}?
        {X}? And {V}?
        {X}? {O}?
        {X}, and also: {V}?
        Two questions: {X}? {O}?
        {X}? Also, {V}?
        """
    )
    private static let systems: [Phrase] = GeneralForms.phrases(
        """
        You are a helpful assistant.
        You are Martlet's built-in model.
        Be (brief|concise|helpful).
        You answer questions.
        """
    )
}
