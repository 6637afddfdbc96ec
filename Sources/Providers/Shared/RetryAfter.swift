package import Foundation
package import HTTP

/// How long a backend asks us to wait.
package enum RetryAfter {
    /// Nobody waits longer than a day because of a header.
    private static let longest = 86_400.0

    /// Reads `retry-after-ms`, or `retry-after` in seconds or as a date. Nil where there is neither, or nonsense.
    package static func read(_ headers: HTTPHeaders, now: Date) -> Duration? {
        if let milliseconds = headers["retry-after-ms"].flatMap(Double.init),
            let wait = bounded(seconds: milliseconds / 1000)
        {
            return wait
        }
        guard let text = headers["retry-after"]?.trimmingCharacters(in: .whitespaces) else { return nil }
        if let seconds = Double(text) { return bounded(seconds: seconds) }
        return HTTPDate.parse(text).flatMap { bounded(seconds: $0.timeIntervalSince(now).rounded(.up)) }
    }

    /// A time that has passed is none at all.
    package static func bounded(seconds: Double) -> Duration? {
        guard seconds.isFinite else { return nil }
        return .milliseconds(Int64(min(max(seconds, 0), longest) * 1000))
    }
}

/// The three ways in which HTTP writes a date.
private enum HTTPDate {
    static func parse(_ text: String) -> Date? {
        let words = text.split { " ,-".contains($0) }.map(String.init)
        switch words.count {
        // Sun, 06 Nov 1994 08:49:37 GMT (and with dashes: Sunday, 06-Nov-94 08:49:37 GMT)
        case 6: return date(year: words[3], month: words[2], day: words[1], time: words[4])
        // Sun Nov  6 08:49:37 1994
        case 5: return date(year: words[4], month: words[1], day: words[2], time: words[3])
        default: return nil
        }
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    private static func date(year: String, month: String, day: String, time: String) -> Date? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        guard let year = UInt16(year), let day = UInt8(day), (1...31).contains(day),
            let month = months.firstIndex(of: month), clock.count == 3,
            clock[0] < 24, clock[1] < 60, clock[2] <= 60
        else { return nil }
        var parts = DateComponents()
        // Two digits mean the nearer century.
        parts.year = year < 70 ? Int(year) + 2000 : year < 100 ? Int(year) + 1900 : Int(year)
        parts.month = month + 1
        parts.day = Int(day)
        parts.hour = Int(clock[0])
        parts.minute = Int(clock[1])
        parts.second = Int(clock[2])
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar.date(from: parts)
    }
}
