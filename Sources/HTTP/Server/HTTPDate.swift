/// The moment of an answer as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
    private static let days: [StaticString] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months: [StaticString] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// Appends the date of a time in seconds since 1970, which must not lie before.
    static func append(_ seconds: Int, to out: inout [UInt8]) {
        let seconds = max(0, seconds)
        let (day, time) = seconds.quotientAndRemainder(dividingBy: 86400)
        // The calendar repeats every 400 years; years begin in March, so that the leap day comes last.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)

        out.append(days[day % 7])
        out.append(", ")
        appendTwoDigits(dayOfMonth, to: &out)
        out.append(" ")
        out.append(months[month - 1])
        out.append(" ")
        out.append(decimal: year)
        out.append(" ")
        appendTwoDigits(time / 3600, to: &out)
        out.append(":")
        appendTwoDigits(time / 60 % 60, to: &out)
        out.append(":")
        appendTwoDigits(time % 60, to: &out)
        out.append(" GMT")
    }

    private static func appendTwoDigits(_ value: Int, to out: inout [UInt8]) {
        out.append(UInt8(truncatingIfNeeded: 0x30 + value / 10 % 10))
        out.append(UInt8(truncatingIfNeeded: 0x30 + value % 10))
    }
}
