/// Reads the tokens of a template into statements.
struct JinjaParser {
    private(set) var tokens: [JinjaLexer.Placed]
    var index = 0
    /// Slots by the variables' names: one numbering for the whole template.
    private(set) var slots: [String: Int] = [:]
    private(set) var names: [String] = []
    private var depth = 0
    private var loops = 0
    /// Parentheses, blocks and operators within each other: what is deeper is not a chat template.
    static let deepest = 200

    init(_ tokens: [JinjaLexer.Placed]) { self.tokens = tokens }

    mutating func parseTemplate() throws(JinjaError) -> [JinjaStatement] {
        let (statements, end) = try parseStatements(until: [])
        if let end { throw JinjaError(.syntax, "{% \(end) %} ends nothing", at: offset) }
        return statements
    }

    // MARK: Tokens

    var token: JinjaLexer.Token { tokens[index].token }
    var offset: Int { tokens[index].offset }
    func token(ahead: Int) -> JinjaLexer.Token { tokens[min(index + ahead, tokens.count - 1)].token }

    mutating func advance() { if index < tokens.count - 1 { index += 1 } }

    mutating func take(_ symbol: JinjaLexer.Symbol) -> Bool {
        guard token == .symbol(symbol) else { return false }
        advance()
        return true
    }

    mutating func take(name: String) -> Bool {
        guard token == .name(name) else { return false }
        advance()
        return true
    }

    mutating func expect(_ symbol: JinjaLexer.Symbol) throws(JinjaError) {
        guard take(symbol) else { throw unexpected("'\(symbol.rawValue)'") }
    }

    mutating func expectName() throws(JinjaError) -> String {
        guard case .name(let name) = token else { throw unexpected("a name") }
        advance()
        return name
    }

    func unexpected(_ wanted: String) -> JinjaError {
        let found =
            switch token {
            case .text: "text"
            case .statementStart, .outputStart: "the start of a tag"
            case .statementEnd, .outputEnd: "the end of the tag"
            case .name(let name): "'\(name)'"
            case .string: "a string"
            case .int, .double: "a number"
            case .symbol(let symbol): "'\(symbol.rawValue)'"
            case .end: "the end of the template"
            }
        return JinjaError(.syntax, "here should be \(wanted), not \(found)", at: offset)
    }

    mutating func slot(of name: String) -> Int {
        if let slot = slots[name] { return slot }
        slots[name] = names.count
        names.append(name)
        return names.count - 1
    }

    mutating func nested<Result>(
        _ body: (inout JinjaParser) throws(JinjaError) -> Result
    ) throws(JinjaError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw JinjaError(.limit, "this is nested too deeply", at: offset) }
        return try body(&self)
    }

    // MARK: Statements

    /// Statements up to a tag of one of these names, which is taken up to its name.
    private mutating func parseStatements(
        until ends: Set<String>
    ) throws(JinjaError) -> (statements: [JinjaStatement], end: String?) {
        var statements: [JinjaStatement] = []
        while true {
            let start = offset
            switch token {
            case .end:
                if ends.isEmpty { return (statements, nil) }
                throw JinjaError(.syntax, "here should be {% \(ends.sorted().joined(separator: " or ")) %}", at: offset)
            case .text(let text):
                advance()
                statements.append(JinjaStatement(.text(text), at: start))
            case .outputStart:
                advance()
                statements.append(JinjaStatement(.output(try parseExpressionOrTuple()), at: start))
                guard token == .outputEnd else { throw unexpected("'}}'") }
                advance()
            case .statementStart:
                advance()
                let name = try expectName()
                if ends.contains(name) { return (statements, name) }
                let statement = try nested { (parser) throws(JinjaError) in try parser.parseStatement(name, at: start) }
                statements.append(statement)
            default: throw unexpected("text or a tag")
            }
        }
    }

    private mutating func endTag() throws(JinjaError) {
        guard token == .statementEnd else { throw unexpected("'%}'") }
        advance()
    }

    private mutating func parseBody(until end: String) throws(JinjaError) -> [JinjaStatement] {
        try endTag()
        let body = try parseStatements(until: [end]).statements
        try endTag()
        return body
    }

    private mutating func parseStatement(_ name: String, at start: Int) throws(JinjaError) -> JinjaStatement {
        func made(_ kind: JinjaStatement.Kind) -> JinjaStatement { JinjaStatement(kind, at: start) }
        switch name {
        case "if": return made(try parseIf())
        case "for": return made(try parseFor())
        case "set": return made(try parseSet())
        case "macro":
            let name = try expectName()
            let slot = slot(of: name)
            return made(.macro(try parseMacro(named: name, end: "endmacro"), slot: slot))
        case "call":
            let parameters = token == .symbol(.leftParenthesis) ? try parseParameters() : []
            let call = try parseExpression()
            let body = try parseBody(until: "endcall")
            return made(.callBlock(macro("caller", parameters, body), call))
        case "filter":
            let filters = try parseFilterChain()
            return made(.filterBlock(filters, body: try parseBody(until: "endfilter")))
        case "with": return made(try parseWith())
        case "generation": return made(.block(try parseBody(until: "endgeneration")))
        case "break", "continue":
            guard loops > 0 else { throw JinjaError(.syntax, "{% \(name) %} stands in no loop", at: start) }
            try endTag()
            return made(name == "break" ? .break : .continue)
        case "do":
            let expression = try parseExpressionOrTuple()
            try endTag()
            return made(.evaluate(expression))
        case "include", "import", "from", "extends", "block":
            throw JinjaError(.syntax, "{% \(name) %} cannot be used in a chat template", at: start)
        default: throw JinjaError(.syntax, "there is no tag '\(name)'", at: start)
        }
    }

    private mutating func parseIf() throws(JinjaError) -> JinjaStatement.Kind {
        var branches: [(condition: JinjaExpression, body: [JinjaStatement])] = []
        var otherwise: [JinjaStatement] = []
        var tag = "if"
        while tag == "if" || tag == "elif" {
            let condition = try parseExpressionOrTuple()
            try endTag()
            let (body, end) = try parseStatements(until: ["elif", "else", "endif"])
            branches.append((condition, body))
            tag = end ?? "endif"
        }
        if tag == "else" {
            try endTag()
            otherwise = try parseStatements(until: ["endif"]).statements
        }
        try endTag()
        return .if(branches, otherwise: otherwise)
    }

    private mutating func parseFor() throws(JinjaError) -> JinjaStatement.Kind {
        let target = try parseTarget()
        guard take(name: "in") else { throw unexpected("'in'") }
        let over = try parseTupleWithoutCondition()
        let condition = take(name: "if") ? try parseExpression() : nil
        let isRecursive = take(name: "recursive")
        try endTag()
        loops += 1
        let (body, end) = try parseStatements(until: ["else", "endfor"])
        loops -= 1
        var otherwise: [JinjaStatement] = []
        if end == "else" {
            try endTag()
            otherwise = try parseStatements(until: ["endfor"]).statements
        }
        try endTag()
        return .for(
            JinjaLoop(
                target: target,
                over: over,
                condition: condition,
                body: body,
                otherwise: otherwise,
                loopSlot: slot(of: "loop"),
                isRecursive: isRecursive
            )
        )
    }

    private mutating func parseSet() throws(JinjaError) -> JinjaStatement.Kind {
        let target = try parseTarget()
        if take(.assign) {
            let value = try parseExpressionOrTuple()
            try endTag()
            return .set(target, value)
        }
        let filters = token == .symbol(.pipe) ? try parsePipedFilters() : []
        return .setBlock(target, filters, body: try parseBody(until: "endset"))
    }

    private mutating func parseWith() throws(JinjaError) -> JinjaStatement.Kind {
        var values: [(target: JinjaTarget, value: JinjaExpression)] = []
        while token != .statementEnd {
            let target = try parseSingleTarget()
            try expect(.assign)
            values.append((target, try parseExpression()))
            if !take(.comma) { break }
        }
        return .with(values, body: try parseBody(until: "endwith"))
    }

    private mutating func parseTarget() throws(JinjaError) -> JinjaTarget {
        var targets = [try parseSingleTarget()]
        var isTuple = false
        while take(.comma) {
            isTuple = true
            guard case .name(let name) = token, name != "in" else { break }
            targets.append(try parseSingleTarget())
        }
        return isTuple ? .tuple(targets) : targets[0]
    }

    private mutating func parseSingleTarget() throws(JinjaError) -> JinjaTarget {
        if take(.leftParenthesis) {
            let inner = try nested { (parser) throws(JinjaError) in try parser.parseTarget() }
            try expect(.rightParenthesis)
            return inner
        }
        let start = offset
        let name = try expectName()
        guard !Self.reserved.contains(name) else {
            throw JinjaError(.syntax, "'\(name)' cannot be given a value", at: start)
        }
        let slot = slot(of: name)
        guard take(.dot) else { return .variable(slot: slot) }
        return .attribute(JinjaExpression(.variable(slot: slot, name: name), at: start), name: try expectName())
    }

    static let reserved: Set<String> = [
        "true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if", "else",
    ]

    // MARK: Macros

    private mutating func parseMacro(named name: String, end: String) throws(JinjaError) -> JinjaMacro {
        let parameters = try parseParameters()
        let outside = loops
        loops = 0
        defer { loops = outside }
        return macro(name, parameters, try parseBody(until: end))
    }

    private mutating func macro(
        _ name: String,
        _ parameters: [(slot: Int, name: String, standard: JinjaExpression?)],
        _ body: [JinjaStatement]
    ) -> JinjaMacro {
        JinjaMacro(
            name: name,
            parameters: parameters,
            body: body,
            callerSlot: slot(of: "caller"),
            varargsSlot: slot(of: "varargs"),
            kwargsSlot: slot(of: "kwargs")
        )
    }

    private mutating func parseParameters() throws(JinjaError) -> [(
        slot: Int, name: String, standard: JinjaExpression?
    )] {
        var parameters: [(slot: Int, name: String, standard: JinjaExpression?)] = []
        try expect(.leftParenthesis)
        while token != .symbol(.rightParenthesis) {
            let name = try expectName()
            parameters.append((slot(of: name), name, take(.assign) ? try parseExpression() : nil))
            if !take(.comma) { break }
        }
        try expect(.rightParenthesis)
        return parameters
    }

    private mutating func parseFilterChain() throws(JinjaError) -> [(JinjaFilter, JinjaCallArguments)] {
        var filters = [try parseFilter()]
        while take(.pipe) { filters.append(try parseFilter()) }
        return filters
    }

    private mutating func parsePipedFilters() throws(JinjaError) -> [(JinjaFilter, JinjaCallArguments)] {
        advance()
        return try parseFilterChain()
    }
}
