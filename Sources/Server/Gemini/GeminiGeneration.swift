import Gateway
import HTTP
import JSON
import Providers

/// `:generateContent`, `:streamGenerateContent` and `:countTokens`
struct GeminiGeneration: Sendable {
    let gateway: any GatewayService

    func generate(_ call: Call) async throws {
        let request = try GeminiRequest(body: call.request.body, model: call.pathParameter ?? "", stream: false)
        let (first, routed) = try await call.begin(request.generate, on: gateway)
        let collected = try await call.collect([first], then: routed)
        var answer = answer(call, routed, collected.model)
        answer.usage = collected.usage
        let candidates = collected.choices.map { choice in
            GeminiAnswer.Candidate(choice, includesThoughts: request.includesThoughts)
        }
        var json = JSONWriter(reservingCapacity: 512)
        answer.write(candidates, to: &json)
        try await call.responder.send(200, AnswerHeaders.json(call.context), json.finish())
    }

    func stream(_ call: Call) async throws {
        let request = try GeminiRequest(body: call.request.body, model: call.pathParameter ?? "", stream: true)
        let framing: GeminiStream.Framing = Query(call.request.query)["alt"] == "sse" ? .events : .array
        let (first, routed) = try await call.begin(request.generate, on: gateway)
        var stream = GeminiStream(
            answer(call, routed, nil),
            framing: framing,
            includesThoughts: request.includesThoughts
        )
        let headers = framing == .events ? AnswerHeaders.eventStream : AnswerHeaders.json
        try await call.send(first, then: routed, through: &stream, as: headers)
    }

    /// Counting is the tokenizer's business, which is the backend's; a guess would be worse than none.
    func countTokens(_ call: Call) async throws {
        throw APIError(
            501,
            "counting tokens is not supported: the usage of an answer tells how many its prompt had",
            code: "unsupported_feature",
            label: "unsupported"
        )
    }

    private func answer(_ call: Call, _ routed: RoutedGeneration, _ model: String?) -> GeminiAnswer {
        GeminiAnswer(model: model ?? routed.target.model, id: call.context.id)
    }
}

extension GeminiAnswer.Candidate {
    /// A whole one.
    fileprivate init(_ choice: CollectedAnswer.Choice, includesThoughts: Bool) {
        self.init(index: choice.index)
        if includesThoughts, !choice.reasoning.isEmpty { parts.append(.thought(choice.reasoning)) }
        let text = choice.text + choice.refusal
        if !text.isEmpty { parts.append(.text(text)) }
        for call in choice.toolCalls { add(call) }
        logprobs = choice.logprobs
        finishReason = finishReason ?? choice.reason.inGemini
    }
}
