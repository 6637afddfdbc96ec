import Foundation

// Arithmetic and comparison, as Python has them.
extension JinjaRenderer {
    mutating func combine(
        _ operation: JinjaExpression.BinaryOperator,
        _ left: JinjaValue,
        _ right: JinjaValue
    ) throws(JinjaError) -> JinjaValue {
        switch (operation, left, right) {
        case (.add, .string(let a), .string(let b)):
            try checkSize(a.utf8.count + b.utf8.count)
            return .string(a + b)
        case (.add, .list(let a), .list(let b)):
            try spend(a.count + b.count)
            return .list(a + b)
        case (.multiply, .string(let text), let count), (.multiply, let count, .string(let text)):
            guard let count = count.integer else { break }
            let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: max(0, count))
            try checkSize(overflow ? .max : bytes)
            return .string(String(repeating: text, count: max(0, count)))
        case (.multiply, .list(let elements), let count), (.multiply, let count, .list(let elements)):
            guard let count = count.integer else { break }
            let (total, overflow) = elements.count.multipliedReportingOverflow(by: max(0, count))
            try spend(overflow ? .max / 2 : total)
            return .list(Array(repeatElement(elements, count: max(0, count)).joined()))
        case (.modulo, .string(let format), _): return .string(try formatted(format, right))
        default: break
        }
        if let a = left.integer, let b = right.integer { return try combine(operation, a, b) }
        guard let a = left.number, let b = right.number else {
            throw JinjaError(.value, "\(left.kindName) and \(right.kindName) cannot be \(Self.participle(operation))")
        }
        return try combine(operation, a, b)
    }

    private func combine(
        _ operation: JinjaExpression.BinaryOperator,
        _ a: Int,
        _ b: Int
    ) throws(JinjaError) -> JinjaValue {
        let result: (partialValue: Int, overflow: Bool)
        switch operation {
        case .add: result = a.addingReportingOverflow(b)
        case .subtract: result = a.subtractingReportingOverflow(b)
        case .multiply: result = a.multipliedReportingOverflow(by: b)
        case .divide, .power: return try combine(operation, Double(a), Double(b))
        case .floorDivide, .modulo:
            guard b != 0 else { throw JinjaError(.value, "something is divided by zero") }
            if b == -1 {
                result = operation == .modulo ? (0, false) : (0 as Int).subtractingReportingOverflow(a)
            } else {
                // Rounded down, as Python has it, not towards zero.
                let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
                let isBelow = rest != 0 && (rest < 0) != (b < 0)
                result = (
                    operation == .modulo ? (isBelow ? rest + b : rest) : (isBelow ? quotient - 1 : quotient), false
                )
            }
        }
        guard !result.overflow else { throw JinjaError(.value, "a number becomes too large") }
        return .int(result.partialValue)
    }

    private func combine(
        _ operation: JinjaExpression.BinaryOperator,
        _ a: Double,
        _ b: Double
    ) throws(JinjaError) -> JinjaValue {
        switch operation {
        case .add: return .double(a + b)
        case .subtract: return .double(a - b)
        case .multiply: return .double(a * b)
        case .power:
            let result = pow(a, b)
            // Whole numbers stay whole.
            if a == a.rounded(), b == b.rounded(), b >= 0, abs(result) < 9e15 { return .int(Int(result)) }
            return .double(result)
        case .divide, .floorDivide, .modulo:
            guard b != 0 else { throw JinjaError(.value, "something is divided by zero") }
            if operation == .divide { return .double(a / b) }
            let floor = (a / b).rounded(.down)
            return .double(operation == .floorDivide ? floor : a - floor * b)
        }
    }

    private static func participle(_ operation: JinjaExpression.BinaryOperator) -> String {
        switch operation {
        case .add: "added"
        case .subtract: "subtracted"
        case .multiply: "multiplied"
        case .divide, .floorDivide, .modulo: "divided"
        case .power: "raised to a power"
        }
    }

    func negated(_ value: JinjaValue) throws(JinjaError) -> JinjaValue {
        if let integer = value.integer {
            guard integer != .min else { throw JinjaError(.value, "a number becomes too large") }
            return .int(-integer)
        }
        guard let number = value.number else { throw JinjaError(.value, "\(value.kindName) cannot be negative") }
        return .double(-number)
    }

    /// `%s`, `%d` and their like.
    func formatted(_ format: String, _ value: JinjaValue) throws(JinjaError) -> String {
        var values: ArraySlice<JinjaValue> = if case .list(let list) = value { list[...] } else { [value] }
        var out = ""
        var scalars = format.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "%" else {
                out.unicodeScalars.append(scalar)
                continue
            }
            guard let kind = scalars.next() else { throw JinjaError(.value, "a format ends with '%'") }
            if kind == "%" {
                out += "%"
                continue
            }
            guard let next = values.popFirst() else { throw JinjaError(.value, "a format has too few values") }
            switch kind {
            case "s": out += next.text
            case "r": out += next.representation
            case "d", "i":
                guard let number = next.number, abs(number) < 9e18 else {
                    throw JinjaError(.value, "'%d' wants a number, not \(next.kindName)")
                }
                out += String(next.integer ?? Int(number))
            case "f":
                guard let number = next.number else {
                    throw JinjaError(.value, "'%f' wants a number, not \(next.kindName)")
                }
                out += String(format: "%f", number)
            default: throw JinjaError(.value, "the format '%\(kind)' is not known")
            }
        }
        return out
    }

    // MARK: Comparison

    mutating func compare(
        _ first: JinjaExpression,
        _ chain: [(JinjaExpression.Comparison, JinjaExpression)]
    ) throws(JinjaError) -> JinjaValue {
        var left = try evaluate(first)
        for (comparison, expression) in chain {
            let right = try evaluate(expression)
            guard try holds(comparison, left, right) else { return .bool(false) }
            left = right
        }
        return .bool(true)
    }

    private mutating func holds(
        _ comparison: JinjaExpression.Comparison,
        _ left: JinjaValue,
        _ right: JinjaValue
    ) throws(JinjaError) -> Bool {
        switch comparison {
        case .equal: return left.equals(right)
        case .notEqual: return !left.equals(right)
        case .in: return try contains(right, left)
        case .notIn: return !(try contains(right, left))
        case .less: return try left.isBefore(right)
        case .greater: return try right.isBefore(left)
        case .lessOrEqual: return left.equals(right) ? true : try left.isBefore(right)
        case .greaterOrEqual: return left.equals(right) ? true : try right.isBefore(left)
        }
    }

    mutating func contains(_ container: JinjaValue, _ value: JinjaValue) throws(JinjaError) -> Bool {
        switch container {
        case .string(let text):
            guard case .string(let wanted) = value else {
                throw JinjaError(.value, "\(value.kindName) cannot be in a string")
            }
            return JinjaText.find(wanted, in: text) != nil
        case .list(let elements):
            try spend(elements.count)
            return elements.contains { $0.equals(value) }
        case .dictionary(let dictionary):
            guard case .string(let name) = value else { return false }
            return dictionary[name] != nil
        case .undefined: return false
        default: throw JinjaError(.value, "nothing can be in \(container.kindName)")
        }
    }
}

extension JinjaValue {
    func isBefore(_ other: JinjaValue) throws(JinjaError) -> Bool {
        guard let result = precedes(other) else {
            throw JinjaError(.value, "\(kindName) and \(other.kindName) have no order")
        }
        return result
    }
}
