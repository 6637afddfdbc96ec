/// What stands behind `is`.
package enum JinjaTest: String, Sendable {
    case boolean, callable, defined, divisibleby, equal, even, escaped, `false`, filter, float, greater, greaterOrEqual
    case `in`, integer, iterable, less, lessOrEqual, lower, mapping, notEqual, none, number, odd, sameas, sequence
    case string, test, `true`, undefined, upper

    private static let others: [String: JinjaTest] = [
        "eq": .equal, "equalto": .equal, "==": .equal, "ne": .notEqual, "!=": .notEqual, "lt": .less, "lessthan": .less,
        "<": .less, "le": .lessOrEqual, "<=": .lessOrEqual, "gt": .greater, "greaterthan": .greater, ">": .greater,
        "ge": .greaterOrEqual, ">=": .greaterOrEqual,
    ]

    static func named(_ name: String) -> JinjaTest? {
        if let test = others[name] { return test }
        // The names that this type alone has are no tests.
        let own: Set<String> = ["equal", "greater", "greaterOrEqual", "less", "lessOrEqual", "notEqual"]
        return own.contains(name) ? nil : JinjaTest(rawValue: name)
    }

    func holds(for value: JinjaValue, _ arguments: JinjaArguments) throws(JinjaError) -> Bool {
        switch (self, value) {
        case (.defined, _): return !value.isUndefined
        case (.undefined, _): return value.isUndefined
        case (.none, .none), (.boolean, .bool), (.true, .bool(true)), (.false, .bool(false)), (.string, .string),
            (.mapping, .dictionary), (.integer, .int), (.float, .double), (.number, .int), (.number, .double),
            (.number, .bool):
            return true
        case (.none, _), (.boolean, _), (.true, _), (.false, _), (.string, _), (.mapping, _), (.integer, _),
            (.float, _), (.number, _), (.escaped, _):
            return false
        case (.iterable, .list), (.iterable, .dictionary), (.iterable, .string), (.iterable, .undefined),
            (.iterable, .object(.loop)), (.sequence, .list), (.sequence, .dictionary), (.sequence, .string),
            (.sequence, .undefined):
            return true
        case (.iterable, _), (.sequence, _): return false
        case (.callable, .object(.namespace)), (.callable, .object(.loop)): return false
        case (.callable, .object): return true
        case (.callable, _): return false
        case (.lower, _): return value.text == value.text.lowercased() && value.text != value.text.uppercased()
        case (.upper, _): return value.text == value.text.uppercased() && value.text != value.text.lowercased()
        case (.odd, _), (.even, _), (.divisibleby, _): return try divides(value, arguments)
        case (.filter, _): return JinjaFilter.named(value.text) != nil
        case (.test, _): return JinjaTest.named(value.text) != nil
        default: return try compares(value, try arguments.required(0, "other"))
        }
    }

    private func divides(_ value: JinjaValue, _ arguments: JinjaArguments) throws(JinjaError) -> Bool {
        guard let number = value.integer else {
            throw JinjaError(.value, "\(value.kindName) is neither odd nor even, nor divided by anything")
        }
        switch self {
        case .odd: return number % 2 != 0
        case .even: return number % 2 == 0
        default:
            guard let divisor = try arguments.int(0, "num"), divisor != 0 else {
                throw JinjaError(.value, "'divisibleby' wants a number other than 0")
            }
            return divisor == -1 || number % divisor == 0
        }
    }

    private func compares(_ value: JinjaValue, _ other: JinjaValue) throws(JinjaError) -> Bool {
        switch self {
        case .equal: return value.equals(other)
        case .notEqual: return !value.equals(other)
        case .less: return try value.isBefore(other)
        case .lessOrEqual: return value.equals(other) ? true : try value.isBefore(other)
        case .greater: return try other.isBefore(value)
        case .greaterOrEqual: return value.equals(other) ? true : try other.isBefore(value)
        case .in:
            switch other {
            case .list(let elements): return elements.contains { $0.equals(value) }
            case .dictionary(let dictionary): return dictionary[value.text] != nil
            case .string(let text): return JinjaText.find(value.text, in: text) != nil
            default: return false
            }
        case .sameas:
            switch (value, other) {
            case (.bool(let left), .bool(let right)): return left == right
            case (.none, .none): return true
            case (.bool, _), (_, .bool): return false
            default: return value.equals(other)
            }
        default: return false
        }
    }
}
