/// How long a trial takes, as people write it.
package enum TrialTime {
    /// `90s`, `10m`, `2h`, `1d`: from a second to a week; nil for anything else.
    package static func parse(_ text: String) -> Duration? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last], text.utf8.count <= 16,
            let number = Double(text.dropLast()), number.isFinite, number > 0
        else { return nil }
        let seconds = number * unit
        return seconds >= 1 && seconds <= 7 * 86_400 ? .milliseconds(Int(seconds * 1000)) : nil
    }
}
