/// One configured backend: what Martlet can ask of it, whatever it is.
///
/// A provider translates; it does not retry, choose, queue or count (the gateway does). Every call runs on the
/// caller's event loop, never blocks it, and ends at once when its task is cancelled: the backend sees the
/// connection close. A provider holds no prompts, and puts neither prompts nor keys in errors or logs. It is an object,
/// since settings that did not change keep theirs.
package protocol Provider: AnyObject, Sendable {
    /// The configured name, the first half of a model's id: `ollama`.
    var name: String { get }
    /// What kind of backend it is.
    var type: String { get }
    /// What it can do. A request that needs more is refused before it is sent.
    var features: Features { get }
    /// The model for requests that name only the provider.
    var defaultModel: String? { get }
    /// A model of its own that `default` means only where no provider has any other.
    var standIn: String? { get }
    /// Whether the bare names of its models are those of another provider's, where one has them too: so it is where nobody
    /// has written it down.
    var yieldsNames: Bool { get }
    /// Whether what fails for one request is likely to fail for the next: so it is with a server, and not with an
    /// engine in this process, which refuses one request for reasons of its own.
    var failsAsOne: Bool { get }

    /// Answers a chat or completes a prompt. Returns when the backend has accepted the request (its status is
    /// known), with the answer's parts still to come.
    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation

    /// How well it carries on an answer that another backend has begun; nil: not at all. What it says of `begun` in a
    /// request holds for every model it has, or `generate` throws `unsupported`.
    func continuation(of request: GenerateRequest) -> Continuation?

    /// Turns texts into vectors.
    func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer

    /// Asks the backend which models it has. The gateway calls this in the background, never for a request.
    func models() async throws(ProviderError) -> [ModelInfo]

    /// Asks whether the backend answers. Called in the background.
    func check() async throws(ProviderError)

    /// Brings what must run before the backend can answer (a child process). Called once, before the first use.
    func start() async throws(ProviderError)

    /// Ends what `start` brought.
    func stop() async

    /// How the provider loads and unloads models, where that has a meaning.
    var residency: (any ModelResidency)? { get }

    /// How the provider keeps models on disk, where it lets us.
    var library: (any ModelLibrary)? { get }

    /// How the provider is given adapters for its model while it runs, where it takes them.
    var adapters: (any ModelAdapters)? { get }
}

extension Provider {
    package var failsAsOne: Bool { true }
    package var standIn: String? { nil }
    package var yieldsNames: Bool { false }
    package func continuation(of request: GenerateRequest) -> Continuation? { nil }
    package func start() async throws(ProviderError) {}
    package func stop() async {}
    package func check() async throws(ProviderError) { _ = try await models() }
    package var residency: (any ModelResidency)? { nil }
    package var library: (any ModelLibrary)? { nil }
    package var adapters: (any ModelAdapters)? { nil }

    package func embed(_ request: EmbedRequest) async throws(ProviderError) -> EmbedAnswer {
        throw ProviderError.unsupported(.embeddings, by: name)
    }
}

/// A backend that loads models into memory on request.
package protocol ModelResidency: Sendable {
    func load(_ model: String, keepAlive: KeepAlive?) async throws(ProviderError)
    func unload(_ model: String) async throws(ProviderError)
    /// The models that are in memory now.
    func loaded() async throws(ProviderError) -> [LoadedModel]
    /// Whether its models take memory that Martlet shares out among all.
    var sharesMemory: Bool { get }
    /// What a model is expected to take of that; nil where there is no such model.
    func footprint(of model: String) async -> MemoryFootprint?
    /// How much of a model that is being loaded is there, from 0 to 1; nil where nobody knows. From memory.
    func progress(of model: String) -> Double?
}

extension ModelResidency {
    package var sharesMemory: Bool { false }
    package func footprint(of model: String) async -> MemoryFootprint? { nil }
    package func progress(of model: String) -> Double? { nil }
}

/// What a model is expected to take before it is loaded.
package struct MemoryFootprint: Sendable, Equatable {
    /// As in `MemoryTenantID`.
    package var source: String
    /// Nil where nobody can tell.
    package var need: MemoryAmount?

    package init(source: String, need: MemoryAmount? = nil) {
        self.source = source
        self.need = need
    }
}

/// A backend that loads adapters (LoRA) for its model while it runs, each a model of its own from then on.
package protocol ModelAdapters: Sendable {
    /// From a folder on the backend's machine, or a repository of the hub. One that is loaded already is no error.
    func load(adapter name: String, from path: String) async throws(ProviderError)
    func unload(adapter name: String) async throws(ProviderError)
}

/// A backend that fetches, describes and deletes models.
package protocol ModelLibrary: Sendable {
    /// Whether a name that nobody has yet is one of its own.
    func claim(_ model: String) -> LibraryClaim
    func pull(_ model: String, insecure: Bool) async throws(ProviderError) -> PullProgress
    func delete(_ model: String) async throws(ProviderError)
    /// The backend's own description of a model, in the shape of Ollama's `/api/show` answer.
    func show(_ model: String, verbose: Bool) async throws(ProviderError) -> RawModelCard
}

/// A library that keeps earlier versions of its models, and knows where they are from.
package protocol VersionedLibrary: ModelLibrary {
    /// Whether a pull may bring another version of the model.
    func pin(_ model: String, _ isPinned: Bool) async throws(ProviderError) -> ModelVersions
    /// Goes back to an earlier version: to the newest of them where none is named.
    func rollBack(_ model: String, to version: String?) async throws(ProviderError) -> ModelVersions
    /// Takes one earlier version away.
    func delete(_ model: String, version: String) async throws(ProviderError)
}

/// How sure a library is that a name is one that it can pull.
package enum LibraryClaim: Int, Sendable, Comparable {
    case none, possible, certain

    package static func < (left: LibraryClaim, right: LibraryClaim) -> Bool { left.rawValue < right.rawValue }
}

extension ModelLibrary {
    package func claim(_ model: String) -> LibraryClaim { .possible }
}
