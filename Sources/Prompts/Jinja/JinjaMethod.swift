// The methods that Python's values have. Those that would change a value are left out, as the sandbox has it.
extension JinjaMethod {
    static let ofMappings: Set<String> = ["items", "keys", "values", "get", "copy"]
    static let ofLists: Set<String> = ["index", "count", "copy"]
    static let ofLoops: Set<String> = ["cycle", "changed"]
    static let ofCycles: Set<String> = ["next", "reset"]
    static let ofStrings: Set<String> = [
        "strip", "lstrip", "rstrip", "split", "rsplit", "splitlines", "startswith", "endswith", "replace", "upper",
        "lower",
        "title", "capitalize", "swapcase", "casefold", "join", "find", "rfind", "index", "count", "isdigit", "isalpha",
        "isalnum", "isspace", "isupper", "islower", "isnumeric", "isdecimal", "zfill", "ljust", "rjust", "center",
        "removeprefix", "removesuffix", "partition", "rpartition", "format",
    ]
}

extension JinjaRenderer {
    mutating func call(
        _ name: String,
        of value: JinjaValue,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue {
        switch value {
        case .string(let text): return try call(name, ofText: text, arguments)
        case .dictionary(let dictionary):
            switch name {
            case "items": return .list(dictionary.members.map { .list([.string($0.key), $0.value]) })
            case "keys": return .list(dictionary.members.map { .string($0.key) })
            case "values": return .list(dictionary.members.map(\.value))
            case "get": return dictionary[try arguments.required(0, "key").text] ?? arguments[1, "default"] ?? .none
            default: return value
            }
        case .list(let elements):
            switch name {
            case "index":
                let wanted = try arguments.required(0, "value")
                guard let index = elements.firstIndex(where: { $0.equals(wanted) }) else {
                    throw JinjaError(.value, "\(wanted.representation) is not in the list")
                }
                return .int(index)
            case "count":
                let wanted = try arguments.required(0, "value")
                return .int(elements.count { $0.equals(wanted) })
            default: return value
            }
        case .object(.loop(let loop)):
            if name == "changed" { return .bool(loop.changed(arguments.positional)) }
            guard !arguments.positional.isEmpty else { throw JinjaError(.value, "loop.cycle() has nothing to give") }
            return arguments.positional[loop.index % arguments.positional.count]
        case .object(.function(.cycle(let cycle))):
            if name == "next" { return cycle.next() }
            cycle.reset()
            return .none
        default: throw JinjaError(.value, "\(value.kindName) has no method '\(name)'")
        }
    }

    private mutating func call(
        _ name: String,
        ofText text: String,
        _ arguments: JinjaArguments
    ) throws(JinjaError) -> JinjaValue {
        switch name {
        case "strip": return .string(JinjaText.trimmed(text, try arguments.string(0, "chars")))
        case "lstrip": return .string(JinjaText.trimmed(text, try arguments.string(0, "chars"), trailing: false))
        case "rstrip": return .string(JinjaText.trimmed(text, try arguments.string(0, "chars"), leading: false))
        case "split", "rsplit":
            let separator = try arguments.string(0, "sep")
            let most = try arguments.int(1, "maxsplit") ?? -1
            let parts =
                name == "split"
                ? try JinjaText.split(text, by: separator, most: most)
                : try JinjaText.rsplit(text, by: separator, most: most)
            try spend(parts.count)
            return .list(parts.map { .string($0) })
        case "splitlines":
            let lines = JinjaText.lines(text, keepingEnds: arguments.bool(0, "keepends") ?? false)
            try spend(lines.count)
            return .list(lines.map { .string($0) })
        case "startswith", "endswith": return .bool(try affix(name, of: text, try arguments.required(0, "prefix")))
        case "replace":
            let old = try arguments.required(0, "old").text
            let new = try arguments.required(1, "new").text
            return try replaced(text, old, new, most: try arguments.int(2, "count") ?? -1)
        case "upper": return .string(text.uppercased())
        case "lower", "casefold": return .string(text.lowercased())
        case "title": return .string(JinjaText.titled(text, filter: false))
        case "capitalize": return .string(JinjaText.capitalized(text))
        case "swapcase":
            let swapped = text.unicodeScalars.map { scalar in
                scalar.properties.isLowercase
                    ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
            }
            return .string(swapped.joined())
        case "join":
            guard let join = JinjaFilter.named("join") else { return .none }
            return try join.apply(try arguments.required(0, "iterable"), JinjaArguments([.string(text)]), &self)
        case "find", "rfind", "index", "count": return try search(name, text, try arguments.required(0, "sub").text)
        case "removeprefix", "removesuffix", "partition", "rpartition": return try part(name, of: text, arguments)
        case "zfill", "ljust", "rjust", "center": return try padded(name, text, arguments)
        case "format": return .string(try interpolated(text, arguments))
        default: return .bool(classified(name, text))
        }
    }

    private func affix(_ name: String, of text: String, _ value: JinjaValue) throws(JinjaError) -> Bool {
        let candidates: [JinjaValue] = if case .list(let list) = value { list } else { [value] }
        for candidate in candidates {
            guard case .string(let affix) = candidate else {
                throw JinjaError(.value, "'\(name)' takes a string, not \(candidate.kindName)")
            }
            let bytes = affix.utf8
            let holds =
                name == "startswith"
                ? text.utf8.starts(with: bytes) : text.utf8.reversed().starts(with: bytes.reversed())
            if holds { return true }
        }
        return false
    }

    private func search(_ name: String, _ text: String, _ wanted: String) throws(JinjaError) -> JinjaValue {
        if name == "count" { return .int(JinjaText.count(wanted, in: text)) }
        let place = name == "rfind" ? JinjaText.findLast(wanted, in: text) : JinjaText.find(wanted, in: text)
        guard let place else {
            if name == "index" { throw JinjaError(.value, "the text is not there") }
            return .int(-1)
        }
        return .int(JinjaText.string(Array(text.utf8)[..<place]).unicodeScalars.count)
    }

    private func part(_ name: String, of text: String, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        let mark = try arguments.required(0, "sep").text
        let bytes = Array(text.utf8)
        switch name {
        case "removeprefix":
            return .string(bytes.starts(with: mark.utf8) ? JinjaText.string(bytes.dropFirst(mark.utf8.count)) : text)
        case "removesuffix":
            let ends = bytes.reversed().starts(with: mark.utf8.reversed())
            return .string(ends ? JinjaText.string(bytes.dropLast(mark.utf8.count)) : text)
        default:
            let isLast = name == "rpartition"
            guard let place = isLast ? JinjaText.findLast(mark, in: text) : JinjaText.find(mark, in: text) else {
                let nothing = JinjaValue.string("")
                return .list(isLast ? [nothing, nothing, .string(text)] : [.string(text), nothing, nothing])
            }
            return .list([
                .string(JinjaText.string(bytes[..<place])), .string(mark),
                .string(JinjaText.string(bytes[(place + mark.utf8.count)...])),
            ])
        }
    }

    private func padded(_ name: String, _ text: String, _ arguments: JinjaArguments) throws(JinjaError) -> JinjaValue {
        let width = try arguments.int(0, "width") ?? 0
        try checkSize(width)
        let missing = width - text.unicodeScalars.count
        guard missing > 0 else { return .string(text) }
        let filler = name == "zfill" ? "0" : try arguments.string(1, "fillchar") ?? " "
        func fill(_ count: Int) -> String { String(repeating: filler, count: count) }
        switch name {
        case "ljust": return .string(text + fill(missing))
        case "zfill":
            let sign = text.utf8.first.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } ?? false
            return .string(sign ? String(text.prefix(1)) + fill(missing) + text.dropFirst() : fill(missing) + text)
        case "rjust": return .string(fill(missing) + text)
        default:
            let left = missing / 2 + (missing & width & 1)
            return .string(fill(left) + text + fill(missing - left))
        }
    }

    /// `{}`, `{0}` and `{name}`, without formats of their own.
    private func interpolated(_ text: String, _ arguments: JinjaArguments) throws(JinjaError) -> String {
        var out = ""
        var next = 0
        var rest = Substring(text)
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            out += rest[..<brace]
            let after = rest.index(after: brace)
            if after < rest.endIndex, rest[after] == rest[brace] {
                out.append(rest[brace])
                rest = rest[rest.index(after: after)...]
                continue
            }
            guard rest[brace] == "{", let end = rest[after...].firstIndex(of: "}") else {
                throw JinjaError(.value, "a format has a single brace")
            }
            let name = String(rest[after..<end])
            let value = name.isEmpty ? arguments[next, ""] : Int(name).map { arguments[$0, ""] } ?? arguments[name]
            if name.isEmpty { next += 1 }
            guard let value else { throw JinjaError(.value, "a format has no value for '{\(name)}'") }
            out += value.text
            try checkSize(out.utf8.count)
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    private func classified(_ name: String, _ text: String) -> Bool {
        func all(_ holds: (Unicode.Scalar.Properties) -> Bool) -> Bool {
            !text.isEmpty && text.unicodeScalars.allSatisfy { holds($0.properties) }
        }
        switch name {
        case "isdigit", "isdecimal", "isnumeric": return all { $0.numericType != nil }
        case "isalpha": return all(\.isAlphabetic)
        case "isalnum": return all { $0.isAlphabetic || $0.numericType != nil }
        case "isspace": return !text.isEmpty && text.unicodeScalars.allSatisfy(JinjaText.isSpace)
        case "isupper": return text == text.uppercased() && text != text.lowercased()
        case "islower": return text == text.lowercased() && text != text.uppercased()
        default: return false
        }
    }
}
