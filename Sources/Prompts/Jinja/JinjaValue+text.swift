import Foundation

// How values become text: as `{{ }}` shows them, as Python writes them, and as JSON.
extension JinjaValue {
    /// Python's `str`.
    var text: String {
        switch self {
        case .undefined: ""
        case .string(let value): value
        default: representation
        }
    }

    /// Python's `repr`.
    var representation: String {
        var out = ""
        write(representation: &out)
        return out
    }

    private func write(representation out: inout String) {
        switch self {
        case .undefined: out += "Undefined"
        case .none: out += "None"
        case .bool(let value): out += value ? "True" : "False"
        case .int(let value): out += String(value)
        case .double(let value): out += Self.python(value)
        case .string(let value): Self.quote(value, into: &out)
        case .list(let elements):
            out += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { out += ", " }
                element.write(representation: &out)
            }
            out += "]"
        case .dictionary(let dictionary):
            out += "{"
            for (index, member) in dictionary.members.enumerated() {
                if index > 0 { out += ", " }
                Self.quote(member.key, into: &out)
                out += ": "
                member.value.write(representation: &out)
            }
            out += "}"
        case .object(.namespace): out += "<Namespace>"
        case .object(.loop): out += "<LoopContext>"
        case .object(.macro(let value)): out += "<Macro '\(value.macro.name)'>"
        case .object(.method), .object(.function): out += "<function>"
        }
    }

    /// Python's way of writing a float.
    static func python(_ value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        let shortest = "\(value)"
        guard let mark = shortest.firstIndex(of: "e") else {
            // Swift turns to exponents at 2^53 and more, Python at 10^16.
            return shortest
        }
        let digits = shortest[..<mark]
        let exponent = Int(shortest[shortest.index(after: mark)...]) ?? 0
        if (-4..<16).contains(exponent) {
            return value == value.rounded() && abs(value) < 1e16
                ? "\(Int(value)).0" : String(format: "%.\(max(0, digits.count - 2 - exponent))f", value)
        }
        let mantissa = digits.hasSuffix(".0") ? String(digits.dropLast(2)) : String(digits)
        let size = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
        return "\(mantissa)e\(exponent < 0 ? "-" : "+")\(size)"
    }

    private static func quote(_ text: String, into out: inout String) {
        let mark = text.utf8.contains(UInt8(ascii: "'")) && !text.utf8.contains(UInt8(ascii: "\"")) ? "\"" : "'"
        out += mark
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\\": out += "\\\\"
            case _ where String(scalar) == mark: out += "\\" + mark
            case _ where scalar.value < 0x20 || scalar.value == 0x7f:
                out += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: out.unicodeScalars.append(scalar)
            }
        }
        out += mark
    }
}

// MARK: JSON

/// How `tojson` writes: as Python's `json.dumps` with `ensure_ascii=False`.
struct JinjaJSONWriter {
    var indent: Int?
    var sortsKeys = false
    var itemSeparator = ", "
    var keySeparator = ": "
    private var out = ""

    init(indent: Int? = nil) {
        self.indent = indent
        if indent != nil { itemSeparator = "," }
    }

    static func text(
        _ value: JinjaValue,
        configured writer: JinjaJSONWriter = JinjaJSONWriter()
    ) throws(JinjaError) -> String {
        var writer = writer
        try writer.write(value, level: 0)
        return writer.out
    }

    private mutating func write(_ value: JinjaValue, level: Int) throws(JinjaError) {
        switch value {
        case .none: out += "null"
        case .bool(let value): out += value ? "true" : "false"
        case .int(let value): out += String(value)
        case .double(let value):
            out +=
                value.isNaN
                ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : JinjaValue.python(value)
        case .string(let text): Self.quote(text, into: &out)
        case .list(let elements):
            guard !elements.isEmpty else {
                out += "[]"
                return
            }
            out += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { out += itemSeparator }
                newline(level + 1)
                try write(element, level: level + 1)
            }
            newline(level)
            out += "]"
        case .dictionary(let dictionary):
            guard !dictionary.members.isEmpty else {
                out += "{}"
                return
            }
            var members = dictionary.members
            if sortsKeys { members.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } }
            out += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { out += itemSeparator }
                newline(level + 1)
                Self.quote(member.key, into: &out)
                out += keySeparator
                try write(member.value, level: level + 1)
            }
            newline(level)
            out += "}"
        case .undefined, .object: throw JinjaError(.value, "\(value.kindName) cannot be written as JSON")
        }
    }

    private mutating func newline(_ level: Int) {
        guard let indent else { return }
        out += "\n" + String(repeating: " ", count: indent * level)
    }

    static func quote(_ text: String, into out: inout String) {
        out += "\""
        defer { out += "\"" }
        guard text.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
            out += text
            return
        }
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case "\u{8}": out += "\\b"
            case "\u{c}": out += "\\f"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
    }
}
