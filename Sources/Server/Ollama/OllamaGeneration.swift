import EventLoop
import Gateway
import HTTP
import JSON
import Providers

/// `POST /api/chat` and `POST /api/generate`
struct OllamaGeneration: Sendable {
    let gateway: any GatewayService

    func chat(_ call: Call) async throws {
        let request = try OllamaChatRequest(body: call.request.body)
        try await answer(.chat, request.generate, asksForNothing: request.asksForNothing, call)
    }

    func generate(_ call: Call) async throws {
        let request = try OllamaGenerateRequest(body: call.request.body)
        try await answer(.generate, request.generate, asksForNothing: request.asksForNothing, call)
    }

    private func answer(
        _ kind: OllamaLine.Kind,
        _ request: GenerateRequest,
        asksForNothing: Bool,
        _ call: Call
    ) async throws {
        if asksForNothing { return try await keep(kind, request, call) }
        let (first, routed) = try await call.begin(request, on: gateway)
        if request.stream {
            var stream = OllamaStream(kind, model: request.model, context: call.context)
            try await call.send(first, then: routed, through: &stream, as: AnswerHeaders.jsonLines)
            return
        }
        let dialect: WireDialect = kind == .chat ? .ollamaChat : .ollamaGenerate
        try await sendWhole(first, routed, kind, dialect, request.model, call)
    }

    private func sendWhole(
        _ first: GenerationPart,
        _ routed: RoutedGeneration,
        _ kind: OllamaLine.Kind,
        _ dialect: WireDialect,
        _ model: String,
        _ call: Call
    ) async throws {
        let second = try await routed.next()
        if second == nil, let wire = first.wire, wire.dialect == dialect {
            return try await call.responder.send(200, OllamaHeaders.json(call.context), wire.bytes)
        }
        let answer = try await call.collect([first, second].compactMap(\.self), then: routed)
        let line = try OllamaLine(answer, context: call.context)
        var json = JSONWriter(reservingCapacity: 512)
        line.write(kind, model: model, to: &json)
        try await call.responder.send(200, OllamaHeaders.json(call.context), json.finish())
    }

    // MARK: Loading and unloading

    /// Loads the model, or with `keep_alive: 0` lets go of it. Where models are neither loaded nor unloaded, one that
    /// is there counts as loaded.
    private func keep(_ kind: OllamaLine.Kind, _ request: GenerateRequest, _ call: Call) async throws {
        let context = call.context
        context.requestedModel = request.model
        guard let target = try gateway.resolve(request.model).first,
            let provider = gateway.provider(named: target.provider)
        else { throw APIError(404, "there is no model '\(request.model)'", label: "unknown_model") }
        context.provider = target.provider
        context.model = target.model
        context.attempts = 1
        let unloads = request.keepAlive == .duration(.zero)
        if let residency = provider.residency {
            try await Self.finishing { () async throws(ProviderError) in
                if unloads {
                    try await residency.unload(target.model)
                } else {
                    try await residency.load(target.model, keepAlive: request.keepAlive)
                }
            }
        } else if request.keepAlive != nil {
            throw GatewayError(ProviderError.unsupported(.keepAlive, by: target.provider))
        }
        var json = JSONWriter()
        let line = OllamaLine(ending: OllamaLine.Ending(reason: unloads ? "unload" : "load"))
        line.write(kind, model: request.model, to: &json)
        try await call.responder.send(200, OllamaHeaders.json(context), json.finish())
    }

    /// Runs to its end even when the client leaves meanwhile: nobody's patience aborts a load.
    private static func finishing(_ body: @escaping @Sendable () async throws(ProviderError) -> Void) async throws {
        guard let loop = EventLoop.current else { return try await body() }
        let result = await loop.spawn { () async -> Result<Void, ProviderError> in
            do throws(ProviderError) {
                try await body()
                return .success(())
            } catch {
                return .failure(error)
            }
        }.value
        try result.get()
    }
}

extension OllamaLine {
    /// A whole answer.
    init(_ answer: CollectedAnswer, context: RequestContext) throws(APIError) {
        let choice = answer.choices.first { $0.index == 0 }
        var calls: [OllamaCall] = []
        for (index, call) in (choice?.toolCalls ?? []).enumerated() { calls.append(try OllamaCall(call, index: index)) }
        let durations = OllamaDurations(answer.timings, elapsed: context.elapsed, firstToken: context.firstToken)
        self.init(
            text: (choice?.text ?? "") + (choice?.refusal ?? ""),
            thinking: choice?.reasoning ?? "",
            calls: calls,
            logprobs: choice?.logprobs ?? [],
            ending: Ending(reason: (choice?.reason ?? .stop).inOllama, usage: answer.usage, durations: durations)
        )
    }
}

enum OllamaHeaders {
    static func json(_ context: RequestContext) -> HTTPHeaders {
        AnswerHeaders.describing(context, contentType: "application/json; charset=utf-8")
    }
}
