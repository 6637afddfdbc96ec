import Synchronization
import Logging
package import Providers

/// The configuration's part in what names stand for.
///
/// At the start its choice holds, or the one that was made since while it said the same. Later a changed choice is a switch
/// like any other: where it cannot be made, the old model goes on. For that the old provider's object is kept until the
/// changed one has answered.
extension Switchboard {
    /// Who wanted a switch that comes from the configuration.
    static let configuration = "configuration"

    /// What the configuration chose, for comparison.
    static func basis(of plan: RoutePlan) -> String? {
        plan.active.map { "\($0.provider)/\($0.model ?? "")#\($0.profile ?? "")" }
    }

    /// Reads what was chosen before. Called once, before the first `configure`.
    package func restore(_ plan: RoutePlan) async {
        guard let store else { return }
        do {
            let choices = try await store.choices()
            let last = try await store.lastNumber()
            state.withLock { state in
                state.lastNumber = last
                for (scope, choices) in Dictionary(grouping: choices, by: \.scope) {
                    let planned = choices.map { $0.planned(in: plan) }
                    switch scope {
                    case .everyone:
                        if choices[0].basis == Self.basis(of: plan) { state.active = planned[0] }
                    case .user, .key: state.personal[scope] = planned[0]
                    case .route(let name): state.routes[name] = planned
                    }
                }
            }
        } catch { Log.error("switch", "what was chosen before is not known: \(error)") }
    }

    /// Takes providers and routes from the configuration. `why` says where its choice stands.
    package func configure(
        providers: [any Provider],
        plan: RoutePlan,
        why: String? = nil,
        limits: AdmissionLimits = AdmissionLimits(),
        memory: ResidencyPlan = ResidencyPlan(),
        refreshInterval: Duration = .seconds(15)
    ) {
        let change = ProviderChange(
            providers: providers,
            limits: limits,
            memory: memory,
            refreshInterval: refreshInterval
        )
        let isFirst = state.withLock { state in
            defer { state.isConfigured = true }
            guard !state.isConfigured else { return false }
            state.base = plan
            // A choice whose provider is gone is none.
            if let active = state.active, !providers.contains(where: { $0.name == active.provider }) {
                Log.warning("switch", "the chosen model's provider is gone", ["provider": .string(active.provider)])
                state.active = nil
            }
            state.active = state.active ?? plan.active
            gateway.configure(change, plan: state.plan)
            return true
        }
        if !isFirst { reconfigure(change, plan, why) }
    }

    private func reconfigure(_ change: ProviderChange, _ plan: RoutePlan, _ why: String?) {
        let before = serving(.everyone)
        let (isAnotherChoice, pending) = state.withLock { state -> (Bool, Running?) in
            let isAnother = state.base.active != plan.active
            state.base = plan
            return (isAnother, state.machines[.everyone]?.pending.flatMap { state.running[$0.number] })
        }
        guard isAnotherChoice, let wanted = plan.active else {
            // Nobody chooses any more, or the same as before: what serves goes on.
            if isAnotherChoice { settle(nil) }
            return replaceProviders(change, keeping: before, pending: pending)
        }
        let model = wanted.model ?? change.provider(named: wanted.provider)?.defaultModel
        guard let model = model ?? (try? gateway.firstTarget(of: wanted.provider).id.model) else {
            // Its models are not known yet: nothing can be probed, and nothing is lost by looking at what it has.
            settle(wanted)
            return take(change)
        }
        var wish = SwitchWish(
            SwitchTarget(
                ModelID(provider: wanted.provider, model: model),
                profile: wanted.profile,
                parameters: wanted.parameters,
                adapter: wanted.adapter
            ),
            by: Self.configuration,
            why: why
        )
        wish.isForced = true
        prove(wish, change, before)
    }

    /// The choice is the same; the providers may be others. Where that touches the one that serves well, the new one
    /// must answer before it takes its place.
    func replaceProviders(
        _ change: ProviderChange,
        keeping serving: SwitchTarget?,
        pending: Running? = nil,
        why: String? = nil
    ) {
        let target = pending?.record.to ?? serving
        guard let serving, let target, let old = gateway.provider(named: serving.id.provider),
            let new = change.provider(named: target.id.provider), isReplaced(old, change), isWell(serving.id.provider)
        else { return take(change) }
        // A switch that is under way is begun anew, and stays the switch of whoever asked for it.
        let reason = why ?? "the provider \(new.name) was changed"
        var wish = pending?.wish ?? SwitchWish(target, by: Self.configuration, why: reason)
        wish.isForced = true
        prove(wish, change, serving, continuing: pending?.record.number)
    }

    private func prove(
        _ wish: SwitchWish,
        _ change: ProviderChange,
        _ serving: SwitchTarget?,
        continuing earlier: Int? = nil
    ) {
        guard let serving, let old = gateway.provider(named: serving.id.provider), isReplaced(old, change),
            isWell(serving.id.provider)
        else {
            // What serves is among the new providers too: they can come at once.
            take(change)
            _ = begin(wish, change: change, continuing: earlier)
            return
        }
        // The old object stands in for the new one of its name, which runs beside it.
        let place = change.providers.firstIndex { $0.name == old.name }
        var interim = change.providers
        if let place { interim[place] = old } else { interim.append(old) }
        let aside = place.map { [change.providers[$0]] } ?? []
        state.withLock { state in
            var beside = change
            beside.providers = interim
            gateway.configure(beside, aside: aside, plan: state.plan)
        }
        _ = begin(wish, change: change, continuing: earlier)
    }

    private func isReplaced(_ old: any Provider, _ change: ProviderChange) -> Bool {
        !change.providers.contains { $0 === old }
    }

    private func isWell(_ name: String) -> Bool {
        gateway.catalog.providers.first { $0.name == name }?.status == .healthy
    }

    private func take(_ change: ProviderChange) {
        state.withLock { state in
            gateway.configure(change, plan: state.plan)
        }
    }

    /// What everybody's `default` stands for is this at once.
    private func settle(_ target: RouteTarget?) {
        let later = state.withLock { state -> @Sendable () -> Void in
            state.active = target
            let actions = state.machines[.everyone]?.handle(.reset(nil)) ?? []
            state.machines[.everyone] = nil
            return carryOut(actions, in: .everyone, &state)
        }
        later()
    }
}

extension SwitchStore.Choice {
    /// What it leads to now: a profile's parameters are those that it has now.
    fileprivate func planned(in plan: RoutePlan) -> RouteTarget {
        let named = profile.flatMap { plan.routes[$0]?.first }
        var target = RouteTarget(provider: provider, model: model)
        target.profile = profile
        guard let named, named.provider == provider else { return target }
        target.parameters = named.parameters
        target.adapter = named.adapter
        return target
    }
}
