package import JSON

/// How a model wants its chats written: its own template, or its family's where it carries none.
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

    private let template: JinjaTemplate
    /// What `bos_token` and `eos_token` stand for.
    private let beginText: String
    private let endText: String

    package init(_ text: String, beginText: String, endText: String) throws(JinjaError) {
        template = try JinjaTemplate(text)
        self.beginText = beginText
        self.endText = endText
    }

    /// Whether the template does something with tools; and whether thinking can be turned on and off in it.
    package var knowsTools: Bool { template.mentions("tools") }
    package var knowsThinking: Bool { template.mentions("enable_thinking") || template.mentions("thinking") }
    package var knowsEffort: Bool { template.mentions("reasoning_effort") }

    /// The prompt. Special tokens stand in it as text. A tool is given as OpenAI has it, `{"type": "function", …}`; `more`
    /// has further variables that the template may know, such as `enable_thinking`.
    package func prompt(
        _ turns: [Turn],
        tools: [JSONValue] = [],
        addsGenerationPrompt: Bool = true,
        more: [String: JSONValue] = [:]
    ) throws(JinjaError) -> String {
        var values: [String: JinjaValue] = [
            "messages": .list(turns.map(\.value)),
            "tools": tools.isEmpty ? .none : .list(tools.map { JinjaValue($0) }),
            "documents": .none,
            "add_generation_prompt": .bool(addsGenerationPrompt),
            "bos_token": .string(beginText),
            "eos_token": .string(endText),
        ]
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
