/// What sort of thing an answer is, and how one is made up.
enum ValueKind: String, Sendable, CaseIterable {
    case person, first, last, label, word
    case city, country, region, address, room, coordinates
    case company, job, field, language, team
    case date, time, year, month, weekday, duration, interval, moment
    case money, count, small, percent, rating, score, number, ratio
    case weight, length, area, speed, volume, temperature, power, bytes, rate, pressure, voltage
    case version, ip, host, port, url, email, phone, code, path, file, software, hash, variable, branch, command,
        address16
    case colour, material, thing, food, animal, plant, sport, instrument, vehicle, genre, shape
    case title, reason, motto, status, flag, plate, topic, event, drink, noun, adjective

    /// What is asked with "how much", "how many" or by comparing.
    var isQuantity: Bool {
        switch self {
        case .money, .count, .small, .percent, .rating, .number, .weight, .length, .area, .speed, .volume, .temperature,
            .power, .bytes, .rate, .duration, .pressure, .voltage:
            true
        default: false
        }
    }

    /// What is worth comparing: a plain number of one unit.
    var isCount: Bool { self == .count || self == .small || self == .number || self == .year }
    var isPerson: Bool { self == .person || self == .first }
    var isPlace: Bool { self == .city || self == .country || self == .region || self == .room || self == .address }
    var isTime: Bool {
        self == .date || self == .time || self == .year || self == .month || self == .weekday || self == .moment
    }
}
