import Synchronization

/// A number that only grows. Adding is one atomic instruction, from any thread.
package final class Counter: MetricSeries {
    package static let type = "counter"
    private let count = Atomic<Int>(0)

    package init() {}

    package func add(_ amount: Int = 1) { count.wrappingAdd(max(0, amount), ordering: .relaxed) }
    package var value: Int { count.load(ordering: .relaxed) }

    package func write(_ name: String, _ labels: MetricLabels, to text: inout PrometheusText) {
        text.sample(name, labels, value)
    }
}

/// A number that goes up and down.
package final class Gauge: MetricSeries {
    package static let type = "gauge"
    private let level = Atomic<Int>(0)

    package init() {}

    package func set(_ value: Int) { level.store(value, ordering: .relaxed) }
    package func add(_ amount: Int) { level.wrappingAdd(amount, ordering: .relaxed) }
    package var value: Int { level.load(ordering: .relaxed) }

    package func write(_ name: String, _ labels: MetricLabels, to text: inout PrometheusText) {
        text.sample(name, labels, value)
    }
}
