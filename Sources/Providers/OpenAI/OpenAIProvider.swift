import Configuration

/// OpenAI, and any endpoint that speaks its dialect.
final class OpenAIProvider: Provider {
    let name: String
    let type = ProviderType.openai.rawValue
    let defaultModel: String?
    private let offered: [String]
    private let backend: OpenAIBackend

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) throws(ProviderError) {
        name = settings.name
        defaultModel = settings.model
        offered = settings.models
        let upstream = try Upstream(settings, environment)
        let host = upstream.endpoint.host
        let isOpenAI = host == "api.openai.com" || host.hasSuffix(".api.openai.com")
        backend = OpenAIBackend(
            upstream: upstream,
            flavor: (isOpenAI ? OpenAIFlavor.openAI : .compatible).continuing(settings),
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

    func models() async throws(ProviderError) -> [ModelInfo] { try await backend.models(offering: offered) }
}
