package import Configuration
package import HTTP
import JSON

/// An Ollama server, through its own dialect: unlike the OpenAI one that it also speaks, it tells durations, sets
/// the context's length, and loads and unloads.
package final class OllamaProvider: Provider {
    package let name: String
    package let type = "ollama"
    package let features: Features = [
        .chat, .completion, .suffix, .embeddings, .embeddingDimensions, .images, .tools, .jsonMode, .jsonSchema,
        .logprobs, .seed, .stop, .penalties, .repeatPenalty, .topK, .minP, .typicalP, .reasoningControl,
        .contextLength, .keepAlive, .runnerOptions,
    ]
    package let defaultModel: String?
    package var residency: (any ModelResidency)? { OllamaResidency(backend: backend, settings: settings) }
    package var library: (any ModelLibrary)? { OllamaLibrary(backend: backend) }

    private let settings: ProviderSettings
    private let backend: HTTPBackend

    /// Throws for settings without an endpoint.
    package init(settings: ProviderSettings, transport: any HTTPTransport) throws(ProviderError) {
        guard let endpoint = settings.endpoint else {
            throw ProviderError(
                .internal,
                "the provider '\(settings.name)' has no endpoint: set `endpoint` or OLLAMA_HOST"
            )
        }
        name = settings.name
        defaultModel = settings.model
        self.settings = settings
        var headers: HTTPHeaders = [:]
        // Ollama on one's own machine takes no key; the hosted one does.
        if let key = settings.apiKey { headers.set("authorization", "Bearer \(key.reveal())") }
        backend = HTTPBackend(settings: settings, root: endpoint.root, headers: headers, transport: transport)
    }

    package func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        let sent = try OllamaRequest(request, settings: settings)
        let decoder = OllamaDecoder(sent.kind, request: request, from: backend.identity)
        let response: HTTPClientResponse
        do {
            response = try await backend.send("POST", sent.path, body: sent.body)
        } catch {
            throw error.readAsOllama(by: name)
        }
        if request.stream {
            return Generation(frames: backend.lines(of: response.body), decoder: decoder)
        }
        return try await whole(backend.collect(response.body), decoder: decoder)
    }

    private func whole(_ body: [UInt8], decoder: OllamaDecoder) throws(ProviderError) -> Generation {
        var decoder = decoder
        let part = try decoder.decode(body)
        guard let part, decoder.isComplete else {
            throw ProviderError(.emptyAnswer, "the provider '\(name)' sent an empty answer")
        }
        return Generation(whole: part)
    }

    package func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        let exchange = OllamaEmbedding(request, settings: settings)
        do {
            let json = try await backend.json("POST", "/api/embed", body: exchange.body())
            return try exchange.read(json, from: backend.identity)
        } catch {
            throw error.readAsOllama(by: name)
        }
    }

    package func models() async throws(ProviderError) -> [ModelInfo] {
        let json = try await backend.json("GET", "/api/tags", patience: .brief)
        guard let list = json["models"]?.array else { throw .malformed("no list of models", from: backend.identity) }
        let models = list.compactMap(ModelInfo.init(ollama:))
        if settings.models.isEmpty { return models }
        return models.filter { model in settings.models.contains { OllamaModelName.isSame($0, model.id) } }
    }

    package func check() async throws(ProviderError) {
        _ = try await backend.bytes("GET", "/api/version", patience: .brief)
    }
}
