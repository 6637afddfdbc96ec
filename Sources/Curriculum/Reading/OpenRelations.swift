/// Relations that follow from nothing but a noun, or from a word that is no word: "the copper gauge of X is V". What has learned
/// them reads relations that nobody has taught it.
enum OpenRelations {
    /// A few that are alike: one noun with several adjectives, one adjective with several nouns, or none of both.
    static func columns(_ count: Int, _ dice: inout Dice) -> [Relation] {
        let alike = dice.weighted([28, 28, 9, 35])
        let noun = dice.pick(ThingWords.nouns)
        let adjective = dice.pick(ThingWords.adjectives)
        let shared = dice.pick(kinds)
        var names: [String] = []
        var relations: [Relation] = []
        for _ in 0..<count {
            let name: String =
                switch alike {
                case 0: dice.pick(ThingWords.adjectives) + " " + noun
                case 1: adjective + " " + attribute(&dice)
                case 2: dice.chance(60) ? dice.inventedWord() : dice.inventedWord() + " " + dice.pick(attributes)
                default:
                    switch dice.below(4) {
                    case 0: attribute(&dice)
                    case 1: dice.pick(CommonWords.adjectives) + " " + dice.pick(CommonWords.nouns)
                    default: dice.pick(dice.chance(50) ? ThingWords.nouns : CommonWords.nouns) + " " + attribute(&dice)
                    }
                }
            guard !names.contains(name) else { continue }
            names.append(name)
            let kind = dice.chance(70) ? natural(name) ?? shared : dice.chance(50) ? shared : dice.pick(kinds)
            relations.append(
                dice.chance(22)
                    ? counting(dice.chance(50) ? dice.pick(ThingWords.nouns) : name)
                    : Relation(family: "?" + name, value: kind, nouns: [Phrase(words: name)])
            )
        }
        return relations
    }

    /// "X has 14 windows".
    private static func counting(_ noun: String) -> Relation {
        let plural = Words.plural(noun)
        return Relation(
            family: "#" + noun,
            value: .count,
            nouns: [Phrase(words: "number of " + plural)],
            predicates: GeneralForms.countPredicates.map { $0.naming(plural) },
            questions: GeneralForms.countQuestions.map { $0.naming(plural) }
        )
    }

    private static func attribute(_ dice: inout Dice) -> String {
        dice.chance(70) ? dice.pick(attributes) : dice.pick(CommonWords.nouns)
    }

    /// What a word like this would have: an owner is a person, a deadline a date.
    private static func natural(_ name: String) -> ValueKind? {
        guard let last = name.split(separator: " ").last else { return nil }
        return naturalKinds[String(last)]
    }

    private static let naturalKinds: [String: ValueKind] = {
        let groups: [(ValueKind, String)] = [
            (
                .person,
                "owner holder helper keeper maker seller buyer driver guest leader partner sponsor reviewer tester contact officer clerk editor artist"
            ),
            (.city, "place origin destination district region zone stop platform site venue location"),
            (.money, "price cost value budget deposit refund bonus tax fine fee tariff wage"),
            (.date, "date deadline birthday anniversary start end"),
            (.duration, "period delay duration term interval age"), (.colour, "colour shade tint"),
            (.length, "length width height depth radius margin reach range offset"), (.weight, "weight load"),
            (.percent, "rate share ratio quota grade"),
            (.number, "number count rank score index limit threshold level capacity seed"),
            (.code, "code key label tag token permit ticket seat row shelf bin rack slot drawer"),
            (.version, "version revision"), (.material, "material texture"), (.title, "title chapter"),
            (.motto, "motto slogan verse"), (.status, "state status mood phase stage"),
            (.host, "host"), (.port, "port"), (.path, "path folder"), (.file, "file log"),
            (.language, "language script"), (.company, "supplier brand publisher"),
            (.area, "area"), (.volume, "volume"), (.speed, "speed tempo"), (.power, "power output"),
            (.temperature, "temperature"), (.pressure, "pressure"),
            (.address, "street floor wing gate exit entrance"), (.first, "name"),
            (.topic, "theme topic subject purpose"), (.branch, "branch"), (.shape, "shape form"),
        ]
        var kinds: [String: ValueKind] = [:]
        for (kind, words) in groups { for word in SoundWords.words(words) { kinds[word] = kind } }
        return kinds
    }()

    private static let kinds: [ValueKind] = [
        .person, .city, .company, .date, .time, .money, .count, .percent, .weight, .length, .duration, .version, .code,
        .colour, .material, .thing, .word,
        .label, .number, .temperature, .host, .port, .file, .status, .software, .rate, .bytes, .interval, .year,
        .weekday, .food, .animal, .title, .path,
    ]

    static let attributes: [String] = SoundWords.words(
        """
        name type class size colour price cost value level rate limit number code key label mark date time place owner holder keeper maker seller buyer \
        driver guest leader helper partner sponsor reviewer tester contact origin source target destination purpose reason method mode style shape form \
        material weight length width height depth area volume speed power force pressure temperature score grade rank rating share quota budget deposit \
        refund bonus tax fine fee tariff wage term period deadline delay interval duration season phase stage step status state mood theme topic title \
        subject chapter verse motto slogan emblem symbol pattern texture flavour scent sound signal tone pitch rhythm tempo angle slope range reach radius \
        margin gap offset threshold capacity load yield output input ratio factor index version revision format language script font encoding protocol \
        port host channel branch folder path prefix suffix tag token checksum seed cipher licence permit visa ticket seat row shelf bin rack slot drawer \
        zone region district street floor wing gate dock berth platform lane track route stop exit entrance
        """
    )
}

extension Phrase {
    /// Plain words, with nothing to choose and nothing to fill in.
    init(words: String) {
        self.init(parts: [.text(words)])
    }

    /// This one with the noun filled in for good.
    func naming(_ noun: String) -> Phrase {
        func named(_ parts: [Part]) -> [Part] {
            parts.map { part in
                switch part {
                case .place(.noun): .text(noun)
                case .choice(let options): .choice(options.map(named))
                default: part
                }
            }
        }
        return Phrase(parts: named(parts))
    }

    private init(parts: [Part]) {
        self.parts = parts
        hasArticle = false
    }
}
