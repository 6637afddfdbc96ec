package import EventLoop
import JSON
import Logging
import Providers
import Synchronization

/// Carries out what `SwitchMachine` decides: one machine for what everybody's `default` stands for, and one for each user,
/// key and route that has a choice of its own.
///
/// What decides a route is written under this lock and the gateway's, one after the other: whoever asks after a switch was
/// answered goes where it led.
package final class Switchboard: Sendable {
    /// A switch that has not ended.
    struct Running {
        var record: SwitchRecord
        var wish: SwitchWish
        /// The providers that hold once it is made, where the configuration has changed them.
        var change: ProviderChange?
        /// Whether that change came with another switch, whose place this one took.
        var isHeir = false
        /// The switches that this one begins anew, the latest last: who waits for one of them waits for this one's end, and
        /// who withdraws one of them withdraws this one.
        var continues: [Int] = []
        var followers: [SwitchEnd] = []
        var work: Task<Void, Never>?
        var trial: TrialRun?
        let end: SwitchEnd
    }

    /// Providers that take the place of others once the new choice has proven itself.
    struct ProviderChange {
        var providers: [any Provider]
        var limits: AdmissionLimits
        var memory: ResidencyPlan
        var refreshInterval: Duration

        func provider(named name: String) -> (any Provider)? { providers.first { $0.name == name } }
    }

    struct State {
        /// What the configuration says about names.
        var base = RoutePlan()
        /// What everybody's `default` leads to; nil: whatever answers first.
        var active: RouteTarget?
        var personal: [SwitchScope: RouteTarget] = [:]
        /// Routes that were put, by their names.
        var routes: [String: [RouteTarget]] = [:]
        var trial: TrialSplit?
        var machines: [SwitchScope: SwitchMachine] = [:]
        var running: [Int: Running] = [:]
        /// Those that have ended last, the newest first: the database is a moment behind.
        var recent: [SwitchRecord] = []
        var lastNumber = 0
        var isConfigured = false

        var plan: RoutePlan {
            var plan = base
            plan.active = active
            plan.personal = personal
            plan.routes.merge(routes) { $1 }
            plan.trial = trial
            return plan
        }
    }

    let gateway: Gateway
    let loop: EventLoop
    let store: SwitchStore?
    let state = Mutex(State())
    /// Writes to the database, one after the other.
    let writes: AsyncStream<@Sendable () async -> Void>.Continuation

    /// How long an old model may go on answering before it is no longer waited for.
    static let drainLimit = Duration.seconds(600)
    /// How long requests wait while the old model makes room.
    static let holdLimit = Duration.seconds(60)
    /// How long requests wait for a changed configuration to hold, before they go on with the old model.
    static let courtesy = Duration.seconds(2)

    /// The work runs on `loop`.
    package init(gateway: Gateway, loop: EventLoop, store: SwitchStore?) {
        self.gateway = gateway
        self.loop = loop
        self.store = store
        let (stream, continuation) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self)
        writes = continuation
        loop.spawn { for await write in stream { await write() } }
    }

    // MARK: Asking

    /// Begins a switch; returns its number and where its end can be waited for.
    package func begin(_ wish: SwitchWish) -> (record: SwitchRecord, end: SwitchEnd) {
        begin(wish, change: nil)
    }

    func begin(
        _ wish: SwitchWish,
        change: ProviderChange?,
        continuing earlier: Int? = nil
    ) -> (record: SwitchRecord, end: SwitchEnd) {
        let serving = serving(wish.scope)
        let end = SwitchEnd()
        let (record, actions) = state.withLock { state in
            state.lastNumber += 1
            let number = state.lastNumber
            let target = wish.targets[0]
            let record = SwitchRecord(
                number: number,
                scope: wish.scope,
                from: serving,
                to: target,
                by: wish.by,
                why: wish.why,
                began: .now
            )
            let continued = earlier.map { (state.running[$0]?.continues ?? []) + [$0] } ?? []
            state.running[number] = Running(record: record, wish: wish, change: change, continues: continued, end: end)
            if change != nil { gateway.gate.shut(number, for: Self.courtesy, .goesOn) }
            var machine = state.machines[wish.scope] ?? SwitchMachine(serving: serving)
            // What is everybody's now may be another tomorrow: one who chooses it keeps it.
            let hasOwnChoice = wish.scope.isShared || state.personal[wish.scope] != nil
            let event = SwitchMachine.Event.requested(
                number,
                target,
                isGradual: wish.trial != nil,
                isForced: wish.isForced || !hasOwnChoice
            )
            let actions = machine.handle(event)
            state.machines[wish.scope] = machine
            return (record, carryOut(actions, in: wish.scope, &state))
        }
        actions()
        return (record, end)
    }

    /// Makes a switch and waits for its end. A task that is cancelled meanwhile stops waiting, and the switch goes on.
    package func make(_ wish: SwitchWish) async throws -> SwitchRecord {
        try await begin(wish).end.wait()
    }

    /// Ends a switch that has not been made yet: the old model goes on. False where there is none of this number.
    package func withdraw(_ number: Int) -> Bool {
        let running = state.withLock { state in
            (state.running[number] ?? state.running.values.first { $0.continues.contains(number) })?.record
        }
        guard let running else { return false }
        handle(.withdrawn(running.number), in: running.scope)
        return true
    }

    /// A user, key or route has no choice of its own any more. False where it had none.
    package func forget(_ scope: SwitchScope) -> Bool {
        let (isKnown, actions) = state.withLock { state -> (Bool, @Sendable () -> Void) in
            var isKnown = state.personal.removeValue(forKey: scope) != nil
            if case .route(let name) = scope { isKnown = state.routes.removeValue(forKey: name) != nil }
            let actions = state.machines[scope]?.handle(.reset(nil)) ?? []
            let later = carryOut(actions, in: scope, &state)
            state.machines[scope] = nil
            gateway.take(state.plan)
            return (isKnown, later)
        }
        actions()
        if isKnown, let store { writes.yield { try? await store.choose([], for: scope) } }
        return isKnown
    }

    /// What a scope's requests are led to now.
    package func serving(_ scope: SwitchScope) -> SwitchTarget? {
        let (machine, planned) = state.withLock { state -> (SwitchTarget?, RouteTarget?) in
            let planned =
                switch scope {
                case .everyone: state.active
                case .user, .key: state.personal[scope] ?? state.active
                case .route(let name): state.plan.routes[name]?.first
                }
            return (state.machines[scope]?.serving, planned)
        }
        if let machine { return machine }
        if let planned { return target(planned) }
        guard scope == .everyone, let active = gateway.catalog.active else { return nil }
        return SwitchTarget(active)
    }

    /// The switches that have not ended, the oldest first.
    package var unended: [SwitchRecord] {
        state.withLock { $0.running.values.map(\.record) }.sorted { $0.number < $1.number }
    }

    /// A planned target with the model that it means now.
    func target(_ planned: RouteTarget) -> SwitchTarget? {
        guard let model = planned.model ?? (try? gateway.firstTarget(of: planned.provider).id.model) else { return nil }
        return SwitchTarget(
            ModelID(provider: planned.provider, model: model),
            profile: planned.profile,
            parameters: planned.parameters,
            adapter: planned.adapter
        )
    }

    // MARK: Going on

    func handle(_ event: SwitchMachine.Event, in scope: SwitchScope) {
        let actions = state.withLock { state -> @Sendable () -> Void in
            guard var machine = state.machines[scope] else { return {} }
            let actions = machine.handle(event)
            state.machines[scope] = machine
            return carryOut(actions, in: scope, &state)
        }
        actions()
    }
}

/// Where the end of a switch can be waited for.
package final class SwitchEnd: Sendable {
    private let latch = Latch()
    private let result = Mutex<Result<SwitchRecord, SwitchError>?>(nil)

    func set(_ value: Result<SwitchRecord, SwitchError>) {
        result.withLock { $0 = value }
        latch.open()
    }

    package func wait() async throws -> SwitchRecord {
        await latch.wait()
        guard let result = result.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}
