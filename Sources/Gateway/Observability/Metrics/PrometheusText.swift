/// Prometheus's text format, version 0.0.4. Families come one after another, each with its samples.
package struct PrometheusText {
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    package private(set) var bytes: [UInt8] = []

    package init() { bytes.reserveCapacity(16 << 10) }

    package mutating func family(_ name: String, _ type: String, _ help: String) {
        append("# HELP ")
        append(name)
        append(" ")
        escape(help, quotes: false)
        append("\n# TYPE ")
        append(name)
        append(" ")
        append(type)
        append("\n")
    }

    package mutating func sample(_ name: String, _ labels: MetricLabels, _ value: Int) {
        line(name, labels, String(value))
    }

    package mutating func sample(_ name: String, _ labels: MetricLabels, _ value: Double) {
        line(name, labels, Self.spell(value))
    }

    private mutating func line(_ name: String, _ labels: MetricLabels, _ value: String) {
        append(name)
        for (index, label) in labels.pairs.enumerated() {
            append(index == 0 ? "{" : ",")
            append(label.name)
            append("=\"")
            escape(label.value, quotes: true)
            append("\"")
        }
        append(labels.pairs.isEmpty ? " " : "} ")
        append(value)
        append("\n")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func escape(_ text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\"") where quotes: append("\\\"")
            default: bytes.append(byte)
            }
        }
    }

    private static func spell(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
        return Int(exactly: value).map(String.init) ?? value.description
    }
}
