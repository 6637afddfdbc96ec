package import EventLoop
import JSON
package import Providers
import Synchronization

/// The gateway: backends, routes, and requests on their way.
///
/// What requests read (routes, backends, the catalog) is one immutable snapshot, swapped whole: a request sees the
/// state before a change or after it, and waits for neither.
package final class Gateway: GatewayService {
    struct State {
        var plan = RoutePlan()
        var backends: [Backend] = []
        /// Backends that run and that nobody is sent to yet.
        var aside: [Backend] = []
        var byName: [String: Backend] = [:]
        var routes = RouteTable([], plan: RoutePlan())
        var catalog = Catalog()
        /// Until when names that nobody knows may be waited for.
        var firstAnswersDue = ContinuousClock.now
    }

    let state = Mutex(State())
    private let news = Mutex(CatalogNews())
    private let loop: EventLoop
    let observer: any RequestObserver
    /// Who looks on hears here what happens.
    package let events: EventHub
    /// Where requests for `default` wait for a switch that cannot be made beside the old model.
    package let gate = SwitchGate()
    /// What a trial of another model learns from requests.
    let trials = TrialObservers()

    /// Who is let in to which provider.
    package let admissions: Admissions

    /// How long after a change names that nobody knows are waited for.
    private let patience: Duration

    /// The background work runs on `loop`.
    package init(
        loop: EventLoop,
        observer: any RequestObserver,
        events: EventHub = EventHub(),
        residency: Residency = Residency(),
        patience: Duration = .seconds(2)
    ) {
        self.loop = loop
        admissions = Admissions(loop: loop, residency: residency, events: events)
        self.events = events
        self.observer = observer
        self.patience = patience
    }

    // MARK: Configuration

    /// Takes these providers and routes from the next request on. Providers that are the same objects as before
    /// stay as they are; those that are gone end when their last request has. Those `aside` run, and nobody is sent to
    /// them yet.
    package func configure(
        providers: [any Provider],
        aside: [any Provider] = [],
        plan: RoutePlan,
        limits: AdmissionLimits = AdmissionLimits(),
        memory: ResidencyPlan = ResidencyPlan(),
        refreshInterval: Duration = .seconds(15)
    ) {
        admissions.residency.configure(memory)
        admissions.configure(limits)
        let (new, old) = state.withLock { state -> ([Backend], [Backend]) in
            let before = state.backends + state.aside
            let backend = { (provider: any Provider) in
                before.first { $0.provider === provider } ?? Backend(provider, loop: self.loop)
            }
            let backends = providers.map(backend)
            let aside = aside.map(backend)
            let gone = before.filter { old in !(backends + aside).contains { $0 === old } }
            let new = (backends + aside).filter { backend in !before.contains { $0 === backend } }
            state.plan = plan
            if !new.isEmpty { state.firstAnswersDue = .now + patience }
            state.backends = backends
            state.aside = aside
            state.byName = Dictionary(backends.map { ($0.name, $0) }) { first, _ in first }
            state.rebuild()
            return (new, gone)
        }
        for backend in state.withLock({ $0.backends }) {
            backend.refresh(every: refreshInterval)
            backend.limit(plan.breakers[backend.name] ?? (backend.provider.failsAsOne ? Breaker.Limits() : .never))
        }
        for backend in old { loop.execute { backend.retire() } }
        for backend in new {
            backend.begin { [weak self] in self?.catalogChanged() }
        }
        tellHealth()
    }

    /// Stops every provider.
    package func shutDown() async {
        for backend in state.withLock({ $0.backends + $0.aside }) { await backend.stop() }
    }

    /// How many requests are being answered.
    package var inFlight: Int { state.withLock { $0.backends }.reduce(0) { $0 + $1.inFlight } }

    // MARK: GatewayService

    package var catalog: Catalog { state.withLock { $0.catalog } }

    package var memory: MemoryReport { admissions.residency.report }

    package func resolve(_ name: String) throws(GatewayError) -> [ModelID] {
        try state.withLock { $0.routes }.resolve(name).map(\.id)
    }

    package func provider(named name: String) -> (any Provider)? { backend(name)?.provider }

    package func modelsChanged(of provider: String) async {
        guard let backend = backend(provider), await backend.ask() else { return }
        catalogChanged()
    }

    package func finish(_ context: RequestContext) {
        observer.requestEnded(context)
        if context.arm != nil { trials.requestEnded(context) }
    }

    package func generate(
        _ request: GenerateRequest,
        _ context: RequestContext
    ) async throws(GatewayError) -> RoutedGeneration {
        context.user = request.user
        var request = request
        request.keyName = context.keyName
        let attempts = try await attempts(for: request.model, request.needs, context)
        let opened = try await opened(request, attempts)
        if observer.keepsContent { context.content = RequestContent(request: request.transcript, response: "") }
        context.truncatedTokens = opened.answer.generation.truncatedTokens
        if context.arm == .old { trials.requestBegan(request, context) }
        let way = context.afterFailure ?? attempts.policy.afterFirstToken
        let answer = FailoverGeneration(opened, request, attempts, way, observer)
        return RoutedGeneration(target: opened.attempt.candidate.target.id, generation: answer.generation)
    }

    /// The answer of the first target that begins one. A whole answer shows nothing before its end, however well it goes, so that
    /// only a stream is asked for twice.
    private func opened(
        _ request: GenerateRequest,
        _ attempts: Attempts
    ) async throws(GatewayError) -> Attempts.Success<OpenedAnswer> {
        if request.stream, let delay = attempts.policy.hedgeAfter, attempts.candidates.count > 1 {
            return try await attempts.next(hedgingAfter: delay) { (candidate, limit) async throws(ProviderError) in
                try await OpenedAnswer.asking(candidate, request, within: limit)
            }
        }
        return try await attempts.next { (candidate, limit) async throws(ProviderError) in
            try await OpenedAnswer.asking(candidate, request, within: limit)
        }
    }

    package func embed(_ request: EmbedRequest, _ context: RequestContext) async throws(GatewayError) -> EmbedAnswer {
        let attempts = try await attempts(for: request.model, Needs(features: request.neededFeatures), context)
        let answer = try await attempts.next { (candidate, _) async throws(ProviderError) in
            var request = request
            request.model = candidate.target.id.model
            return try await candidate.backend.provider.embed(request)
        }.answer
        context.truncatedTokens = answer.truncatedTokens
        context.usage = Usage(promptTokens: answer.promptTokens, completionTokens: 0)
        return answer
    }

    // MARK: Targets

    /// A request's way through the targets of a name.
    private func attempts(
        for name: String,
        _ needs: Needs,
        _ context: RequestContext
    ) async throws(GatewayError) -> Attempts {
        context.requestedModel = name
        let candidates = try await targets(for: name, needs, context).map {
            Attempts.Candidate(target: $0, backend: $1)
        }
        let policy = state.withLock { $0.plan.failover(of: name) }
        return Attempts(candidates, policy, admissions, context, observer) { [weak self] in self?.catalogChanged() }
    }

    private func targets(
        for name: String,
        _ needs: Needs,
        _ context: RequestContext
    ) async throws(GatewayError) -> [(RouteTable.Target, Backend)] {
        if name == "default" { try await gate.pass() }
        let routes = await routes(knowing: name)
        let caller = Caller(user: context.user, key: context.keyName, request: context.id)
        if name == "default" { context.arm = routes.arm(of: caller) }
        let known = known(
            try needs.features.contains(.embeddings)
                ? routes.resolve(embedding: name, for: caller) : routes.resolve(name, for: caller)
        )
        let able = known.filter { needs.features.subtracting($0.1.provider.features).isEmpty }
        if able.isEmpty, let (_, backend) = known.first {
            let lacking = needs.features.subtracting(backend.provider.features)
            throw GatewayError(ProviderError.unsupported(lacking, needs.fields, by: backend.name))
        }
        return able
    }

    private func known(_ targets: [RouteTable.Target]) -> [(RouteTable.Target, Backend)] {
        targets.compactMap { target in backend(target.id.provider).map { (target, $0) } }
    }

    /// The routes; soon after the start, those that the backends' first answers make, until the name is among them.
    private func routes(knowing name: String) async -> RouteTable {
        // Looked at in this order: who is no longer waited for has its models in the routes.
        let waiting = state.withLock { $0.backends }.filter { !$0.firstAnswer.isOpen }
        let routes = state.withLock { $0.routes }
        if waiting.isEmpty || routes.knows(name) { return routes }
        // A backend that says nothing is waited for in the first moments only, not by every request.
        let left = ContinuousClock.now.duration(to: state.withLock { $0.firstAnswersDue })
        guard left > .zero else { return routes }
        try? await withDeadline(left) { [self] in
            await withTaskGroup { group in
                for backend in waiting { group.addTask { await backend.firstAnswer.wait() } }
                for await _ in group where state.withLock({ $0.routes }).knows(name) { group.cancelAll() }
            }
        }
        return state.withLock { $0.routes }
    }

    func backend(_ name: String) -> Backend? { state.withLock { $0.byName[name] } }

    // MARK: News

    private func catalogChanged() {
        state.withLock { $0.rebuild() }
        tellHealth()
    }

    private func tellHealth() {
        let providers = catalog.providers
        for provider in providers { observer.providerHealth(provider) }
        for (topic, fields) in news.withLock({ $0.take(providers) }) { events.publish(topic, fields) }
    }
}

/// What a backend must be able to do for a request.
private struct Needs {
    var features: Features
    /// What the request calls some of them.
    var fields: [WireField] = []
}

extension GenerateRequest {
    fileprivate var needs: Needs {
        let options = runnerOptions.keys.sorted().map { WireField($0, .runnerOptions) }
        return Needs(features: neededFeatures, fields: options + wireFields)
    }
}

extension Gateway.State {
    mutating func rebuild() {
        let providers = backends.map(\.snapshot)
        let entries = zip(backends, providers).map { backend, state in
            var entry = RouteTable.Entry(
                name: backend.name,
                defaultModel: backend.provider.defaultModel,
                models: state.models.map(\.id),
                isUp: state.status != .unhealthy
            )
            entry.embedders = Set(state.models.lazy.filter(\.onlyEmbeds).map(\.id))
            entry.standIn = backend.provider.standIn
            entry.yieldsNames = state.yieldsNames
            return entry
        }
        routes = RouteTable(entries, plan: plan)
        catalog = Catalog(providers: providers, active: routes.active, routes: routes.named)
    }

    /// As `rebuild`, where only the plan is another.
    mutating func follow(_ plan: RoutePlan) {
        self.plan = plan
        routes = routes.following(plan)
        catalog = Catalog(providers: catalog.providers, active: routes.active, routes: routes.named)
    }
}

extension RouteTable {
    /// Whether what the name stands for is told, and no backend that has not answered yet could be meant instead.
    fileprivate func knows(_ name: String) -> Bool {
        guard let first = try? resolve(name).first else { return false }
        return name != "default" || !standsIn(first.id)
    }
}
