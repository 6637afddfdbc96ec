/// Times, amounts and measures, written as people write them.
extension Dice {
    mutating func digits(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count { text.unicodeScalars.append(Unicode.Scalar(UInt8(48 + below(10)))) }
        return text
    }

    mutating func letters(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count { text.unicodeScalars.append(Unicode.Scalar(UInt8(65 + below(26)))) }
        return text
    }

    mutating func hexadecimal(_ count: Int) -> String {
        var text = ""
        for _ in 0..<count {
            let digit = below(16)
            text.unicodeScalars.append(Unicode.Scalar(UInt8(digit < 10 ? 48 + digit : 87 + digit)))
        }
        return text
    }

    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }

    mutating func date() -> String {
        let day = within(1...28)
        let month = below(12)
        let year = chance(75) ? within(2015...2031) : within(1890...2014)
        switch below(9) {
        case 0, 1: return "\(year)-\(two(month + 1))-\(two(day))"
        case 2: return "\(day) \(TimeWords.months[month]) \(year)"
        case 3: return "\(TimeWords.months[month]) \(day), \(year)"
        case 4: return "\(two(day)).\(two(month + 1)).\(year)"
        case 5: return "\(day) \(TimeWords.months[month].prefix(3)) \(year)"
        case 6: return "\(two(month + 1))/\(two(day))/\(year)"
        case 7: return "\(day) \(TimeWords.months[month])"
        default: return "\(TimeWords.months[month]) \(day)"
        }
    }

    mutating func time() -> String {
        switch below(4) {
        case 0: "\(within(1...12)):\(two(within(0...11) * 5)) " + pick(["am", "pm", "AM", "PM"])
        case 1: "\(within(1...12)) " + pick(["am", "pm", "o'clock"])
        case 2: "\(two(within(0...23))):\(two(within(0...59))):\(two(within(0...59)))"
        default: "\(two(within(0...23))):\(two(within(0...59)))"
        }
    }

    /// When something happens, as an adverb would say it less its preposition.
    mutating func moment() -> String {
        switch below(6) {
        case 0: pick(TimeWords.weekdays)
        case 1: pick(TimeWords.weekdays) + " " + pick(["morning", "evening", "afternoon"])
        case 2: pick(TimeWords.weekdays) + ", " + date()
        default: date()
        }
    }

    mutating func duration() -> String {
        let unit = pick(["seconds", "minutes", "hours", "days", "weeks", "months", "years"])
        switch below(6) {
        case 0: return "\(within(1...9)).\(within(1...9)) " + unit
        case 1: return "\(within(1...23))h \(within(1...59))m"
        case 2: return "\(within(2...950)) ms"
        case 3: return pick(TimeWords.numerals) + " " + unit
        default: return "\(within(2...90)) " + unit
        }
    }

    mutating func interval() -> String {
        switch below(4) {
        case 0: "every \(within(2...60)) " + pick(["minutes", "hours", "days", "weeks", "seconds"])
        case 1: "every " + pick(TimeWords.weekdays)
        case 2:
            pick(["once", "twice", "three times"]) + " " + pick(["a day", "a week", "a month", "a year", "an hour"])
        default: pick(["hourly", "daily", "weekly", "monthly", "nightly", "quarterly"])
        }
    }

    func grouped(_ number: Int) -> String {
        number >= 10_000 ? "\(number / 1000),\(padded(number % 1000))" : String(number)
    }

    private func padded(_ number: Int) -> String {
        number < 10 ? "00\(number)" : number < 100 ? "0\(number)" : String(number)
    }

    mutating func money() -> String {
        let whole = chance(60) ? within(2...999) : within(1...80) * pick([100, 1000, 250])
        let cents = chance(45) ? "." + digits(2) : ""
        return switch below(6) {
        case 0: "$" + grouped(whole) + cents
        case 1: "€" + grouped(whole) + cents
        case 2: "£" + grouped(whole) + cents
        case 3: grouped(whole) + cents + " " + pick(["EUR", "USD", "CHF", "GBP", "SEK", "NOK", "PLN"])
        case 4: grouped(whole) + " " + pick(["euros", "dollars", "pounds", "francs", "crowns", "yen"])
        default:
            "\(within(2...90))\(chance(50) ? ".\(within(1...9))" : "") million " + pick(["euros", "dollars", "pounds"])
        }
    }

    mutating func percent() -> String {
        let number = chance(60) ? "\(within(1...99))" : "\(within(0...99)).\(within(1...9))"
        return number + pick(["%", "%", " %", " percent"])
    }

    mutating func measure(_ kind: ValueKind) -> String {
        let number = chance(65) ? "\(within(2...990))" : "\(within(0...99)).\(within(1...9))"
        let units: [String] =
            switch kind {
            case .weight: ["kg", "g", "tonnes", "pounds", "kilograms", "grams", "mg"]
            case .length: ["m", "km", "cm", "mm", "metres", "kilometres", "miles", "feet", "inches"]
            case .area: ["hectares", "m²", "square metres", "km²", "acres", "square feet"]
            case .speed: ["km/h", "mph", "m/s", "knots"]
            case .volume: ["litres", "ml", "l", "cups", "gallons", "m³", "tablespoons"]
            case .temperature: ["°C", "°F", "degrees", "K"]
            case .power: ["W", "kW", "MW", "watts", "hp"]
            case .bytes: ["MB", "GB", "KB", "TB", "MiB", "GiB", "bytes"]
            case .rate: ["requests/s", "Mbit/s", "MB/s", "rpm", "Hz", "per hour", "kHz", "fps"]
            case .pressure: ["bar", "hPa", "psi", "kPa"]
            default: ["V", "mV", "kV", "volts"]
            }
        return number + (chance(85) ? " " : "") + pick(units)
    }
}
