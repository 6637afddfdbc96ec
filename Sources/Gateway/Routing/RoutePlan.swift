/// What the configuration says about names: which models a client's name stands for.
package struct RoutePlan: Sendable, Equatable {
    /// What `default` stands for first. Nil: the first provider that answers.
    package var active: ModelID?
    /// The providers to turn to when those before them cannot be reached, each with its own default model.
    package var fallbackOrder: [String]
    /// Names of the user's own: routes and profiles.
    package var routes: [String: [ModelID]]

    package init(active: ModelID? = nil, fallbackOrder: [String] = [], routes: [String: [ModelID]] = [:]) {
        self.active = active
        self.fallbackOrder = fallbackOrder
        self.routes = routes
    }
}
