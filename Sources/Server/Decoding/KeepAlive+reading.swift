import JSON
import Providers

extension Field {
    /// How long a model shall stay in memory: seconds, or a duration as Go writes it (`5m`, `1h30m`, `-1s`);
    /// anything negative means for ever.
    func keepAlive() throws(APIError) -> KeepAlive {
        let seconds: Double
        switch value {
        case .int, .double: seconds = try double(in: NumericRanges.keepAliveSeconds)
        case .string(let text):
            guard let parsed = goDuration(text) else {
                throw invalid("must be seconds or a duration such as '5m', not '\(text.prefix(32))'")
            }
            guard NumericRanges.keepAliveSeconds.contains(parsed) else { throw invalid("is too long") }
            seconds = parsed
        default: throw mismatch("seconds or a duration such as '5m'")
        }
        return seconds < 0 ? .forever : .duration(.milliseconds(Int64((seconds * 1000).rounded())))
    }
}

/// The seconds in a duration of Go's: signed decimal numbers, each with its unit. A bare number is seconds.
private func goDuration(_ text: String) -> Double? {
    var rest = Substring(text)
    let isNegative = rest.first == "-"
    if isNegative || rest.first == "+" { rest = rest.dropFirst() }
    guard let first = rest.utf8.first, (0x30...0x39).contains(first) || first == 0x2e else { return nil }
    if let bare = Double(rest), rest.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2e }) {
        return isNegative ? -bare : bare
    }
    var seconds = 0.0
    while !rest.isEmpty {
        let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest = rest.dropFirst(digits.count)
        let unit = rest.prefix { $0.isLetter }
        rest = rest.dropFirst(unit.count)
        guard let count = Double(digits), let scale = goUnits[String(unit)] else { return nil }
        seconds += count * scale
    }
    return isNegative ? -seconds : seconds
}

private let goUnits: [String: Double] = [
    "ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600,
]
