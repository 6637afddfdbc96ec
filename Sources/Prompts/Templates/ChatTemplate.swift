package import JSON

/// How a model wants its chats written: its own template, or its family's where it carries none.
///
/// `prompt` renders what it is given; `write` makes a chat fit for the template before.
package struct ChatTemplate: Sendable {
    /// A turn of a chat, in the fields that templates know.
    package struct Turn: Sendable {
        package struct Call: Sendable {
            package var id: String
            package var name: String
            /// An object where the model wrote one, else the text it wrote.
            package var arguments: JSONValue

            package init(id: String, name: String, arguments: JSONValue) {
                self.id = id
                self.name = name
                self.arguments = arguments
            }
        }

        package var role: String
        package var content: String
        package var reasoning: String?
        package var calls: [Call] = []
        /// Of a tool's turn: which call it answers, and the tool's name.
        package var callID: String?
        package var name: String?

        package init(role: String, content: String) {
            self.role = role
            self.content = content
        }
    }

    /// Nil for gpt-oss where it carries none: its format is no matter of templates.
    private let template: JinjaTemplate?
    /// What `bos_token` and `eos_token` stand for.
    private let beginText: String
    private let endText: String
    /// How the answers are marked that go with it.
    package let answers: AnswerFormat
    /// What it has a place for; found by trying it.
    package private(set) var abilities = ChatAbilities()

    package init(_ text: String, beginText: String, endText: String) throws(JinjaError) {
        template = try JinjaTemplate(text)
        self.beginText = beginText
        self.endText = endText
        answers = AnswerFormat(template: text)
        abilities = ChatAbilities(of: self)
    }

    /// gpt-oss's format, without a template.
    package static let harmony = ChatTemplate()

    private init() {
        template = nil
        (beginText, endText) = ("", "")
        answers = .harmony
        abilities = ChatAbilities(of: self)
    }

    /// The prompt. Special tokens stand in it as text. A tool is given as OpenAI has it, `{"type": "function", …}`; `more`
    /// has further variables that the template may know, such as `enable_thinking`.
    package func prompt(
        _ turns: [Turn],
        tools: [JSONValue] = [],
        addsGenerationPrompt: Bool = true,
        more: [String: JSONValue] = [:]
    ) throws(JinjaError) -> String {
        guard let template else {
            return HarmonyChat.prompt(
                turns,
                tools: tools,
                effort: more["reasoning_effort"]?.string,
                addsGenerationPrompt: addsGenerationPrompt
            )
        }
        var values: [String: JinjaValue] = [
            "messages": .list(turns.map(\.value)),
            "tools": tools.isEmpty ? .none : .list(tools.map { JinjaValue($0) }),
            "documents": .none,
            "add_generation_prompt": .bool(addsGenerationPrompt),
            "bos_token": .string(beginText),
            "eos_token": .string(endText),
        ]
        // What SmolLM calls those that are called within <tool_call>.
        if !tools.isEmpty { values["xml_tools"] = values["tools"] }
        for (name, value) in more { values[name] = JinjaValue(value) }
        do { return try template.render(values) } catch {
            // Templates that were written for tools alone go through them without asking whether there are any.
            guard tools.isEmpty, error.kind == .value else { throw error }
            values["tools"] = .list([])
            guard let prompt = try? template.render(values) else { throw error }
            return prompt
        }
    }
}

extension ChatTemplate.Turn {
    var value: JinjaValue {
        var members = JinjaDictionary([("role", .string(role)), ("content", .string(content))])
        if let reasoning {
            members["reasoning_content"] = .string(reasoning)
            // What gpt-oss calls it.
            members["thinking"] = .string(reasoning)
        }
        if !calls.isEmpty {
            members["tool_calls"] = .list(
                calls.map { call in
                    .dictionary(
                        JinjaDictionary([
                            ("id", .string(call.id)), ("type", .string("function")),
                            (
                                "function",
                                .dictionary(
                                    JinjaDictionary([
                                        ("name", .string(call.name)), ("arguments", JinjaValue(call.arguments)),
                                    ])
                                )
                            ),
                        ])
                    )
                }
            )
        }
        if let callID { members["tool_call_id"] = .string(callID) }
        if let name { members["name"] = .string(name) }
        return .dictionary(members)
    }
}
