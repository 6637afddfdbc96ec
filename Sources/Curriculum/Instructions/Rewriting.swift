/// Changes of form that have one right result: bullets, capitals, order, counting, units of the same system.
enum Rewriting {
    static func example(_ dice: inout Dice) -> Example {
        switch dice.below(9) {
        case 0, 1: bullets(&dice)
        case 2: cases(&dice)
        case 3: sorted(&dice)
        case 4: counted(&dice)
        case 5: reversed(&dice)
        case 6: units(&dice)
        case 7: joined(&dice)
        default: table(&dice)
        }
    }

    private static func items(_ range: ClosedRange<Int>, _ dice: inout Dice) -> [String] {
        let kind = dice.pick([ValueKind.thing, .person, .city, .food, .word, .animal, .software, .topic, .code])
        var items: [String] = []
        for _ in 0..<dice.within(range) {
            let item = dice.value(kind)
            if !items.contains(item), !item.holds(",") { items.append(item) }
        }
        return items
    }

    private static func order(_ forms: [Phrase], _ text: String, noun: String = "", _ dice: inout Dice) -> String {
        dice.pick(forms).text(Filling(subject: text, noun: noun), &dice)
    }

    private static func bullets(_ dice: inout Dice) -> Example {
        if dice.chance(50) {
            let items = items(2...6, &dice)
            let running =
                dice.chance(50) || items.count < 2
                ? items.joined(separator: ", ")
                : items.dropLast().joined(separator: ", ") + " and " + items[items.count - 1]
            return .instruction(order(toBullets, running, &dice), items.map { "- " + $0 }.joined(separator: "\n"))
        }
        let sentences = (0..<dice.within(2...4)).map { _ in Chatter.sentence(&dice) }
        return .instruction(
            order(toBullets, sentences.joined(separator: " "), &dice),
            sentences.map { "- " + $0 }.joined(separator: "\n")
        )
    }

    private static func cases(_ dice: inout Dice) -> Example {
        let text =
            dice.chance(50)
            ? dice.thing() : (0..<dice.within(2...5)).map { _ in dice.pick(ThingWords.nouns) }.joined(separator: " ")
        return switch dice.below(4) {
        case 0, 1: .instruction(order(toUpper, text, &dice), Words.raised(text))
        case 2: .instruction(order(toLower, Words.raised(text), &dice), text)
        default: .instruction(order(toTitle, text, &dice), Words.titled(text))
        }
    }

    private static func sorted(_ dice: inout Dice) -> Example {
        if dice.chance(50) {
            let words = dice.sample(ThingWords.nouns, dice.within(3...6))
            let listed = words.joined(separator: ", ")
            return .instruction(order(alphabetically, listed, &dice), words.sorted().joined(separator: ", "))
        }
        let numbers = (0..<dice.within(3...6)).map { _ in dice.within(1...99) }
        let unique = numbers.reduce(into: [Int]()) { if !$0.contains($1) { $0.append($1) } }
        let down = dice.chance(35)
        let listed = unique.map(String.init).joined(separator: ", ")
        let result = unique.sorted { down ? $0 > $1 : $0 < $1 }.map(String.init).joined(separator: ", ")
        return .instruction(order(down ? largestFirst : smallestFirst, listed, &dice), result)
    }

    private static func counted(_ dice: inout Dice) -> Example {
        let items = items(2...8, &dice)
        let listed = items.joined(separator: dice.pick([", ", "\n", "; "]))
        return .instruction(order(counts, listed, &dice), String(items.count))
    }

    private static func reversed(_ dice: inout Dice) -> Example {
        let items = items(2...5, &dice)
        return .instruction(
            order(reverses, items.joined(separator: ", "), &dice),
            items.reversed().joined(separator: ", ")
        )
    }

    private static func units(_ dice: inout Dice) -> Example {
        let (large, small, factor) = dice.pick([
            ("km", "m", 1000), ("kg", "g", 1000), ("m", "cm", 100), ("hours", "minutes", 60),
            ("minutes", "seconds", 60), ("l", "ml", 1000), ("weeks", "days", 7),
            ("GB", "MB", 1000), ("seconds", "ms", 1000), ("cm", "mm", 10), ("euros", "cents", 100),
            ("dozen", "pieces", 12),
        ])
        let number = dice.within(1...9)
        let down = dice.chance(65)
        let (from, to, result) =
            down
            ? ("\(number) \(large)", small, "\(number * factor) \(small)")
            : ("\(number * factor) \(small)", large, "\(number) \(large)")
        return .instruction(order(conversions, from, noun: to, &dice), result)
    }

    private static func joined(_ dice: inout Dice) -> Example {
        let items = items(2...6, &dice)
        let lines = items.map { dice.chance(50) ? "- " + $0 : "* " + $0 }.joined(separator: "\n")
        return .instruction(order(toLine, lines, &dice), items.joined(separator: ", "))
    }

    private static func table(_ dice: inout Dice) -> Example {
        var rows: [(String, String)] = []
        for _ in 0..<dice.within(2...4) {
            rows.append((dice.inventedWord(), dice.value(dice.pick([.number, .city, .colour, .date]))))
        }
        let text = rows.map { $0.0 + ": " + $0.1 }.joined(separator: "\n")
        let drawn = "| Name | Value |\n|---|---|\n" + rows.map { "| \($0.0) | \($0.1) |" }.joined(separator: "\n")
        return .instruction(order(toTable, text, &dice), drawn)
    }

    private static let toBullets = forms(
        "(Rewrite|Turn|Put|Write) (this|the following) (as|into) (bullet points|a bullet list|a list with dashes)|(Make|Give me) (bullet points|a bullet list) of this|Bullet points, please|List this with dashes"
    )
    private static let toUpper = forms(
        "(Write|Put|Turn|Convert) (this|the following) (in|into|to) (capital letters|upper case|capitals|uppercase)|Uppercase this|In capital letters, please|Make this all caps"
    )
    private static let toLower = forms(
        "(Write|Put|Turn|Convert) (this|the following) (in|into|to) (small letters|lower case|lowercase)|Lowercase this|In small letters, please"
    )
    private static let toTitle = forms(
        "(Write|Put) this in title case|Capitalise each word|Begin each word with a capital letter"
    )
    private static let alphabetically = forms(
        "(Sort|Order|Arrange) (this|these words|the following) (alphabetically|by alphabet|from A to Z)|Put (these|the words) in alphabetical order"
    )
    private static let smallestFirst = forms(
        "(Sort|Order|Arrange) (these numbers|the numbers)( from small to large| in ascending order|, smallest first)|Smallest first, please"
    )
    private static let largestFirst = forms(
        "(Sort|Order|Arrange) (these numbers|the numbers) (from large to small|in descending order|, largest first)|Largest first, please"
    )
    private static let counts = forms(
        "(Count|How many are) (these|the) (items|entries)|How many (items|entries|things) are (listed|there)( here|)|Count (the entries|what is listed)"
    )
    private static let reverses = forms(
        "(Reverse|Turn round) (this list|the order|the list)|Write (this|the list) (backwards|in reverse order), item by item|From last to first, please"
    )
    private static let conversions = [
        Phrase("(Convert|Change) {X} (to|into) {N}."), Phrase("What is {X} in {N}?"), Phrase("{X} in {N}"),
        Phrase("Express {X} in {N}."),
    ]
    private static let toLine = forms(
        "(Write|Put) (this|the list) (on|in) one line(, with commas|)|(Join|Turn) (this|the list) (with commas|into one line)|As one line, please"
    )
    private static let toTable = forms(
        "(Make|Draw|Write) (this as a table|a table of this|a Markdown table)|(Turn|Put) (this|the following) into a (Markdown |)table|As a table, please"
    )

    /// The order before its text, or behind.
    private static func forms(_ text: String) -> [Phrase] {
        let order = "(" + text + ")"
        return [
            Phrase(order + #":\n\n{X}"#), Phrase(order + #": {X}"#), Phrase(#"{X}\n\n"# + order + "."),
            Phrase(order + #".\n{X}"#),
        ]
    }
}
