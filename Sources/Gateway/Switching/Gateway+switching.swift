import Providers
import Synchronization

/// What switching needs of the gateway.
extension Gateway {
    /// Routes go this way from the next request on: one write.
    package func take(_ plan: RoutePlan) { state.withLock { $0.follow(plan) } }

    /// What a name leads to first, and how it shall answer, whoever asks.
    package func firstTarget(of name: String) throws(GatewayError) -> RouteTable.Target {
        guard let target = try state.withLock({ $0.routes }).resolve(name).first else {
            throw GatewayError(.noBackend, "'\(name.prefix(200))' leads nowhere", status: 503, label: "no_backend")
        }
        return target
    }

    /// How many requests a model is at work on.
    package func inFlight(of id: ModelID) -> Int { backend(id.provider)?.inFlight(of: id.model) ?? 0 }

    /// Returns when no request is at work on the model, or the task is cancelled.
    func drained(_ id: ModelID) async { await backend(id.provider)?.drained(id.model) }

    /// How large a model is, where its provider tells.
    func size(of id: ModelID) -> Int? {
        catalog.providers.first { $0.name == id.provider }?.models.first { $0.id == id.model }?.sizeInBytes
    }

    /// Takes all that a changed configuration says, limits and memory with it.
    func configure(_ change: Switchboard.ProviderChange, aside: [any Provider] = [], plan: RoutePlan) {
        configure(
            providers: change.providers,
            aside: aside,
            plan: plan,
            limits: change.limits,
            memory: change.memory,
            refreshInterval: change.refreshInterval
        )
    }
}
