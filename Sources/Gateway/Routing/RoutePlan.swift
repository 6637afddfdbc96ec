package import Configuration

/// What the configuration says about names: which models a client's name stands for.
package struct RoutePlan: Sendable, Equatable {
    /// What `default` stands for first. Nil: the first provider that answers.
    package var active: RouteTarget?
    /// The providers to turn to when those before them cannot be reached, each with its own default model.
    package var fallbackOrder: [String]
    /// Names of the user's own: routes and profiles.
    package var routes: [String: [RouteTarget]]
    /// What is done when a backend fails, and where a route has its own way, by its name.
    package var failover = FailoverPolicy()
    package var failovers: [String: FailoverPolicy] = [:]
    /// When a provider is left alone for a while, where it has its own limits, by its name.
    package var breakers: [String: Breaker.Limits] = [:]
    /// What `default` stands for first, for single users and keys.
    package var personal: [SwitchScope: RouteTarget] = [:]
    /// A part of the requests for `default` goes elsewhere, to see how that does.
    package var trial: TrialSplit?

    package init(
        active: RouteTarget? = nil,
        fallbackOrder: [String] = [],
        routes: [String: [RouteTarget]] = [:]
    ) {
        self.active = active
        self.fallbackOrder = fallbackOrder
        self.routes = routes
    }

    /// Where the adapters lie that models are: those of routes and profiles, and of what was chosen.
    var adapters: [ModelID: String] {
        var adapters: [ModelID: String] = [:]
        for target in [active, trial?.target].compactMap(\.self) + personal.values + routes.values.joined() {
            guard let path = target.adapter, let model = target.model else { continue }
            adapters[ModelID(provider: target.provider, model: model)] = path
        }
        return adapters
    }

    /// What is done when a backend fails that a name stands for.
    package func failover(of name: String) -> FailoverPolicy {
        failovers.isEmpty ? failover : failovers[name] ?? failover
    }
}

/// A model that a name stands for, and how it shall answer where the request does not say.
package struct RouteTarget: Sendable, Equatable {
    package var provider: String
    /// Nil: the provider's default model.
    package var model: String?
    package var parameters: GenerationParameters
    /// The profile that it is of.
    package var profile: String?
    /// Where the adapter lies that the backend must load before it has the model.
    package var adapter: String?

    package init(provider: String, model: String?, parameters: GenerationParameters = GenerationParameters()) {
        self.provider = provider
        self.model = model
        self.parameters = parameters
    }
}

/// A part of the requests for `default` that goes to another model, on trial.
package struct TrialSplit: Sendable, Equatable {
    package enum Arm: Sendable, Equatable { case old, new }

    package var target: RouteTarget
    /// From 0 to 1. Who is in it at 0.05 is in it at 0.1 too.
    package var share: Double
    /// Another one for each trial, so that not the same people are always the first.
    package var salt: UInt64

    func arm(of caller: Caller) -> Arm { caller.place(salt: salt) < share ? .new : .old }
}
