/// A kind of value: how it is written, read and shown.
struct ValueKind<Value: Sendable>: Sendable {
    /// As the reference calls it: `a whole number from 1 to 65535`.
    let name: String
    /// Nil means that it is none, and that `problems` says why.
    let parse: @Sendable (_ node: YAMLNode, _ problems: inout [Problem]) -> Value?
    let show: @Sendable (Value) -> String

    init(
        _ name: String,
        show: @escaping @Sendable (Value) -> String,
        parse: @escaping @Sendable (_ node: YAMLNode, _ problems: inout [Problem]) -> Value?
    ) {
        self.name = name
        self.show = show
        self.parse = parse
    }

    /// A kind that is one plain value, which `parse` reads from its text.
    static func scalar(
        _ name: String,
        show: @escaping @Sendable (Value) -> String,
        remedy: String? = nil,
        parse: @escaping @Sendable (_ text: String, _ isPlain: Bool) -> Value?
    ) -> ValueKind {
        ValueKind(name, show: show) { node, problems in
            guard case .scalar(let text, let isPlain) = node.content else {
                problems.append(Problem("this is \(node.kind), not \(name)", at: node.origin, remedy: "write \(name)"))
                return nil
            }
            if let value = parse(text, isPlain) { return value }
            let message = "\"\(Spelling.shown(text))\" is not \(name)"
            problems.append(Problem(message, at: node.origin, remedy: remedy ?? "write \(name)"))
            return nil
        }
    }
}

// MARK: Plain values

extension ValueKind where Value == String {
    /// Text with something in it, on one line.
    static var text: ValueKind { text("a text") }

    static func text(_ name: String, maxLength: Int = 1024) -> ValueKind {
        scalar(name, show: { $0 }, remedy: "write a text of 1 to \(maxLength) characters, on one line") { text, _ in
            let isShown = text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
            return !text.isEmpty && text.utf8.count <= maxLength && isShown ? text : nil
        }
    }

    /// A name that is part of other names: no slash, no space.
    static var name: ValueKind {
        let allowed = "letters, digits, \"-\", \"_\", \".\" and \":\""
        return scalar("a name", show: { $0 }, remedy: "use only \(allowed), at most 128") { text, _ in
            let isName = text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "-_.:".utf8.contains($0) }
            return !text.isEmpty && text.utf8.count <= 128 && isName ? text : nil
        }
    }

    static var host: ValueKind {
        scalar("a host name or address", show: { $0 }, remedy: "write for example 127.0.0.1, ::1 or 0.0.0.0") {
            text,
            _ in
            let isHost = text.utf8.allSatisfy { $0.isASCIIAlphanumeric || "-_.:[]%".utf8.contains($0) }
            return !text.isEmpty && text.utf8.count <= 253 && isHost ? text : nil
        }
    }

    static var origin: ValueKind {
        let remedy = "write for example https://chat.example.org, without a path, or \"*\""
        return scalar("the origin of a web page", show: { $0 }, remedy: remedy) { text, _ in
            if text == "*" { return text }
            guard let url = try? EndpointURL(parsing: text), url.path.isEmpty, !url.givenWithV1, !text.hasSuffix("/")
            else { return nil }
            return text.lowercased()
        }
    }
}

extension ValueKind where Value == Bool {
    static var bool: ValueKind {
        scalar("true or false", show: { $0 ? "true" : "false" }) { text, isPlain in
            guard isPlain else { return nil }
            switch text {
            case "true", "True", "TRUE": return true
            case "false", "False", "FALSE": return false
            default: return nil
            }
        }
    }
}

extension ValueKind where Value == Int {
    static func integer(_ range: ClosedRange<Int>) -> ValueKind {
        scalar("a whole number from \(range.lowerBound) to \(range.upperBound)", show: { String($0) }) {
            text,
            isPlain in
            guard isPlain, let value = Int(text), range.contains(value) else { return nil }
            return value
        }
    }

    /// A number of bytes: `1048576`, `64KiB`, `32MiB`, `1GiB`.
    static func bytes(_ range: ClosedRange<Int>) -> ValueKind {
        let name = "a size from \(Self.size(range.lowerBound)) to \(Self.size(range.upperBound))"
        return scalar(name, show: Self.size, remedy: "write for example 512KiB or 32MiB") { text, _ in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            let unit = text.dropFirst(digits.count).drop { $0 == " " }
            let factors: [String: Int] = ["": 1, "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]
            guard let number = Int(digits), let factor = factors[String(unit)] else { return nil }
            let (bytes, overflow) = number.multipliedReportingOverflow(by: factor)
            return !overflow && range.contains(bytes) ? bytes : nil
        }
    }

    private static func size(_ bytes: Int) -> String {
        for (unit, shift) in [("GiB", 30), ("MiB", 20), ("KiB", 10)] where bytes > 0 && bytes % (1 << shift) == 0 {
            return "\(bytes >> shift)\(unit)"
        }
        return String(bytes)
    }
}

extension ValueKind where Value == MemorySettings.Budget {
    /// `80%`, or a size.
    static var memoryBudget: ValueKind {
        let size = ValueKind<Int>.bytes((1 << 20)...(1 << 50))
        return ValueKind(
            "a share (80%) or a size (12GiB)",
            show: { budget in
                switch budget {
                case .share(let share): "\(Int((share * 100).rounded()))%"
                case .bytes(let bytes): size.show(bytes)
                }
            },
            parse: { node, problems in
                if let text = node.scalar, text.hasSuffix("%") {
                    if let percent = Int(text.dropLast()), (1...100).contains(percent) {
                        return .share(Double(percent) / 100)
                    }
                    problems.append(
                        Problem(
                            "\"\(Spelling.shown(text))\" is no share",
                            at: node.origin,
                            remedy: "write 1% to 100%, or a size such as 12GiB"
                        )
                    )
                    return nil
                }
                return size.parse(node, &problems).map { .bytes($0) }
            }
        )
    }
}

extension ValueKind where Value == Double {
    static func number(_ range: ClosedRange<Double>) -> ValueKind {
        let name = "a number from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
        return scalar(name, show: Self.text) { text, isPlain in
            guard isPlain, text.isDecimal, let value = Double(text), range.contains(value) else { return nil }
            return value
        }
    }

    private static func text(_ number: Double) -> String {
        Int(exactly: number).map { String($0) } ?? String(number)
    }
}

extension ValueKind where Value == Duration {
    /// Seconds, or a number with `ms`, `s`, `m` or `h`.
    static func duration(_ range: ClosedRange<Duration>) -> ValueKind {
        let name = "a time from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))"
        return scalar(name, show: Self.text, remedy: "write seconds (30), or for example 500ms, 30s, 5m or 1h") {
            text,
            _ in
            let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
            let units: [String: Double] = ["": 1, "ms": 0.001, "s": 1, "m": 60, "h": 3600]
            guard String(number).isDecimal, let value = Double(number),
                let unit = units[String(text.dropFirst(number.count))], abs(value * unit) < 1e9
            else { return nil }
            let duration = Duration.milliseconds((value * unit * 1000).rounded())
            return range.contains(duration) ? duration : nil
        }
    }

    static func text(_ duration: Duration) -> String {
        let milliseconds = duration / .milliseconds(1)
        for (unit, size) in [("h", 3_600_000.0), ("m", 60_000), ("s", 1000)] {
            let count = milliseconds / size
            if count != 0, count == count.rounded() { return "\(Int(count))\(unit)" }
        }
        return milliseconds == 0 ? "0s" : "\(Int(milliseconds.rounded()))ms"
    }
}

extension ValueKind where Value == EndpointURL {
    static var endpoint: ValueKind {
        ValueKind("a URL, with or without its /v1", show: { $0.root }) { node, problems in
            guard case .scalar(let text, _) = node.content else {
                problems.append(
                    Problem("this is \(node.kind), not a URL", at: node.origin, remedy: "write http://localhost:11434")
                )
                return nil
            }
            do throws(EndpointURLError) {
                return try EndpointURL(parsing: text)
            } catch {
                // The text itself is not shown: it may hold a password.
                problems.append(Problem("the URL \(error.message)", at: node.origin, remedy: error.remedy))
                return nil
            }
        }
    }
}

extension ValueKind where Value: RawRepresentable & CaseIterable & Equatable, Value.RawValue == String {
    static var choice: ValueKind {
        choice(Value.allCases.map { ($0.rawValue, $0) })
    }
}

extension ValueKind {
    /// One of a few words.
    static func choice(_ values: [(name: String, value: Value)]) -> ValueKind where Value: Equatable {
        let names = values.map(\.name)
        let show: @Sendable (Value) -> String = { value in values.first { $0.value == value }?.name ?? "" }
        return ValueKind("one of " + names.joined(separator: ", "), show: show) { node, problems in
            if let text = node.scalar, let match = values.first(where: { $0.name == text }) { return match.value }
            let text = node.scalar.map { "\"\(Spelling.shown($0))\"" } ?? "this"
            let nearest = node.scalar.flatMap { Spelling.nearest(to: $0, among: names) }
            let remedy = nearest.map { "did you mean \"\($0)\"?" } ?? "write \(Spelling.alternatives(names))"
            problems.append(
                Problem("\(text) is none of \(Spelling.alternatives(names))", at: node.origin, remedy: remedy)
            )
            return nil
        }
    }
}

extension ValueKind {
    /// Several, as a list; a single one may be written without brackets.
    static func list<Element>(
        _ element: ValueKind<Element>,
        of plural: String,
        max: Int = 256
    ) -> ValueKind where Value == [Element] {
        let show: @Sendable ([Element]) -> String = { "[" + $0.map(element.show).joined(separator: ", ") + "]" }
        return ValueKind("a list of \(plural)", show: show) { node, problems in
            let nodes: [YAMLNode]
            switch node.content {
            case .sequence(let elements): nodes = elements
            case .scalar: nodes = [node]
            case .mapping:
                problems.append(
                    Problem("this is a mapping, not a list of \(plural)", at: node.origin, remedy: "write [a, b]")
                )
                return nil
            }
            guard nodes.count <= max else {
                problems.append(
                    Problem("these are more than \(max) \(plural)", at: node.origin, remedy: "leave some out")
                )
                return nil
            }
            // Every element is looked at, so that every problem is told.
            let values = nodes.map { element.parse($0, &problems) }
            let read = values.compactMap { $0 }
            return read.count == values.count ? read : nil
        }
    }
}

extension UInt8 {
    var isASCIIAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}

extension String {
    /// Whether it is a number as people write it: no `nan`, no hexadecimal.
    fileprivate var isDecimal: Bool {
        !isEmpty && utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) }
    }
}
