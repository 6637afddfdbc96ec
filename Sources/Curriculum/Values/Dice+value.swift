extension Dice {
    /// A new value of a kind.
    mutating func value(_ kind: ValueKind) -> String {
        switch kind {
        case .person: person()
        case .first: firstName()
        case .last: lastName()
        case .label: label()
        case .word: inventedWord()
        case .city: city()
        case .country: chance(85) ? pick(PlaceWords.countries) : label() + pick(["ia", "land", "stan"])
        case .region: region()
        case .address: address()
        case .room: room()
        case .coordinates: "\(within(0...89)).\(digits(4)), \(within(0...179)).\(digits(4))"
        case .company: company()
        case .job:
            chance(70)
                ? pick(PeopleWords.jobs) : pick(["junior ", "senior ", "deputy ", "chief "]) + pick(PeopleWords.jobs)
        case .field: pick(PeopleWords.fields)
        case .language: pick(PlaceWords.languages)
        case .team: "the " + pick(PeopleWords.teams) + " team"
        case .date: date()
        case .time: time()
        case .year: String(within(1820...2031))
        case .month: pick(TimeWords.months) + (chance(50) ? " \(within(1980...2031))" : "")
        case .weekday: pick(TimeWords.weekdays)
        case .duration: duration()
        case .interval: interval()
        case .moment: moment()
        case .money: money()
        case .count: grouped(chance(60) ? within(2...99) : within(100...98_000))
        case .small: chance(70) ? String(within(2...19)) : pick(TimeWords.numerals)
        case .percent: percent()
        case .rating: "\(within(1...4)).\(within(0...9))" + pick([" out of 5", "/5", " stars"])
        case .score: "\(within(0...9))" + pick([":", "-", " to "]) + "\(within(0...9))"
        case .number: String(within(2...4_000))
        case .ratio: "\(within(1...9)):\(within(1...99))"
        default: otherValue(kind)
        }
    }

    private mutating func otherValue(_ kind: ValueKind) -> String {
        switch kind {
        case .weight, .length, .area, .speed, .volume, .temperature, .power, .bytes, .rate, .pressure, .voltage:
            measure(kind)
        case .version: version()
        case .ip: "\(within(10...223)).\(below(256)).\(below(256)).\(within(1...254))"
        case .host: host()
        case .port: String(chance(50) ? within(1024...9999) : within(10_000...65_000))
        case .url: url()
        case .email: email()
        case .phone: phone()
        case .code: code()
        case .path: path()
        case .file: fileName()
        case .software: software()
        case .hash: hexadecimal(pick([7, 8, 10, 12]))
        case .variable: Words.raised(Words.joined(pick(ThingWords.nouns) + " " + pick(TechnicalWords.settings)))
        case .branch:
            pick(["main", "release", "feature", "fix", "hotfix"]) + "/"
                + Words.joined(pick(ThingWords.nouns) + " " + inventedWord(), by: "-")
        case .command: command()
        case .address16: "0x" + Words.raised(hexadecimal(4))
        case .colour: colour()
        case .material: pick(ThingWords.materials)
        case .thing: thing()
        case .food: chance(50) ? pick(ThingWords.foods) : pick(ThingWords.flavours) + " " + pick(ThingWords.foods)
        case .animal: pick(ThingWords.animals)
        case .plant: pick(ThingWords.plants)
        case .sport: pick(ThingWords.sports)
        case .instrument: pick(ThingWords.instruments)
        case .vehicle: pick(ThingWords.vehicles)
        case .genre: pick(ThingWords.genres)
        case .shape: pick(ThingWords.shapes)
        case .title: bookTitle()
        case .reason: reason()
        case .motto: motto()
        case .status: pick(TechnicalWords.states)
        case .flag: pick(["true", "false", "on", "off", "enabled", "disabled"])
        case .plate: letters(2) + "-" + letters(2) + " " + digits(3)
        case .topic: topic()
        case .event: eventName()
        case .drink: pick(ThingWords.drinks)
        case .noun: pick(ThingWords.nouns)
        case .adjective: pick(ThingWords.adjectives)
        default: inventedWord()
        }
    }
}
