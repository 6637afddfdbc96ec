import Gateway
import Providers
import Synchronization

/// A gateway whose answers are scripted; it keeps what it was asked.
final class FakeGateway: GatewayService {
    /// What `generate` and `embed` do.
    struct Script: Sendable {
        var parts: [GenerationPart] = []
        /// Thrown by `generate` itself, before there is an answer.
        var refusal: GatewayError?
        /// Thrown after the last part, in place of the proper end.
        var breaksOff: ProviderError?
        var embedding: EmbedAnswer?
        var target = ModelID(provider: "fake", model: "small")
    }

    struct Asked: Sendable {
        var generations: [GenerateRequest] = []
        var embeddings: [EmbedRequest] = []
        var finished: [String] = []
    }

    let script: Script
    let catalog: Catalog
    let providers: [any Provider]
    private let record = Mutex(Asked())

    init(_ script: Script = Script(), catalog: Catalog = Catalog(), providers: [any Provider] = []) {
        self.script = script
        self.catalog = catalog
        self.providers = providers
    }

    convenience init(parts: [GenerationPart]) { self.init(Script(parts: parts)) }

    /// Answers with each group of events as a part of its own.
    convenience init(_ groups: [GenerationEvent]...) { self.init(parts: groups.map { GenerationPart($0) }) }

    var asked: Asked { record.withLock { $0 } }
    var lastGeneration: GenerateRequest? { asked.generations.last }

    func generate(
        _ request: GenerateRequest,
        _ context: RequestContext
    ) async throws(GatewayError) -> RoutedGeneration {
        record.withLock { $0.generations.append(request) }
        note(request.model, context)
        if let refusal = script.refusal { throw refusal }
        let rest = Mutex(script.parts[...])
        let breaksOff = script.breaksOff
        let generation = Generation { () async throws(ProviderError) in
            if let part = rest.withLock({ $0.popFirst() }) { return part }
            if let breaksOff { throw breaksOff }
            return nil
        }
        return RoutedGeneration(target: script.target, generation: generation)
    }

    func embed(_ request: EmbedRequest, _ context: RequestContext) async throws(GatewayError) -> EmbedAnswer {
        record.withLock { $0.embeddings.append(request) }
        note(request.model, context)
        if let refusal = script.refusal { throw refusal }
        guard let answer = script.embedding else {
            throw GatewayError(ProviderError.unsupported(.embeddings, by: script.target.provider))
        }
        return answer
    }

    func resolve(_ name: String) throws(GatewayError) -> [ModelID] {
        if name == "default", let active = catalog.active { return [active] }
        for state in catalog.providers {
            for model in state.models where model.id == name || "\(state.name)/\(model.id)" == name {
                return [ModelID(provider: state.name, model: model.id)]
            }
        }
        throw GatewayError(
            .unknownModel,
            "there is no model '\(name)'; the nearest is 'fake/small'",
            status: 404,
            parameter: "model",
            label: "model_not_found"
        )
    }

    func provider(named name: String) -> (any Provider)? { providers.first { $0.name == name } }

    func finish(_ context: RequestContext) { record.withLock { $0.finished.append(context.id) } }

    private func note(_ model: String, _ context: RequestContext) {
        context.requestedModel = model
        context.provider = script.target.provider
        context.model = script.target.model
        context.attempts = 1
    }
}
