import Dispatch
import Synchronization

/// The models that this process has in memory, whichever provider asked for them.
///
/// What becomes of one model is decided by `ResidencyLedger`, and which fit together by the `MemoryKeeper`; this carries it
/// out. A model has a thread of its own (`ModelRunner`) that loads it, computes with it, and ends when the model shall leave.
/// Nothing of that is touched before the first request.
package final class ResidentModels: Sendable {
    private struct State {
        var ledger = ResidencyLedger()
        var runners: [ModelKey: ModelRunner] = [:]
        var waiters: [ModelKey: [UInt64: Waiter]] = [:]
        var lastWaiter: UInt64 = 0
        /// Those who wait for a model to be gone.
        var mourners: [ObjectIdentifier: [CheckedContinuation<Void, Never>]] = [:]

        /// Those who waited for a model to go that is wanted again: under load it might never.
        mutating func consoled(_ key: ModelKey) -> [CheckedContinuation<Void, Never>] {
            guard !mourners.isEmpty, let runner = runners[key] else { return [] }
            return mourners.removeValue(forKey: ObjectIdentifier(runner)) ?? []
        }
    }

    private typealias Waiter = CheckedContinuation<Result<ModelLease, ProviderError>, Never>

    private let state = Mutex(State())
    /// Says which models may be in memory.
    let keeper: any MemoryKeeper

    package init(keeper: any MemoryKeeper = OpenMemory()) { self.keeper = keeper }

    // MARK: Asking

    /// The model, in memory, until the lease is dropped. Waits while it is loaded; a task that is cancelled meanwhile
    /// stops waiting, and the load goes on for whoever comes next.
    func lease(_ key: ModelKey, _ options: ModelOptions, keepAlive: KeepAlive) async throws(ProviderError) -> ModelLease
    {
        let (acquisition, runner, waiter, mourners) = state.withLock { state in
            let acquisition = state.ledger.acquire(key, keepAlive: keepAlive, now: .now)
            if acquisition == .load { state.runners[key] = ModelRunner(key, options, of: self) }
            state.lastWaiter += 1
            let mourners = acquisition == .granted ? state.consoled(key) : []
            return (acquisition, state.runners[key], state.lastWaiter, mourners)
        }
        for mourner in mourners { mourner.resume() }
        wakeOutdated(for: key)
        if acquisition == .granted, let runner { return ModelLease(key, runner, of: self) }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                wait(waiter, for: key, continuation)
                if acquisition == .load { runner?.start() }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters[key]?.removeValue(forKey: waiter) }
            waiter?.resume(returning: .failure(.nobodyWaits))
        }
        return try result.get()
    }

    private func wait(_ waiter: UInt64, for key: ModelKey, _ continuation: Waiter) {
        // It may have been loaded, or have failed, or the task been cancelled, since we asked.
        let now: Result<ModelLease, ProviderError>? = state.withLock { state in
            if Task.isCancelled { return .failure(.nobodyWaits) }
            switch state.ledger.entries[key]?.phase {
            case .loading, .leaving:
                state.waiters[key, default: [:]][waiter] = continuation
                return nil
            case .ready:
                guard let entry = state.ledger.entries[key], let runner = state.runners[key],
                    state.ledger.acquire(key, keepAlive: entry.keepAlive, now: .now) == .granted
                else { return .failure(.gone(key)) }
                return .success(ModelLease(key, runner, of: self))
            case nil: return .failure(.gone(key))
            }
        }
        if let now { continuation.resume(returning: now) }
    }

    /// Called when a lease is dropped.
    fileprivate func release(_ key: ModelKey) {
        let runner = state.withLock { state in
            state.ledger.release(key, now: .now)
            return state.ledger.entries[key]?.leases == 0 ? state.runners[key] : nil
        }
        runner?.wake()
    }

    /// Models whose file has been replaced leave as soon as nobody uses them.
    private func wakeOutdated(for key: ModelKey) {
        let outdated = state.withLock { state in
            state.runners.filter { $0.key.path == key.path && $0.key.stamp != key.stamp }.values
        }
        for runner in outdated { runner.wake() }
    }

    // MARK: Seeing and dismissing

    struct Resident: Sendable {
        var key: ModelKey
        var bytes: Int
        var contextLength: Int?
        /// Nil: it stays.
        var deadline: ContinuousClock.Instant?
        var isInUse: Bool
    }

    var residents: [Resident] {
        let ready = state.withLock { state in
            state.ledger.entries.compactMap { key, entry in
                entry.phase == .ready ? state.runners[key].map { (key, entry, $0) } : nil
            }
        }
        // A runner looks at this ledger itself when it is asked what it takes.
        return ready.map { key, entry, runner in
            Resident(
                key: key,
                bytes: runner.reading.promised.host,
                contextLength: try? runner.text.contextLength,
                deadline: entry.deadline,
                isInUse: entry.leases > 0
            )
        }
        .sorted { $0.key.path < $1.key.path }
    }

    /// The models at a path leave as soon as nobody uses them; returns when those that nobody uses now have left, or are
    /// wanted again.
    func dismiss(path: String) async {
        let runners = state.withLock { state in
            let keys = state.ledger.entries.keys.filter { $0.path == path }
            for key in keys { state.ledger.dismiss(key) }
            return keys.compactMap { key in
                state.ledger.entries[key]?.leases == 0 && state.ledger.entries[key]?.phase != .loading
                    ? state.runners[key] : nil
            }
        }
        for runner in runners {
            runner.wake()
            await withCheckedContinuation { continuation in
                let isGone = state.withLock { state in
                    guard state.runners[runner.key] === runner, state.ledger.isToLeave(runner.key) else { return true }
                    state.mourners[ObjectIdentifier(runner), default: []].append(continuation)
                    return false
                }
                if isGone { continuation.resume() }
            }
        }
    }

    /// What the sequences of all models hold.
    package var cacheUsage: CacheUsage {
        let runners = state.withLock { Array($0.runners.values) }
        return runners.map(\.caches).reduce(CacheUsage(), +)
    }

    /// How much of the models that are being loaded is there, by their path.
    package var loading: [String: Double] {
        state.withLock { state in
            let loading = state.ledger.entries.filter { $0.value.phase == .loading }
            return Dictionary(loading.keys.map { ($0.path, state.runners[$0]?.progress ?? 0) }) { max($0, $1) }
        }
    }

    // MARK: For the model's own thread

    /// Blocks until there is room for it.
    func admit(_ runner: ModelRunner, bytes: Int) throws(ProviderError) {
        let result = Mutex<ProviderError?>(nil)
        let answered = DispatchSemaphore(value: 0)
        keeper.admit(runner.claim(bytes), runner) { error in
            result.withLock { $0 = error }
            answered.signal()
        }
        answered.wait()
        if let error = result.withLock({ $0 }) { throw error }
    }

    func loaded(_ runner: ModelRunner) {
        let key = runner.key
        let isPinned = keeper.isPinned(runner.claim(0))
        let waiters = state.withLock { state -> [Waiter] in
            let waiters = state.waiters.removeValue(forKey: key).map { Array($0.values) } ?? []
            state.ledger.loaded(key, users: waiters.count, now: .now)
            state.ledger.pin(key, isPinned)
            return waiters
        }
        keeper.loaded(key.tenant)
        for waiter in waiters { waiter.resume(returning: .success(ModelLease(key, runner, of: self))) }
    }

    /// Who uses it, and until when it stays.
    func use(of key: ModelKey) -> ResidencyLedger.Entry? { state.withLock { $0.ledger.entries[key] } }

    /// Its memory is needed for another. False where it is in use.
    func leave(_ key: ModelKey) -> Bool {
        let (leaves, runner) = state.withLock { ($0.ledger.leave(key), $0.runners[key]) }
        if leaves { runner?.wake() }
        return leaves
    }

    func failed(_ runner: ModelRunner, _ error: ProviderError) {
        let (waiters, mourners) = state.withLock { state in
            state.ledger.failed(runner.key)
            state.runners[runner.key] = nil
            let waiters = state.waiters.removeValue(forKey: runner.key).map { Array($0.values) } ?? []
            return (waiters, state.mourners.removeValue(forKey: ObjectIdentifier(runner)) ?? [])
        }
        keeper.left(runner.key.tenant, why: nil)
        for waiter in waiters { waiter.resume(returning: .failure(error)) }
        for mourner in mourners { mourner.resume() }
    }

    /// Whether the model shall leave now; if not, when to ask again (nil: when woken).
    func mayLeave(_ key: ModelKey) -> (leaves: Bool, askAt: ContinuousClock.Instant?) {
        let runner = state.withLock { $0.runners[key] }
        let isPinned = runner.map { keeper.isPinned($0.claim(0)) } ?? false
        return state.withLock { state in
            state.ledger.pin(key, isPinned)
            if state.ledger.mayLeave(key, now: .now) { return (true, nil) }
            let entry = state.ledger.entries[key]
            return (false, entry?.leases == 0 ? entry?.deadline : nil)
        }
    }

    /// The model's memory has been given back.
    func left(_ runner: ModelRunner) {
        let key = runner.key
        let reason = state.withLock { $0.ledger.reason(key) }
        let (next, mourners) = state.withLock { state -> (ModelRunner?, [CheckedContinuation<Void, Never>]) in
            state.runners[key] = nil
            let mourners = state.mourners.removeValue(forKey: ObjectIdentifier(runner)) ?? []
            guard state.ledger.left(key, now: .now) else { return (nil, mourners) }
            let next = ModelRunner(key, runner.options, of: self)
            state.runners[key] = next
            return (next, mourners)
        }
        keeper.left(key.tenant, why: reason)
        next?.start()
        for mourner in mourners { mourner.resume() }
    }
}

/// A use of a model that is in memory; it stays there for as long as this lives.
final class ModelLease: Sendable {
    let runner: ModelRunner
    private let key: ModelKey
    private let models: ResidentModels

    fileprivate init(_ key: ModelKey, _ runner: ModelRunner, of models: ResidentModels) {
        self.key = key
        self.runner = runner
        self.models = models
    }

    deinit { models.release(key) }
}

extension ProviderError {
    fileprivate static var nobodyWaits: ProviderError { ProviderError(.cancelled, "the request was cancelled") }

    fileprivate static func gone(_ key: ModelKey) -> ProviderError {
        ProviderError(.unavailable, "the model \(key.path) could not be loaded: ask again")
    }
}
