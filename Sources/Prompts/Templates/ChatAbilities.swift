import JSON

/// What a template has a place for. Its text does not tell, so small chats are written with it, and looked at.
package struct ChatAbilities: Sendable, Equatable {
    package enum Thinking: Sendable {
        /// The model does not think, as far as its template tells.
        case none
        /// It does, and the template does not ask whether it shall.
        case always
        /// A variable turns it on and off.
        case switched
        /// It always does, more or less (gpt-oss).
        case effort
    }

    /// Whether the tools are told to the model, in a format whose calls can be read.
    package var tools = false
    package var thinking = Thinking.none
    /// Whether there is a place for a system prompt, and for more than one.
    var system = true
    var systems = true
    /// Whether a turn may have several calls.
    var severalCalls = true
    /// Whether a turn with calls may have both a text and a thought.
    var textBeforeCalls = true
    /// Whether the ids of calls must be of nine letters and digits (Mistral).
    var shortIDs = false

    init() {}

    init(of template: ChatTemplate) {
        let probe = Probe(template: template)
        let isReadable = template.answers.isHarmony || template.answers.calls != nil
        tools = isReadable && probe.shows(["probe_one"], probe.question, tools: true)
        thinking = probe.thinking
        let asked = probe.question
        if probe.shows(["wie geht"], asked) {
            let first = ChatTemplate.Turn(role: "system", content: "system_one")
            let second = ChatTemplate.Turn(role: "system", content: "system_two")
            system = probe.shows(["system_one"], [first] + asked)
            systems = system && probe.shows(["system_one", "system_two"], [first, second] + asked)
        }
        guard tools else { return }
        let names = ["probe_one", "probe_two"]
        shortIDs =
            probe.shows(["first_1"], probe.called(["probe_one"], ids: ["abcdefgh1"]), tools: true)
            && !probe.shows(["first_1"], probe.called(["probe_one"], ids: ["call_abcdefgh1"]), tools: true)
        let ids = ["abcdefgh1", "abcdefgh2"]
        severalCalls =
            probe.shows(["first_1", "second_2"], probe.called(names, ids: ids), tools: true)
            || !probe.shows(["first_1", "second_2"], probe.called(names, ids: ids, apart: true), tools: true)
        var thought = probe.called(["probe_one"], ids: ids)
        for index in thought.indices where !thought[index].calls.isEmpty {
            (thought[index].content, thought[index].reasoning) = ("text_1", "thought_1")
        }
        textBeforeCalls = probe.shows(["text_1"], thought, tools: true)
    }
}

/// Chats that a template is tried with.
private struct Probe {
    let template: ChatTemplate
    let question = [ChatTemplate.Turn(role: "user", content: "wie geht")]

    private static let tool: JSONValue = [
        "type": "function",
        "function": [
            "name": "probe_one", "description": "d",
            "parameters": [
                "type": "object", "properties": ["a": ["type": "string", "description": "d"]], "required": ["a"],
            ],
        ],
    ]

    private func text(
        _ turns: [ChatTemplate.Turn],
        tools: Bool = false,
        more: [String: JSONValue] = [:]
    ) -> String? {
        try? template.prompt(turns, tools: tools ? [Self.tool] : [], more: more)
    }

    func shows(_ words: [String], _ turns: [ChatTemplate.Turn], tools: Bool = false) -> Bool {
        guard let text = text(turns, tools: tools) else { return false }
        return words.allSatisfy { text.contains($0) }
    }

    /// A chat in which these were called, with `first_1` and `second_2` as arguments.
    func called(_ names: [String], ids: [String], apart: Bool = false) -> [ChatTemplate.Turn] {
        let calls = zip(zip(names, ids), ["first_1", "second_2"]).map { call, argument in
            ChatTemplate.Turn.Call(id: call.1, name: call.0, arguments: ["a": .string(argument)])
        }
        func answer(_ calls: [ChatTemplate.Turn.Call]) -> [ChatTemplate.Turn] {
            var turn = ChatTemplate.Turn(role: "assistant", content: "")
            turn.calls = calls
            return [turn]
                + calls.map { call in
                    var result = ChatTemplate.Turn(role: "tool", content: "gut")
                    (result.callID, result.name) = (call.id, call.name)
                    return result
                }
        }
        return question + (apart ? calls.flatMap { answer([$0]) } : answer(calls))
    }

    var thinking: ChatAbilities.Thinking {
        if template.answers.isHarmony { return .effort }
        let on = text(question, more: ["enable_thinking": true, "thinking": true])
        let off = text(question, more: ["enable_thinking": false, "thinking": false])
        if on != off { return .switched }
        return template.answers.reasoning == nil ? .none : .always
    }
}
