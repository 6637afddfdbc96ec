/// The buckets of every histogram of durations: twenty to a decade, from a microsecond to a thousand seconds, at the
/// preferred numbers R20 of ISO 3. A bucket's ends are 12 % apart, which bounds the error of a quantile; and 1, 2.5 and
/// 5, which dashboards show, are among them.
enum HistogramScale {
    private static let steps: [UInt64] = [
        100, 112, 125, 140, 160, 180, 200, 224, 250, 280, 315, 355, 400, 450, 500, 560, 630, 710, 800, 900,
    ]

    /// The last nanosecond that each bucket holds, but for the last bucket, which holds all that is longer.
    static let bounds: [UInt64] = {
        var bounds: [UInt64] = []
        var unit: UInt64 = 10
        for _ in 0..<9 {
            bounds += steps.map { $0 * unit }
            unit *= 10
        }
        return bounds + [100 * unit]
    }()

    static let bucketCount = bounds.count + 1

    /// For each quarter of an octave, the first bucket that can hold a value of it: at most three steps from the
    /// right one.
    private static let starts: [UInt8] = (0..<256).map { quarter in
        let exponent = quarter >> 2
        let base = UInt64(1) << UInt64(exponent)
        let least = exponent < 2 ? base : base + UInt64(quarter & 3) * (base >> 2)
        return UInt8(bounds.firstIndex { $0 >= least } ?? bounds.count)
    }

    /// The bucket of a duration.
    static func bucket(of nanoseconds: UInt64) -> Int {
        let value = max(nanoseconds, 4)
        let exponent = 63 - value.leadingZeroBitCount
        let quarter = exponent << 2 | Int(truncatingIfNeeded: value >> UInt64(exponent - 2)) & 3
        let bounds = bounds
        var bucket = Int(starts[quarter])
        while bucket < bounds.count, bounds[bucket] < value { bucket += 1 }
        return bucket
    }

    /// What Prometheus is told: 1, 2.5 and 5 of each decade from 100 µs on.
    static let shown: [(bucket: Int, seconds: String)] = bounds.indices.compactMap { index in
        let bound = bounds[index]
        guard bound >= 100_000, [0, 8, 14].contains(index % 20) else { return nil }
        return (index, seconds(bound))
    }

    /// Seconds without an exponent: `0.00025`.
    static func seconds(_ nanoseconds: UInt64) -> String {
        let whole = nanoseconds / 1_000_000_000
        let fraction = nanoseconds % 1_000_000_000
        guard fraction > 0 else { return String(whole) }
        let digits = String(fraction + 1_000_000_000).dropFirst()
        let zeros = digits.reversed().prefix { $0 == "0" }.count
        return "\(whole).\(digits.dropLast(zeros))"
    }
}
