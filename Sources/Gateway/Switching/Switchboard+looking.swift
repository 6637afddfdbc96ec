import Synchronization

/// What is known of switches, and what names can be switched to.
extension Switchboard {
    /// Those under way, and then those that have ended, the newest first.
    package func history(_ scope: SwitchScope?, before number: Int?, limit: Int) async throws -> [SwitchRecord] {
        let running = unended.reversed().filter { record in
            (scope == nil || record.scope == scope) && record.number < number ?? .max
        }
        // Where nothing changed there is no history; who asked is told all the same, by `record`.
        let recent = state.withLock { $0.recent }.filter { record in
            record.state != SwitchOutcome.unchanged.label && (scope == nil || record.scope == scope)
                && record.number < number ?? .max
        }
        var known = Array(running) + recent
        if let store {
            let numbers = Set(known.map(\.number))
            known += try await store.history(scope, before: number, limit: limit).filter {
                !numbers.contains($0.number)
            }
        }
        return Array(known.sorted { $0.number > $1.number }.prefix(limit))
    }

    /// One switch, under way or ended.
    package func record(_ number: Int) async throws -> SwitchRecord? {
        let known = unended + state.withLock { $0.recent }
        if let record = known.first(where: { $0.number == number }) { return record }
        return try await history(nil, before: number + 1, limit: 1).first { $0.number == number }
    }

    /// What served before the last switch of a scope, under the parameters that it has now.
    package func previous(_ scope: SwitchScope) async throws -> SwitchTarget? {
        let recent = state.withLock { $0.recent }.first { $0.scope == scope && $0.state == "switched" }
        var found = recent?.from
        if recent == nil { found = try await store?.previous(scope) }
        guard let found else { return nil }
        guard let profile = found.profile, let target = try? target(named: profile), target.id == found.id else {
            return found
        }
        return target
    }

    /// A profile, a route, `provider/model`, or a model's bare name.
    package func target(named name: String) throws(GatewayError) -> SwitchTarget {
        if let planned = state.withLock({ $0.plan.routes[name]?.first }), let target = target(planned) {
            var target = target
            target.profile = target.profile ?? name
            return target
        }
        let target = try gateway.firstTarget(of: name)
        return SwitchTarget(target.id, parameters: target.parameters)
    }

    package func hasProvider(_ name: String) -> Bool { gateway.provider(named: name) != nil }

    /// The names of the user's own, each with what it leads to.
    package var routes: [String: [String]] {
        state.withLock { $0.plan.routes }.mapValues { targets in
            targets.map { target in target.model.map { "\(target.provider)/\($0)" } ?? target.provider }
        }
    }

    /// What one user or key has chosen for itself; nil where it follows everybody's choice.
    package func choice(of scope: SwitchScope) -> SwitchTarget? {
        state.withLock { $0.personal[scope] }.flatMap(target)
    }

    /// What everybody's `default` was chosen to be; nil where it is whatever answers first.
    package var chosen: SwitchTarget? { state.withLock { $0.active } == nil ? nil : serving(.everyone) }
}
