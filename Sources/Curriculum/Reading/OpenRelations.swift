/// Relations that follow from nothing but a noun, or from a word that is no word: "the copper gauge of X is V". What has learned
/// them reads relations that nobody has taught it.
enum OpenRelations {
    /// A few that are alike: one noun with several adjectives, one adjective with several nouns, or none of both.
    static func columns(_ count: Int, _ dice: inout Dice) -> [Relation] {
        let alike = dice.below(4)
        let noun = dice.pick(ThingWords.nouns)
        let adjective = dice.pick(ThingWords.adjectives)
        let shared = dice.pick(kinds)
        var names: [String] = []
        var relations: [Relation] = []
        for _ in 0..<count {
            let name: String =
                switch alike {
                case 0: dice.pick(ThingWords.adjectives) + " " + noun
                case 1: adjective + " " + dice.pick(attributes)
                case 2: dice.chance(60) ? dice.inventedWord() : dice.inventedWord() + " " + dice.pick(attributes)
                default: dice.pick(ThingWords.nouns) + " " + dice.pick(attributes)
                }
            guard !names.contains(name) else { continue }
            names.append(name)
            let kind = dice.chance(50) ? shared : dice.pick(kinds)
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
