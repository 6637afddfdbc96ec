import JSON

extension JSONValue {
    /// A count that a backend tells, as far as it can be believed: from 0 to two thousand million, so that sums of
    /// them never overflow. Nil for anything that is no whole number.
    package var boundedCount: Int? {
        guard let double else { return nil }
        guard double.isFinite else { return nil }
        return Int(min(max(double.rounded(.towardZero), 0), Double(Int32.max)))
    }

    /// A size in bytes, from 0 to 2^53.
    package var boundedSize: Int? {
        guard let double, double.isFinite else { return nil }
        return Int(min(max(double.rounded(.towardZero), 0), 9_007_199_254_740_992))
    }

    /// A time in nanoseconds that a backend measured: at most a month.
    package var boundedNanoseconds: Duration? {
        guard let double, double.isFinite else { return nil }
        return .nanoseconds(Int64(min(max(double, 0), 2.6e15)))
    }

    /// A vector of numbers that a float can hold; nil for anything else, and for an empty one.
    var vector: [Float]? {
        guard let array, !array.isEmpty else { return nil }
        var vector: [Float] = []
        vector.reserveCapacity(array.count)
        for element in array {
            guard let number = element.double else { return nil }
            let float = Float(number)
            guard float.isFinite else { return nil }
            vector.append(float)
        }
        return vector
    }
}
