/// A strict reader of Prometheus's text format: what it accepts, a scraper understands.
struct PrometheusParser {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var types: [String: String] = [:]
    private(set) var samples: [Sample] = []
    private var helped: Set<String> = []
    private var family = ""
    private var seen: Set<String> = []

    init(_ bytes: [UInt8]) throws {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw Problem(description: "no UTF-8") }
        guard text.hasSuffix("\n") else { throw Problem(description: "the last line has no end") }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast() { try read(String(line)) }
        try checkHistograms()
    }

    func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
        samples.first { $0.name == name && $0.labels == labels }?.value
    }

    private mutating func read(_ line: String) throws {
        let words = line.split(separator: " ", maxSplits: 3).map(String.init)
        if line.hasPrefix("# HELP ") {
            guard words.count >= 3, helped.insert(words[2]).inserted else {
                throw Problem(description: "HELP: \(line)")
            }
            family = words[2]
        } else if line.hasPrefix("# TYPE ") {
            guard words.count == 4, words[2] == family, types[family] == nil,
                ["counter", "gauge", "histogram"].contains(words[3])
            else { throw Problem(description: "TYPE: \(line)") }
            types[family] = words[3]
        } else {
            try readSample(line)
        }
    }

    private mutating func readSample(_ line: String) throws {
        guard seen.insert(String(line[..<(line.lastIndex(of: " ") ?? line.startIndex)])).inserted else {
            throw Problem(description: "twice: \(line)")
        }
        var rest = Substring(line)
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == ":" }
        rest = rest.dropFirst(name.count)
        let labels = try readLabels(&rest)
        guard let type = types[family], !name.isEmpty, rest.first == " ",
            let value = number(String(rest.dropFirst())),
            belongs(String(name), type)
        else { throw Problem(description: "sample: \(line)") }
        samples.append(Sample(name: String(name), labels: labels, value: value))
    }

    private func belongs(_ name: String, _ type: String) -> Bool {
        type == "histogram" ? ["_bucket", "_sum", "_count"].contains { family + $0 == name } : name == family
    }

    private func number(_ text: String) -> Double? {
        switch text {
        case "+Inf": .infinity
        case "-Inf": -.infinity
        case "NaN": .nan
        default: text.contains { $0.isLetter && $0 != "e" } ? nil : Double(text)
        }
    }

    private func readLabels(_ rest: inout Substring) throws -> [String: String] {
        guard rest.first == "{" else { return [:] }
        var labels: [String: String] = [:]
        repeat {
            rest.removeFirst()
            let name = rest.prefix { $0.isLetter || $0 == "_" }
            rest = rest.dropFirst(name.count)
            guard !name.isEmpty, rest.hasPrefix("=\""), labels[String(name)] == nil else {
                throw Problem(description: "label: \(rest)")
            }
            rest = rest.dropFirst(2)
            labels[String(name)] = try readQuoted(&rest)
        } while rest.first == ","
        guard rest.popFirst() == "}" else { throw Problem(description: "labels without end: \(rest)") }
        return labels
    }

    private func readQuoted(_ rest: inout Substring) throws -> String {
        var value = ""
        while let character = rest.popFirst() {
            if character == "\"" { return value }
            guard character == "\\" else {
                value.append(character)
                continue
            }
            switch rest.popFirst() {
            case "n": value.append("\n")
            case "\\": value.append("\\")
            case "\"": value.append("\"")
            default: throw Problem(description: "escape in \(rest)")
            }
        }
        throw Problem(description: "a label's value without end")
    }

    /// Buckets grow, end with +Inf, and agree with the count.
    private func checkHistograms() throws {
        for family in types.filter({ $0.value == "histogram" }).keys {
            var series: [[String: String]: [(bound: Double, count: Double)]] = [:]
            for sample in samples where sample.name == family + "_bucket" {
                var labels = sample.labels
                guard let bound = labels.removeValue(forKey: "le").flatMap(number) else {
                    throw Problem(description: "a bucket of \(family) without le")
                }
                series[labels, default: []].append((bound, sample.value))
            }
            for (labels, buckets) in series {
                let grows = zip(buckets, buckets.dropFirst()).allSatisfy { $0.bound < $1.bound && $0.count <= $1.count }
                guard grows, let last = buckets.last, last.bound == .infinity,
                    value(family + "_count", labels) == last.count, value(family + "_sum", labels) != nil
                else { throw Problem(description: "the buckets of \(family) \(labels)") }
            }
        }
    }
}
