import EventLoop

/// Trials of a new model on a part of the traffic.
extension Switchboard {
    func beginTrial(
        _ number: Int,
        _ old: SwitchTarget?,
        _ new: SwitchTarget,
        in scope: SwitchScope,
        _ state: inout State
    ) {
        loop.execute { self.handle(.trialPassed(number), in: scope) }
    }

    func endTrial(_ number: Int, _ state: inout State) { state.running[number]?.trial = nil }
}

struct TrialRun: Sendable {}
