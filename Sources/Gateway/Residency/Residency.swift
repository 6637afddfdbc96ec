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
    private typealias Answer = @Sendable (ProviderError?) -> Void

    private struct State {
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
    }

    /// A tenant that has gone without a word is known as such.
    private struct WeakTenant { weak var tenant: (any MemoryTenant)? }

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

    private let state = Mutex(State())
    private let available: @Sendable () -> MemoryAmount?
    private let loop: EventLoop?

    private static let mostEvictions = 32
    /// How long a model that is asked for waits for models at work.
    private static let patience = Duration.seconds(60)

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
        let told: (MemoryClaim, String)? = state.withLock { state in
            state.tenants[id] = nil
            state.answers[id] = nil
            state.waiting[id] = nil
            let reason = state.reasons.removeValue(forKey: id) ?? why
            guard let tenant = state.ledger.left(id), tenant.phase == .ready || tenant.phase == .leaving, let reason
            else { return nil }
            state.evictions.append(
                Eviction(model: tenant.claim.title, date: Date(), why: reason, freed: tenant.promised)
            )
            if state.evictions.count > Self.mostEvictions { state.evictions.removeFirst() }
            return (tenant.claim, reason)
        }
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

    // MARK: Carrying out

    private func budget(_ state: borrowing State) -> MemoryAmount? {
        state.plan.budget.amount(available: available(), held: state.ledger.held)
    }

    /// Asks all models what they take. One that has gone without saying so is taken out.
    private func observe() {
        let tenants = state.withLock { state in state.tenants.mapValues(\.tenant) }
        let readings = tenants.compactMapValues { $0?.reading }
        let gone = tenants.filter { $0.value == nil }.keys
        state.withLock { state in
            for (id, reading) in readings { state.ledger.observe(id, reading) }
            for id in gone where state.tenants[id]?.tenant == nil {
                state.ledger.left(id)
                state.tenants[id] = nil
            }
        }
    }

    private func settle() {
        observe()
        let actions = state.withLock { state in
            let plan = state.plan
            return state.ledger.settle(budget: budget(state), isPinned: plan.isPinned, now: .now)
        }
        for action in actions { perform(action) }
        if actions.isEmpty { tell(.room) }
    }

    private func perform(_ action: MemoryLedger.Action) {
        switch action {
        case .grant(let id):
            let (answer, claim) = state.withLock { state in
                let wasWaiting = state.waiting.removeValue(forKey: id) != nil
                let claim = state.ledger.tenants[id]?.claim
                return (state.answers.removeValue(forKey: id), claim.map { ($0, wasWaiting) })
            }
            if let (claim, wasWaiting) = claim {
                if wasWaiting { tell(.lacksMemory(claim, false)) }
                tell(.loading(claim))
            }
            answer?(nil)
        case .refuse(let id, let shortage):
            refuse(id, shortage)
        case .wait(let id, let shortage): wait(id, shortage)
        case .trim(let id):
            tenant(id)?.giveBackSpare()
        case .evict(let id, let why):
            state.withLock { $0.reasons[id] = why }
            if let tenant = tenant(id), tenant.leave() { return }
            // Somebody has come to use it meanwhile: another is looked for.
            state.withLock { state in
                state.reasons[id] = nil
                state.ledger.refusesToLeave(id)
            }
            settle()
        }
    }

    private func tenant(_ id: MemoryTenantID) -> (any MemoryTenant)? { state.withLock { $0.tenants[id]?.tenant } }

    private func refuse(_ id: MemoryTenantID, _ shortage: MemoryLedger.Shortage) {
        let (answer, title) = state.withLock { state in
            let title = state.ledger.tenants[id]?.claim.title
            state.ledger.left(id)
            state.tenants[id] = nil
            state.waiting[id] = nil
            return (state.answers.removeValue(forKey: id), title)
        }
        answer?(.shortage(shortage, of: title ?? id.source.split(separator: "/").last.map(String.init) ?? id.source))
    }

    /// Models at work are waited for, for a while.
    private func wait(_ id: MemoryTenantID, _ shortage: MemoryLedger.Shortage) {
        guard let loop else { return refuse(id, shortage) }
        let (isNew, claim) = state.withLock { state in
            let isNew = state.waiting[id] == nil
            let until = state.waiting[id]?.until ?? .now + Self.patience
            state.waiting[id] = (until, shortage)
            return (isNew, state.ledger.tenants[id]?.claim)
        }
        guard isNew, let claim else { return }
        tell(.lacksMemory(claim, true))
        loop.spawn { [weak self] in
            // A model that ends its work need not say so: it is looked at again and again.
            while let self, let until = state.withLock({ $0.waiting[id]?.until }) {
                if until <= .now {
                    tell(.lacksMemory(claim, false))
                    return refuse(id, shortage)
                }
                do { try await EventLoop.sleep(for: .milliseconds(100)) } catch { return }
                settle()
            }
        }
    }

    private func tell(_ change: Change) { state.withLock { $0.watcher }?(change) }
}

/// What the settings say of memory.
package struct ResidencyPlan: Sendable, Equatable {
    package var budget = MemoryBudget.usual
    /// Models that stay, by `provider/model` or by their provider's name.
    package var pinned: Set<String> = []

    package init() {}

    func isPinned(_ claim: MemoryClaim) -> Bool {
        guard !pinned.isEmpty else { return false }
        let provider = claim.title.split(separator: "/").first.map(String.init) ?? claim.title
        return pinned.contains(claim.title) || pinned.contains(provider)
    }
}

extension ProviderError {
    /// `needs 4.1 GB of memory …`
    static func shortage(_ shortage: MemoryLedger.Shortage, of title: String) -> ProviderError {
        var message = "the model \(title) needs \(shortage.needed.text) of memory, and \(shortage.available.text) "
        let waits = shortage.inUse != .none
        if waits {
            message += "can be had while models in use take \(shortage.inUse.text): ask again when they are done"
        } else {
            message +=
                "can be had: close other programs, set a smaller n_ctx, use a smaller quantisation, or raise "
                + "memory.budget"
        }
        var error = ProviderError(.overloaded, message)
        error.retryAfter = .seconds(waits ? 5 : 60)
        return error
    }
}
