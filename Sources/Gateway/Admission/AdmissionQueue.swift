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

    private var loads: AdmissionLoads
    private var turns: ModelTurns
    /// Those that wait for the same things, in the order in which they came.
    private var lines: [AdmissionRequest: [Waiting]] = [:]
    private var places: [ID: AdmissionRequest] = [:]
    private var running: [ID: (request: AdmissionRequest, began: Instant)] = [:]
    /// Models that were let in and turned out to need more than there is beside the others.
    private var short: [MemoryGroup: Instant] = [:]

    init(_ limits: AdmissionLimits = AdmissionLimits()) {
        loads = AdmissionLoads(limits)
        turns = ModelTurns(length: limits.turn)
    }

    var limits: AdmissionLimits { loads.limits }
    var runningCount: Int { running.count }
    var waitingCount: Int { places.count }
    func running(for model: MemoryGroup) -> Int { turns.running(model) }
    func waiting(for provider: String) -> Int { loads.waiting(for: provider) }

    // MARK: What happens

    /// Other limits hold from now on. Nobody who waits or is at work is turned out.
    mutating func change(_ limits: AdmissionLimits) {
        loads.limits = limits
        turns.length = limits.turn
    }

    /// A request comes.
    mutating func enter(_ id: ID, _ request: AdmissionRequest, now: Instant, fits: Fits) -> Entry {
        // Nobody goes past one who waits for the same.
        if lines[request] == nil, obstacle(request, now, fits) == nil,
            isOpen(request, closedDoors(now, fits), now, fits)
        {
            begin(id, request, afterWaiting: false, now, fits)
            return .admitted
        }
        if let refusal = loads.refusal(of: request, now: now) { return .refused(refusal) }
        lines[request, default: []].append(Waiting(id: id, arrival: now, deadline: now + loads.patience(of: request)))
        places[id] = request
        loads.waits(request)
        return .waiting
    }

    /// A request that was let in has ended, or one that waits has given up.
    mutating func leave(_ id: ID, now: Instant, fits: Fits) -> [Action] {
        if let (request, began) = running.removeValue(forKey: id) {
            loads.ended(request, after: now - began)
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
            begin(id, request, afterWaiting: true, now, fits)
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
        (line.key.priority == loads.preferred(at: line.key.provider) ? 0 : 1, line.value.first?.id ?? .max)
    }

    /// What a request of this kind would wait for, but for others' turns.
    private func obstacle(_ request: AdmissionRequest, _ now: Instant, _ fits: Fits) -> AdmissionRefusal.Obstacle? {
        if let obstacle = loads.lackingPlace(request) { return obstacle }
        guard let model = request.model else { return nil }
        return turns.hasRoom(model, now: now, fits: fits) ? nil : .memory
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
            guard let model = request.model, let first = line.first, loads.lackingPlace(request) == nil,
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

    private mutating func expire(_ now: Instant) -> [Action] {
        var actions: [Action] = []
        for (request, line) in lines {
            for late in line.prefix(while: { $0.deadline <= now }) {
                remove(late.id, request)
                let obstacle = loads.lackingPlace(request) ?? (request.model == nil ? .provider : .memory)
                let reason = AdmissionRefusal.Reason.waitedTooLong(now - late.arrival, obstacle)
                actions.append(.refuse(late.id, loads.refused(reason, request, now: now)))
            }
        }
        return actions.sorted { $0.id < $1.id }
    }

    // MARK: Beginning

    private mutating func begin(
        _ id: ID,
        _ request: AdmissionRequest,
        afterWaiting: Bool,
        _ now: Instant,
        _ fits: Fits
    ) {
        running[id] = (request, now)
        loads.began(request)
        guard let model = request.model else { return }
        let waits = lines.isEmpty && short.isEmpty ? nil : contender(now, fits)?.model
        let shared = waits.flatMap { turns.sharedTurn(of: model, before: $0, now: now, fits: fits) }
        turns.entered(model, afterWaiting: afterWaiting, shared: shared, now: now)
    }

    private mutating func remove(_ id: ID, _ request: AdmissionRequest) {
        places[id] = nil
        lines[request]?.removeAll { $0.id == id }
        if lines[request]?.isEmpty == true { lines[request] = nil }
        loads.waitsNoLonger(request)
    }
}

extension AdmissionQueue.Action {
    fileprivate var id: AdmissionQueue.ID {
        switch self {
        case .admit(let id), .refuse(let id, _): id
        }
    }
}
