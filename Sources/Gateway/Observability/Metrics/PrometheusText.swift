/// Prometheus's text format, version 0.0.4. Families come one after another, each with its samples.
package struct PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var bytes: [UInt8] = []

    package init() { bytes.reserveCapacity(16 << 10) }

    package mutating func family(_ name: String, _ type: String, _ help: String) {
        append("# HELP ")
        append(name)
        append(" ")
        escape(help, quotes: false, into: &bytes)
        append("\n# TYPE ")
        append(name)
        append(" ")
        append(type)
        append("\n")
    }

    package mutating func sample(_ name: String, _ labels: MetricLabels, _ value: Int) {
        sample(name, PrometheusLabels(labels), value)
    }

    package mutating func sample(_ name: String, _ labels: MetricLabels, _ value: Double) {
        append(name)
        bytes.append(contentsOf: PrometheusLabels(labels).closed)
        append(Self.spell(value))
        append("\n")
    }

    mutating func sample(_ name: String, _ labels: PrometheusLabels, _ value: Int) {
        append(name)
        bytes.append(contentsOf: labels.closed)
        append(String(value))
        append("\n")
    }

    /// A bucket of a histogram: `bound` stands in the label `le`.
    mutating func bucket(_ name: String, _ labels: PrometheusLabels, upTo bound: String, _ count: Int) {
        append(name)
        bytes.append(contentsOf: labels.open)
        append(labels.isEmpty ? "{le=\"" : ",le=\"")
        append(bound)
        append("\"} ")
        append(String(count))
        append("\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private static func spell(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map(String.init) ?? value.description
    }
}

/// The labels of a series as they are written, made once for all the lines of a histogram.
struct PrometheusLabels {
    let isEmpty: Bool
    /// Without the brace at the end.
    private(set) var open: [UInt8] = []

    init(_ labels: MetricLabels) {
        isEmpty = labels.pairs.isEmpty
        for (index, label) in labels.pairs.enumerated() {
            open.append(contentsOf: (index == 0 ? "{" : ",").utf8)
            open.append(contentsOf: label.name.utf8)
            open.append(contentsOf: "=\"".utf8)
            escape(label.value, quotes: true, into: &open)
            open.append(UInt8(ascii: "\""))
        }
    }

    /// With the brace, and the space before the value.
    var closed: [UInt8] { open + (isEmpty ? " " : "} ").utf8 }
}

private func escape(_ text: String, quotes: Bool, into bytes: inout [UInt8]) {
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\\"): bytes.append(contentsOf: "\\\\".utf8)
        case UInt8(ascii: "\n"): bytes.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\"") where quotes: bytes.append(contentsOf: "\\\"".utf8)
        default: bytes.append(byte)
        }
    }
}
