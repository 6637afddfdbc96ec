/// A name for a function that does what a line says.
enum Naming {
    static func example(_ dice: inout Dice) -> Example {
        let (verb, saying) = dice.pick(verbs)
        let nouns =
            dice.chance(50)
            ? dice.pick(ThingWords.nouns) : dice.pick(ThingWords.adjectives) + " " + dice.pick(ThingWords.nouns)
        let article = Article.settled("\(Article.open) \(nouns)")
        let what = saying + " " + (dice.chance(50) ? "the " + nouns : article)
        let name = verb + " " + nouns
        let camel = dice.chance(60)
        let order = dice.pick(orders).text(Filling(value: what, noun: camel ? "camelCase" : "snake_case"), &dice)
        return .instruction(order, camel ? Words.camel(name) : Words.joined(name))
    }

    private static let verbs: [(String, String)] = [
        ("get", "returns"), ("set", "sets"), ("delete", "deletes"), ("delete", "removes for good"),
        ("create", "creates"), ("load", "loads"), ("save", "saves"),
        ("find", "looks for"), ("find", "finds"), ("count", "counts"), ("print", "prints"), ("check", "checks"),
        ("open", "opens"), ("close", "closes"),
        ("send", "sends"), ("read", "reads"), ("write", "writes"), ("sort", "sorts"), ("update", "updates"),
        ("copy", "copies"), ("parse", "parses"),
    ]
    private static let orders: [Phrase] = GeneralForms.phrases(
        """
        (Name|Suggest a name for|Find a name for) a function that {V}, in {N}.
        What (would|should) I call a function that {V}? ({N}|Use {N}).
        Function name ({N}): it {V}
        Give me a {N} name for a function that {V}.
        """
    )
}
