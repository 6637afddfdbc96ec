/// Walks through a template's statements with the values of one rendering.
struct JinjaRenderer {
    let limits: JinjaLimits
    /// What `strftime_now` says for a format.
    let now: @Sendable (String) -> String
    let names: [String]
    /// The variables seen here, by slot.
    var frame: [JinjaValue?]
    /// Those of the template itself: what a macro sees.
    var top: [JinjaValue?]
    var output = ""
    /// What was seen in the slots that loops and blocks have given other values.
    private var hidden: [(slot: Int, value: JinjaValue?)] = []
    /// Loops and blocks around this place that have variables of their own.
    private var scopes = 0
    private var steps = 0
    private var depth = 0
    private var loops = 0
    /// Cleared at the end: a namespace may hold itself.
    var namespaces: [JinjaNamespace] = []

    enum Flow { case next, `break`, `continue` }

    init(
        names: [String],
        values: [JinjaValue?],
        limits: JinjaLimits,
        now: @escaping @Sendable (String) -> String
    ) {
        self.limits = limits
        self.now = now
        self.names = names
        frame = values
        top = values
    }

    // MARK: What it may cost

    mutating func spend(_ count: Int = 1, at offset: Int? = nil) throws(JinjaError) {
        steps &+= count
        guard count >= 0, steps <= limits.steps else {
            throw JinjaError(.limit, "the template takes more than \(limits.steps) steps", at: offset)
        }
    }

    func checkSize(_ bytes: Int, at offset: Int? = nil) throws(JinjaError) {
        guard bytes <= limits.outputBytes else {
            throw JinjaError(.limit, "the template makes more than \(limits.outputBytes) bytes", at: offset)
        }
    }

    mutating func nested<Result>(
        at offset: Int,
        _ body: (inout JinjaRenderer) throws(JinjaError) -> Result
    ) throws(JinjaError) -> Result {
        depth += 1
        defer { depth -= 1 }
        guard depth <= limits.depth else {
            throw JinjaError(.limit, "the template calls itself more than \(limits.depth) times", at: offset)
        }
        return try body(&self)
    }

    // MARK: Statements

    @discardableResult
    mutating func render(_ statements: [JinjaStatement]) throws(JinjaError) -> Flow {
        for statement in statements {
            do throws(JinjaError) {
                let flow = try render(statement)
                if flow != .next { return flow }
            } catch {
                var placed = error
                placed.offset = error.offset ?? statement.offset
                throw placed
            }
        }
        return .next
    }

    private mutating func render(_ statement: JinjaStatement) throws(JinjaError) -> Flow {
        try spend(at: statement.offset)
        switch statement.kind {
        case .text(let text): try write(text)
        case .output(let expression): try write(try evaluate(expression).text)
        case .if(let branches, let otherwise):
            for branch in branches where try evaluate(branch.condition).isTrue { return try render(branch.body) }
            return try render(otherwise)
        case .for(let loop):
            let elements = try elements(of: try evaluate(loop.over))
            try nested(at: statement.offset) { (renderer) throws(JinjaError) in try renderer.run(loop, over: elements) }
        case .set(let target, let expression): try assign(try evaluate(expression), to: target)
        case .setBlock(let target, let filters, let body):
            let text = try captured { (renderer) throws(JinjaError) in
                try renderer.scoped { (renderer) throws(JinjaError) in _ = try renderer.render(body) }
            }
            try assign(try apply(filters, to: .string(text)), to: target)
        case .macro(let macro, let slot):
            set(slot, .object(.macro(JinjaMacroValue(macro, slot: slot, frame: scopes > 0 ? frame : nil))))
        case .callBlock(let macro, let call): try renderCall(macro, call)
        case .filterBlock(let filters, let body):
            let text = try captured { (renderer) throws(JinjaError) in
                try renderer.scoped { (renderer) throws(JinjaError) in _ = try renderer.render(body) }
            }
            try write(try apply(filters, to: .string(text)).text)
        case .with(let values, let body):
            var evaluated: [JinjaValue] = []
            for value in values { evaluated.append(try evaluate(value.value)) }
            return try scoped { (renderer) throws(JinjaError) in
                for (value, result) in zip(values, evaluated) { try renderer.assign(result, to: value.target) }
                return try renderer.render(body)
            }
        case .block(let body): return try render(body)
        case .evaluate(let expression): _ = try evaluate(expression)
        case .break: return .break
        case .continue: return .continue
        }
        return .next
    }

    private mutating func write(_ text: String) throws(JinjaError) {
        try checkSize(output.utf8.count + text.utf8.count)
        output += text
    }

    /// What the body writes, instead of its being written.
    mutating func captured(_ body: (inout JinjaRenderer) throws(JinjaError) -> Void) throws(JinjaError) -> String {
        let outside = output
        output = ""
        defer { output = outside }
        try body(&self)
        return output
    }

    private mutating func apply(
        _ filters: [(JinjaFilter, JinjaCallArguments)],
        to value: JinjaValue
    ) throws(JinjaError) -> JinjaValue {
        var value = value
        for (filter, arguments) in filters { value = try filter.apply(value, try evaluate(arguments), &self) }
        return value
    }

    // MARK: Loops

    mutating func run(_ loop: JinjaLoop, over all: [JinjaValue]) throws(JinjaError) {
        var elements = all
        if let condition = loop.condition {
            elements = []
            for element in all {
                try spend()
                let isWanted = try scoped { (renderer) throws(JinjaError) in
                    try renderer.assign(element, to: loop.target)
                    return try renderer.evaluate(condition).isTrue
                }
                if isWanted { elements.append(element) }
            }
        }
        guard !elements.isEmpty else {
            try scoped { (renderer) throws(JinjaError) in _ = try renderer.render(loop.otherwise) }
            return
        }
        loops += 1
        defer { loops -= 1 }
        let state = JinjaLoopState(elements, depth: loops, recursive: loop.isRecursive ? loop : nil)
        for (index, element) in elements.enumerated() {
            try spend()
            state.index = index
            let flow = try scoped { (renderer) throws(JinjaError) in
                renderer.set(loop.loopSlot, .object(.loop(state)))
                try renderer.assign(element, to: loop.target)
                return try renderer.render(loop.body)
            }
            if flow == .break { break }
        }
    }

    // MARK: Variables

    /// Runs a body whose variables are its own.
    mutating func scoped<Result>(
        _ body: (inout JinjaRenderer) throws(JinjaError) -> Result
    ) throws(JinjaError) -> Result {
        let mark = hidden.count
        scopes += 1
        defer {
            scopes -= 1
            while hidden.count > mark {
                let (slot, value) = hidden.removeLast()
                frame[slot] = value
            }
        }
        return try body(&self)
    }

    mutating func set(_ slot: Int, _ value: JinjaValue) {
        if scopes > 0 { hidden.append((slot, frame[slot])) } else { top[slot] = value }
        frame[slot] = value
    }

    mutating func assign(_ value: JinjaValue, to target: JinjaTarget) throws(JinjaError) {
        switch target {
        case .variable(let slot): set(slot, value)
        case .attribute(let expression, let name):
            guard case .object(.namespace(let namespace)) = try evaluate(expression) else {
                throw JinjaError(
                    .value,
                    "only a namespace() can be given the attribute '\(name)'",
                    at: expression.offset
                )
            }
            try checkNesting(of: value)
            namespace[name] = value
        case .tuple(let targets):
            let values = try elements(of: value)
            guard values.count == targets.count else {
                throw JinjaError(.value, "\(values.count) values are given to \(targets.count) names")
            }
            for (target, value) in zip(targets, values) { try assign(value, to: target) }
        }
    }

    // MARK: Macros

    /// Runs a macro with variables of its own. Returns what it wrote.
    mutating func call(
        _ value: JinjaMacroValue,
        _ arguments: JinjaArguments,
        at offset: Int
    ) throws(JinjaError) -> JinjaValue {
        let macro = value.macro
        var inner = value.frame ?? top
        // Its name is given to it after what it sees was noted.
        if let slot = value.slot { inner[slot] = .object(.macro(value)) }
        inner[macro.callerSlot] = arguments["caller"]
        for (index, parameter) in macro.parameters.enumerated() {
            inner[parameter.slot] = arguments[index, parameter.name]
        }
        let known = Set(macro.parameters.map(\.name) + ["caller"])
        inner[macro.varargsSlot] = .list(Array(arguments.positional.dropFirst(macro.parameters.count)))
        inner[macro.kwargsSlot] = .dictionary(
            JinjaDictionary(arguments.named.filter { !known.contains($0.name) }.map { ($0.name, $0.value) })
        )
        return try nested(at: offset) { (renderer) throws(JinjaError) in
            let (outerFrame, outerHidden, outerScopes) = (renderer.frame, renderer.hidden, renderer.scopes)
            renderer.frame = inner
            renderer.hidden = []
            // What a macro sets is its own: the template never sees it.
            renderer.scopes = 1
            defer {
                renderer.frame = outerFrame
                renderer.hidden = outerHidden
                renderer.scopes = outerScopes
            }
            for parameter in macro.parameters where renderer.frame[parameter.slot] == nil {
                renderer.frame[parameter.slot] =
                    try parameter.standard.map { (standard) throws(JinjaError) in try renderer.evaluate(standard) }
                    ?? .undefined(parameter.name)
            }
            let text = try renderer.captured { (renderer) throws(JinjaError) in _ = try renderer.render(macro.body) }
            return .string(text)
        }
    }

    private mutating func renderCall(_ macro: JinjaMacro, _ call: JinjaExpression) throws(JinjaError) {
        guard case .call(let callee, let given) = call.kind,
            case .object(.macro(let called)) = try evaluate(callee)
        else { throw JinjaError(.value, "{% call %} wants a macro's call", at: call.offset) }
        var arguments = try evaluate(given)
        arguments.named.append(("caller", .object(.macro(JinjaMacroValue(macro, slot: nil, frame: frame)))))
        try write(try self.call(called, arguments, at: call.offset).text)
    }
}
