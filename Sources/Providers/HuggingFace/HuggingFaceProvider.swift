import Configuration
import JSON
import Synchronization

/// A server of Hugging Face: `transformers serve`, TGI, TEI, or the hosted router. Which one it is, is found out when
/// its models are asked for or its health is checked, which the gateway does in the background; until then it is
/// taken for the one that can do least.
final class HuggingFaceProvider: Provider {
    let name: String
    let type = ProviderType.huggingface.rawValue
    let defaultModel: String?
    private let offered: [String]
    private let upstream: Upstream
    private let backends: [HuggingFaceKind: OpenAIBackend]
    private let kind: Mutex<HuggingFaceKind?>

    init(_ settings: ProviderSettings, _ environment: ProviderEnvironment) throws(ProviderError) {
        name = settings.name
        defaultModel = settings.model
        offered = settings.models
        let upstream = try Upstream(settings, environment)
        self.upstream = upstream
        kind = Mutex(HuggingFaceKind(host: upstream.endpoint.host))
        var backends: [HuggingFaceKind: OpenAIBackend] = [:]
        for kind in HuggingFaceKind.allCases {
            backends[kind] = OpenAIBackend(
                upstream: upstream,
                flavor: kind.flavor.continuing(settings),
                defaults: settings.parameters
            )
        }
        self.backends = backends
    }

    private var known: HuggingFaceKind? { kind.withLock { $0 } }

    private var backend: OpenAIBackend {
        get throws(ProviderError) {
            guard let backend = backends[known ?? .transformers] else {
                throw ProviderError(.internal, "the provider '\(name)' has no way to speak to its server")
            }
            return backend
        }
    }

    var features: Features { (known ?? .transformers).flavor.features }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        try await backend.generate(request)
    }

    func continuation(of request: GenerateRequest) -> Continuation? {
        (try? backend)?.flavor.continuation(of: request)
    }

    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        try await backend.embed(request)
    }

    func models() async throws(ProviderError) -> [ModelInfo] {
        let (kind, info) = try await recognise()
        switch kind {
        case .generation, .embeddings: return [Self.model(ofInfo: info)].compactMap(\.self)
        case .hosted: return try await backend.models(offering: offered)
        case .transformers: return try await transformersModels()
        }
    }

    func check() async throws(ProviderError) {
        switch try await recognise().kind {
        case .hosted: _ = try await models()
        // `transformers serve` has been asked by `recognise`.
        case .transformers: break
        case .generation, .embeddings: try await upstream.ping("/health")
        }
    }

    // MARK: Which one it is

    /// Finds out what answers, anew each time: a server may have been replaced by another since. Throws if nothing
    /// answers.
    private func recognise() async throws(ProviderError) -> (kind: HuggingFaceKind, info: JSONValue) {
        if known == .hosted { return (.hosted, .null) }
        var found = HuggingFaceKind.transformers
        var info = JSONValue.null
        do {
            info = try await upstream.getJSON(upstream.endpoint.root + "/info", upTo: 1 << 20)
            if info["model_id"] != nil {
                found = info["model_type"]?.object == nil ? .generation : .embeddings
            }
        } catch {
            guard error.status == 404 || error.code == .malformed else { throw error }
        }
        if found == .transformers { try await upstream.ping("/health") }
        kind.withLock { $0 = found }
        return (found, info)
    }

    /// What TGI and TEI tell of the one model they have.
    private static func model(ofInfo info: JSONValue) -> ModelInfo? {
        guard let id = info["model_id"]?.string, !id.isEmpty else { return nil }
        var model = ModelInfo(id: id)
        model.contextLength =
            (info["max_total_tokens"] ?? info["max_input_tokens"] ?? info["max_input_length"])?
            .boundedCount
        return model
    }

    /// Its list is what lies in its cache, and fails altogether where there is no cache. A model that is configured
    /// is there all the same: it may be a folder, or be fetched on first use.
    private func transformersModels() async throws(ProviderError) -> [ModelInfo] {
        let configured = (offered + [defaultModel].compactMap(\.self)).map(ModelInfo.init(id:))
        let listed: [ModelInfo]
        do { listed = try await backend.models() } catch {
            guard error.status == 500 || error.status == 404 else { throw error }
            return configured
        }
        let ids = Set(listed.map(\.id))
        let missing = configured.filter { !ids.contains($0.id) }
        guard offered.isEmpty else { return listed.filter { model in offered.contains(model.id) } + missing }
        return listed + missing
    }
}
