import Gateway
import HTTP
import JSON
import Providers

/// `POST /v1/completions`
struct CompletionEndpoint: Sendable {
    let gateway: any GatewayService

    func handle(_ call: Call) async throws {
        let request = try CompletionRequest(body: call.request.body)
        let (first, routed) = try await call.begin(request.generate, on: gateway)
        let identity = AnswerIdentity(prefix: "cmpl-", model: routed.target.model, date: call.context.date)
        let offsets = TextOffsets(request.generate)
        if request.generate.stream {
            var stream = CompletionStream(
                identity: identity,
                offsets: offsets,
                includesUsage: request.streamOptions.includesUsage
            )
            try await call.send(first, then: routed, through: &stream)
        } else {
            try await call.sendWhole(first, then: routed, passing: .openAICompletion) { answer in
                Self.body(answer, CompletionJSON(identity: identity, offsets: offsets))
            }
        }
    }

    private static func body(_ answer: CollectedAnswer, _ shape: CompletionJSON) -> [UInt8] {
        var shape = shape
        if let model = answer.model { shape.identity.model = model }
        var json = JSONWriter(reservingCapacity: 512)
        json.object { json in
            shape.writeHead(to: &json)
            json.member("choices") { json in
                json.array { json in
                    for choice in answer.choices {
                        json.element { json in
                            let reason = choice.finishReason ?? .stop
                            shape.writeChoice(choice.index, choice.text, choice.logprobs, finish: reason, to: &json)
                        }
                    }
                }
            }
            if let usage = answer.usage { json.member("usage") { json in json.usage(usage) } }
        }
        return json.finish()
    }
}
