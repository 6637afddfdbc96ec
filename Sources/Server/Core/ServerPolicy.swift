import Configuration
import Synchronization

/// The guards, made ready from one reading of the settings.
final class ServerPolicy: Sendable {
    let hosts: HostGuard
    let origins: OriginGuard
    let keys: KeyGuard
    let opensMetrics: Bool

    /// `boundHost` is what the server listens on, not the settings' `host`, which may have changed since: the guards
    /// must hold for who can really connect.
    init(_ settings: Settings, boundHost: String) {
        hosts = HostGuard(bound: boundHost, allowedHosts: settings.server.allowedHosts)
        origins = OriginGuard(corsOrigins: settings.server.corsOrigins)
        keys = KeyGuard(settings.server.apiKeys, isRequired: !EndpointURL.isLoopback(host: boundHost))
        opensMetrics = !settings.metrics.requiresKey
    }
}

/// The policy of the settings that hold now, made anew only when they have changed.
final class CurrentPolicy: Sendable {
    private let settings: @Sendable () -> LoadedSettings
    private let boundHost: String
    private let made = Mutex<(LoadedSettings, ServerPolicy)?>(nil)

    init(boundHost: String, settings: @escaping @Sendable () -> LoadedSettings) {
        self.boundHost = boundHost
        self.settings = settings
    }

    var value: ServerPolicy {
        let current = settings()
        return made.withLock { made in
            if let (settings, policy) = made, settings === current { return policy }
            let policy = ServerPolicy(current.settings, boundHost: boundHost)
            made = (current, policy)
            return policy
        }
    }
}
