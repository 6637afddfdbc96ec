package import Foundation
package import Providers

/// What is known of every provider: from memory, so that asking never waits for a backend.
package struct Catalog: Sendable {
    package var providers: [ProviderState]
    /// What `default` resolves to now.
    package var active: ModelID?
    /// The configured names (routes and profiles), and what each resolves to now.
    package var routes: [String: ModelID]

    package init(providers: [ProviderState] = [], active: ModelID? = nil, routes: [String: ModelID] = [:]) {
        self.providers = providers
        self.active = active
        self.routes = routes
    }
}

package struct ProviderState: Sendable {
    package enum Status: String, Sendable {
        /// Not asked yet.
        case unknown
        case healthy
        case unhealthy
    }

    package var name: String
    package var type: String
    package var status: Status
    /// Why it is unhealthy.
    package var problem: String?
    package var models: [ModelInfo]
    package var features: Features
    package var checked: Date?
    package var breaker = Breaker.Phase.closed
    /// Whether the bare names of its models are another provider's, where that has them too.
    package var yieldsNames = false

    package init(name: String, type: String, status: Status, features: Features, models: [ModelInfo] = []) {
        self.name = name
        self.type = type
        self.status = status
        self.features = features
        self.models = models
    }
}
