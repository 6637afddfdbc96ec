import Foundation
package import JSON

/// A moment of the wall clock, to the microsecond.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Since 1970-01-01 00:00 UTC.
    package var microseconds: Int

    package init(microseconds: Int) { self.microseconds = microseconds }
    package init(seconds: Int) { microseconds = seconds &* 1_000_000 }

    package static var now: Timestamp {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int(time.tv_sec) &* 1_000_000 &+ Int(time.tv_nsec) / 1000)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool { left.microseconds < right.microseconds }

    /// Whole seconds, rounded towards the past: what OpenAI calls `created`.
    package var seconds: Int { floorDivide(microseconds, 1_000_000) }

    package func advanced(by duration: Duration) -> Timestamp {
        let (seconds, attoseconds) = duration.components
        return Timestamp(
            microseconds: microseconds &+ Int(seconds) &* 1_000_000 &+ Int(attoseconds / 1_000_000_000_000)
        )
    }

    /// RFC 3339 in UTC with microseconds, `2026-01-31T12:00:00.000000Z`; always 27 characters in this millennium.
    package var rfc3339: String {
        var text: [UInt8] = []
        text.reserveCapacity(27)
        appendRFC3339(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    package func appendRFC3339(to text: inout [UInt8]) {
        let second = floorDivide(microseconds, 1_000_000)
        let day = floorDivide(second, 86_400)
        let (year, month, dayOfMonth) = civil(day)
        let inDay = second &- day &* 86_400
        append(year, 4, to: &text)
        text.append(UInt8(ascii: "-"))
        append(month, 2, to: &text)
        text.append(UInt8(ascii: "-"))
        append(dayOfMonth, 2, to: &text)
        text.append(UInt8(ascii: "T"))
        appendTime(inDay, to: &text)
        text.append(UInt8(ascii: "."))
        append(microseconds &- second &* 1_000_000, 6, to: &text)
        text.append(UInt8(ascii: "Z"))
    }

    /// `12:00:00.000` in the time zone of this machine, for a person at a terminal.
    package func appendLocalTime(to text: inout [UInt8]) {
        var time = time_t(seconds)
        var parts = unsafe tm()
        unsafe localtime_r(&time, &parts)
        appendTime(unsafe Int(parts.tm_hour) * 3600 + Int(parts.tm_min) * 60 + Int(parts.tm_sec), to: &text)
        text.append(UInt8(ascii: "."))
        append((microseconds &- seconds &* 1_000_000) / 1000, 3, to: &text)
    }

    private func appendTime(_ second: Int, to text: inout [UInt8]) {
        append(second / 3600, 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(second / 60 % 60, 2, to: &text)
        text.append(UInt8(ascii: ":"))
        append(second % 60, 2, to: &text)
    }
}

private func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
}

/// The Gregorian date of a day counted from 1970-01-01, by the 400-year cycle that starts on 1 March.
private func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day &+ 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted &- era &* 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}

private func append(_ value: Int, _ digits: Int, to text: inout [UInt8]) {
    let value = max(0, value)
    var unit = 1
    for _ in 1..<digits { unit *= 10 }
    while value >= unit * 10 { unit *= 10 }
    while unit > 0 {
        text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / unit % 10))
        unit /= 10
    }
}

extension Timestamp: JSONWritable {
    package func write(to json: inout JSONWriter) { json.string(rfc3339) }
}
