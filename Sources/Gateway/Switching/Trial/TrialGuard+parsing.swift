/// What is wrong with the text of a guard, and where.
package struct TrialGuardError: Error, Sendable, Equatable, CustomStringConvertible {
    package var message: String
    package var text: String
    /// In characters from the start of the text.
    package var place: Int

    /// The complaint, the text, and a mark below the place.
    package var description: String { "\(message) at character \(place + 1) of '\(text)'" }

    package var marked: String { "\(message)\n  \(text)\n  \(String(repeating: " ", count: place))^" }
}

extension TrialGuard {
    /// Reads `error_rate<1%, p95<1.5x, total_p99<800ms`. At most 16 of them.
    package static func parse(_ text: String) throws(TrialGuardError) -> [TrialGuard] {
        var reader = Reader(text)
        var guards: [TrialGuard] = []
        repeat {
            guard guards.count < 16 else { throw reader.wrong("more than 16 guards") }
            guards.append(try reader.one())
        } while try reader.separator()
        return guards
    }

    private struct Reader {
        private let text: String
        private let characters: [Character]
        private var place = 0

        init(_ text: String) {
            // What is longer than this is no guard, and not worth repeating in an error.
            self.text = String(text.prefix(200)).map { $0.isNewline || $0 == "\t" ? " " : String($0) }.joined()
            characters = Array(self.text)
        }

        func wrong(_ message: String, at place: Int? = nil) -> TrialGuardError {
            TrialGuardError(message: message, text: text, place: place ?? self.place)
        }

        private mutating func skipSpaces() {
            while place < characters.count, characters[place] == " " { place += 1 }
        }

        private mutating func take(while isTaken: (Character) -> Bool) -> String {
            let start = place
            while place < characters.count, isTaken(characters[place]) { place += 1 }
            return String(characters[start..<place])
        }

        mutating func separator() throws(TrialGuardError) -> Bool {
            skipSpaces()
            guard place < characters.count else { return false }
            guard characters[place] == "," else { throw wrong("a comma or the end is missing") }
            place += 1
            return true
        }

        mutating func one() throws(TrialGuardError) -> TrialGuard {
            skipSpaces()
            let start = place
            let measure = try measure()
            skipSpaces()
            guard place < characters.count, characters[place] == "<" else { throw wrong("'<' is missing") }
            place += 1
            skipSpaces()
            let limit = try limit(of: measure)
            return TrialGuard(
                measure: measure,
                limit: limit,
                text: String(characters[start..<place]).filter { $0 != " " }
            )
        }

        private mutating func measure() throws(TrialGuardError) -> Measure {
            let start = place
            let word = take { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ".") }
            if word == "error_rate" { return .errorRate }
            let isTotal = word.hasPrefix("total_p")
            guard isTotal || word.hasPrefix("p"), let percent = Double(word.dropFirst(isTotal ? 7 : 1)) else {
                throw wrong("a guard measures error_rate, p50, p95, p99, total_p95, …", at: start)
            }
            guard percent >= 1, percent <= 99.9 else { throw wrong("a percentile is from 1 to 99.9", at: start) }
            return isTotal ? .total(percentile: percent / 100) : .firstToken(percentile: percent / 100)
        }

        private mutating func limit(of measure: Measure) throws(TrialGuardError) -> Limit {
            let start = place
            let digits = take { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits), number.isFinite, number > 0, number < 1e9 else {
                throw wrong("a number above 0 is missing", at: start)
            }
            let unitPlace = place
            let unit = take { $0 == "%" || $0.isASCII && $0.isLetter }
            switch (unit, measure) {
            case ("x", _): return .times(number)
            case ("%", .errorRate):
                guard number < 100 else { throw wrong("a rate below 100 % is no guard otherwise", at: start) }
                return .part(number / 100)
            case ("ms", .firstToken), ("ms", .total): return .time(.microseconds(Int(number * 1000)))
            case ("s", .firstToken), ("s", .total): return .time(.microseconds(Int(min(number, 1e6) * 1_000_000)))
            case (_, .errorRate): throw wrong("a rate is in % or x", at: unitPlace)
            default: throw wrong("a time is in ms, s or x", at: unitPlace)
            }
        }
    }
}
