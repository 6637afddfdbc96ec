/// A text with a sentence that says what it is about; that sentence is its summary.
enum Summary {
    static func example(_ dice: inout Dice) -> Example {
        let topic = dice.pick(topics).text(Filling(subject: dice.label(), noun: dice.pick(ThingWords.nouns)), &dice)
        let sentence = Statements.begun(topic) + "."
        var others = (0..<dice.within(1...4)).map { _ in Chatter.sentence(&dice) }
        others.insert(sentence, at: dice.chance(60) ? 0 : others.count)
        let text = others.joined(separator: " ")
        return .instruction(dice.pick(orders).text(Filling(subject: text), &dice), sentence)
    }

    private static let topics: [Phrase] = GeneralForms.phrases(
        """
        {X} has (opened|closed|moved|sold) its {noun} in {city}
        (this report|the letter) is about the {noun} of {X}
        {person} (leaves|joins|leads) {X} on {date}
        the {noun} of {X} (failed|was repaired|was replaced) on {date}
        {X} (raised|lowered) the price of its {thing} to {money}
        {X} plans to (build|buy|rent|sell) {a} {thing} in {city}
        {X} and {company} (signed|ended) an agreement on {topic}
        the city of {city} (allowed|forbade) {X} to use the {noun}
        version {version} of {X} (brings|removes) the {noun}
        {X} won the {noun} prize of {city}
        {person} of {X} was chosen to write about {topic}
        """
    )
    private static let orders: [Phrase] = GeneralForms.phrases(
        #"""
        (Summarise|Summarize|Sum up) (this|the text|the following)( in one sentence| briefly|):\n\n{X}
        {X}\n\n(Summarise|Summarize|Sum up) (this|the text)( in one sentence|).
        What is (this|the text) about?\n\n{X}
        {X}\n\nWhat is the (main point|gist|most important sentence)( of this|)?
        (Give me|Write) (a|the) (one-sentence|short) summary( of this|).\n\n{X}
        Summarize the following text in 2-3 sentences: {X}
        tl;dr\n\n{X}
        {X}\n\ntl;dr?
        """#
    )
}
