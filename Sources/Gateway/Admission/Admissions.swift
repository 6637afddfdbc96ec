package import EventLoop
import JSON
import Logging
import Providers
import Synchronization

/// Lets requests in to providers, or has them wait: carries out what `AdmissionQueue` decides.
///
/// A request that nothing limits is not counted at all; one that is let in at once costs a lock. Only one that waits costs
/// more.
package final class Admissions: Sendable {
    private typealias Waiter = CheckedContinuation<AdmissionRefusal?, Never>

    private struct State {
        var queue = AdmissionQueue()
        /// Those that wait and have not been told.
        var pending: Set<UInt64> = []
        var waiters: [UInt64: Waiter] = [:]
        /// What those are told who had not begun to wait by then.
        var answers: [UInt64: AdmissionRefusal?] = [:]
        var lastID: UInt64 = 0
        /// When the timer rings.
        var alarm: ContinuousClock.Instant?
        var alarms = 0
        /// Where the weights of models are that requests came for.
        var sources: [ModelID: String] = [:]

        /// Gives who is to be told now; one that does not wait yet finds the answer when it does.
        mutating func answer(_ id: UInt64, _ answer: AdmissionRefusal?) -> Waiter? {
            guard pending.remove(id) != nil else { return nil }
            if let waiter = waiters.removeValue(forKey: id) { return waiter }
            answers[id] = .some(answer)
            return nil
        }
    }

    private let state = Mutex(State())
    private let loop: EventLoop
    package let residency: Residency
    private let events: EventHub

    package init(loop: EventLoop, residency: Residency, events: EventHub) {
        self.loop = loop
        self.residency = residency
        self.events = events
        residency.watch { [weak self] in self?.take($0) }
    }

    package func configure(_ limits: AdmissionLimits) {
        change { queue, now, fits in
            queue.change(limits)
            return queue.advance(now: now, fits: fits)
        }
    }

    // MARK: Requests

    /// Whether a request with this key to this backend must be let in, rather than just go.
    func limits(_ backend: Backend, key: String?) -> Bool {
        if backend.sharesMemory { return true }
        return state.withLock { state in
            let limits = state.queue.limits
            if limits.providers[backend.name]?.concurrent != nil { return true }
            return key.map { limits.keys[$0]?.concurrent != nil } ?? false
        }
    }

    /// Waits until the request may begin. The pass holds its place until it is dropped.
    func enter(_ target: ModelID, _ backend: Backend, _ context: RequestContext) async throws(AdmissionRefusal) -> Leave
    {
        let key = context.keyName
        guard limits(backend, key: key) else { return Leave(pass: nil) }
        let model = backend.sharesMemory ? await source(of: target, backend) : nil
        let request = AdmissionRequest(
            provider: backend.name,
            model: model,
            key: key,
            priority: priority(of: context)
        )
        return Leave(pass: try await enter(request))
    }

    /// A place for work that nobody waits for: only where one is free.
    func enterIfFree(_ target: ModelID, _ backend: Backend) async -> Leave? {
        guard limits(backend, key: nil) else { return Leave(pass: nil) }
        let model = backend.sharesMemory ? await source(of: target, backend) : nil
        let request = AdmissionRequest(provider: backend.name, model: model, key: nil, priority: .batch)
        let fits = fits
        let (id, entry) = state.withLock { state in
            state.lastID += 1
            return (state.lastID, state.queue.enter(state.lastID, request, now: .now, fits: fits))
        }
        switch entry {
        case .admitted: return Leave(pass: AdmissionPass(id, of: self))
        case .refused: return nil
        case .waiting:
            leave(id)
            return nil
        }
    }

    /// How many wait for a place at a provider.
    func waiting(for provider: String) -> Int { state.withLock { $0.queue.waiting(for: provider) } }

    /// To begin. Without a pass where nothing is counted.
    struct Leave: Sendable { let pass: AdmissionPass? }

    private func priority(of context: RequestContext) -> Priority {
        // A request may ask to wait behind others, never to go before those that its key stands behind.
        if context.priority == .batch { return .batch }
        return context.keyName.flatMap { key in state.withLock { $0.queue.limits.priorities[key] } } ?? .interactive
    }

    private func enter(_ request: AdmissionRequest) async throws(AdmissionRefusal) -> AdmissionPass {
        let fits = fits
        let (id, entry) = state.withLock { state in
            state.lastID += 1
            let entry = state.queue.enter(state.lastID, request, now: .now, fits: fits)
            if entry == .waiting { state.pending.insert(state.lastID) }
            return (state.lastID, entry)
        }
        switch entry {
        case .admitted: return AdmissionPass(id, of: self)
        case .refused(let refusal): throw refusal
        case .waiting:
            setAlarm()
            let refusal = await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let answer = state.withLock { state -> AdmissionRefusal?? in
                        if let answer = state.answers.removeValue(forKey: id) { return answer }
                        state.waiters[id] = continuation
                        return nil
                    }
                    if let answer { continuation.resume(returning: answer) }
                }
            } onCancel: {
                giveUp(id)
            }
            if let refusal { throw refusal }
            return AdmissionPass(id, of: self)
        }
    }

    /// Its client has left. Who has just been let in finds out by itself, and leaves its place.
    private func giveUp(_ id: UInt64) {
        leave(id)
        state.withLock { $0.answer(id, nil) }?.resume(returning: nil)
    }

    fileprivate func leave(_ id: UInt64) {
        change { queue, now, fits in queue.leave(id, now: now, fits: fits) }
    }

    // MARK: Memory

    /// Where the weights of a model are, asked once: whether there is room for a model must be known before it is loaded.
    func source(of target: ModelID, _ backend: Backend) async -> String? {
        if let known = state.withLock({ $0.sources[target] }) { return known }
        guard let footprint = await backend.provider.residency?.footprint(of: target.model) else { return nil }
        if let need = footprint.need { residency.expect(need, of: footprint.source) }
        state.withLock { $0.sources[target] = footprint.source }
        return footprint.source
    }

    private var fits: AdmissionQueue.Fits {
        { [residency] model, beside in residency.fitTogether(beside.union([model])) }
    }

    private func take(_ change: Residency.Change) {
        switch change {
        case .loading(let claim):
            // Another version of a model may lie elsewhere: it is asked for again.
            state.withLock { $0.sources = [:] }
            events.publish(.load, ["model": .string(claim.title), "state": "loading", "bytes": .int(claim.need.host)])
        case .ready(let claim, let time):
            let milliseconds = Int(time / .milliseconds(1))
            events.publish(.load, ["model": .string(claim.title), "state": "ready", "took_ms": .int(milliseconds)])
            self.change { queue, now, fits in
                queue.loaded(claim.id.source, now: now)
                return queue.advance(now: now, fits: fits)
            }
        case .lacksMemory(let claim, let lacks):
            self.change { queue, now, fits in
                queue.lacksMemory(claim.id.source, lacks, now: now)
                return queue.advance(now: now, fits: fits)
            }
        case .left(let claim, let why):
            events.publish(.eviction, ["model": .string(claim.title), "why": .string(why)])
            self.change { queue, now, fits in queue.advance(now: now, fits: fits) }
        case .room:
            self.change { queue, now, fits in queue.advance(now: now, fits: fits) }
        }
    }

    // MARK: Carrying out

    private func change(
        _ body: (inout AdmissionQueue, ContinuousClock.Instant, AdmissionQueue.Fits) -> [AdmissionQueue.Action]
    ) {
        let fits = fits
        let (told, waits) = state.withLock { state -> ([(Waiter, AdmissionRefusal?)], Bool) in
            var told: [(Waiter, AdmissionRefusal?)] = []
            for action in body(&state.queue, .now, fits) {
                let (id, answer): (UInt64, AdmissionRefusal?) =
                    switch action {
                    case .admit(let id): (id, nil)
                    case .refuse(let id, let refusal): (id, refusal)
                    }
                if let waiter = state.answer(id, answer) { told.append((waiter, answer)) }
            }
            return (told, state.queue.waitingCount > 0)
        }
        for (waiter, answer) in told { waiter.resume(returning: answer) }
        if waits { setAlarm() }
    }

    /// Wakes up when somebody's time is over, though nothing may happen until then.
    private func setAlarm() {
        let fits = fits
        let alarm = state.withLock { state -> (number: Int, time: ContinuousClock.Instant)? in
            guard let wake = state.queue.nextWake(now: .now, fits: fits) else { return nil }
            if let alarm = state.alarm, alarm <= wake { return nil }
            state.alarm = wake
            state.alarms += 1
            return (state.alarms, wake)
        }
        guard let alarm else { return }
        loop.spawn { [weak self] in
            do { try await EventLoop.sleep(for: max(.milliseconds(1), alarm.time - .now)) } catch { return }
            guard let self else { return }
            state.withLock { if $0.alarms == alarm.number { $0.alarm = nil } }
            change { queue, now, fits in queue.advance(now: now, fits: fits) }
        }
    }

    /// How many are at work, and how many wait.
    package var counts: (running: Int, waiting: Int) {
        state.withLock { ($0.queue.runningCount, $0.queue.waitingCount) }
    }
}

/// A request's place at a provider, for as long as this lives.
package final class AdmissionPass: Sendable {
    private let id: UInt64
    private let admissions: Admissions

    fileprivate init(_ id: UInt64, of admissions: Admissions) {
        self.id = id
        self.admissions = admissions
    }

    deinit { admissions.leave(id) }
}
