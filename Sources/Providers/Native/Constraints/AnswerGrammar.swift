import Grammars
import JSON
import Prompts

/// What a chat's answer has to look like, where something is asked of it: a call in the model's own format, or JSON.
struct AnswerGrammar {
    let format: AnswerFormat
    let tools: [Tool]
    let choice: ToolChoice
    let output: OutputFormat
    /// Whether several calls are asked for. (A model that must call might else never end.)
    let isParallel: Bool
    /// Whether the model may think before it answers.
    let thinks: Bool

    private static let mostCalls = 16

    /// Nil where any answer will do.
    func part() throws(ProviderError) -> GrammarPart? {
        let body: GrammarPart
        switch choice {
        case .required, .function:
            guard let calls = try calls() else { return nil }
            body = calls
        case .auto, .none:
            guard let value = output.part else { return nil }
            let hasHeader = format.isHarmony && format.begun.isEmpty
            let said = hasHeader ? .sequence([.literal("<|channel|>final<|message|>"), value]) : value
            // Who may call a tool may do so instead.
            body = choice == .auto ? try calls().map { .choice([said, $0]) } ?? said : said
        }
        return .sequence([thought, body].compactMap(\.self))
    }

    // MARK: Thoughts

    /// What may, or must, come before.
    private var thought: GrammarPart? {
        if format.isHarmony {
            // Whoever began the answer's message has settled that it holds no thought.
            guard format.begun.isEmpty else { return nil }
            let analysis: [GrammarPart] = [
                .literal("<|channel|>analysis<|message|>"), .text(until: "<|"), .literal("end|><|start|>assistant"),
            ]
            return thinks ? .optional(.sequence(analysis)) : nil
        }
        guard let marks = format.reasoning else { return nil }
        let rest: [GrammarPart] = [.text(until: marks.close), .repeated(.literal("\n"), least: 0, most: 2)]
        if format.startsWithReasoning { return .sequence(rest) }
        return thinks ? .optional(.sequence([.literal(marks.open + "\n")] + rest)) : nil
    }

    // MARK: Calls

    private func calls() throws(ProviderError) -> GrammarPart? {
        let callable = tools.enumerated().filter { choice.allows($0.element.name) }
        guard !callable.isEmpty else { return nil }
        var alternatives: [GrammarPart] = []
        for (index, tool) in callable { alternatives.append(try call(of: tool, number: index)) }
        let call = GrammarPart.choice(alternatives)
        switch format.calls {
        case .marked(let open, let close):
            let whole = GrammarPart.sequence([.literal(open + "\n"), call, .literal("\n" + close)])
            return several(whole, between: "\n")
        case .pairs(let open, _, let close):
            return several(.sequence([.literal(open), call, .literal(close)]), between: "")
        case .list(let mark, false):
            return .sequence([.literal(mark + "["), several(call, between: ", "), .literal("]")])
        case .list(let mark, true): return several(.sequence([.literal(mark), call]), between: "")
        case .bare: return several(call, between: "; ")
        case nil: return format.isHarmony ? call : nil
        }
    }

    private func several(_ call: GrammarPart, between: String) -> GrammarPart {
        guard isParallel else { return call }
        let more = between.isEmpty ? call : .sequence([.literal(between), call])
        return .sequence([call, .repeated(more, least: 0, most: Self.mostCalls - 1)])
    }

    /// A call without the marks around it.
    private func call(of tool: Tool, number: Int) throws(ProviderError) -> GrammarPart {
        let schema =
            tool.parameters.flatMap { try? JSONValue(parsing: $0.bytes) } ?? ["type": "object", "properties": [:]]
        let name = JSONValue.string(tool.name).text
        switch format.calls {
        case .marked, .list(_, named: false):
            return .sequence([.literal("{\"name\": \(name), \"arguments\": "), .schema(schema), .literal("}")])
        case .bare:
            return .sequence([.literal("{\"name\": \(name), \"parameters\": "), .schema(schema), .literal("}")])
        case .list(_, named: true): return .sequence([.literal(tool.name + "[ARGS]"), .schema(schema)])
        case .pairs(_, let quote, _):
            let field = "tools[\(number)].function.parameters"
            let arguments = try PairArguments(quote: quote, field: field).object(schema)
            return .sequence([.literal("call:" + tool.name), arguments])
        case nil:
            let header = "<|channel|>commentary to=functions.\(tool.name) <|constrain|>json<|message|>"
            return .sequence([.literal(header), .schema(schema)])
        }
    }
}

extension ToolChoice {
    fileprivate func allows(_ name: String) -> Bool {
        switch self {
        case .auto, .required: true
        case .function(let wanted): wanted == name
        case .none: false
        }
    }
}

extension OutputFormat {
    /// Nil where any text will do.
    var part: GrammarPart? {
        switch self {
        case .text: nil
        case .json: .jsonObject
        case .schema(let output): .schema((try? JSONValue(parsing: output.schema.bytes)) ?? .bool(true))
        }
    }
}
