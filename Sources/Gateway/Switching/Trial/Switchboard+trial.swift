import EventLoop
import JSON
import Synchronization

/// Trials of a new model on a part of the traffic.
extension Switchboard {
    /// Under the lock.
    func beginTrial(
        _ number: Int,
        _ old: SwitchTarget?,
        _ new: SwitchTarget,
        in scope: SwitchScope,
        _ state: inout State
    ) {
        guard let plan = state.running[number]?.wish.trial, let old else {
            return loop.executeLater { self.handle(.trialPassed(number), in: scope) }
        }
        let shadows =
            plan.shadows ? gateway.provider(named: new.id.provider).map { Shadows(new, $0, on: loop) } : nil
        let trial = TrialRun(number, plan, old: old, new: new, shadows: shadows) { [weak self] action in
            self?.carryOut(action, of: number, in: scope)
        }
        shadows?.report { [weak trial] in trial?.take($0) }
        state.running[number]?.trial = trial
        gateway.trials.set(trial)
        loop.executeLater { trial.begin(on: self.loop) }
    }

    /// Under the lock.
    func endTrial(_ number: Int, _ state: inout State) {
        state.running[number]?.trial?.end()
        gateway.trials.set(nil)
        state.trial = nil
        gateway.take(state.plan)
    }

    private func carryOut(_ action: TrialMachine.Action, of number: Int, in scope: SwitchScope) {
        switch action {
        case .send(let share):
            state.withLock { state in
                guard let running = state.running[number], running.trial != nil,
                    let planned = running.wish.targets.first
                else { return }
                state.trial = TrialSplit(target: planned.planned, share: share, salt: UInt64(number))
                gateway.take(state.plan)
                state.running[number]?.record.progress = ["share": .double(share)]
                if let record = state.running[number]?.record { publish(record) }
            }
        case .pass(let verdict):
            state.withLock { $0.running[number]?.record.verdict = verdict }
            handle(.trialPassed(number), in: scope)
        case .fail(let verdict):
            state.withLock { $0.running[number]?.record.verdict = verdict }
            handle(.trialFailed(number, SwitchMachine.Failure(message: verdict, status: 409)), in: scope)
        }
    }
}
