/// Keeps requests away from a backend that fails again and again, and finds out when it is well again.
///
/// A pure state machine: the time comes in. Closed, everything passes. After so many failures in a row it opens;
/// when its time is up one request passes as a probe, and decides: well again, or open for twice as long. A backend
/// that asked for a while (`Retry-After`) gets that while, as long as there is another to ask.
package struct Breaker: Sendable, Equatable {
    package typealias Instant = ContinuousClock.Instant

    package struct Limits: Sendable, Equatable {
        /// How many failures in a row open it; 0: it never opens.
        package var failures = 5
        /// How long it stays open the first time; each probe that fails doubles it.
        package var cooldown: Duration = .seconds(5)
        package var longestCooldown: Duration = .seconds(60)

        package init() {}

        /// For backends that fail for reasons of a single request, never all at once.
        package static let never: Limits = {
            var limits = Limits()
            limits.failures = 0
            return limits
        }()
    }

    /// What a request was let through as; given back with its outcome.
    package struct Permit: Sendable, Equatable {
        /// Which opening it probes; nil for a request like any other.
        let probeOf: Int?
    }

    package enum Verdict: Sendable, Equatable {
        case pass(Permit)
        case refuse(Refusal)
    }

    /// Why a request is kept away, and until when.
    package struct Refusal: Sendable, Equatable {
        package var until: Instant
        /// Whether the backend asked for it, so that nothing shortens it.
        package var isAskedFor: Bool
        package var reason: String
    }

    package enum Phase: String, Sendable { case closed, open, probing }

    private enum State: Sendable, Equatable {
        case closed
        case open(Refusal)
        /// A probe is out; the others wait as if it were open.
        case probing(Refusal)
    }

    package let limits: Limits
    private var state = State.closed
    private var failures = 0
    /// Openings ever, so that a probe's late word is not taken for another's.
    private var openings = 0
    private var cooldown: Duration

    package init(_ limits: Limits = Limits()) {
        self.limits = limits
        cooldown = limits.cooldown
    }

    package var phase: Phase {
        switch state {
        case .closed: .closed
        case .open: .open
        case .probing: .probing
        }
    }

    package var refusal: Refusal? {
        switch state {
        case .closed: nil
        case .open(let refusal), .probing(let refusal): refusal
        }
    }

    // MARK: Events

    /// A request wants to go there. `asLastResort`: there is nobody else left to ask, so a probe may go before its
    /// time, one at a time: a client with one backend is told that one's own word, and hears first when it is well again.
    package mutating func admit(at now: Instant, asLastResort: Bool = false) -> Verdict {
        switch state {
        case .closed: return .pass(Permit(probeOf: nil))
        case .probing(let refusal): return .refuse(refusal)
        case .open(let refusal):
            guard now >= refusal.until || asLastResort else { return .refuse(refusal) }
            state = .probing(refusal)
            return .pass(Permit(probeOf: openings))
        }
    }

    /// The backend has begun to answer.
    package mutating func succeeded(_ permit: Permit) {
        switch state {
        case .closed: failures = 0
        // An answer from before the opening: good news, but not for one that asked to be left alone.
        case .open(let refusal), .probing(let refusal):
            if permit.probeOf == openings || !refusal.isAskedFor { close() }
        }
    }

    /// The backend has failed; `wait` is what it asked for.
    package mutating func failed(_ permit: Permit, reason: String, wait: Duration? = nil, at now: Instant) {
        guard limits.failures > 0 else { return }
        if let wait, wait > .zero {
            let until = max(now + wait, refusal.map(\.until) ?? now)
            if refusal == nil { openings += 1 }
            state = .open(Refusal(until: until, isAskedFor: true, reason: reason))
            return
        }
        switch state {
        case .closed:
            failures += 1
            if failures >= limits.failures { open(reason, at: now) }
        case .probing where permit.probeOf == openings:
            cooldown = min(cooldown * 2, limits.longestCooldown)
            open(reason, at: now)
        // What was sent before it opened says nothing new.
        case .open, .probing: break
        }
    }

    /// The request ended without a word about the backend: its client left, or it was itself at fault.
    package mutating func abandoned(_ permit: Permit) {
        if case .probing(let refusal) = state, permit.probeOf == openings { state = .open(refusal) }
    }

    /// A check in the background has reached it. One that could not be reached is probed at once then.
    package mutating func reached(at now: Instant) {
        if case .open(var refusal) = state, !refusal.isAskedFor, refusal.until > now {
            refusal.until = now
            state = .open(refusal)
        }
    }

    private mutating func open(_ reason: String, at now: Instant) {
        openings += 1
        failures = 0
        state = .open(Refusal(until: now + cooldown, isAskedFor: false, reason: reason))
    }

    private mutating func close() {
        state = .closed
        failures = 0
        cooldown = limits.cooldown
    }
}
