import Providers

/// Who has memory for models, who is promised some, and who must make room: a pure state machine.
///
/// It starts from what a model is thought to need, and goes by what it says of itself once it is there. A model that asks is
/// let in when all that is promised comes to no more than the budget. Where it does not, what others can spare is asked back
/// first; then models that nobody uses leave (`EvictionChoice`); and where only models at work are in the way, the asker
/// waits for them.
struct MemoryLedger: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias ID = MemoryTenantID

    enum Phase: String, Sendable, Equatable {
        /// It waits for room.
        case asking
        case loading
        case ready
        /// It was told to leave, and has not left.
        case leaving
    }

    struct Tenant: Sendable {
        let claim: MemoryClaim
        fileprivate(set) var phase = Phase.asking
        fileprivate(set) var promised: MemoryAmount
        fileprivate(set) var held = MemoryAmount.none
        fileprivate(set) var spare = 0
        fileprivate(set) var isInUse = false
        fileprivate(set) var lastUsed: Instant
        fileprivate(set) var expires: Instant?
        /// When it began to be loaded, or to wait.
        fileprivate(set) var since: Instant
        /// It has been asked for what it can spare, and has not said that it gave it.
        fileprivate(set) var isTrimming = false
        fileprivate(set) var loadTime: Duration?
    }

    enum Action: Sendable, Equatable {
        case grant(ID)
        /// It needs more than there can be.
        case refuse(ID, Shortage)
        /// It must wait until models at work have ended.
        case wait(ID, Shortage)
        case trim(ID)
        case evict(ID, why: String)
    }

    private(set) var tenants: [ID: Tenant] = [:]
    /// In the order in which they asked.
    private var askers: [ID] = []
    /// By what a claim is remembered by.
    private(set) var lessons: [String: MemoryLesson] = [:]
    /// By source: what admission thinks a model needs that is not in memory.
    private var expectations: [String: MemoryAmount] = [:]

    // MARK: What happens

    /// A model asks for memory.
    mutating func ask(_ claim: MemoryClaim, now: Instant) {
        let lesson = lessons[claim.lessonName]
        // Where the claim is exact, what was once promised tells nothing more.
        let need = claim.knownAs == nil ? claim.need : lesson?.need ?? claim.need
        var tenant = Tenant(claim: claim, promised: need, lastUsed: now, since: now)
        tenant.loadTime = lesson?.loadTime
        tenants[claim.id] = tenant
        askers.removeAll { $0 == claim.id }
        askers.append(claim.id)
        expectations[claim.id.source] = need
    }

    /// What it says of itself.
    mutating func observe(_ id: ID, _ reading: MemoryReading) {
        guard var tenant = tenants[id], tenant.phase != .asking else { return }
        // What a model was admitted with is promised until it is loaded, whatever it has taken by then.
        if tenant.phase == .ready || tenant.phase == .leaving { tenant.promised = reading.promised }
        tenant.held = reading.held
        tenant.spare = reading.spare
        tenant.isInUse = reading.isInUse
        tenant.lastUsed = reading.lastUsed
        tenant.expires = reading.expires
        tenants[id] = tenant
    }

    mutating func loaded(_ id: ID, now: Instant) {
        guard var tenant = tenants[id], tenant.phase == .loading else { return }
        tenant.phase = .ready
        tenant.loadTime = now - tenant.since
        tenant.lastUsed = now
        tenants[id] = tenant
    }

    /// It has given back what it could.
    mutating func trimmed(_ id: ID) {
        tenants[id]?.isTrimming = false
        tenants[id]?.spare = 0
    }

    /// Somebody uses it after all: it does not leave.
    mutating func refusesToLeave(_ id: ID) {
        guard tenants[id]?.phase == .leaving else { return }
        tenants[id]?.phase = .ready
        tenants[id]?.isInUse = true
    }

    @discardableResult
    mutating func left(_ id: ID) -> Tenant? {
        askers.removeAll { $0 == id }
        guard let tenant = tenants.removeValue(forKey: id) else { return nil }
        if tenant.phase == .ready || tenant.phase == .leaving {
            // What it kept for requests to come, it does not need.
            var need = tenant.promised
            need.host -= tenant.spare
            lessons[tenant.claim.lessonName] = MemoryLesson(need: need, loadTime: tenant.loadTime)
            expectations[id.source] = need
        }
        return tenant
    }

    /// What was learnt before this program began.
    mutating func remember(_ lesson: MemoryLesson, as name: String) { lessons[name] = lesson }

    /// What a model that has never been in memory is thought to need.
    mutating func expect(_ need: MemoryAmount, of source: String) {
        if expectations[source] == nil { expectations[source] = need }
    }

    // MARK: Deciding

    /// What is to be done now. `budget` is what models may take together; nil where nobody knows: then all fits.
    mutating func settle(budget: MemoryAmount?, isPinned: (MemoryClaim) -> Bool, now: Instant) -> [Action] {
        var actions: [Action] = []
        for id in askers {
            guard let tenant = tenants[id] else { continue }
            let need = tenant.promised
            guard let budget else {
                grant(id, now, &actions)
                continue
            }
            if need.fits(in: budget - promisedToOthers(than: id)) {
                grant(id, now, &actions)
                continue
            }
            // Whoever came first is served first: nobody takes what is being freed for another.
            makeRoom(for: id, need, budget, isPinned, now, &actions)
            break
        }
        return actions
    }

    private mutating func grant(_ id: ID, _ now: Instant, _ actions: inout [Action]) {
        askers.removeAll { $0 == id }
        tenants[id]?.phase = .loading
        tenants[id]?.since = now
        actions.append(.grant(id))
    }

    private mutating func makeRoom(
        for id: ID,
        _ need: MemoryAmount,
        _ budget: MemoryAmount,
        _ isPinned: (MemoryClaim) -> Bool,
        _ now: Instant,
        _ actions: inout [Action]
    ) {
        let others = tenants.filter { $0.key != id && $0.value.phase != .asking }
        var free = budget - promisedToOthers(than: id)
        for tenant in others.values where tenant.phase == .leaving { free = free + tenant.promised }
        // What has been asked back, and then what can be.
        for (other, tenant) in others.sorted(by: { $0.value.spare > $1.value.spare })
        where tenant.phase == .ready && tenant.spare > 0 && (tenant.isTrimming || !need.fits(in: free)) {
            free.host += tenant.spare
            guard !tenant.isTrimming else { continue }
            tenants[other]?.isTrimming = true
            actions.append(.trim(other))
        }
        guard !need.fits(in: free) else { return }
        let idle = others.filter { $0.value.phase == .ready && !$0.value.isInUse && !isPinned($0.value.claim) }
        let choice = EvictionChoice(
            need: need,
            free: free,
            candidates: idle.map { EvictionChoice.Candidate($0.value, isTrimmed: $0.value.spare > 0) },
            for: tenants[id]?.claim.title ?? id.source,
            now: now
        )
        guard choice.isEnough else {
            let inUse = others.values.filter { $0.isInUse || $0.phase == .loading }
            let shortage = Shortage(
                needed: need,
                available: choice.mostFree,
                inUse: inUse.reduce(.none) { $0 + $1.promised }
            )
            let couldFit = need.fits(in: choice.mostFree + shortage.inUse)
            guard couldFit, !inUse.isEmpty else {
                tenants[id] = nil
                askers.removeAll { $0 == id }
                actions.append(.refuse(id, shortage))
                return
            }
            actions.append(.wait(id, shortage))
            return
        }
        for victim in choice.victims {
            tenants[victim.id]?.phase = .leaving
            actions.append(.evict(victim.id, why: victim.why))
        }
    }

    private func promisedToOthers(than id: ID) -> MemoryAmount {
        tenants.reduce(.none) { $1.key == id || $1.value.phase == .asking ? $0 : $0 + $1.value.promised }
    }

    /// What the models in memory have taken of what the system had to spare.
    var held: MemoryAmount { tenants.values.reduce(.none) { $0 + $1.held } }

    /// What is promised to all together.
    var promised: MemoryAmount {
        tenants.values.reduce(.none) { $1.phase == .asking ? $0 : $0 + $1.promised }
    }

    // MARK: Asking

    /// What a model takes, or is expected to; nil where nobody knows.
    func need(of source: String) -> MemoryAmount? {
        let present = tenants.values.filter { $0.claim.id.source == source && $0.phase != .leaving }
        guard present.isEmpty else { return present.reduce(.none) { $0 + $1.promised } }
        return expectations[source]
    }

    func isPresent(_ source: String) -> Bool {
        tenants.values.contains { $0.claim.id.source == source && ($0.phase == .ready || $0.phase == .loading) }
    }

    /// Whether these models can be in memory together, with those that are pinned.
    func fitTogether(_ sources: Set<String>, budget: MemoryAmount?, isPinned: (MemoryClaim) -> Bool) -> Bool {
        guard let budget, !sources.allSatisfy(isPresent) else { return true }
        var all = sources
        for tenant in tenants.values where tenant.phase == .ready && isPinned(tenant.claim) {
            all.insert(tenant.claim.id.source)
        }
        // Of one that nobody knows anything of, the best is thought.
        return all.reduce(.none) { $0 + (withoutSpare($1) ?? .none) }.fits(in: budget)
    }

    private func withoutSpare(_ source: String) -> MemoryAmount? {
        guard var need = need(of: source) else { return nil }
        need.host -= tenants.values.reduce(0) { $1.claim.id.source == source ? $0 + $1.spare : $0 }
        return need
    }
}

extension MemoryAmount {
    func fits(in room: MemoryAmount) -> Bool { host <= room.host && (gpu <= room.gpu || gpu == 0) }
}
