/// Which of a request's attempts runs, and which one's word counts, where a second may be sent beside the first: pure.
///
/// One runs; when it has said nothing for a while a second goes beside it, never a third. The first to say something has
/// the request. A failure makes room for another attempt, as it does without a second one. What blames the request is the
/// caller's to hear, unless somebody who was asked earlier may still answer: a second attempt makes no answer worse.
struct HedgedRace: Sendable {
    /// An attempt, numbered in the order of their beginnings.
    typealias Lane = Int

    enum Verdict: Sendable, Equatable {
        case won(Lane)
        /// The request is at fault, says this one.
        case refused(Lane)
        /// Nobody is left to try.
        case lost
    }

    private(set) var running: [Lane] = []
    private(set) var verdict: Verdict?
    private var refusal: Lane?
    private var begun = 0
    private var wanted = 1
    private var mayHedge = true

    /// Whether another attempt is to begin now.
    var wantsAnother: Bool { verdict == nil && refusal == nil && running.count < wanted }

    /// Whether that would be beside one that still runs.
    var wouldHedge: Bool { !running.isEmpty }

    // MARK: Events

    mutating func began() -> Lane {
        defer { begun += 1 }
        running.append(begun)
        return begun
    }

    /// There is nobody to send one to.
    mutating func foundNobody() {
        // Beside another, somebody may be left alone who is the last resort without it.
        guard running.isEmpty else {
            (wanted, mayHedge) = (1, false)
            return
        }
        verdict = .lost
    }

    /// This one has said nothing for as long as a first token may take.
    mutating func waited(_ lane: Lane) {
        if mayHedge, running.contains(lane) { wanted = 2 }
    }

    mutating func answered(_ lane: Lane) {
        guard verdict == nil, running.contains(lane) else { return }
        verdict = .won(lane)
    }

    mutating func failed(_ lane: Lane, blamesRequest: Bool) {
        guard verdict == nil, let place = running.firstIndex(of: lane) else { return }
        running.remove(at: place)
        if blamesRequest { refusal = refusal.map { min($0, lane) } ?? lane }
        if let refusal, !running.contains(where: { $0 < refusal }) { verdict = .refused(refusal) }
    }
}
