/// "List all dates": picks what is of one sort out of a text, in its order.
enum Extraction {
    private static let sorts: [(kind: ValueKind, names: [String], sentences: [Phrase])] = [
        (
            .date, ["dates"],
            phrases("the {noun} arrived on {V}|she leaves on {V}|on {V} the {noun} was painted|we meet again on {V}")
        ),
        (
            .person, ["names", "people", "persons"],
            phrases("{V} came first|I spoke with {V}|the {noun} belongs to {V}|{V} sent the {noun} back")
        ),
        (
            .email, ["e-mail addresses", "e-mails", "email addresses"],
            phrases("write to {V}|{V} bounced|the {noun} goes to {V} as well|ask {V} about the {noun}")
        ),
        (
            .url, ["URLs", "links", "addresses on the web"],
            phrases("see {V}|the {noun} is at {V}|{V} is down|it was copied from {V}")
        ),
        (
            .money, ["prices", "amounts of money", "sums"],
            phrases("the {noun} costs {V}|we paid {V} for the {noun}|{V} is too much|he offered {V}")
        ),
        (
            .version, ["versions", "version numbers"],
            phrases("{V} was skipped|we run {V} here|the {noun} needs {V}|they are still on {V}")
        ),
        (.phone, ["phone numbers"], phrases("call {V}|{V} is busy|her number is {V}|the {noun} shop answers at {V}")),
        (
            .ip, ["IP addresses"],
            phrases("{V} does not answer|the {noun} host is {V}|traffic came from {V}|{V} was blocked")
        ),
        (
            .code, ["codes", "ids", "identifiers"],
            phrases("{V} is on the {noun}|the {noun} bears {V}|look for {V}|{V} was returned")
        ),
        (
            .city, ["cities", "places", "towns"],
            phrases("the {noun} was sent to {V}|{V} was foggy|we changed trains in {V}|nobody in {V} knew")
        ),
        (
            .time, ["times"],
            phrases("the {noun} rang at {V}|we left at {V}|{V} is too early|at {V} the lights went out")
        ),
        (
            .percent, ["percentages"],
            phrases("{V} of the {noun} was wet|it fell by {V}|{V} agreed|the {noun} is {V} full")
        ),
    ]

    private static let orders: [Phrase] = GeneralForms.phrases(
        #"""
        (List|Extract|Find|Pick out|Give me|Name) all( the|) {N}( in the text|):\n\n{X}
        (List|Extract|Find|Pick out) (the|all) {N}.\n\n{X}
        {X}\n\n(List|Extract|Give me|Name) (the|all) {N}.
        {X}\n\nWhich {N} (are in the text|does the text have|are mentioned)?
        (Which|What) {N} are in this text?\n{X}
        Text: {X}\n\nTask: extract (all|the) {N}.
        {X}\n\n{N}?
        """#
    )

    static func example(_ dice: inout Dice) -> Example {
        let sort = dice.pick(sorts)
        var values: [String] = []
        var lines: [String] = []
        let none = dice.chance(8)
        for _ in 0..<dice.within(1...5) where !none {
            let value = dice.value(sort.kind)
            guard !values.contains(where: { $0.holds(value) || value.holds($0) }) else { continue }
            values.append(value)
            lines.append(Statements.begun(said(sort, value, &dice)) + ".")
            if dice.chance(45) { lines.append(chatter(&dice)) }
        }
        if none { lines = (0..<dice.within(2...4)).map { _ in chatter(&dice) } }
        let text = lines.joined(separator: dice.chance(70) ? " " : "\n")
        let order = dice.pick(orders).text(Filling(subject: text, noun: dice.pick(sort.names)), &dice)
        return .instruction(Statements.begun(order), values.isEmpty ? Asked.noAnswer : values.joined(separator: ", "))
    }

    private static func said(
        _ sort: (kind: ValueKind, names: [String], sentences: [Phrase]),
        _ value: String,
        _ dice: inout Dice
    ) -> String {
        dice.pick(sort.sentences).text(Filling(value: value), &dice)
    }

    private static func chatter(_ dice: inout Dice) -> String { Chatter.sentence(&dice) }

    private static func phrases(_ text: String) -> [Phrase] {
        text.split(separator: "|").map { Phrase(String($0)) }
    }
}
