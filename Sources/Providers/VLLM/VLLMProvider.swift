import Configuration

/// A vLLM server.
final class VLLMProvider: Provider {
    let name: String
    let type = ProviderType.vllm.rawValue
    let defaultModel: String?
    private let offered: [String]
    private let backend: OpenAIBackend

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) throws(ProviderError) {
        name = settings.name
        defaultModel = settings.model
        offered = settings.models
        backend = OpenAIBackend(
            upstream: try Upstream(settings, environment),
            flavor: OpenAIFlavor.vllm.continuing(settings),
            defaults: settings.parameters
        )
    }

    var features: Features { backend.flavor.features }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        try await backend.generate(request)
    }

    func continuation(of request: GenerateRequest) -> Continuation? { backend.flavor.continuation(of: request) }

    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        try await backend.embed(request)
    }

    func models() async throws(ProviderError) -> [ModelInfo] {
        var models = try await backend.models(offering: offered)
        // It gives the time of asking, which would make every list another.
        for index in models.indices { models[index].created = nil }
        return models
    }

    var adapters: (any ModelAdapters)? { VLLMAdapters(upstream: backend.upstream) }

    /// `/health` asks the engine itself, not only its HTTP front.
    func check() async throws(ProviderError) { try await backend.upstream.ping("/health") }
}

extension OpenAIFlavor {
    /// No `suffix` (only a few models have it, the rest refuse) and no `best_of` (taken out of vLLM's engine).
    /// Images, audio, tools and embeddings depend on the model and on how vLLM was started; it says so itself.
    static let vllm = OpenAIFlavor(
        features: compatibleFeatures.subtracting([.suffix, .bestOf, .openAIFields]).union([
            .topK, .minP, .repeatPenalty,
        ]),
        continuation: .continueFinalMessage,
        knowsDeveloperRole: false,
        repeatPenaltyField: "repetition_penalty",
        reasoning: .templateSwitch,
        reasoningHistoryField: "reasoning"
    )
}
