import Synchronization
import EventLoop
import JSON
import Logging
import Providers

/// What `SwitchMachine` says is to be done, done.
extension Switchboard {
    /// Does at once what must be in order, under the lock; returns the rest, for after it.
    func carryOut(
        _ actions: [SwitchMachine.Action],
        in scope: SwitchScope,
        _ state: inout State
    ) -> @Sendable () -> Void {
        var later: [@Sendable () -> Void] = []
        for action in actions {
            switch action {
            case .load(let number, _):
                tell(number, "loading", &state)
                let work = work(number, in: scope, state, Self.load)
                state.running[number]?.work = work
            case .probe(let number, _):
                tell(number, "probing", &state)
                let work = work(number, in: scope, state, Self.probe)
                state.running[number]?.work = work
            case .beginTrial(let number, let from, let to):
                tell(number, "trial", &state)
                beginTrial(number, from, to, in: scope, &state)
            case .endTrial(let number): endTrial(number, &state)
            case .abandon(let number): state.running[number]?.work?.cancel()
            case .hold(let number): gateway.gate.shut(number, for: Self.holdLimit, .givesUp)
            case .resume(let number): gateway.gate.open(number)
            case .swap(let number, let target): swap(number, to: target, in: scope, &state)
            case .drain(let number, let target):
                tell(number, "emptying", &state)
                later.append { [self] in drain(number, target, in: scope) }
            case .unload(let target): later.append { [self] in unload(target) }
            case .release(let target):
                Log.info("switch", "no request is left on it", ["model": .string("\(target.id)")])
            case .end(let number, let outcome): later += end(number, outcome, &state)
            }
        }
        return { [later] in for action in later { action() } }
    }

    // MARK: Work

    private typealias Work =
        @Sendable (SwitchWork, Switchboard, _ number: Int, _ isNew: Bool) async throws ->
        SwitchMachine.Event

    private static let load: Work = { work, board, number, isNew in
        do {
            try await work.load(isNew: isNew) { board.tellProgress(number, $0) }
            return .loaded(number)
        } catch { return .loadFailed(number, SwitchMachine.Failure(error, loading: true)) }
    }

    private static let probe: Work = { work, _, number, _ in
        do {
            try await work.probe()
            return .probed(number)
        } catch { return .probeFailed(number, SwitchMachine.Failure(error, loading: false)) }
    }

    private func work(
        _ number: Int,
        in scope: SwitchScope,
        _ state: State,
        _ body: @escaping Work
    ) -> Task<Void, Never>? {
        guard let running = state.running[number] else { return nil }
        let target = running.record.to
        let candidate = running.change?.provider(named: target.id.provider)
        let isNew = candidate != nil && !running.isHeir
        return loop.spawn { [self] in
            guard let provider = candidate ?? gateway.provider(named: target.id.provider) else {
                let message = "there is no provider '\(target.id.provider)' any more"
                return handle(.loadFailed(number, SwitchMachine.Failure(message: message, status: 404)), in: scope)
            }
            let work = SwitchWork(target: target, provider: provider, store: store, size: gateway.size(of: target.id))
            guard let event = try? await body(work, self, number, isNew), !Task.isCancelled else { return }
            handle(event, in: scope)
        }
    }

    // MARK: Swapping

    private func swap(_ number: Int, to target: SwitchTarget, in scope: SwitchScope, _ state: inout State) {
        guard let running = state.running[number] else { return }
        let began = ContinuousClock.now
        let planned = running.wish.targets.map(\.planned)
        switch scope {
        case .everyone: state.active = planned[0]
        case .user, .key: state.personal[scope] = planned[0]
        case .route(let name): state.routes[name] = planned
        }
        if let change = running.change {
            gateway.configure(change, plan: state.plan)
        } else {
            gateway.take(state.plan)
        }
        state.running[number]?.record.flip = .now - began
        gateway.events.publish(
            .route,
            [
                "scope": .string(scope.description), "provider": .string(target.id.provider),
                "model": .string(target.id.model),
            ]
        )
        // What the configuration chose needs no keeping: it is there.
        guard let store, running.wish.by != Self.configuration || scope != .everyone else {
            if let store { writes.yield { try? await store.choose([], for: scope) } }
            return
        }
        let basis = Self.basis(of: state.base)
        let choices = running.wish.targets.map { target in
            SwitchStore.Choice(
                scope: scope,
                provider: target.id.provider,
                model: target.id.model,
                profile: target.profile,
                basis: scope == .everyone ? basis : nil
            )
        }
        writes.yield {
            do { try await store.choose(choices, for: scope) } catch {
                Log.error("switch", "the choice is not kept: after a restart the old one holds again (\(error))")
            }
        }
    }

    // MARK: Draining

    private func drain(_ number: Int, _ target: SwitchTarget, in scope: SwitchScope) {
        let limit = isEmptying(number) ? Self.holdLimit : Self.drainLimit
        loop.spawn { [self] in
            do {
                try await withDeadline(limit) { [gateway] in await gateway.drained(target.id) }
                tellDrained(number, target, in: scope)
                handle(.drained(number), in: scope)
            } catch { handle(.drainExpired(number), in: scope) }
        }
    }

    /// Once a switch is made it runs no more, and its old model has all the time it needs.
    private func isEmptying(_ number: Int) -> Bool { state.withLock { $0.running[number] != nil } }

    private func unload(_ target: SwitchTarget) {
        guard let residency = gateway.provider(named: target.id.provider)?.residency else { return }
        loop.spawn { try? await residency.unload(target.id.model) }
    }

    // MARK: Ending

    private func end(_ number: Int, _ outcome: SwitchOutcome, _ state: inout State) -> [@Sendable () -> Void] {
        guard let running = state.running.removeValue(forKey: number) else { return [] }
        gateway.gate.open(number)
        let edit = passOn(running, outcome, &state)
        var record = running.record
        record.ended = .now
        record.state = outcome.label
        let error = SwitchError(record, outcome)
        record.problem = error?.message
        if case .superseded(let newer?) = outcome, state.running[newer]?.continues.last == number {
            record.continuedBy = newer
        }
        publish(record)
        note(record)
        state.recent.insert(record, at: 0)
        if state.recent.count > 64 { state.recent.removeLast() }
        if let store, outcome != .unchanged {
            writes.yield { [record] in
                do { try await store.add(record) } catch {
                    Log.error("switch", "the switch \(record.number) is not in the history: \(error)")
                }
            }
        }
        let waiting = running.followers + [running.end]
        if let newer = record.continuedBy {
            state.running[newer]?.followers += waiting
            return []
        }
        return [
            { [record] in for end in waiting { end.set(error.map { .failure($0) } ?? .success(record)) } },
            { [self] in if let edit { replaceProviders(edit, keeping: serving(.everyone), why: Self.edited) } },
        ]
    }

    private static let edited = "the configuration was edited before another switch"

    /// An edit is not lost with the switch that was to prove it: one that takes its place brings the edit along. Returns an
    /// edit that was brought along for nothing, and is still to be proven.
    private func passOn(_ running: Running, _ outcome: SwitchOutcome, _ state: inout State) -> ProviderChange? {
        guard let change = running.change else { return nil }
        switch outcome {
        case .switched: return nil
        case .superseded(let newer):
            guard let newer, state.running[newer]?.change == nil else { return nil }
            state.running[newer]?.change = change
            state.running[newer]?.isHeir = true
            return nil
        case .failed, .unchanged, .withdrawn: return running.isHeir || !running.continues.isEmpty ? change : nil
        }
    }

    private func note(_ record: SwitchRecord) {
        let fields: LogFields = [
            "number": .int(record.number), "scope": .string(record.scope.description),
            "from": .string(record.from.map { "\($0)" } ?? "-"), "to": .string("\(record.to)"),
            "by": .string(record.by),
            "why": .string(record.why ?? "-"), "verdict": .string(record.verdict ?? "-"),
        ]
        if let problem = record.problem {
            Log.warning("switch", problem, fields)
        } else {
            Log.info("switch", "\(record.to.id) answers now", fields)
        }
    }
}
