import Synchronization

/// One series of a metric: a counter, a gauge or a histogram.
package protocol MetricSeries: AnyObject, Sendable {
    static var type: String { get }
    init()
    func write(_ name: String, _ labels: MetricLabels, to text: inout PrometheusText)
}

/// The labels of a series.
package struct MetricLabels: Sendable, Hashable {
    package private(set) var pairs: [Pair]

    package struct Pair: Sendable, Hashable {
        package let name: String
        package let value: String
    }

    package init(_ names: [String] = [], _ values: [String] = []) {
        pairs = zip(names, values).map { Pair(name: $0, value: $1) }
    }
}

/// What is written for a scrape.
package protocol MetricSource: Sendable {
    var name: String { get }
    func write(to text: inout PrometheusText)
}

/// A metric with all its series. Looking one up takes a lock and a hash: keep the series that is used often.
package final class MetricFamily<Series: MetricSeries>: MetricSource {
    package let name: String
    private let help: String
    private let labelNames: [String]
    private let limit: Int
    private let table = Mutex<[[String]: Series]>([:])

    /// Beyond `limit` series, all new ones are one, with `other` in each label.
    package init(_ name: String, _ help: String, labels: [String] = [], limit: Int = 2000) {
        self.name = name
        self.help = help
        labelNames = labels
        self.limit = limit
    }

    /// The series with these values of the labels, in the labels' order.
    package subscript(values: String...) -> Series { series(values) }

    package func series(_ values: [String]) -> Series {
        table.withLock { table in
            if let series = table[values] { return series }
            let key = table.count < limit ? values : labelNames.map { _ in Metrics.other }
            if let series = table[key] { return series }
            let series = Series()
            table[key] = series
            return series
        }
    }

    /// Forgets a series: of a provider that is no longer configured.
    package func remove(_ values: [String]) { table.withLock { $0[values] = nil } }

    package var count: Int { table.withLock { $0.count } }

    package func write(to text: inout PrometheusText) {
        let series = table.withLock { Array($0) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        guard !series.isEmpty else { return }
        text.family(name, Series.type, help)
        for (values, series) in series { series.write(name, MetricLabels(labelNames, values), to: &text) }
    }
}

/// A metric whose value is asked for when it is scraped.
struct ReadMetric: MetricSource {
    let name: String
    let help: String
    let type: String
    /// Nil where the system does not tell.
    let read: @Sendable () -> Double?

    func write(to text: inout PrometheusText) {
        guard let value = read() else { return }
        text.family(name, type, help)
        text.sample(name, MetricLabels(), value)
    }
}
