/// In which order a request's targets are tried, and when it is enough: a pure value.
///
/// Each target is tried at most once. Targets whose breaker is open are passed over as long as there is another; when
/// there is none, the one that is due soonest is tried as a last resort, so that a route is never given up unasked
/// while somebody might answer.
package struct AttemptPlan: Sendable {
    package typealias Instant = ContinuousClock.Instant

    package enum Step: Sendable, Equatable {
        case attempt(Int, Breaker.Permit)
        case stop(Stop)
    }

    /// Why no further target is tried.
    package enum Stop: Sendable, Equatable {
        /// Those that are kept away, and why; empty where everybody has been tried.
        case nobodyLeft([Kept])
        case budgetSpent
        case deadlinePassed
    }

    package struct Kept: Sendable, Equatable {
        package var target: Int
        package var refusal: Breaker.Refusal
    }

    /// Asked of a target: nil where it cannot do what is wanted.
    package typealias Admission = (_ target: Int, _ asLastResort: Bool) -> Breaker.Verdict?

    private var untried: [Int]
    private var budget: Int
    private let deadline: Instant?

    package init(targets: Int, budget: Int, deadline: Instant? = nil) {
        untried = Array(0..<targets)
        self.budget = budget
        self.deadline = deadline
    }

    /// Whether anybody could still be tried.
    package var hasMore: Bool { budget > 0 && !untried.isEmpty }

    /// How long the next attempt may take to begin its answer; nil: as long as its backend is allowed.
    package func timeLeft(at now: Instant) -> Duration? { deadline.map { max($0 - now, .zero) } }

    package mutating func next(at now: Instant, admit: Admission) -> Step {
        guard budget > 0 else { return .stop(.budgetSpent) }
        if let deadline, now >= deadline { return .stop(.deadlinePassed) }
        var kept: [Kept] = []
        for target in untried {
            switch admit(target, false) {
            case nil: continue
            case .pass(let permit)?: return take(target, permit)
            case .refuse(let refusal)?: kept.append(Kept(target: target, refusal: refusal))
            }
        }
        kept.sort { $0.refusal.until < $1.refusal.until }
        for place in kept {
            if case .pass(let permit)? = admit(place.target, true) { return take(place.target, permit) }
        }
        return .stop(.nobodyLeft(kept))
    }

    private mutating func take(_ target: Int, _ permit: Breaker.Permit) -> Step {
        untried.removeAll { $0 == target }
        budget -= 1
        return .attempt(target, permit)
    }
}
