/// Names, new each time: from lists, from syllables, from both.
extension Dice {
    mutating func inventedWord() -> String {
        // Mostly as words of many languages are: one consonant, one vowel.
        var word = syllable()
        if chance(35) { word += pick(SoundWords.middles) + pick(SoundWords.simpleVowels) } else { word += syllable() }
        if chance(30) { word += syllable() }
        if chance(60) { word += pick(SoundWords.codas) }
        return word
    }

    private mutating func syllable() -> String {
        let onset = chance(72) ? pick(SoundWords.simpleOnsets) : pick(SoundWords.onsets)
        return onset + (chance(80) ? pick(SoundWords.simpleVowels) : pick(SoundWords.vowels))
    }

    mutating func shortWord() -> String {
        pick(SoundWords.onsets) + pick(SoundWords.vowels) + pick(SoundWords.codas)
    }

    mutating func firstName() -> String {
        chance(62) ? pick(PeopleWords.firstNames) : Words.capitalized(inventedWord())
    }

    mutating func lastName() -> String {
        switch below(100) {
        case 0..<45: pick(PeopleWords.lastNames)
        case 45..<70: Words.capitalized(inventedWord())
        case 70..<90: Words.capitalized(shortWord()) + pick(SoundWords.surnameEnds)
        case 90..<95: pick(["van ", "de ", "von ", "O'", "Mc", "al-", "Di "]) + Words.capitalized(inventedWord())
        default: pick(PeopleWords.lastNames) + "-" + pick(PeopleWords.lastNames)
        }
    }

    mutating func person() -> String {
        switch below(100) {
        case 0..<78: firstName() + " " + lastName()
        case 78..<84: pick(["Dr. ", "Prof. ", "Ms. ", "Mr. ", "Captain ", "Sister "]) + lastName()
        case 84..<90: letters(1) + ". " + lastName()
        case 90..<95: firstName() + " " + letters(1) + ". " + lastName()
        default: pick(["Dr. ", "Prof. "]) + firstName() + " " + lastName()
        }
    }

    /// A proper name of one or two words, for anything.
    mutating func label() -> String {
        switch below(100) {
        case 0..<45: Words.capitalized(inventedWord())
        case 45..<65: pick(SoundWords.labels)
        case 65..<85: Words.capitalized(pick(ThingWords.adjectives)) + " " + Words.capitalized(pick(ThingWords.nouns))
        case 85..<93: Words.capitalized(shortWord()) + " " + Words.capitalized(shortWord())
        default:
            pick(SoundWords.labels) + " " + pick(["II", "III", "One", "Two", "Nine", "X", "Prime", "North", "South"])
        }
    }

    mutating func city() -> String {
        switch below(100) {
        case 0..<45: pick(PlaceWords.cities)
        case 45..<65: Words.capitalized(shortWord()) + pick(SoundWords.townEnds)
        case 65..<88: Words.capitalized(inventedWord())
        default:
            pick(["Port ", "New ", "Upper ", "Lower ", "East ", "Saint ", "Lake ", "Fort "])
                + Words.capitalized(inventedWord())
        }
    }

    mutating func region() -> String {
        switch below(3) {
        case 0: "the " + Words.capitalized(inventedWord()) + " " + pick(PlaceWords.regions)
        case 1: Words.capitalized(inventedWord()) + " " + Words.capitalized(pick(PlaceWords.regions))
        default: pick(["northern ", "southern ", "eastern ", "western "]) + pick(PlaceWords.countries)
        }
    }

    mutating func company() -> String {
        switch below(4) {
        case 0: lastName() + pick([" & Sons", " Brothers", " & " + lastName(), " and Partners"])
        case 1: Words.capitalized(inventedWord()) + " " + pick(PeopleWords.companyEnds)
        case 2: label() + " " + pick(PeopleWords.companyEnds)
        default:
            Words.capitalized(shortWord())
                + pick(["tek", "soft", "works", "lab", "net", "gen", "corp", "ware", "tron", "ly"])
        }
    }

    mutating func address() -> String {
        let street = chance(50) ? pick(PlaceWords.streets) : Words.capitalized(inventedWord())
        let number = within(1...240)
        let line =
            chance(55)
            ? "\(number) \(street) " + pick(["Street", "Road", "Lane", "Avenue", "Square"])
            : street + pick(["straße ", "gatan ", "weg ", " Way "]) + "\(number)"
        return chance(40) ? line + ", " + city() : line
    }

    mutating func room() -> String {
        switch below(5) {
        case 0: "Room \(within(1...9)).\(digits(2))"
        case 1: "room \(within(2...640))"
        case 2: "Hall " + letters(1)
        case 3: "Building \(within(1...60)), floor \(within(1...12))"
        default:
            "the " + pick(ThingWords.adjectives) + " " + pick(["room", "hall", "lab", "office", "studio", "cellar"])
        }
    }

    mutating func thing() -> String {
        switch below(4) {
        case 0: pick(ThingWords.adjectives) + " " + pick(ThingWords.nouns)
        case 1: pick(ThingWords.materials) + " " + pick(ThingWords.nouns)
        case 2: pick(ThingWords.colours) + " " + pick(ThingWords.nouns)
        default: pick(ThingWords.nouns) + " " + pick(ThingWords.nouns)
        }
    }

    mutating func colour() -> String {
        chance(60)
            ? pick(ThingWords.colours)
            : pick(["dark ", "light ", "pale ", "bright ", "matt ", "deep "]) + pick(ThingWords.colours)
    }

    mutating func bookTitle() -> String {
        switch below(5) {
        case 0: "The " + Words.titled(thing())
        case 1: "The " + Words.capitalized(pick(ThingWords.nouns)) + " of " + city()
        case 2: Words.capitalized(pick(ThingWords.nouns)) + " and " + Words.capitalized(pick(ThingWords.nouns))
        case 3: "A " + Words.capitalized(pick(ThingWords.materials)) + " " + Words.capitalized(pick(ThingWords.nouns))
        default:
            pick(["Beyond", "Under", "After", "Letters from", "Songs of", "Notes on"]) + " the "
                + Words.titled(pick(ThingWords.nouns))
        }
    }

    mutating func eventName() -> String {
        switch below(4) {
        case 0:
            "the " + pick(["spring", "summer", "autumn", "winter", "harvest", "harbour"]) + " "
                + pick(PeopleWords.gatherings)
        case 1: label() + " " + Words.capitalized(pick(PeopleWords.gatherings))
        case 2: city() + " " + Words.titled(pick(PeopleWords.gatherings)) + " \(within(1990...2031))"
        default: "the " + pick(ThingWords.nouns) + " " + pick(PeopleWords.gatherings)
        }
    }

    mutating func topic() -> String {
        switch below(3) {
        case 0: pick(PeopleWords.fields)
        case 1:
            pick(ThingWords.nouns) + " "
                + pick(["safety", "design", "repair", "history", "storage", "supply", "testing"])
        default:
            "the " + pick(["future", "history", "cost", "use", "care", "sale"]) + " of "
                + Words.plural(pick(ThingWords.nouns))
        }
    }

    mutating func motto() -> String {
        switch below(4) {
        case 0: Words.capitalized(pick(ThingWords.adjectives)) + " before " + pick(ThingWords.adjectives)
        case 1: "Every " + pick(ThingWords.nouns) + " counts"
        case 2: "No " + pick(ThingWords.nouns) + " without " + Words.plural(pick(ThingWords.nouns))
        default:
            Words.capitalized(pick(ThingWords.adjectives)) + ", " + pick(ThingWords.adjectives) + ", "
                + pick(ThingWords.adjectives)
        }
    }

    /// A whole clause, as it can stand behind "because" and behind "the cause was that".
    mutating func reason() -> String {
        let noun = pick(ThingWords.nouns)
        return switch below(6) {
        case 0:
            "the " + noun + " was "
                + pick(["broken", "too old", "missing", "too expensive", "frozen", "leaking", "full"])
        case 1:
            "the " + noun + " had " + pick(["failed", "run out", "arrived late", "been sold", "caught fire", "rusted"])
        case 2:
            pick(["demand", "the water", "the noise", "the load", "the price"]) + " was "
                + pick(["too high", "higher than planned", "rising fast"])
        case 3: "there " + pick(["was no", "was not enough", "was too much"]) + " " + pick(ThingWords.materials)
        case 4: "the " + noun + " " + pick(["certificate", "permit", "contract", "licence"]) + " had expired"
        default:
            pick(["nobody had", "somebody had", "the crew had"]) + " "
                + pick(["checked", "moved", "forgotten", "dropped"]) + " the " + noun
        }
    }
}
