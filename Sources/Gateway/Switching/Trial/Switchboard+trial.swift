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
            plan.shadows ? gateway.backend(new.id.provider).map { Shadows(new, $0, of: gateway, on: loop) } : nil
        let trial = TrialRun(number, plan, old: old, new: new, shadows: shadows) { [weak self] action in
            self?.carryOut(action, of: number, in: scope)
        }
        trial.tell { [weak self] in self?.tellTrial(number, $0) }
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
                running.trial?.began(share: share)
                state.running[number]?.record.progress = running.trial?.progress ?? JSONObject()
                if let record = state.running[number]?.record { publish(record) }
            }
        case .pass(let verdict):
            end(number, verdict)
            handle(.trialPassed(number), in: scope)
        case .fail(let verdict):
            end(number, verdict)
            handle(.trialFailed(number, SwitchMachine.Failure(message: verdict, status: 409)), in: scope)
        }
    }
    private func end(_ number: Int, _ verdict: String) {
        state.withLock { state in
            let copies = state.running[number]?.trial?.shadows?.counts
            let remark =
                copies.map { $0.leftOut > 0 ? "; \($0.leftOut) copies were left out for want of a free place" : "" }
                ?? ""
            state.running[number]?.record.verdict = verdict + remark
        }
    }

    /// How a trial is getting on.
    private func tellTrial(_ number: Int, _ progress: JSONObject) {
        state.withLock { state in
            guard state.running[number]?.record.state == "trial" else { return }
            state.running[number]?.record.progress = progress
            if let record = state.running[number]?.record { publish(record) }
        }
    }
}
