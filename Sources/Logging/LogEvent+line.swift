package import JSON

extension LogEvent: LogLine {
    package var weight: Int {
        fields.pairs.reduce(128 + message.utf8.count) { weight, pair in
            guard case .string(let text) = pair.value else { return weight + 48 }
            return weight + 48 + text.utf8.count
        }
    }

    package func write(to line: inout LineBuffer) {
        if line.style == .json { writeJSON(to: &line) } else { writeText(to: &line) }
    }

    /// `12:00:00.000 INFO    gateway       provider is back  provider=ollama`
    private func writeText(to line: inout LineBuffer) {
        line.time(time)
        line.pad(1)
        line.colour(level.colour) { $0.column(level.name.uppercased(), 8) }
        line.colour(.dim) { $0.column(category, 14) }
        line.text(message)
        for pair in fields.pairs {
            line.pad(2)
            line.colour(.dim) { $0.text(pair.name + "=") }
            line.text(pair.value.text)
        }
    }

    private func writeJSON(to line: inout LineBuffer) {
        line.json { json in
            json.object { json in
                json.member("time", time)
                json.member("level", level.name)
                json.member("category", category)
                json.member("message", message)
                for pair in fields.pairs {
                    json.member(Self.own.contains(pair.name) ? "_" + pair.name : pair.name, pair.value)
                }
            }
        }
    }

    /// The names that a field must not take.
    private static let own: Set<String> = ["time", "level", "category", "message"]
}

extension LogLevel {
    fileprivate var colour: LineColour? {
        switch self {
        case .debug: .dim
        case .info: .green
        case .warning: .yellow
        case .error: .red
        }
    }
}

extension LogValue: JSONWritable {
    package func write(to json: inout JSONWriter) {
        switch self {
        case .string(let value): json.value(value)
        case .int(let value): json.value(value)
        case .double(let value): json.value(value)
        case .bool(let value): json.value(value)
        case .duration(let value): json.value(Double(value.microseconds) / 1000)
        }
    }

    /// As it stands after `name=`: quoted where it has spaces.
    fileprivate var text: String {
        switch self {
        case .string(let value): value.isEmpty || value.contains(" ") ? "\"\(value)\"" : value
        case .int(let value): String(value)
        case .double(let value): String(value)
        case .bool(let value): String(value)
        case .duration(let value): readable(microseconds: value.microseconds)
        }
    }
}

extension Duration {
    package var microseconds: Int {
        Int(components.seconds) &* 1_000_000 &+ Int(components.attoseconds / 1_000_000_000_000)
    }
}

/// Three figures and a unit: `850µs`, `12.3ms`, `4.20s`, `2m05s`.
package func readable(microseconds: Int) -> String {
    switch microseconds {
    case ..<1000: "\(microseconds)µs"
    case ..<1_000_000: figures(microseconds, per: 1000) + "ms"
    case ..<60_000_000: figures(microseconds, per: 1_000_000) + "s"
    default: minutes(microseconds / 1_000_000)
    }
}

private func figures(_ value: Int, per unit: Int) -> String {
    let whole = value / unit
    let hundredths = value % unit * 100 / unit
    if whole >= 100 { return "\(whole)" }
    if whole >= 10 { return "\(whole).\(hundredths / 10)" }
    return "\(whole).\(hundredths < 10 ? "0" : "")\(hundredths)"
}

private func minutes(_ seconds: Int) -> String {
    let rest = seconds % 60
    return "\(seconds / 60)m\(rest < 10 ? "0" : "")\(rest)s"
}
