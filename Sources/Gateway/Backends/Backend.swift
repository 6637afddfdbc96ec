import EventLoop
import Foundation
package import Providers
import Synchronization

/// A provider under the gateway's care: its health and models, refreshed in the background and told from memory,
/// and how many requests it is at work on.
package final class Backend: Sendable {
    package let provider: any Provider
    /// Whether its models take memory that is shared out among all.
    let sharesMemory: Bool
    private let loop: EventLoop
    private let state: Mutex<State>
    private let refresh = Mutex<Task<Void, Never>?>(nil)
    /// Nil where it takes none.
    private let adapters: AdapterLoads?
    /// Opens when the backend has been asked once and what it said, if anything, has been told.
    let firstAnswer = Latch()

    private struct State {
        var health = BackendHealth()
        var breaker = Breaker()
        var models: [ModelInfo] = []
        var inFlight = 0
        /// How many requests each model is at work on; none that is idle.
        var working: [String: Int] = [:]
        /// What opens when a model is idle.
        var idle: [String: Latch] = [:]
        var retired = false
        var refreshInterval = Duration.seconds(15)
    }

    /// The background work runs on `loop`.
    init(_ provider: any Provider, loop: EventLoop) {
        self.provider = provider
        sharesMemory = provider.residency?.sharesMemory ?? false
        self.loop = loop
        adapters = provider.adapters.map { AdapterLoads($0, on: loop) }
        var state = State()
        if let model = provider.defaultModel { state.models = [ModelInfo(id: model)] }
        self.state = Mutex(state)
    }

    package var name: String { provider.name }
    package var inFlight: Int { state.withLock { $0.inFlight } }

    var snapshot: ProviderState {
        state.withLock { state in
            var snapshot = ProviderState(
                name: provider.name,
                type: provider.type,
                status: state.health.status,
                features: provider.features,
                models: state.models
            )
            snapshot.problem = state.health.problem
            snapshot.checked = state.health.checked
            snapshot.breaker = state.breaker.phase
            snapshot.yieldsNames = provider.yieldsNames
            return snapshot
        }
    }

    // MARK: Requests

    /// Counts a request for a model in until the returned token goes, and its place with it.
    func enter(_ model: String, _ pass: AdmissionPass? = nil) -> InFlight {
        state.withLock { state in
            state.inFlight += 1
            state.working[model, default: 0] += 1
        }
        return InFlight(backend: self, model: model, pass: pass)
    }

    final class InFlight: Sendable {
        private let backend: Backend
        private let model: String
        private let pass: AdmissionPass?

        init(backend: Backend, model: String, pass: AdmissionPass?) {
            self.backend = backend
            self.model = model
            self.pass = pass
        }

        deinit { backend.leave(model) }
    }

    private func leave(_ model: String) {
        let (isIdle, drained) = state.withLock { state -> (Bool, Latch?) in
            state.inFlight -= 1
            let isIdle = state.retired && state.inFlight == 0
            guard let working = state.working[model], working <= 1 else {
                state.working[model]? -= 1
                return (isIdle, nil)
            }
            state.working[model] = nil
            return (isIdle, state.idle.removeValue(forKey: model))
        }
        drained?.open()
        if isIdle { stopProvider() }
    }

    /// How many requests a model is at work on.
    package func inFlight(of model: String) -> Int { state.withLock { $0.working[model] ?? 0 } }

    /// Returns when no request is at work on the model, or the task is cancelled.
    func drained(_ model: String) async {
        let latch = state.withLock { state -> Latch? in
            guard state.working[model] != nil else { return nil }
            let latch = state.idle[model] ?? Latch()
            state.idle[model] = latch
            return latch
        }
        await latch?.wait()
    }

    /// Whether a request may go there now.
    func admit(at now: ContinuousClock.Instant, asLastResort: Bool) -> Breaker.Verdict {
        state.withLock { $0.breaker.admit(at: now, asLastResort: asLastResort) }
    }

    /// A request's answer has begun. Returns whether that is news.
    func succeeded(_ permit: Breaker.Permit) -> Bool {
        state.withLock { state in
            let before = state.breaker.phase
            state.breaker.succeeded(permit)
            return state.health.observe(nil, at: Date()) || state.breaker.phase != before
        }
    }

    /// A request has failed, `wait` after which the backend wants to be asked again. Returns whether that is news.
    func failed(
        _ permit: Breaker.Permit,
        _ error: ProviderError,
        wait: Duration?,
        at now: ContinuousClock.Instant
    ) -> Bool {
        state.withLock { state in
            let before = state.breaker.phase
            state.breaker.failed(permit, reason: error.code.rawValue, wait: wait, at: now)
            return state.health.observe(error, at: Date()) || state.breaker.phase != before
        }
    }

    /// A request ended without showing anything of the backend.
    func abandoned(_ permit: Breaker.Permit) { state.withLock { $0.breaker.abandoned(permit) } }

    /// Takes other limits from now on, with nothing held against it.
    func limit(_ limits: Breaker.Limits) {
        state.withLock { state in
            if state.breaker.limits != limits { state.breaker = Breaker(limits) }
        }
    }

    // MARK: Answers

    /// Begins an answer. A model that is an adapter of the backend's is loaded before, where it is not there.
    func generate(_ request: GenerateRequest, adapter: String?) async throws(ProviderError) -> Generation {
        guard let adapter else { return try await provider.generate(request) }
        guard let adapters else { throw Self.takesNoAdapters(provider, for: request.model) }
        try await adapters.ready(request.model, from: adapter)
        do throws(ProviderError) { return try await provider.generate(request) } catch {
            guard error.code == .modelNotFound else { throw error }
            // It was there before: the backend was started anew since.
            adapters.forget(request.model)
            try await adapters.ready(request.model, from: adapter)
            return try await provider.generate(request)
        }
    }

    static func takesNoAdapters(_ provider: any Provider, for model: String) -> ProviderError {
        ProviderError(
            .unsupported,
            "'\(model.prefix(200))' is an adapter, and the provider '\(provider.name)' takes none: it needs a vLLM"
        )
    }

    // MARK: Life

    /// How often a well backend is asked, from the next time on.
    func refresh(every interval: Duration) { state.withLock { $0.refreshInterval = interval } }

    /// Starts what the provider needs, then asks it for health and models again and again. `changed` is called
    /// after every answer that differs from the one before.
    func begin(changed: @escaping @Sendable () -> Void) {
        let task = loop.spawn { [weak self, provider, firstAnswer] in
            defer { firstAnswer.open() }
            do { try await provider.start() } catch { if self?.note(error) == true { changed() } }
            while !Task.isCancelled {
                guard let self else { return }
                if await ask() { changed() }
                firstAnswer.open()
                let pause = state.withLock { $0.health.pauseBeforeNextCheck(usually: $0.refreshInterval) }
                do { try await EventLoop.sleep(for: pause) } catch { return }
            }
        }
        refresh.withLock { $0 = task }
    }

    /// Takes no new requests; the provider is stopped when the last one has ended.
    func retire() {
        refresh.withLock { $0?.cancel() }
        let idle = state.withLock { state in
            state.retired = true
            return state.inFlight == 0
        }
        if idle { stopProvider() }
    }

    /// Stops the provider, whatever it is at work on.
    func stop() async {
        refresh.withLock { $0?.cancel() }
        await provider.stop()
    }

    private func stopProvider() {
        loop.spawn { [provider] in await provider.stop() }
    }

    /// Asks the backend once, for at most ten seconds. Returns whether what is known has changed.
    func ask() async -> Bool {
        do {
            let models = try await withDeadline(.seconds(10)) { [provider] in try await provider.models() }
            return note(models)
        } catch let error as ProviderError where !error.isUnreached && error.code != .unauthorized {
            // It may be well all the same: some servers cannot list their models.
            do {
                try await withDeadline(.seconds(10)) { [provider] in try await provider.check() }
                return note([])
            } catch { return note(error) }
        } catch { return note(error) }
    }

    private func note(_ models: [ModelInfo]) -> Bool {
        var models = models
        if let model = provider.defaultModel, !models.contains(where: { $0.id == model || $0.id == model + ":latest" })
        {
            models.insert(ModelInfo(id: model), at: 0)
        }
        return state.withLock { [models] state in
            let news = state.health.observe(nil, at: Date()) || state.models != models
            state.models = models
            state.breaker.reached(at: .now)
            return news
        }
    }

    private func note(_ error: any Error) -> Bool {
        if error is CancellationError { return false }
        let error = error as? ProviderError ?? ProviderError(.firstTokenTimeout, "it does not answer within 10 s")
        return state.withLock { state in
            let isEmptied = error.hasNoModels && !state.models.isEmpty
            if isEmptied { state.models = [] }
            return state.health.observe(error, at: Date()) || isEmptied
        }
    }
}
