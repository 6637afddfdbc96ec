import Configuration
import EventLoop
import JSON
import Synchronization

/// A llama.cpp server: one that runs at an endpoint, or one that Martlet runs.
final class LlamaCppProvider: Provider {
    let name: String
    let type = ProviderType.llamacpp.rawValue
    let defaultModel: String?
    private let offered: [String]
    private let place: Place
    private let flavor: OpenAIFlavor
    /// What the loaded model takes besides text, once that is known.
    private let modalities = Mutex<Features>([])
    /// What it had when it was asked last.
    private let known: Mutex<[ModelInfo]>

    private enum Place {
        case running(OpenAIBackend)
        case supervised(LlamaServer)
    }

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) throws(ProviderError) {
        name = settings.name
        defaultModel = settings.model
        offered = settings.models
        let names = settings.models.isEmpty ? [settings.model].compactMap(\.self) : settings.models
        known = Mutex(names.map(ModelInfo.init(id:)))
        flavor = OpenAIFlavor.llamaCpp.continuing(settings)
        if settings.endpoint != nil {
            let upstream = try Upstream(settings, environment)
            place = .running(OpenAIBackend(upstream: upstream, flavor: flavor, defaults: settings.parameters))
        } else {
            place = .supervised(LlamaServer(settings, environment))
        }
    }

    var features: Features { OpenAIFlavor.llamaCpp.features.union(modalities.withLock { $0 }) }

    private func backend() async throws(ProviderError) -> OpenAIBackend {
        switch place {
        case .running(let backend): return backend
        case .supervised(let server): return try await server.backend()
        }
    }

    func start() async throws(ProviderError) {
        if case .supervised(let server) = place { try server.start() }
    }

    func stop() async {
        if case .supervised(let server) = place { await server.stop() }
    }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        guard case .supervised(let server) = place else { return try await backend().generate(request) }
        let use = server.use()
        let generation = try await server.backend().generate(request)
        return Generation(truncatedTokens: generation.truncatedTokens) { () async throws(ProviderError) in
            defer { withExtendedLifetime(use) {} }
            return try await generation.next()
        }
    }

    func continuation(of request: GenerateRequest) -> Continuation? { flavor.continuation(of: request) }

    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        guard case .supervised(let server) = place else { return try await backend().embed(request) }
        let use = server.use()
        defer { withExtendedLifetime(use) {} }
        return try await server.backend().embed(request)
    }

    func models() async throws(ProviderError) -> [ModelInfo] {
        // To be asked what it has is no reason to be loaded.
        if case .supervised(let server) = place, server.isUnloaded { return known.withLock { $0 } }
        let models = try await askedModels()
        known.withLock { $0 = models }
        return models
    }

    private func askedModels() async throws(ProviderError) -> [ModelInfo] {
        let backend = try await backend()
        let list = try await backend.upstream.getJSON(backend.modelsURL)
        var models = try OpenAIModels.read(list, from: backend.upstream.identity)
        // It gives the time of asking, which would make every list another.
        for index in models.indices { models[index].created = nil }
        try await learnModalities(list, backend)
        guard !offered.isEmpty else { return models }
        let byID = Dictionary(models.map { ($0.id, $0) }) { first, _ in first }
        return offered.map { byID[$0] ?? ModelInfo(id: $0) }
    }

    func check() async throws(ProviderError) {
        if case .supervised(let server) = place, server.isUnloaded { return }
        try await backend().upstream.ping("/health")
    }

    /// The list of newer servers tells what a model takes; older ones tell it among their properties.
    private func learnModalities(_ list: JSONValue, _ backend: OpenAIBackend) async throws(ProviderError) {
        var found: Features = []
        if let inputs = list["data"]?[0]?["architecture"]?["input_modalities"]?.array {
            if inputs.contains("image") { found.insert(.images) }
            if inputs.contains("audio") { found.insert(.audio) }
        } else {
            let properties: JSONValue
            do { properties = try await self.properties(of: backend) } catch {
                // It may keep its properties to itself.
                guard error.status != nil else { throw error }
                return
            }
            if properties["modalities"]?["vision"] == true { found.insert(.images) }
            if properties["modalities"]?["audio"] == true { found.insert(.audio) }
        }
        modalities.withLock { $0 = found }
    }

    private func properties(of backend: OpenAIBackend) async throws(ProviderError) -> JSONValue {
        try await backend.upstream.getJSON(backend.upstream.endpoint.root + "/props")
    }

    var residency: (any ModelResidency)? { self }
}

/// The one model of a llama.cpp server is in memory as long as the server runs. One that Martlet runs it can end, and starts
/// again when somebody asks.
extension LlamaCppProvider: ModelResidency {
    var sharesMemory: Bool { if case .supervised = place { true } else { false } }

    func footprint(of model: String) async -> MemoryFootprint? {
        guard case .supervised(let server) = place else { return nil }
        return await server.footprint()
    }

    /// Waits until the model can answer.
    func load(_ model: String, keepAlive: KeepAlive?) async throws(ProviderError) {
        try await backend().upstream.ping("/health")
    }

    func unload(_ model: String) async throws(ProviderError) {
        guard case .supervised(let server) = place else {
            throw ProviderError(
                .unsupported,
                "the provider '\(name)' does not support keep_alive: it keeps its model as long as its llama-server runs"
            )
        }
        await server.unload()
    }

    func loaded() async throws(ProviderError) -> [LoadedModel] {
        var memory: MemoryTenantID?
        var placement: LayerPlacement?
        var bytes: MemoryAmount?
        if case .supervised(let server) = place {
            guard server.supervisionState == .ready else { return [] }
            (memory, placement, bytes) = (server.memoryID, server.placement, server.reading.promised)
        }
        let context = try await properties(of: backend())["default_generation_settings"]?["n_ctx"]?.boundedCount
        return try await models().prefix(1).map { model in
            var loaded = LoadedModel(id: model.id)
            loaded.sizeInBytes = bytes.map { $0.host + $0.gpu } ?? model.sizeInBytes
            loaded.gpuBytes = bytes?.gpu
            loaded.contextLength = context ?? model.contextLength
            loaded.memory = memory
            loaded.placement = placement?.text
            return loaded
        }
    }
}

extension OpenAIFlavor {
    /// llama.cpp takes `suffix`, `echo` and `best_of` and ignores them, so they are not among its features. Images and
    /// audio depend on the model; embeddings on how the server was started, which it says itself.
    static let llamaCpp = OpenAIFlavor(
        features:
            compatibleFeatures
            .subtracting([.suffix, .echo, .bestOf, .embeddingDimensions, .images, .audio, .openAIFields])
            .union([.topK, .minP, .typicalP, .repeatPenalty]),
        continuation: .lastTurn,
        knowsDeveloperRole: false,
        reasoning: .template,
        reasoningHistoryField: "reasoning_content",
        completionLogprobsLikeChat: true
    )
}
