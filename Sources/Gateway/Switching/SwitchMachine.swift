/// One choice of model, and how it becomes another: a pure state machine. Events go in, what is to be done comes out.
///
/// The new model is loaded and asked for a token while the old one serves; then the route is swapped, and the old model is
/// let go of when its last request has ended. A switch that fails before the swap leaves everything as it was, and a newer
/// one takes an older one's place. Where memory cannot hold both models, requests wait while the old one empties. A gradual
/// switch is tried on a part of the traffic between the token and the swap.
struct SwitchMachine: Sendable {
    typealias Number = Int

    enum Phase: String, Sendable {
        case loading
        /// The old model must leave before the new one fits.
        case emptying
        case probing
        /// Some requests go to the new model already.
        case trial
    }

    struct Pending: Sendable, Equatable {
        var number: Number
        var target: SwitchTarget
        var phase = Phase.loading
        var isGradual: Bool
        /// Whether it has made room for itself: it does so once.
        var hasEmptied = false
    }

    struct Failure: Error, Sendable, Equatable {
        var message: String
        /// The new model does not fit beside what is in use.
        var isShortage = false
        /// What a client is told that asked for the switch.
        var status = 503
    }

    enum Event: Sendable {
        /// Forced: even where it is the one that serves, because what leads to it has changed.
        case requested(Number, SwitchTarget, isGradual: Bool, isForced: Bool)
        case loaded(Number)
        case loadFailed(Number, Failure)
        case probed(Number)
        case probeFailed(Number, Failure)
        case trialPassed(Number)
        case trialFailed(Number, Failure)
        /// The old model of this switch has no request left.
        case drained(Number)
        /// It still had some when the time was up.
        case drainExpired(Number)
        /// Whoever asked for it wants it no longer.
        case withdrawn(Number)
        /// What serves was set from outside, with no switch.
        case reset(SwitchTarget?)
    }

    enum Action: Sendable, Equatable {
        case load(Number, SwitchTarget)
        case probe(Number, SwitchTarget)
        case beginTrial(Number, from: SwitchTarget?, to: SwitchTarget)
        case endTrial(Number)
        /// What still runs for this switch is of no use any more.
        case abandon(Number)
        /// New requests wait.
        case hold(Number)
        /// They go on, wherever the route leads now.
        case resume(Number)
        /// From now on the route leads there.
        case swap(Number, to: SwitchTarget)
        /// Tell when the target's last request has ended.
        case drain(Number, SwitchTarget)
        /// It must leave memory now.
        case unload(SwitchTarget)
        /// No request is left on it: it may leave memory when room is needed, or its time is up.
        case release(SwitchTarget)
        case end(Number, SwitchOutcome)
    }

    private(set) var serving: SwitchTarget?
    private(set) var pending: Pending?
    /// Old models that are still at work, by the switch that replaced them.
    private(set) var draining: [Number: SwitchTarget] = [:]

    init(serving: SwitchTarget? = nil) { self.serving = serving }

    var isIdle: Bool { pending == nil && draining.isEmpty }

    mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .requested(let number, let target, let isGradual, let isForced):
            return requested(number, target, isGradual, isForced)
        case .loaded(let number):
            guard let target = advance(number, from: .loading, to: .probing) else { return [] }
            return [.probe(number, target)]
        case .loadFailed(let number, let failure): return loadFailed(number, failure)
        case .probed(let number): return probed(number)
        case .probeFailed(let number, let failure):
            return pending?.number == number && pending?.phase == .probing ? fail(failure) : []
        case .trialPassed(let number):
            guard pending?.number == number, pending?.phase == .trial else { return [] }
            return [.endTrial(number)] + swap()
        case .trialFailed(let number, let failure):
            return pending?.number == number && pending?.phase == .trial ? fail(failure) : []
        case .drained(let number): return drained(number)
        case .drainExpired(let number):
            guard pending?.number == number, pending?.phase == .emptying else {
                // It is busy: whoever unloads models for want of room finds it when it is not.
                draining[number] = nil
                return []
            }
            return fail(
                Failure(
                    message: "the new model does not fit beside the old one, whose requests did not end in time",
                    status: 503
                )
            )
        case .withdrawn(let number):
            return pending?.number == number ? stop(.withdrawn) : []
        case .reset(let target):
            defer { serving = target }
            return pending == nil ? [] : stop(.superseded(by: nil))
        }
    }

    // MARK: Beginning

    private mutating func requested(
        _ number: Number,
        _ target: SwitchTarget,
        _ isGradual: Bool,
        _ isForced: Bool
    ) -> [Action] {
        var actions: [Action] = []
        if pending != nil { actions = stop(.superseded(by: number)) }
        if target == serving, !isForced { return actions + [.end(number, .unchanged)] }
        // With nothing to compare to there is nothing to try.
        pending = Pending(number: number, target: target, isGradual: isGradual && serving != nil)
        return actions + [.load(number, target)]
    }

    private mutating func advance(_ number: Number, from: Phase, to: Phase) -> SwitchTarget? {
        guard pending?.number == number, pending?.phase == from else { return nil }
        pending?.phase = to
        return pending?.target
    }

    private mutating func loadFailed(_ number: Number, _ failure: Failure) -> [Action] {
        guard let switching = pending, switching.number == number, switching.phase == .loading else { return [] }
        guard failure.isShortage, !switching.hasEmptied, let serving, serving.id != switching.target.id else {
            return fail(failure)
        }
        pending?.phase = .emptying
        pending?.hasEmptied = true
        return [.hold(number), .drain(number, serving)]
    }

    private mutating func probed(_ number: Number) -> [Action] {
        guard let switching = pending, switching.number == number, switching.phase == .probing else { return [] }
        // One that has made the old model leave has nothing left to be compared with.
        guard switching.isGradual, !switching.hasEmptied else { return swap() }
        pending?.phase = .trial
        return [.beginTrial(number, from: serving, to: switching.target)]
    }

    // MARK: Ending

    private mutating func swap() -> [Action] {
        guard let switching = pending else { return [] }
        let old = serving
        pending = nil
        serving = switching.target
        var actions: [Action] = [.swap(switching.number, to: switching.target)]
        if switching.hasEmptied { actions.append(.resume(switching.number)) }
        actions.append(.end(switching.number, .switched))
        if let old, old.id != switching.target.id {
            draining[switching.number] = old
            actions.append(.drain(switching.number, old))
        }
        return actions
    }

    private mutating func drained(_ number: Number) -> [Action] {
        if let switching = pending, switching.number == number, switching.phase == .emptying, let serving {
            pending?.phase = .loading
            return [.unload(serving), .load(number, switching.target)]
        }
        guard let old = draining.removeValue(forKey: number) else { return [] }
        // Somebody may have gone back to it meanwhile.
        let isWanted = serving?.id == old.id || pending?.target.id == old.id
        return isWanted || draining.values.contains { $0.id == old.id } ? [] : [.release(old)]
    }

    private mutating func fail(_ failure: Failure) -> [Action] {
        stop(.failed(failure.message, status: failure.status))
    }

    /// Ends the pending switch; the old model goes on.
    private mutating func stop(_ outcome: SwitchOutcome) -> [Action] {
        guard let switching = pending else { return [] }
        pending = nil
        var actions: [Action] = [.abandon(switching.number)]
        if switching.phase == .trial { actions.append(.endTrial(switching.number)) }
        if switching.hasEmptied { actions.append(.resume(switching.number)) }
        return actions + [.end(switching.number, outcome)]
    }
}

/// How a switch ended.
package enum SwitchOutcome: Sendable, Equatable {
    case switched
    /// It was the one that served already.
    case unchanged
    /// The old model goes on, for this reason.
    case failed(String, status: Int)
    /// A newer switch took its place; nil: the configuration did.
    case superseded(by: Int?)
    case withdrawn

    /// Its name in the history and on the wire.
    package var label: String {
        switch self {
        case .switched: "switched"
        case .unchanged: "unchanged"
        case .failed: "failed"
        case .superseded: "superseded"
        case .withdrawn: "withdrawn"
        }
    }
}
