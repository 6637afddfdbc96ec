/// What a piece of a model's text turned out to be.
package enum AnswerEvent: Sendable, Equatable {
    case text(String)
    case reasoning(String)
    /// A call begins; its arguments follow, as JSON text in pieces. Calls are numbered from 0.
    case call(index: Int, name: String)
    case arguments(index: Int, String)
}

/// How a model marks what is not plain text in its answers.
package struct AnswerFormat: Sendable, Equatable {
    package enum Calls: Sendable, Equatable {
        /// A JSON object between two marks, once for each call (Hermes, Qwen: `<tool_call>`).
        case marked(open: String, close: String)
        /// The whole answer is a JSON object, perhaps behind a mark (Llama 3: `<|python_tag|>`).
        case bare(mark: String)
        /// A JSON list of objects behind a mark (Mistral: `[TOOL_CALLS]`, Phi: `functools`), or `NAME[ARGS]{…}`.
        case list(mark: String)
    }

    /// The marks around what the model thinks; nil where it does not.
    package var reasoning: Marks?
    /// Whether the prompt ended within them.
    package var startsWithReasoning = false
    package var calls: Calls?
    /// Whether all of it is in messages with channels (gpt-oss).
    package var isHarmony = false

    package struct Marks: Sendable, Equatable {
        package var open: String
        package var close: String

        package init(open: String, close: String) {
            self.open = open
            self.close = close
        }
    }

    package init() {}

    /// What a template tells of the answers that go with it.
    package init(template: String) {
        isHarmony = template.contains("<|channel|>") && template.contains("<|start|>")
        guard !isHarmony else { return }
        if template.contains("</think>") { reasoning = Marks(open: "<think>", close: "</think>") }
        if template.contains("<tool_call>") {
            calls = .marked(open: "<tool_call>", close: "</tool_call>")
        } else if template.contains("[TOOL_CALLS]") {
            calls = .list(mark: "[TOOL_CALLS]")
        } else if template.contains("functools") {
            calls = .list(mark: "functools")
        } else if template.contains("<|python_tag|>") || template.contains("\"parameters\": ") {
            calls = .bare(mark: "<|python_tag|>")
        }
    }
}
