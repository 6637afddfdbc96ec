// Expressions, from the loosest binding to the tightest.
extension JinjaParser {
    /// An expression, or several with commas: a tuple.
    mutating func parseExpressionOrTuple() throws(JinjaError) -> JinjaExpression {
        try parseTuple { (parser) throws(JinjaError) in try parser.parseExpression() }
    }

    /// What a loop goes over: its `if` is the loop's.
    mutating func parseTupleWithoutCondition() throws(JinjaError) -> JinjaExpression {
        try parseTuple { (parser) throws(JinjaError) in try parser.parseOr() }
    }

    private mutating func parseTuple(
        _ element: (inout JinjaParser) throws(JinjaError) -> JinjaExpression
    ) throws(JinjaError) -> JinjaExpression {
        let start = offset
        let first = try element(&self)
        guard token == .symbol(.comma) else { return first }
        var elements = [first]
        while take(.comma) {
            switch token {
            case .outputEnd, .statementEnd, .symbol(.rightParenthesis): break
            default:
                elements.append(try element(&self))
                continue
            }
            break
        }
        return JinjaExpression(.list(elements), at: start)
    }

    mutating func parseExpression() throws(JinjaError) -> JinjaExpression {
        try nested { (parser) throws(JinjaError) in try parser.parseCondition() }
    }

    private mutating func parseCondition() throws(JinjaError) -> JinjaExpression {
        var value = try parseOr()
        while token == .name("if") {
            let start = offset
            advance()
            let condition = try parseOr()
            let otherwise = take(name: "else") ? try parseExpression() : nil
            value = JinjaExpression(.condition(condition, then: value, else: otherwise), at: start)
        }
        return value
    }

    mutating func parseOr() throws(JinjaError) -> JinjaExpression {
        var left = try parseAnd()
        while token == .name("or") {
            let start = offset
            advance()
            left = JinjaExpression(.or(left, try parseAnd()), at: start)
        }
        return left
    }

    private mutating func parseAnd() throws(JinjaError) -> JinjaExpression {
        var left = try parseNot()
        while token == .name("and") {
            let start = offset
            advance()
            left = JinjaExpression(.and(left, try parseNot()), at: start)
        }
        return left
    }

    private mutating func parseNot() throws(JinjaError) -> JinjaExpression {
        let start = offset
        guard take(name: "not") else { return try parseComparison() }
        let inner = try nested { (parser) throws(JinjaError) in try parser.parseNot() }
        return JinjaExpression(.not(inner), at: start)
    }

    private mutating func parseComparison() throws(JinjaError) -> JinjaExpression {
        let start = offset
        let left = try parseSum()
        var chain: [(JinjaExpression.Comparison, JinjaExpression)] = []
        while let comparison = takeComparison() { chain.append((comparison, try parseSum())) }
        return chain.isEmpty ? left : JinjaExpression(.comparison(left, chain), at: start)
    }

    private mutating func takeComparison() -> JinjaExpression.Comparison? {
        let comparison: JinjaExpression.Comparison
        switch token {
        case .symbol(.equal): comparison = .equal
        case .symbol(.notEqual): comparison = .notEqual
        case .symbol(.less): comparison = .less
        case .symbol(.lessOrEqual): comparison = .lessOrEqual
        case .symbol(.greater): comparison = .greater
        case .symbol(.greaterOrEqual): comparison = .greaterOrEqual
        case .name("in"): comparison = .in
        case .name("not") where token(ahead: 1) == .name("in"):
            advance()
            comparison = .notIn
        default: return nil
        }
        advance()
        return comparison
    }

    private mutating func parseSum() throws(JinjaError) -> JinjaExpression {
        var left = try parseConcatenation()
        while true {
            let start = offset
            if take(.plus) {
                left = JinjaExpression(.binary(.add, left, try parseConcatenation()), at: start)
            } else if take(.minus) {
                left = JinjaExpression(.binary(.subtract, left, try parseConcatenation()), at: start)
            } else {
                return left
            }
        }
    }

    private mutating func parseConcatenation() throws(JinjaError) -> JinjaExpression {
        let start = offset
        var parts = [try parseProduct()]
        while take(.tilde) { parts.append(try parseProduct()) }
        return parts.count == 1 ? parts[0] : JinjaExpression(.concatenation(parts), at: start)
    }

    private mutating func parseProduct() throws(JinjaError) -> JinjaExpression {
        var left = try parsePower()
        while true {
            let start = offset
            let operation: JinjaExpression.BinaryOperator
            switch token {
            case .symbol(.times): operation = .multiply
            case .symbol(.divided): operation = .divide
            case .symbol(.floorDivided): operation = .floorDivide
            case .symbol(.modulo): operation = .modulo
            default: return left
            }
            advance()
            left = JinjaExpression(.binary(operation, left, try parsePower()), at: start)
        }
    }

    private mutating func parsePower() throws(JinjaError) -> JinjaExpression {
        var left = try parseUnary(filters: true)
        while token == .symbol(.power) {
            let start = offset
            advance()
            left = JinjaExpression(.binary(.power, left, try parseUnary(filters: true)), at: start)
        }
        return left
    }

    private mutating func parseUnary(filters: Bool) throws(JinjaError) -> JinjaExpression {
        let start = offset
        var value: JinjaExpression
        if take(.minus) {
            let inner = try nested { (parser) throws(JinjaError) in try parser.parseUnary(filters: false) }
            value = JinjaExpression(.negative(inner), at: start)
        } else if take(.plus) {
            let inner = try nested { (parser) throws(JinjaError) in try parser.parseUnary(filters: false) }
            value = JinjaExpression(.positive(inner), at: start)
        } else {
            value = try parsePrimary()
        }
        value = try parsePostfix(value)
        return filters ? try parseFiltersAndTests(value) : value
    }

    // MARK: What stands by itself

    private mutating func parsePrimary() throws(JinjaError) -> JinjaExpression {
        let start = offset
        func constant(_ value: JinjaValue) -> JinjaExpression { JinjaExpression(.constant(value), at: start) }
        switch token {
        case .name(let name):
            advance()
            switch name {
            case "true", "True": return constant(.bool(true))
            case "false", "False": return constant(.bool(false))
            case "none", "None": return constant(.none)
            case _ where Self.reserved.contains(name):
                index -= 1
                throw unexpected("a value")
            default: return JinjaExpression(.variable(slot: slot(of: name), name: name), at: start)
            }
        case .string(var text):
            advance()
            // Strings beside each other are one.
            while case .string(let more) = token {
                text += more
                advance()
            }
            return constant(.string(text))
        case .int(let value):
            advance()
            return constant(.int(value))
        case .double(let value):
            advance()
            return constant(.double(value))
        case .symbol(.leftParenthesis):
            advance()
            if take(.rightParenthesis) { return JinjaExpression(.list([]), at: start) }
            let inner = try parseExpressionOrTuple()
            try expect(.rightParenthesis)
            return inner
        case .symbol(.leftBracket):
            advance()
            var elements: [JinjaExpression] = []
            while token != .symbol(.rightBracket) {
                elements.append(try parseExpression())
                if !take(.comma) { break }
            }
            try expect(.rightBracket)
            return JinjaExpression(.list(elements), at: start)
        case .symbol(.leftBrace): return try parseDictionary()
        default: throw unexpected("a value")
        }
    }

    private mutating func parseDictionary() throws(JinjaError) -> JinjaExpression {
        let start = offset
        advance()
        var members: [(key: JinjaExpression, value: JinjaExpression)] = []
        while token != .symbol(.rightBrace) {
            let key = try parseExpression()
            try expect(.colon)
            members.append((key, try parseExpression()))
            if !take(.comma) { break }
        }
        try expect(.rightBrace)
        return JinjaExpression(.dictionary(members), at: start)
    }

    // MARK: What follows

    private mutating func parsePostfix(_ value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
        var value = value
        while true {
            let start = offset
            if take(.dot) {
                if case .int(let index) = token {
                    advance()
                    let item = JinjaExpression(.constant(.int(index)), at: start)
                    value = JinjaExpression(.item(value, item), at: start)
                } else {
                    value = JinjaExpression(.attribute(value, name: try expectName()), at: start)
                }
            } else if take(.leftBracket) {
                value = try parseSubscript(of: value, at: start)
            } else if token == .symbol(.leftParenthesis) {
                value = JinjaExpression(.call(value, try parseArguments()), at: start)
            } else {
                return value
            }
        }
    }

    private mutating func parseSubscript(
        of value: JinjaExpression,
        at start: Int
    ) throws(JinjaError) -> JinjaExpression {
        func isEnd() -> Bool { token == .symbol(.colon) || token == .symbol(.rightBracket) }
        let from = isEnd() ? nil : try parseExpressionOrTuple()
        guard take(.colon) else {
            guard let from else { throw unexpected("an index") }
            try expect(.rightBracket)
            return JinjaExpression(.item(value, from), at: start)
        }
        let to = isEnd() ? nil : try parseExpression()
        let by = take(.colon) && !isEnd() ? try parseExpression() : nil
        try expect(.rightBracket)
        return JinjaExpression(.slice(value, from: from, to: to, by: by), at: start)
    }

    private mutating func parseFiltersAndTests(_ value: JinjaExpression) throws(JinjaError) -> JinjaExpression {
        var value = value
        while true {
            let start = offset
            if take(.pipe) {
                let (filter, arguments) = try parseFilter()
                value = JinjaExpression(.filter(value, filter, arguments), at: start)
            } else if take(name: "is") {
                value = try parseTest(of: value, at: start)
            } else if token == .symbol(.leftParenthesis) {
                value = JinjaExpression(.call(value, try parseArguments()), at: start)
            } else {
                return value
            }
        }
    }

    mutating func parseFilter() throws(JinjaError) -> (JinjaFilter, JinjaCallArguments) {
        let start = offset
        var name = try expectName()
        while take(.dot) { name += "." + (try expectName()) }
        guard let filter = JinjaFilter.named(name) else {
            throw JinjaError(.syntax, "there is no filter '\(name)'", at: start)
        }
        let arguments = token == .symbol(.leftParenthesis) ? try parseArguments() : JinjaCallArguments()
        return (filter, arguments)
    }

    private mutating func parseTest(of value: JinjaExpression, at start: Int) throws(JinjaError) -> JinjaExpression {
        let negated = take(name: "not")
        let name = try expectName()
        guard let test = JinjaTest.named(name) else {
            throw JinjaError(.syntax, "there is no test '\(name)'", at: start)
        }
        var arguments = JinjaCallArguments()
        switch token {
        case .symbol(.leftParenthesis): arguments = try parseArguments()
        case .name(let next) where ["else", "or", "and", "is", "if", "not", "in", "recursive"].contains(next): break
        case .name, .string, .int, .double, .symbol(.leftBracket), .symbol(.leftBrace):
            let primary = try parsePrimary()
            arguments.positional = [try parsePostfix(primary)]
        default: break
        }
        return JinjaExpression(.test(value, test, arguments, negated: negated), at: start)
    }

    private mutating func parseArguments() throws(JinjaError) -> JinjaCallArguments {
        var arguments = JinjaCallArguments()
        try expect(.leftParenthesis)
        while token != .symbol(.rightParenthesis) {
            if take(.times) {
                arguments.spread = try parseExpression()
            } else if take(.power) {
                arguments.namedSpread = try parseExpression()
            } else if case .name(let name) = token, token(ahead: 1) == .symbol(.assign) {
                advance()
                advance()
                arguments.named.append((name, try parseExpression()))
            } else {
                guard arguments.named.isEmpty else {
                    throw JinjaError(.syntax, "an argument without a name stands after one with a name", at: offset)
                }
                arguments.positional.append(try parseExpression())
            }
            if !take(.comma) { break }
        }
        try expect(.rightParenthesis)
        return arguments
    }
}
