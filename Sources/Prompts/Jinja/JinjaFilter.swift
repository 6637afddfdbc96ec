/// What stands behind `|`.
package struct JinjaFilter: Sendable {
    typealias Body = @Sendable (JinjaValue, JinjaArguments, inout JinjaRenderer) throws(JinjaError) -> JinjaValue

    let name: String
    private let body: Body

    init(_ name: String, _ body: @escaping Body) {
        self.name = name
        self.body = body
    }

    func apply(
        _ value: JinjaValue,
        _ arguments: JinjaArguments,
        _ renderer: inout JinjaRenderer
    ) throws(JinjaError) -> JinjaValue {
        try renderer.spend(for: value)
        return try body(value, arguments, &renderer)
    }

    static func named(_ name: String) -> JinjaFilter? { all[name] }

    private static let all: [String: JinjaFilter] = {
        var all: [String: JinjaFilter] = [:]
        for filter in textFilters + sequenceFilters + valueFilters { all[filter.name] = filter }
        for (other, name) in ["d": "default", "e": "escape", "count": "length"] { all[other] = all[name] }
        return all
    }()
}

// MARK: Values

extension JinjaFilter {
    fileprivate static let valueFilters: [JinjaFilter] = [
        JinjaFilter("default") { (value, arguments, _) throws(JinjaError) in
            let isReplaced = value.isUndefined || ((arguments.bool(1, "boolean") ?? false) && !value.isTrue)
            return isReplaced ? arguments[0, "default_value"] ?? .string("") : value
        },
        JinjaFilter("tojson") { (value, arguments, _) throws(JinjaError) in
            var writer = JinjaJSONWriter(indent: try arguments.int(0, "indent").map { min(max($0, 0), 64) })
            if case .list(let separators)? = arguments["separators"], separators.count == 2 {
                writer.itemSeparator = separators[0].text
                writer.keySeparator = separators[1].text
            }
            writer.sortsKeys = arguments["sort_keys"]?.isTrue ?? false
            return .string(try JinjaJSONWriter.text(value, configured: writer))
        },
        JinjaFilter("string") { (value, _, _) throws(JinjaError) in .string(value.text) },
        JinjaFilter("safe") { (value, _, _) throws(JinjaError) in value },
        JinjaFilter("int") { (value, arguments, _) throws(JinjaError) in
            let fallback = arguments[0, "default"] ?? .int(0)
            switch value {
            case .string(let text):
                let digits = JinjaText.trimmed(text, nil)
                let base = try arguments.int(1, "base") ?? 10
                if (2...36).contains(base), let number = Int(digits, radix: base) { return .int(number) }
                return Double(digits).flatMap { Int(exactly: $0.rounded(.towardZero)) }.map { .int($0) } ?? fallback
            default:
                if let integer = value.integer { return .int(integer) }
                return value.number.flatMap { Int(exactly: $0.rounded(.towardZero)) }.map { .int($0) } ?? fallback
            }
        },
        JinjaFilter("float") { (value, arguments, _) throws(JinjaError) in
            if case .string(let text) = value, let number = Double(JinjaText.trimmed(text, nil)) {
                return .double(number)
            }
            return value.number.map { .double($0) } ?? arguments[0, "default"] ?? .double(0)
        },
        JinjaFilter("abs") { (value, _, renderer) throws(JinjaError) in
            (value.number ?? 0) < 0 ? try renderer.negated(value) : value
        },
        JinjaFilter("round") { (value, arguments, _) throws(JinjaError) in
            guard let number = value.number else { throw JinjaError(.value, "\(value.kindName) cannot be rounded") }
            let precision = min(max(try arguments.int(0, "precision") ?? 0, -300), 300)
            var scale = 1.0
            for _ in 0..<abs(precision) { scale *= 10 }
            let scaled = precision < 0 ? number / scale : number * scale
            let rounded =
                switch try arguments.string(1, "method") ?? "common" {
                case "ceil": scaled.rounded(.up)
                case "floor": scaled.rounded(.down)
                default: scaled.rounded(.toNearestOrEven)
                }
            let result = precision < 0 ? rounded * scale : rounded / scale
            if let whole = value.integer, try arguments.string(1, "method") ?? "common" == "common" {
                return precision < 0 ? .int(Int(exactly: result) ?? whole) : .int(whole)
            }
            return .double(result)
        },
        JinjaFilter("attr") { (value, arguments, renderer) throws(JinjaError) in
            let name = try arguments.required(0, "name").text
            // The members of a mapping are no attributes of it.
            if case .dictionary = value, !JinjaMethod.ofMappings.contains(name) { return .undefined(name) }
            return try renderer.attribute(name, of: value)
        },
        JinjaFilter("items") { (value, _, renderer) throws(JinjaError) in
            if value.isUndefined { return .list([]) }
            guard case .dictionary(let dictionary) = value else {
                throw JinjaError(.value, "\(value.kindName) has no items: only a mapping has")
            }
            try renderer.spend(dictionary.members.count)
            return .list(dictionary.members.map { .list([.string($0.key), $0.value]) })
        },
        JinjaFilter("dictsort") { (value, arguments, renderer) throws(JinjaError) in
            guard case .dictionary(let dictionary) = value else {
                throw JinjaError(.value, "\(value.kindName) cannot be sorted by its keys")
            }
            let pairs = dictionary.members.map { JinjaValue.list([.string($0.key), $0.value]) }
            let place = try arguments.string(1, "by") == "value" ? 1 : 0
            return .list(
                try renderer.sorted(
                    pairs,
                    minding: arguments.bool(0, "case_sensitive") ?? false,
                    reversed: arguments.bool(2, "reverse") ?? false
                ) { (pair, renderer) throws(JinjaError) in try renderer.item(.int(place), of: pair) }
            )
        },
    ]
}

extension JinjaRenderer {
    /// The cost of going through a value once.
    mutating func spend(for value: JinjaValue) throws(JinjaError) {
        switch value {
        case .string(let text): try spend(text.utf8.count / 256)
        case .list(let elements): try spend(elements.count)
        case .dictionary(let dictionary): try spend(dictionary.members.count)
        default: break
        }
    }
}
