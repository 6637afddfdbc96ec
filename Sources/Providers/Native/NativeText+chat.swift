import JSON
import Prompts
import Tokenization

/// A chat, written as the model wants it, and how its answer is read.
struct NativeChat: Sendable {
    var prompt: NativeCompletion.Prompt
    var answer: AnswerPlan
}

extension NativeCompletion {
    mutating func take(_ chat: NativeChat) {
        prompts = [chat.prompt]
        answer = chat.answer
    }
}

extension NativeText {
    /// A chat up to where its answer begins, with the tools that may be called.
    func chat(
        _ messages: [Message],
        _ request: GenerateRequest,
        provider: String
    ) throws(ProviderError) -> NativeChat {
        let template = try template(for: request, provider: provider)
        // With `none` the model must not call, and cannot call what it does not know.
        let tools = request.toolChoice == .none ? [] : request.tools
        var turns = messages.map(ChatTemplate.Turn.init)
        turns.nameResults(after: messages.functionNames)
        let written: ChatTemplate.Written
        do {
            written = try template.write(
                turns,
                tools: tools.map(\.asOpenAIHasIt),
                thinking: request.reasoning?.thinking
            )
        } catch {
            throw .wrong("messages", "the model's chat template refuses this chat: \(error)")
        }
        var answer = AnswerPlan(format: written.answer, tools: Set(tools.map(\.name)), marks: marksOfAnswers)
        answer.isParallel = request.parallelToolCalls ?? true
        guard let begun = request.begun else { return NativeChat(prompt: try prompt(written.text), answer: answer) }
        guard !written.answer.isHarmony, !written.answer.startsWithReasoning else {
            throw ProviderError(
                .unsupported,
                "the provider '\(provider)' cannot carry on an answer with '\(request.model.prefix(200))', which thinks "
                    + "before it answers"
            )
        }
        // So that what follows is read as the text that it is, whatever it looks like.
        answer.format.calls = nil
        return NativeChat(prompt: try prompt(written.text + begun.text), answer: answer)
    }

    /// Refuses what this model cannot, though others of the provider may.
    private func template(for request: GenerateRequest, provider: String) throws(ProviderError) -> ChatTemplate {
        func refuse(_ feature: Features, _ why: String) -> ProviderError {
            let (what, model) = (feature.names.joined(separator: ", "), request.model.prefix(200))
            var error = ProviderError(
                .unsupported,
                "the provider '\(provider)' does not support \(what) with '\(model)': \(why)"
            )
            error.unsupported = feature
            return error
        }
        guard let template else {
            throw refuse(
                .chat,
                "the model's file has no chat template; complete a prompt with it (/v1/completions, or /api/generate with "
                    + "raw)"
            )
        }
        if !request.tools.isEmpty, request.toolChoice != .none, !template.abilities.tools {
            throw refuse(.tools, "its chat template has no place for them, or a format of calls that is not known here")
        }
        if let reasoning = request.reasoning, reasoning.thinking != .off, template.abilities.thinking == .none {
            throw refuse(.reasoningControl, "it is no model that thinks before it answers")
        }
        return template
    }

    private func prompt(_ text: String) throws(ProviderError) -> NativeCompletion.Prompt {
        let begin = tokenizer.beginToken.map { String(decoding: tokenizer.bytes(of: $0), as: UTF8.self) } ?? ""
        // Most templates begin the text themselves.
        let isBegun = !begin.isEmpty && text.hasPrefix(begin)
        return .init(tokens: try tokens(of: text, addsSpecial: !isBegun), text: text)
    }
}

extension ReasoningControl {
    var isOff: Bool { thinking == .off }

    fileprivate var thinking: ChatTemplate.Thinking {
        switch self {
        case .off, .effort("none"): .off
        case .on: .on
        case .effort(let effort): .effort(effort)
        }
    }
}

extension Tool {
    /// As templates expect it.
    fileprivate var asOpenAIHasIt: JSONValue {
        var function = JSONObject()
        function["name"] = .string(name)
        if let description { function["description"] = .string(description) }
        let parameters = parameters.flatMap { try? JSONValue(parsing: $0.bytes) }
        function["parameters"] = parameters ?? ["type": "object", "properties": [:]]
        return ["type": "function", "function": .object(function)]
    }
}

extension [ChatTemplate.Turn] {
    /// Results of tools bear the names of what was called.
    fileprivate mutating func nameResults(after names: [String: String]) {
        for index in indices where self[index].name == nil {
            self[index].name = self[index].callID.flatMap { names[$0] }
        }
    }
}
