import Configuration
import HTTP
import JSON

/// An Ollama server, through its own dialect: unlike the OpenAI one that it also speaks, it tells durations, sets
/// the context's length, and loads and unloads.
final class OllamaProvider: Provider {
    let name: String
    let type = "ollama"
    let features: Features = [
        .chat, .completion, .suffix, .embeddings, .embeddingDimensions, .images, .tools, .jsonMode, .jsonSchema,
        .logprobs, .seed, .stop, .penalties, .repeatPenalty, .topK, .minP, .typicalP, .reasoningControl,
        .contextLength, .keepAlive, .runnerOptions, .templateOverride, .tokenContext, .rawImages, .truncation,
    ]
    let defaultModel: String?
    var residency: (any ModelResidency)? { OllamaResidency(upstream: upstream, settings: settings) }
    var library: (any ModelLibrary)? { OllamaLibrary(upstream: upstream) }

    private let settings: ProviderSettings
    private let upstream: Upstream

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) throws(ProviderError) {
        name = settings.name
        defaultModel = settings.model
        self.settings = settings
        // Ollama on one's own machine takes no key; the hosted one does.
        upstream = try Upstream(settings, environment)
    }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        let sent = try OllamaRequest(request, settings: settings)
        let decoder = OllamaDecoder(sent.kind, request: request, from: upstream.identity)
        let response: HTTPClientResponse
        do {
            response = try await upstream.send(
                "POST",
                upstream.url(sent.path),
                body: sent.body,
                deadlines: upstream.deadlines(for: request)
            )
        } catch {
            throw error.readAsOllama(by: name)
        }
        if request.stream {
            let body = response.body
            return Generation(frames: upstream.lines(of: body), decoder: decoder, opened: body.opened)
        }
        return try await whole(upstream.collect(response.body, upTo: Upstream.longestAnswer), decoder: decoder)
    }

    private func whole(_ body: [UInt8], decoder: OllamaDecoder) throws(ProviderError) -> Generation {
        var decoder = decoder
        let part = try decoder.decode(body)
        guard let part, decoder.isComplete else {
            throw ProviderError(.emptyAnswer, "the provider '\(name)' sent an empty answer")
        }
        return Generation(whole: part)
    }

    /// Most of Ollama's templates leave a last turn of the assistant's open; a raw prompt goes on where it ends.
    func continuation(of request: GenerateRequest) -> Continuation? {
        guard settings.continuesWith != .none, request.wireFeatures.isEmpty, request.wireFields.isEmpty else {
            return nil
        }
        switch request.input {
        case .completion(.text, nil): return .exact
        case .completion: return nil
        case .chat: return .mayRepeat
        }
    }

    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        let exchange = OllamaEmbedding(request, settings: settings)
        do {
            let json = try await upstream.json("POST", upstream.url("/api/embed"), body: exchange.body())
            return try exchange.read(json, from: upstream.identity)
        } catch {
            throw error.readAsOllama(by: name)
        }
    }

    func models() async throws(ProviderError) -> [ModelInfo] {
        let json = try await upstream.json("GET", upstream.url("/api/tags"), deadlines: upstream.quick)
        guard let list = json["models"]?.array else { throw .malformed("no list of models", from: upstream.identity) }
        let models = list.compactMap(ModelInfo.init(ollama:))
        if settings.models.isEmpty { return models }
        return models.filter { model in settings.models.contains { OllamaModelName.isSame($0, model.id) } }
    }

    func check() async throws(ProviderError) {
        _ = try await upstream.bytes("GET", upstream.url("/api/version"), deadlines: upstream.quick)
    }
}
