package import EventLoop
import Foundation
import Logging
package import Providers
import Synchronization

/// Who is in memory, across all providers: carries out what `MemoryLedger` decides.
///
/// Models are asked what they take when something has to be decided, and tell nothing for a request. Nothing is called under
/// the lock.
package final class Residency: MemoryKeeper {
    typealias Answer = @Sendable (ProviderError?) -> Void

    struct State {
        var ledger = MemoryLedger()
        var tenants: [MemoryTenantID: WeakTenant] = [:]
        var answers: [MemoryTenantID: Answer] = [:]
        /// Why those that were told to leave were.
        var reasons: [MemoryTenantID: String] = [:]
        /// Those that wait for models at work, and until when.
        var waiting: [MemoryTenantID: (until: ContinuousClock.Instant, shortage: MemoryLedger.Shortage)] = [:]
        var evictions: [Eviction] = []
        var plan = ResidencyPlan()
        var watcher: (@Sendable (Change) -> Void)?
        /// Who keeps what is learnt.
        var learner: (@Sendable (String, MemoryLesson) -> Void)?

        /// What it was, and its claim if it waited for models at work.
        mutating func forget(_ id: MemoryTenantID) -> (tenant: MemoryLedger.Tenant?, waited: MemoryClaim?) {
            tenants[id] = nil
            answers[id] = nil
            let wasWaiting = waiting.removeValue(forKey: id) != nil
            let claim = ledger.tenants[id]?.claim
            return (ledger.left(id), wasWaiting ? claim : nil)
        }
    }

    /// A tenant that has gone without a word is known as such.
    struct WeakTenant { weak var tenant: (any MemoryTenant)? }

    /// What those who look on are told.
    package enum Change: Sendable {
        case loading(MemoryClaim)
        case ready(MemoryClaim, after: Duration)
        /// It waits for models at work, or no longer.
        case lacksMemory(MemoryClaim, Bool)
        case left(MemoryClaim, why: String)
        /// There may be room that there was not.
        case room
    }

    let state = Mutex(State())
    let available: @Sendable () -> MemoryAmount?
    let loop: EventLoop?

    private static let mostEvictions = 32

    /// - Parameters:
    ///   - loop: where waiting is timed; without one, nobody waits for models at work.
    ///   - available: how much the machine has to spare now; nil where nobody knows.
    package init(
        loop: EventLoop? = nil,
        available: @escaping @Sendable () -> MemoryAmount? = { AvailableMemory.bytes.map { MemoryAmount(host: $0) } }
    ) {
        self.loop = loop
        self.available = available
    }

    /// What the settings say, from now on.
    package func configure(_ plan: ResidencyPlan) {
        state.withLock { $0.plan = plan }
        settle()
    }

    /// The one who is told of changes.
    package func watch(_ watcher: @escaping @Sendable (Change) -> Void) { state.withLock { $0.watcher = watcher } }

    /// What was learnt before, and who keeps what will be.
    package func learn(
        from lessons: [String: MemoryLesson],
        _ learner: @escaping @Sendable (_ name: String, MemoryLesson) -> Void
    ) {
        state.withLock { state in
            for (name, lesson) in lessons { state.ledger.remember(lesson, as: name) }
            state.learner = learner
        }
    }

    // MARK: MemoryKeeper

    package func admit(
        _ claim: MemoryClaim,
        _ tenant: any MemoryTenant,
        _ answer: @escaping @Sendable (ProviderError?) -> Void
    ) {
        state.withLock { state in
            state.ledger.ask(claim, now: .now)
            state.tenants[claim.id] = WeakTenant(tenant: tenant)
            state.answers[claim.id] = answer
        }
        settle()
    }

    package func loaded(_ id: MemoryTenantID) {
        let tenant = state.withLock { state in
            state.ledger.loaded(id, now: .now)
            return state.ledger.tenants[id]
        }
        if let tenant { tell(.ready(tenant.claim, after: tenant.loadTime ?? .zero)) }
        changed(id)
    }

    package func changed(_ id: MemoryTenantID) {
        state.withLock { $0.ledger.trimmed(id) }
        settle()
    }

    package func left(_ id: MemoryTenantID, why: String?) {
        let (waited, told) = state.withLock { state -> (MemoryClaim?, (MemoryClaim, String)?) in
            let reason = state.reasons.removeValue(forKey: id) ?? why
            let gone = state.forget(id)
            guard let tenant = gone.tenant, tenant.phase == .ready || tenant.phase == .leaving, let reason
            else { return (gone.waited, nil) }
            state.evictions.append(
                Eviction(model: tenant.claim.title, date: Date(), why: reason, freed: tenant.promised)
            )
            if state.evictions.count > Self.mostEvictions { state.evictions.removeFirst() }
            return (gone.waited, (tenant.claim, reason))
        }
        if let waited { tell(.lacksMemory(waited, false)) }
        if let (claim, _) = told { tellLearner(of: claim) }
        if let (claim, why) = told {
            Log.info("memory", "a model has left", ["model": .string(claim.title), "why": .string(why)])
            tell(.left(claim, why: why))
        }
        settle()
    }

    package var room: MemoryAmount? {
        observe()
        return state.withLock { state in budget(state).map { $0 - state.ledger.promised } }
    }

    package func isPinned(_ claim: MemoryClaim) -> Bool { state.withLock { $0.plan.isPinned(claim) } }

    // MARK: Asking

    /// Whether these models, by their sources, can be in memory together with those that are pinned.
    package func fitTogether(_ sources: Set<String>) -> Bool {
        state.withLock { state in
            if sources.allSatisfy(state.ledger.isPresent) { return true }
            let plan = state.plan
            return state.ledger.fitTogether(sources, budget: budget(state), isPinned: plan.isPinned)
        }
    }

    /// Where nothing is known of a source yet, this is what it is thought to need.
    package func expect(_ need: MemoryAmount, of source: String) {
        state.withLock { $0.ledger.expect(need, of: source) }
    }

    package func need(of source: String) -> MemoryAmount? { state.withLock { $0.ledger.need(of: source) } }

    package var report: MemoryReport {
        observe()
        return state.withLock { state in
            let models = state.ledger.tenants.map { id, tenant in
                MemoryReport.Model(
                    id: id,
                    title: tenant.claim.title,
                    state: tenant.phase.rawValue,
                    promised: tenant.promised,
                    held: tenant.held,
                    isPinned: state.plan.isPinned(tenant.claim),
                    isInUse: tenant.isInUse,
                    loadTime: tenant.loadTime
                )
            }
            return MemoryReport(
                budget: budget(state),
                promised: state.ledger.promised,
                models: models.sorted { ($0.title, $0.id.variant) < ($1.title, $1.id.variant) },
                evictions: state.evictions
            )
        }
    }

    func budget(_ state: borrowing State) -> MemoryAmount? {
        state.plan.budget.amount(available: available(), held: state.ledger.held)
    }

    private func tellLearner(of claim: MemoryClaim) {
        let (learner, lesson) = state.withLock { ($0.learner, $0.ledger.lessons[claim.lessonName]) }
        if let lesson { learner?(claim.lessonName, lesson) }
    }

    func tell(_ change: Change) { state.withLock { $0.watcher }?(change) }
}
