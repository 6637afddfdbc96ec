/// How a model marks what is not plain text in its answers.
package struct AnswerFormat: Sendable, Equatable {
    package enum Calls: Sendable, Equatable {
        /// A JSON object between two marks, once for each call (Hermes, Qwen: `<tool_call>`).
        case marked(open: String, close: String)
        /// The whole answer is a JSON object, perhaps behind a mark (Llama 3: `<|python_tag|>`).
        case bare(mark: String)
        /// A JSON list of objects behind a mark (Mistral: `[TOOL_CALLS]`, Phi: `functools`), or `NAME[ARGS]{…}`: both are
        /// read, and what newer ones of Mistral's were taught is `named`.
        case list(mark: String, named: Bool)
        /// `call:NAME{KEY:VALUE,…}` between two marks, with texts between two of a third (Gemma).
        case pairs(open: String, quote: String, close: String)
    }

    /// The marks around what the model thinks; nil where it does not.
    package var reasoning: Marks?
    /// Whether the prompt ended within them.
    package var startsWithReasoning = false
    package var calls: Calls?
    /// Whether all of it is in messages with channels (gpt-oss).
    package var isHarmony = false
    /// What the prompt has already written of the answer.
    package var begun = ""

    package struct Marks: Sendable, Equatable {
        package var open: String
        package var close: String

        package init(open: String, close: String) {
            self.open = open
            self.close = close
        }
    }

    package init() {}

    package static let harmony: AnswerFormat = {
        var format = AnswerFormat()
        format.isHarmony = true
        return format
    }()

    /// What a template tells of the answers that go with it.
    package init(template: String) {
        isHarmony = template.contains("<|channel|>") && template.contains("<|start|>")
        guard !isHarmony else { return }
        reasoning = Self.reasoningMarks.first { template.contains($0.close) }
        calls = Self.calls(template)
    }

    private static let reasoningMarks = [
        Marks(open: "<think>", close: "</think>"), Marks(open: "[THINK]", close: "[/THINK]"),
        Marks(open: "<|channel>thought", close: "<channel|>"),
    ]

    private static func calls(_ template: String) -> Calls? {
        if template.contains("<|tool_call>") {
            return .pairs(open: "<|tool_call>", quote: "<|\"|>", close: "<tool_call|>")
        }
        if template.contains("<start_function_call>") {
            return .pairs(open: "<start_function_call>", quote: "<escape>", close: "<end_function_call>")
        }
        if template.contains("<tool_call>") {
            // Calls in a markup of their own (Qwen's coders, GLM) are none that can be read here.
            let isMarkup = template.contains("<function=") || template.contains("<arg_key>")
            return isMarkup ? nil : .marked(open: "<tool_call>", close: "</tool_call>")
        }
        for mark in ["[TOOL_CALLS]", "functools", "<|tool_call|>"] where template.contains(mark) {
            return .list(mark: mark, named: template.contains("[ARGS]"))
        }
        if template.contains("<|python_tag|>") || template.contains("\"parameters\": ") {
            return .bare(mark: "<|python_tag|>")
        }
        return nil
    }

    /// The special tokens that are no text of an answer and yet tell what its text is.
    package var marks: [String] {
        if isHarmony {
            return [
                "<|start|>", "<|end|>", "<|message|>", "<|channel|>", "<|constrain|>", "<|return|>", "<|call|>",
            ]
        }
        var marks = reasoning.map { [$0.open, $0.close] } ?? []
        // Of a mark that goes on with a word the first part is a token.
        if let open = reasoning?.open, open.hasPrefix("<|channel>") { marks.append("<|channel>") }
        switch calls {
        case .marked(let open, let close): marks += [open, close]
        case .bare(let mark): marks.append(mark)
        case .list(let mark, _): marks += [mark, "[ARGS]", "[CALL_ID]"]
        case .pairs(let open, let quote, let close): marks += [open, quote, close]
        case nil: break
        }
        return marks
    }

    /// Tokens that hand over to a tool: an answer with calls is over before them.
    package var handovers: [String] {
        guard case .pairs(let open, _, _)? = calls else { return [] }
        return [open == "<|tool_call>" ? "<|tool_response>" : "<start_function_response>"]
    }
}
