/// Who is let in, and who waits for what: a pure state machine.
///
/// A request is let in when its provider and its key have a place and its model is in memory, or can be (`ModelTurns`).
/// Otherwise it waits, in a line of those that wait for the same; lines are as long as their provider and key allow, and
/// nobody stands in one beyond its deadline. Of those that can be let in, interactive requests go before batches, but every
/// fifth place is a batch's.
struct AdmissionQueue: Sendable {
    typealias Instant = ContinuousClock.Instant
    typealias ID = UInt64
    typealias Fits = ModelTurns.Fits

    enum Entry: Equatable, Sendable {
        case admitted
        /// `Action`s will tell.
        case waiting
        case refused(AdmissionRefusal)
    }

    enum Action: Equatable, Sendable {
        case admit(ID)
        case refuse(ID, AdmissionRefusal)
    }

    private struct Waiting {
        var id: ID
        var arrival: Instant
        var deadline: Instant
    }

    private struct Load {
        var running = 0
        var waiting = 0
        /// Interactive requests since the last batch.
        var inARow = 0
        var times = ServiceTimes()
    }

    private(set) var limits: AdmissionLimits
    private var providers: [String: Load] = [:]
    private var keys: [String: Load] = [:]
    private var turns: ModelTurns
    /// Those that wait for the same things, in the order in which they came.
    private var lines: [AdmissionRequest: [Waiting]] = [:]
    private var places: [ID: AdmissionRequest] = [:]
    private var running: [ID: (request: AdmissionRequest, began: Instant)] = [:]
    /// Models that were let in and turned out to need more than there is beside the others.
    private var short: [MemoryGroup: Instant] = [:]

    init(_ limits: AdmissionLimits = AdmissionLimits()) {
        self.limits = limits
        turns = ModelTurns(length: limits.turn)
    }

    var runningCount: Int { running.count }
    var waitingCount: Int { places.count }
    func running(for model: MemoryGroup) -> Int { turns.running(model) }
    func waiting(for provider: String) -> Int { providers[provider]?.waiting ?? 0 }

    // MARK: What happens

    /// Other limits hold from now on. Nobody who waits or is at work is turned out.
    mutating func change(_ limits: AdmissionLimits) {
        self.limits = limits
        turns.length = limits.turn
    }

    /// A request comes.
    mutating func enter(_ id: ID, _ request: AdmissionRequest, now: Instant, fits: Fits) -> Entry {
        // Nobody goes past one who waits for the same.
        if lines[request] == nil, obstacle(request, now, fits) == nil,
            isOpen(request, closedDoors(now, fits), now, fits)
        {
            begin(id, request, afterWaiting: false, now)
            return .admitted
        }
        if let refusal = refusal(of: request, now) { return .refused(refusal) }
        let patience = keyLimit(request).flatMap(\.patience) ?? limit(request).patience ?? .seconds(60)
        lines[request, default: []].append(Waiting(id: id, arrival: now, deadline: now + patience))
        places[id] = request
        count(request, waiting: 1)
        return .waiting
    }

    /// A request that was let in has ended, or one that waits has given up.
    mutating func leave(_ id: ID, now: Instant, fits: Fits) -> [Action] {
        if let (request, began) = running.removeValue(forKey: id) {
            count(request, running: -1)
            providers[request.provider]?.times.note(now - began)
            if let key = request.key { keys[key]?.times.note(now - began) }
            if let model = request.model { turns.left(model, now: now) }
        } else if let request = places[id] {
            remove(id, request)
        }
        return advance(now: now, fits: fits)
    }

    /// A model is in memory.
    mutating func loaded(_ model: MemoryGroup, now: Instant) {
        short[model] = nil
        turns.loaded(model, now: now)
    }

    /// A model that was let in finds too little memory: others must end for its sake, as for one that waits.
    mutating func lacksMemory(_ model: MemoryGroup, _ lacks: Bool, now: Instant) {
        short[model] = lacks ? short[model] ?? now : nil
    }

    /// Time has passed, or memory has come free: those are let in who can be, and those turned away who waited too long.
    mutating func advance(now: Instant, fits: Fits) -> [Action] {
        guard !lines.isEmpty else { return [] }
        var actions = expire(now)
        turns.forgetIdle(now: now)
        while let request = next(now, fits), let id = lines[request]?.first?.id {
            remove(id, request)
            begin(id, request, afterWaiting: true, now)
            actions.append(.admit(id))
        }
        return actions
    }

    /// When to call `advance` even if nothing happens.
    func nextWake(now: Instant, fits: Fits) -> Instant? {
        let deadline = lines.values.compactMap { $0.first?.deadline }.min()
        let turn = contender(now, fits).flatMap { turns.nextChange(for: $0.model, now: now, fits: fits) }
        return [deadline, turn].compactMap(\.self).min()
    }

    // MARK: Who is next

    /// The line whose first is let in next; nil where nobody can be.
    private func next(_ now: Instant, _ fits: Fits) -> AdmissionRequest? {
        let closed = closedDoors(now, fits)
        let open = lines.filter { obstacle($0.key, now, fits) == nil && isOpen($0.key, closed, now, fits) }
        return open.min { rank($0) < rank($1) }?.key
    }

    private func rank(_ line: (key: AdmissionRequest, value: [Waiting])) -> (Int, ID) {
        let inARow = providers[line.key.provider]?.inARow ?? 0
        let preferred: Priority = inARow >= AdmissionLimits.interactiveInARow ? .batch : .interactive
        return (line.key.priority == preferred ? 0 : 1, line.value.first?.id ?? .max)
    }

    /// What a request of this kind would wait for, but for others' turns.
    private func obstacle(_ request: AdmissionRequest, _ now: Instant, _ fits: Fits) -> AdmissionRefusal.Obstacle? {
        if let obstacle = lackingPlace(request) { return obstacle }
        guard let model = request.model else { return nil }
        return turns.hasRoom(model, now: now, fits: fits) ? nil : .memory
    }

    private func lackingPlace(_ request: AdmissionRequest) -> AdmissionRefusal.Obstacle? {
        if let key = request.key, isFull(keys[key], keyLimit(request)) { return .key }
        return isFull(providers[request.provider], limit(request)) ? .provider : nil
    }

    private func isFull(_ load: Load?, _ limit: AdmissionLimits.Limit?) -> Bool {
        guard let most = limit?.concurrent else { return false }
        return (load?.running ?? 0) >= most
    }

    /// The model that has been waited for longest of those that there is no room for.
    private func contender(_ now: Instant, _ fits: Fits) -> ModelTurns.Contender? {
        var oldest: (since: Instant, model: MemoryGroup)?
        func consider(_ model: MemoryGroup, _ since: Instant) {
            if let other = oldest, (other.since, other.model) <= (since, model) { return }
            oldest = (since, model)
        }
        for (model, since) in short { consider(model, since) }
        for (request, line) in lines {
            guard let model = request.model, let first = line.first, lackingPlace(request) == nil,
                !turns.hasRoom(model, now: now, fits: fits)
            else { continue }
            consider(model, first.arrival)
        }
        return oldest.map { ModelTurns.Contender(model: $0.model, since: $0.since) }
    }

    /// The contender, and the doors that are closed for its sake.
    private func closedDoors(_ now: Instant, _ fits: Fits) -> (contender: MemoryGroup, doors: Set<MemoryGroup>)? {
        guard !(lines.isEmpty && short.isEmpty), let contender = contender(now, fits)?.model else { return nil }
        return (contender, turns.closed(for: contender, now: now, fits: fits))
    }

    /// A door that is closed lets nobody in; nor may one who was not at work take the room that is being made.
    private func isOpen(
        _ request: AdmissionRequest,
        _ closed: (contender: MemoryGroup, doors: Set<MemoryGroup>)?,
        _ now: Instant,
        _ fits: Fits
    ) -> Bool {
        guard let model = request.model, let closed, !closed.doors.isEmpty, model != closed.contender else {
            return true
        }
        if closed.doors.contains(model) { return false }
        let busy = turns.busy(now: now)
        return busy.contains(model) || fits(model, busy.subtracting(closed.doors).union([closed.contender]))
    }

    // MARK: Turning away

    private mutating func refusal(of request: AdmissionRequest, _ now: Instant) -> AdmissionRefusal? {
        let limit = limit(request)
        if let key = request.key, let own = keyLimit(request), isFull(keys[key], own),
            (keys[key]?.waiting ?? 0) >= own.queue
        {
            return refused(.keyLimit(running: keys[key]?.running ?? 0), request, now)
        }
        let waiting = providers[request.provider]?.waiting ?? 0
        return waiting < limit.queue ? nil : refused(.queueFull(waiting: waiting), request, now)
    }

    private mutating func expire(_ now: Instant) -> [Action] {
        var actions: [Action] = []
        for (request, line) in lines {
            for late in line.prefix(while: { $0.deadline <= now }) {
                remove(late.id, request)
                let obstacle = lackingPlace(request) ?? (request.model == nil ? .provider : .memory)
                let reason = AdmissionRefusal.Reason.waitedTooLong(now - late.arrival, obstacle)
                actions.append(.refuse(late.id, refused(reason, request, now)))
            }
        }
        return actions.sorted { $0.id < $1.id }
    }

    /// With an advice when to come again.
    private mutating func refused(
        _ reason: AdmissionRefusal.Reason,
        _ request: AdmissionRequest,
        _ now: Instant
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

    // MARK: Counting

    private func limit(_ request: AdmissionRequest) -> AdmissionLimits.Limit {
        limits.providers[request.provider] ?? AdmissionLimits.unlimited
    }

    private func keyLimit(_ request: AdmissionRequest) -> AdmissionLimits.Limit? {
        request.key.flatMap { limits.keys[$0] }
    }

    private mutating func begin(_ id: ID, _ request: AdmissionRequest, afterWaiting: Bool, _ now: Instant) {
        running[id] = (request, now)
        count(request, running: 1)
        let inARow = providers[request.provider]?.inARow ?? 0
        providers[request.provider]?.inARow = request.priority == .batch ? 0 : inARow + 1
        if let model = request.model { turns.entered(model, afterWaiting: afterWaiting, now: now) }
    }

    private mutating func remove(_ id: ID, _ request: AdmissionRequest) {
        places[id] = nil
        lines[request]?.removeAll { $0.id == id }
        if lines[request]?.isEmpty == true { lines[request] = nil }
        count(request, waiting: -1)
    }

    private mutating func count(_ request: AdmissionRequest, running: Int = 0, waiting: Int = 0) {
        providers[request.provider, default: Load()].running += running
        providers[request.provider, default: Load()].waiting += waiting
        guard let key = request.key else { return }
        keys[key, default: Load()].running += running
        keys[key, default: Load()].waiting += waiting
    }
}

extension AdmissionQueue.Action {
    fileprivate var id: AdmissionQueue.ID {
        switch self {
        case .admit(let id), .refuse(let id, _): id
        }
    }
}
