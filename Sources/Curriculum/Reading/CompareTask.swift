/// Things with numbers of one unit: which has more, which least. In the one without an answer a number is not given.
struct CompareTask {
    let side: ReadingSource.Side?
    let size: Int

    private struct Measure {
        let kind: ValueKind
        /// Of the one with more, and of the one with less.
        let more: String
        let less: String
    }

    func example(_ dice: inout Dice) -> Example? {
        let maker = WorldMaker()
        let kind = dice.pick(RelationBook.shared.kinds)
        let measure = dice.pick(Self.measures)
        let own = kind.relations.filter { $0.value == measure.kind }
        let name = dice.pick(OpenRelations.attributes)
        let relation =
            own.isEmpty || dice.chance(40)
            ? Relation(
                family: "?" + name,
                value: measure.kind,
                nouns: [Phrase(words: dice.pick(ThingWords.adjectives) + " " + name)]
            ) : dice.pick(own)
        var world = World(entities: [], facts: [])
        let unit = Self.unit(measure.kind, &dice)
        var numbers: [Int] = []
        for _ in 0..<(size == 0 ? 2 : dice.within(2...5)) {
            let number = measure.kind == .year ? dice.within(1850...2030) : dice.within(2...990)
            guard !numbers.contains(number) else { continue }
            world.entities.append(
                Entity(kind: kind, name: maker.freshName(kind, in: world, &dice), pronoun: kind.isPerson ? "she" : "it")
            )
            var fact = maker.fact(relation, of: numbers.count, in: world, &dice)
            fact.value = unit.0 + String(number) + unit.1
            fact.former = nil
            world.facts.append(fact)
            numbers.append(number)
        }
        guard numbers.count > 1 else { return nil }
        let (one, other) = (dice.below(numbers.count), dice.below(numbers.count - 1))
        let second = other >= one ? other + 1 : other
        let superlative = numbers.count > 2 && dice.chance(45)
        let wantsMore = dice.chance(50)
        let words = wantsMore ? measure.more : measure.less
        let filling = Filling(
            value: words,
            noun: world.facts[0].noun,
            other: Self.superlative(words),
            kind: dice.pick(kind.words),
            first: world.entities[one].name,
            second: world.entities[second].name
        )
        let forms = superlative ? Self.superlatives : Self.comparisons
        let question = Questions.ended(dice.pick(forms).text(filling, &dice), "?")
        var best = one
        for index in superlative ? Array(numbers.indices) : [one, second]
        where (numbers[index] > numbers[best]) == wantsMore && numbers[index] != numbers[best] { best = index }
        let answer = world.entities[best].name
        if side == .absent {
            guard !superlative else { return nil }
            if dice.chance(50) {
                world.facts[second] = maker.unknown(world.facts[second], &dice)
            } else {
                world.facts.remove(at: second)
            }
        }
        var laying = Dice(dice.next())
        var writer = NotesWriter(world)
        let notes = writer.write(&laying)
        guard notes.text.holds(answer) || side == .absent else { return nil }
        let asked = side == .absent ? Asked.absent(question) : Asked(question: question, answer: answer, kind: .compare)
        return Prompting.example(notes, [asked], &dice)
    }

    private static func superlative(_ comparative: String) -> String {
        switch comparative {
        case "more": "most"
        case "less": "least"
        case "fewer": "fewest"
        default: comparative.hasSuffix("r") ? String(comparative.dropLast()) + "st" : comparative
        }
    }

    private static let measures: [Measure] = [
        Measure(kind: .count, more: "larger", less: "smaller"), Measure(kind: .number, more: "higher", less: "lower"),
        Measure(kind: .year, more: "later", less: "earlier"),
        Measure(kind: .money, more: "higher", less: "lower"), Measure(kind: .weight, more: "greater", less: "smaller"),
        Measure(kind: .length, more: "greater", less: "smaller"),
        Measure(kind: .percent, more: "higher", less: "lower"),
        Measure(kind: .temperature, more: "higher", less: "lower"),
        Measure(kind: .bytes, more: "larger", less: "smaller"),
        Measure(kind: .small, more: "larger", less: "smaller"),
        Measure(kind: .duration, more: "longer", less: "shorter"), Measure(kind: .power, more: "higher", less: "lower"),
    ]

    private static func unit(_ kind: ValueKind, _ dice: inout Dice) -> (String, String) {
        switch kind {
        case .money: dice.pick([("$", ""), ("€", ""), ("", " euros"), ("", " CHF"), ("£", "")])
        case .weight: ("", dice.pick([" kg", " g", " tonnes"]))
        case .length: ("", dice.pick([" m", " km", " cm", " miles"]))
        case .percent: ("", dice.pick(["%", " %", " percent"]))
        case .temperature: ("", dice.pick([" °C", " degrees", " K"]))
        case .bytes: ("", dice.pick([" MB", " GB", " KiB"]))
        case .duration: ("", dice.pick([" minutes", " days", " hours", " ms"]))
        case .power: ("", dice.pick([" W", " kW"]))
        default: ("", "")
        }
    }

    private static let comparisons: [Phrase] = GeneralForms.phrases(
        """
        Which has the {V} {N}, {A} or {B}
        Which has the {V} {N}: {A} or {B}
        Does {A} or {B} have the {V} {N}
        Whose {N} is {V}, that of {A} or that of {B}
        {A} or {B}: which has the {V} {N}
        Of {A} and {B}, which has the {V} {N}
        Which {K} has the {V} {N}, {A} or {B}
        Is the {N} {V} for {A} or for {B}
        """
    )
    private static let superlatives: [Phrase] = GeneralForms.phrases(
        """
        Which {K} has the {O} {N}
        Which of them has the {O} {N}
        What is the name of the {K} with the {O} {N}
        Which {K} comes first if the {O} {N} counts
        Whose {N} is the {O}
        Which has the {O} {N} of all
        """
    )
}
