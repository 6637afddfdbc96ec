package import Foundation
package import Providers

/// What is known of every provider: from memory, so that asking never waits for a backend.
package struct Catalog: Sendable {
    package var providers: [ProviderState]
    /// What `default` resolves to now.
    package var active: ModelID?

    package init(providers: [ProviderState] = [], active: ModelID? = nil) {
        self.providers = providers
        self.active = active
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

    package init(name: String, type: String, status: Status, features: Features, models: [ModelInfo] = []) {
        self.name = name
        self.type = type
        self.status = status
        self.features = features
        self.models = models
    }
}
