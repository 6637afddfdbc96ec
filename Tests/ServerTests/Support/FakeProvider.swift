import JSON
import Providers
import Synchronization

/// A provider that keeps models as told: it has them in memory, fetches and deletes them, and remembers what it did.
final class FakeProvider: Provider, ModelResidency, ModelLibrary {
    let name: String
    let type: String
    let features: Features
    let defaultModel: String? = nil
    let keepsModels: Bool
    let inMemory: [LoadedModel]
    let pullSteps: [String]
    let pullFailure: ProviderError?
    let card: String
    private let log = Mutex<[String]>([])

    init(
        _ name: String,
        type: String = "ollama",
        features: Features = [.chat],
        keepsModels: Bool = true,
        inMemory: [LoadedModel] = [],
        pullSteps: [String] = [],
        pullFailure: ProviderError? = nil,
        card: String = "{}"
    ) {
        self.name = name
        self.type = type
        self.features = features
        self.keepsModels = keepsModels
        self.inMemory = inMemory
        self.pullSteps = pullSteps
        self.pullFailure = pullFailure
        self.card = card
    }

    var deeds: [String] { log.withLock { $0 } }
    var residency: (any ModelResidency)? { keepsModels ? self : nil }
    var library: (any ModelLibrary)? { keepsModels ? self : nil }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        throw ProviderError.unsupported(.chat, by: name)
    }

    func models() async throws(ProviderError) -> [ModelInfo] { [] }

    func load(_ model: String, keepAlive: KeepAlive?) async throws(ProviderError) {
        note("load \(model) \(keepAlive.map { "\($0)" } ?? "-")")
    }

    func unload(_ model: String) async throws(ProviderError) { note("unload \(model)") }

    func loaded() async throws(ProviderError) -> [LoadedModel] { inMemory }

    func pull(_ model: String, insecure: Bool) async throws(ProviderError) -> PullProgress {
        note("pull \(model)\(insecure ? " insecurely" : "")")
        let rest = Mutex(pullSteps[...])
        let failure = pullFailure
        return PullProgress { () async throws(ProviderError) in
            if let step = rest.withLock({ $0.popFirst() }) { return RawJSON(Array(step.utf8)) }
            if let failure { throw failure }
            return nil
        }
    }

    func delete(_ model: String) async throws(ProviderError) { note("delete \(model)") }

    func show(_ model: String, verbose: Bool) async throws(ProviderError) -> RawModelCard {
        note("show \(model)\(verbose ? " verbosely" : "")")
        return RawModelCard(json: RawJSON(Array(card.utf8)))
    }

    private func note(_ deed: String) { log.withLock { $0.append(deed) } }
}
