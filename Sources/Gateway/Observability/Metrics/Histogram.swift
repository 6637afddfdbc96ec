import Synchronization

/// How long things took. Observing is two atomic additions and a look into a table, from any thread.
@safe package final class Histogram: MetricSeries {
    package static let type = "histogram"

    // Safe: the buckets are made and freed with the object, and `bucket(of:)` is below their number.
    private let buckets: UnsafeMutablePointer<Atomic<UInt64>>
    private let sum = Atomic<UInt64>(0)

    package init() {
        unsafe buckets = .allocate(capacity: HistogramScale.bucketCount)
        for index in 0..<HistogramScale.bucketCount { unsafe (buckets + index).initialize(to: Atomic(0)) }
    }

    deinit {
        unsafe buckets.deinitialize(count: HistogramScale.bucketCount)
        unsafe buckets.deallocate()
    }

    /// Durations below zero count as none.
    package func observe(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = Int(truncatingIfNeeded: seconds) &* 1_000_000_000 &+ Int(attoseconds / 1_000_000_000)
        observe(nanoseconds: nanoseconds)
    }

    package func observe(nanoseconds: Int) {
        let value = UInt64(max(0, nanoseconds))
        unsafe buckets[HistogramScale.bucket(of: value)].wrappingAdd(1, ordering: .relaxed)
        sum.wrappingAdd(value, ordering: .relaxed)
    }

    package var snapshot: HistogramSnapshot {
        let counts = (0..<HistogramScale.bucketCount).map { unsafe buckets[$0].load(ordering: .relaxed) }
        return HistogramSnapshot(counts: counts, sum: sum.load(ordering: .relaxed))
    }

    package func write(_ name: String, _ labels: MetricLabels, to text: inout PrometheusText) {
        let snapshot = snapshot
        let spelled = PrometheusLabels(labels)
        let bucketName = name + "_bucket"
        var total: UInt64 = 0
        var next = 0
        for (bucket, seconds) in HistogramScale.shown {
            while next <= bucket {
                total &+= snapshot.counts[next]
                next += 1
            }
            text.bucket(bucketName, spelled, upTo: seconds, Int(clamping: total))
        }
        text.bucket(bucketName, spelled, upTo: "+Inf", snapshot.count)
        text.sample(name + "_sum", labels, Double(snapshot.sum) / 1e9)
        text.sample(name + "_count", labels, snapshot.count)
    }
}

extension Histogram: @unchecked Sendable {
    // Sendable: the buckets are atomics, and the pointer to them never changes.
}

/// What a histogram held at a moment. Snapshots of several histograms add up to the whole.
package struct HistogramSnapshot: Sendable, Equatable {
    fileprivate(set) var counts: [UInt64]
    fileprivate(set) var sum: UInt64

    init(counts: [UInt64], sum: UInt64) {
        self.counts = counts
        self.sum = sum
    }

    package init() { self.init(counts: Array(repeating: 0, count: HistogramScale.bucketCount), sum: 0) }

    package var count: Int { Int(clamping: counts.reduce(0, &+)) }

    package var mean: Duration? {
        count > 0 ? .nanoseconds(Int64(clamping: sum / UInt64(count))) : nil
    }

    package static func + (left: HistogramSnapshot, right: HistogramSnapshot) -> HistogramSnapshot {
        HistogramSnapshot(counts: zip(left.counts, right.counts).map { $0 &+ $1 }, sum: left.sum &+ right.sum)
    }

    /// The duration that this share of the observations did not exceed (0.99: all but the slowest hundredth), at
    /// most 12 % from the true one between a microsecond and a thousand seconds. Nil without observations.
    package func quantile(_ share: Double) -> Duration? {
        let count = count
        guard count > 0 else { return nil }
        let rank = min(max(share, 0) * Double(count), Double(count))
        var below = 0.0
        for (bucket, number) in counts.enumerated() where number > 0 {
            let next = below + Double(number)
            if next >= rank { return Self.place((rank - below) / Double(number), in: bucket) }
            below = next
        }
        return nil
    }

    /// As if the observations of a bucket lay evenly in it. Those beyond the scale are as long as it is.
    private static func place(_ share: Double, in bucket: Int) -> Duration {
        let bounds = HistogramScale.bounds
        let low = bucket == 0 ? 0 : Double(bounds[bucket - 1])
        let high = Double(bounds[min(bucket, bounds.count - 1)])
        return .nanoseconds(Int64(low + (high - low) * share))
    }
}
