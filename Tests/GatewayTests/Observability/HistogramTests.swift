import Gateway
import Testing

@Suite struct HistogramTests {
    @Test func `a quantile is at most 12 percent from the true one, at every scale`() {
        // Values spread over the whole scale by a fixed congruence, so that a failure can be repeated.
        var seed: UInt64 = 42
        for scale in [2000.0, 1e5, 1e7, 1e9, 1e11] {
            let histogram = Histogram()
            var values: [Int] = []
            for _ in 0..<5000 {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let share = Double(seed >> 11) / Double(UInt64(1) << 53)
                values.append(Int(scale * (1 + 8 * share)))
            }
            for value in values { histogram.observe(nanoseconds: value) }
            values.sort()
            for share in [0.01, 0.25, 0.5, 0.95, 0.99, 1] {
                let truth = Double(values[max(0, Int((share * 5000).rounded(.up)) - 1)])
                let estimate = nanoseconds(histogram.snapshot.quantile(share))
                #expect(abs(estimate - truth) <= 0.12 * truth, "\(share) of \(scale): \(estimate) for \(truth)")
            }
        }
    }

    @Test func `each value lies in a bucket whose ends enclose it`() {
        for exponent in 0..<63 {
            for offset in [-1, 0, 1] {
                let value = (1 << exponent) + offset
                guard value > 1000, value <= 1_000_000_000_000 else { continue }
                let histogram = Histogram()
                histogram.observe(nanoseconds: value)
                let low = nanoseconds(histogram.snapshot.quantile(0))
                let high = nanoseconds(histogram.snapshot.quantile(1))
                #expect(low < Double(value) && Double(value) <= high && high <= low * 1.13, "\(value)")
            }
        }
    }

    @Test func `snapshots add up`() {
        let (left, right, both) = (Histogram(), Histogram(), Histogram())
        for value in 1...1000 {
            (value.isMultiple(of: 3) ? left : right).observe(.microseconds(value * value))
            both.observe(.microseconds(value * value))
        }
        #expect(left.snapshot + right.snapshot == both.snapshot)
        #expect(both.snapshot + HistogramSnapshot() == both.snapshot)
        #expect(both.snapshot.count == 1000)
        #expect(both.snapshot.mean == .nanoseconds(333_833_500))
    }

    @Test func `values off the scale are counted at its ends`() {
        let histogram = Histogram()
        histogram.observe(.seconds(-1))
        histogram.observe(.zero)
        histogram.observe(nanoseconds: .max)
        #expect(histogram.snapshot.count == 3)
        #expect(histogram.snapshot.quantile(1) == .seconds(1000))
        #expect(nanoseconds(histogram.snapshot.quantile(0)) == 0)
    }

    @Test func `an empty histogram has no quantiles`() {
        #expect(Histogram().snapshot.quantile(0.5) == nil)
        #expect(Histogram().snapshot.mean == nil)
    }

    @Test func `observations from many tasks are all counted`() async {
        let histogram = Histogram()
        await withTaskGroup { group in
            for task in 0..<8 {
                group.addTask { for number in 0..<5000 { histogram.observe(nanoseconds: task * 1000 + number) } }
            }
        }
        #expect(histogram.snapshot.count == 40_000)
    }

    private func nanoseconds(_ duration: Duration?) -> Double {
        guard let duration else { return .nan }
        return Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9
    }
}
