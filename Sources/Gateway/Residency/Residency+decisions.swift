import EventLoop
import Providers
import Synchronization

/// Carrying out what the ledger decides.
extension Residency {
    /// How long a model that is asked for waits for models at work.
    private static let patience = Duration.seconds(60)

    /// Asks all models what they take. One that has gone without saying so is taken out.
    func observe() {
        let tenants = state.withLock { state in state.tenants.mapValues(\.tenant) }
        let readings = tenants.compactMapValues { $0?.reading }
        let gone = tenants.filter { $0.value == nil }.keys
        let waited = state.withLock { state -> [MemoryClaim] in
            for (id, reading) in readings { state.ledger.observe(id, reading) }
            return gone.filter { state.tenants[$0]?.tenant == nil }.compactMap { state.forget($0).waited }
        }
        for claim in waited { tell(.lacksMemory(claim, false)) }
    }

    func settle() {
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
        let (answer, gone) = state.withLock { ($0.answers[id], $0.forget(id)) }
        // Or others would go on making room for it.
        if let claim = gone.waited { tell(.lacksMemory(claim, false)) }
        let title = gone.tenant?.claim.title ?? id.source.split(separator: "/").last.map(String.init) ?? id.source
        answer?(.shortage(shortage, of: title))
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
                if until <= .now { return refuse(id, shortage) }
                do { try await EventLoop.sleep(for: .milliseconds(100)) } catch { return }
                settle()
            }
        }
    }
}
