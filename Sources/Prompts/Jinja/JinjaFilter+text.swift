// Filters that make text of text.
extension JinjaFilter {
    static let textFilters: [JinjaFilter] = [
        JinjaFilter("trim") { (value, arguments, _) throws(JinjaError) in
            .string(JinjaText.trimmed(value.text, try arguments.string(0, "chars")))
        },
        JinjaFilter("lower") { (value, _, _) throws(JinjaError) in .string(value.text.lowercased()) },
        JinjaFilter("upper") { (value, _, _) throws(JinjaError) in .string(value.text.uppercased()) },
        JinjaFilter("capitalize") { (value, _, _) throws(JinjaError) in .string(JinjaText.capitalized(value.text)) },
        JinjaFilter("title") { (value, _, _) throws(JinjaError) in
            .string(JinjaText.titled(value.text, filter: true))
        },
        JinjaFilter("replace") { (value, arguments, renderer) throws(JinjaError) in
            let old = try arguments.required(0, "old").text
            let new = try arguments.required(1, "new").text
            return try renderer.replaced(value.text, old, new, most: try arguments.int(2, "count") ?? -1)
        },
        JinjaFilter("escape") { (value, _, _) throws(JinjaError) in .string(escaped(value.text)) },
        JinjaFilter("forceescape") { (value, _, _) throws(JinjaError) in .string(escaped(value.text)) },
        JinjaFilter("indent") { (value, arguments, renderer) throws(JinjaError) in
            let width = arguments[0, "width"] ?? .int(4)
            let margin =
                if case .string(let text) = width { text } else {
                    String(repeating: " ", count: min(max(width.integer ?? 4, 0), 1000))
                }
            let first = arguments.bool(1, "first") ?? false
            let blank = arguments.bool(2, "blank") ?? false
            let lines = JinjaText.lines(value.text + "\n", keepingEnds: false)
            try renderer.checkSize(value.text.utf8.count + lines.count * margin.utf8.count)
            var out = ""
            for (index, line) in lines.enumerated() {
                if index > 0 { out += "\n" }
                let isIndented = index == 0 ? first : blank || !line.isEmpty
                out += isIndented ? margin + line : line
            }
            return .string(out)
        },
        JinjaFilter("truncate") { (value, arguments, _) throws(JinjaError) in
            let length = try arguments.int(0, "length") ?? 255
            let end = try arguments.string(2, "end") ?? "..."
            let leeway = try arguments.int(3, "leeway") ?? 5
            let scalars = Array(value.text.unicodeScalars)
            guard scalars.count > length &+ leeway else { return value }
            let kept = max(0, min(length - end.unicodeScalars.count, scalars.count))
            var cut = String(String.UnicodeScalarView(scalars[..<kept]))
            if arguments.bool(1, "killwords") != true, let space = cut.unicodeScalars.lastIndex(of: " ") {
                cut = String(cut.unicodeScalars[..<space])
            }
            return .string(cut + end)
        },
        JinjaFilter("center") { (value, arguments, renderer) throws(JinjaError) in
            let width = try arguments.int(0, "width") ?? 80
            try renderer.checkSize(width)
            let missing = width - value.text.unicodeScalars.count
            guard missing > 0 else { return .string(value.text) }
            // The odd blank goes where Python puts it.
            let left = missing / 2 + (missing & width & 1)
            return .string(
                String(repeating: " ", count: left) + value.text + String(repeating: " ", count: missing - left)
            )
        },
        JinjaFilter("wordcount") { (value, _, _) throws(JinjaError) in
            .int(try JinjaText.split(value.text, by: nil, most: -1).count)
        },
        JinjaFilter("striptags") { (value, _, _) throws(JinjaError) in
            var out = ""
            var isInTag = false
            for scalar in value.text.unicodeScalars {
                if scalar == "<" { isInTag = true }
                if !isInTag { out.unicodeScalars.append(scalar) }
                if scalar == ">" { isInTag = false }
            }
            return .string(try JinjaText.split(out, by: nil, most: -1).joined(separator: " "))
        },
        JinjaFilter("format") { (value, arguments, renderer) throws(JinjaError) in
            .string(try renderer.formatted(value.text, .list(arguments.positional)))
        },
        JinjaFilter("urlencode") { (value, _, _) throws(JinjaError) in
            let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~/".utf8)
            let digits = Array("0123456789ABCDEF".utf8)
            var out: [UInt8] = []
            for byte in value.text.utf8 {
                if kept.contains(byte) {
                    out.append(byte)
                } else {
                    out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
                }
            }
            return .string(JinjaText.string(out))
        },
    ]

    private static func escaped(_ text: String) -> String {
        var out = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&#34;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}

extension JinjaRenderer {
    mutating func replaced(_ text: String, _ old: String, _ new: String, most: Int) throws(JinjaError) -> JinjaValue {
        try spend(text.utf8.count / 256)
        let times = JinjaText.count(old, in: text)
        let (added, overflow) = times.multipliedReportingOverflow(by: new.utf8.count)
        try checkSize(overflow ? .max : added + text.utf8.count)
        return .string(JinjaText.replaced(text, old, by: new, most: most))
    }
}
