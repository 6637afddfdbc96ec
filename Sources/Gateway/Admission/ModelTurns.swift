/// Which models may be at work, where not all of those that are asked for fit into memory together. Pure.
///
/// A model that there is room for is open at once. One that there is no room for beside those at work waits until these
/// have had their turn: then their doors close, what they are at work on ends, and the model that has been waited for
/// longest is loaded in their place and has a turn of its own. So requests for one model run together, and nobody waits
/// for longer than the turns of those before it.
struct ModelTurns: Sendable {
    typealias Instant = ContinuousClock.Instant
    /// Whether a model can be in memory with all of these at work beside it.
    typealias Fits = (_ model: MemoryGroup, _ beside: Set<MemoryGroup>) -> Bool

    private struct Turn {
        var running = 0
        var began: Instant
        /// Others waited for memory when it began: where these turns are taken, a model stays a moment when it has nothing to
        /// do, so that one with a single user is not loaded anew for each request.
        var isContested: Bool
        /// It takes part in others' turn, and goes when they do: else two small models could take turns for ever before one
        /// that needs the room of both.
        var isShared: Bool
        var idleSince: Instant?
    }

    /// Who waits for memory, and since when.
    struct Contender: Equatable, Sendable {
        var model: MemoryGroup
        var since: Instant
    }

    var length: Duration
    private var turns: [MemoryGroup: Turn] = [:]

    init(length: Duration) { self.length = length }

    func running(_ model: MemoryGroup) -> Int { turns[model]?.running ?? 0 }

    // MARK: What happens

    /// `shared` is when the turn began that it takes part in, where it has none of its own (`sharedTurn`).
    mutating func entered(_ model: MemoryGroup, afterWaiting: Bool, shared: Instant? = nil, now: Instant) {
        let new = Turn(began: shared ?? now, isContested: afterWaiting, isShared: shared != nil)
        var turn = turns[model] ?? new
        if let idle = turn.idleSince, !isLingering(turn, now), idle < now { turn = new }
        turn.running += 1
        turn.idleSince = nil
        turns[model] = turn
    }

    mutating func left(_ model: MemoryGroup, now: Instant) {
        guard var turn = turns[model] else { return }
        turn.running -= 1
        if turn.running == 0 { turn.idleSince = now }
        turns[model] = turn.running > 0 || isLingering(turn, now) ? turn : nil
    }

    /// The model is in memory: its turn begins only now.
    mutating func loaded(_ model: MemoryGroup, now: Instant) {
        if turns[model]?.isShared == false { turns[model]?.began = now }
    }

    /// Those whose moment is over are forgotten.
    mutating func forgetIdle(now: Instant) {
        for (model, turn) in turns where turn.running == 0 && !isLingering(turn, now) { turns[model] = nil }
    }

    // MARK: Who may

    /// The models that nothing may take the memory of.
    func busy(now: Instant) -> Set<MemoryGroup> {
        Set(turns.lazy.filter { isBusy($0.value, now) }.map(\.key))
    }

    private func isBusy(_ turn: Turn, _ now: Instant) -> Bool { turn.running > 0 || isLingering(turn, now) }

    private var linger: Duration { length / 10 }

    private func isLingering(_ turn: Turn, _ now: Instant) -> Bool {
        guard turn.isContested, let idle = turn.idleSince else { return false }
        return now < min(idle + linger, turn.began + length)
    }

    /// The models at work that are in the contender's way: those that have been at it for longest, where there is a choice.
    private func inTheWay(of contender: MemoryGroup, _ now: Instant, _ fits: Fits) -> [MemoryGroup] {
        var kept: Set<MemoryGroup> = []
        var ways: [MemoryGroup] = []
        let busy = turns.filter { $0.key != contender && isBusy($0.value, now) }
        for (model, _) in busy.sorted(by: { ($0.value.began, $0.key) > ($1.value.began, $1.key) }) {
            if fits(contender, kept.union([model])) { kept.insert(model) } else { ways.append(model) }
        }
        return ways
    }

    /// While others are at work that the contender waits for, a model may use the room beside them; nil where that is none
    /// of the contender's.
    func sharedTurn(of model: MemoryGroup, before contender: MemoryGroup, now: Instant, fits: Fits) -> Instant? {
        guard model != contender, !fits(contender, [model]) else { return nil }
        return inTheWay(of: contender, now, fits).filter { $0 != model }.compactMap { turns[$0]?.began }.min()
    }

    /// The doors that are closed to new requests for a contender's sake.
    func closed(for contender: MemoryGroup, now: Instant, fits: Fits) -> Set<MemoryGroup> {
        Set(inTheWay(of: contender, now, fits).filter { isOver($0, now) })
    }

    private func isOver(_ model: MemoryGroup, _ now: Instant) -> Bool {
        turns[model].map { now >= $0.began + length } ?? true
    }

    /// Whether there is room for the model with those at work. One that is larger than all there is waits for nobody: who
    /// loads it says so.
    func hasRoom(_ model: MemoryGroup, now: Instant, fits: Fits) -> Bool {
        if running(model) > 0 { return true }
        let busy = busy(now: now)
        return busy.contains(model) || fits(model, busy) || !fits(model, [])
    }

    /// When a turn, or a moment of doing nothing, is over that the contender waits for; nil where there is none.
    func nextChange(for contender: MemoryGroup, now: Instant, fits: Fits) -> Instant? {
        inTheWay(of: contender, now, fits)
            .compactMap { model -> Instant? in
                guard let turn = turns[model] else { return nil }
                let end = turn.began + length
                return turn.idleSince.map { min($0 + linger, end) } ?? (end > now ? end : nil)
            }
            .min()
    }
}
