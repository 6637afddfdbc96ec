/// How many requests are at work and wait, by provider and by key, against what is allowed: says who lacks a place, who is
/// turned away, and when to come again. Pure.
struct AdmissionLoads: Sendable {
    typealias Instant = ContinuousClock.Instant

    private struct Load {
        var running = 0
        var waiting = 0
        /// Interactive requests since the last batch.
        var inARow = 0
        var times = ServiceTimes()
    }

    var limits: AdmissionLimits
    private var providers: [String: Load] = [:]
    private var keys: [String: Load] = [:]

    /// Where nobody says how long.
    private static let usualPatience = Duration.seconds(60)

    init(_ limits: AdmissionLimits) { self.limits = limits }

    func waiting(for provider: String) -> Int { providers[provider]?.waiting ?? 0 }

    // MARK: What happens

    mutating func began(_ request: AdmissionRequest) {
        count(request, running: 1)
        let inARow = providers[request.provider]?.inARow ?? 0
        providers[request.provider]?.inARow = request.priority == .batch ? 0 : inARow + 1
    }

    mutating func ended(_ request: AdmissionRequest, after time: Duration) {
        count(request, running: -1)
        providers[request.provider]?.times.note(time)
        if let key = request.key { keys[key]?.times.note(time) }
    }

    mutating func waits(_ request: AdmissionRequest) { count(request, waiting: 1) }
    mutating func waitsNoLonger(_ request: AdmissionRequest) { count(request, waiting: -1) }

    private mutating func count(_ request: AdmissionRequest, running: Int = 0, waiting: Int = 0) {
        providers[request.provider, default: Load()].running += running
        providers[request.provider, default: Load()].waiting += waiting
        guard let key = request.key else { return }
        keys[key, default: Load()].running += running
        keys[key, default: Load()].waiting += waiting
    }

    // MARK: Who may

    /// What the request must wait for; nil where there is a place for it.
    func lackingPlace(_ request: AdmissionRequest) -> AdmissionRefusal.Obstacle? {
        if let key = request.key, isFull(keys[key], keyLimit(request)) { return .key }
        return isFull(providers[request.provider], limit(request)) ? .provider : nil
    }

    /// Whose turn it is: interactive requests go first, but every fifth place is a batch's.
    func preferred(at provider: String) -> Priority {
        (providers[provider]?.inARow ?? 0) >= AdmissionLimits.interactiveInARow ? .batch : .interactive
    }

    /// For how long it waits at most.
    func patience(of request: AdmissionRequest) -> Duration {
        keyLimit(request).flatMap(\.patience) ?? limit(request).patience ?? Self.usualPatience
    }

    private func isFull(_ load: Load?, _ limit: AdmissionLimits.Limit?) -> Bool {
        guard let most = limit?.concurrent else { return false }
        return (load?.running ?? 0) >= most
    }

    private func limit(_ request: AdmissionRequest) -> AdmissionLimits.Limit {
        limits.providers[request.provider] ?? AdmissionLimits.unlimited
    }

    private func keyLimit(_ request: AdmissionRequest) -> AdmissionLimits.Limit? {
        request.key.flatMap { limits.keys[$0] }
    }

    // MARK: Turning away

    /// Why a request that would have to wait may not even do that.
    mutating func refusal(of request: AdmissionRequest, now: Instant) -> AdmissionRefusal? {
        let limit = limit(request)
        if let key = request.key, let own = keyLimit(request), isFull(keys[key], own),
            (keys[key]?.waiting ?? 0) >= own.queue
        {
            return refused(.keyLimit(running: keys[key]?.running ?? 0), request, now: now)
        }
        let waiting = waiting(for: request.provider)
        return waiting < limit.queue ? nil : refused(.queueFull(waiting: waiting), request, now: now)
    }

    /// With an advice when to come again.
    mutating func refused(
        _ reason: AdmissionRefusal.Reason,
        _ request: AdmissionRequest,
        now: Instant
    ) -> AdmissionRefusal {
        let retryAfter: Duration
        switch reason {
        case .keyLimit, .waitedTooLong(_, .key):
            let key = request.key ?? ""
            let concurrent = keys[key]?.running ?? 1
            let places = (keys[key]?.waiting ?? 0) + 1
            retryAfter = keys[key, default: Load()].times.advice(places: places, of: concurrent, now: now)
        case .waitedTooLong(_, .memory): retryAfter = limits.turn
        case .queueFull, .waitedTooLong(_, .provider):
            // Room in the queue comes sooner than a place at work; who has waited in vain needs the place.
            let load = providers[request.provider, default: Load()]
            var places = 1
            if case .waitedTooLong = reason { places += load.waiting }
            let concurrent = limit(request).concurrent ?? max(1, load.running)
            retryAfter = providers[request.provider, default: Load()].times
                .advice(places: places, of: concurrent, now: now)
        }
        return AdmissionRefusal(reason: reason, provider: request.provider, retryAfter: retryAfter)
    }
}
