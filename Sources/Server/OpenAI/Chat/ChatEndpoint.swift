import Gateway
import HTTP
import Providers

/// `POST /v1/chat/completions`
struct ChatEndpoint: Sendable {
    let gateway: any GatewayService

    func handle(_ call: Call) async throws {
        let request = try ChatRequest(body: call.request.body)
        let (first, routed) = try await call.begin(request.generate, on: gateway)
        let usesFunctions = request.usesFunctions
        if request.generate.stream {
            var stream = ChatStream(
                identity: identity(call, routed),
                includesUsage: request.streamOptions.includesUsage,
                usesFunctions: usesFunctions
            )
            try await call.send(first, then: routed, through: &stream)
        } else {
            try await call.sendWhole(first, then: routed, passing: usesFunctions ? nil : .openAIChat) { answer in
                ChatAnswer(identity: identity(call, routed), answer: answer, usesFunctions: usesFunctions).body()
            }
        }
    }

    private func identity(_ call: Call, _ routed: RoutedGeneration) -> AnswerIdentity {
        AnswerIdentity(prefix: "chatcmpl-", model: routed.target.model, date: call.context.date)
    }
}
