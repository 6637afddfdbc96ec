import Configuration
import Gateway
import Logging
import Providers
import Synchronization

/// The providers that the settings ask for. Those whose settings did not change stay the same objects, so that a
/// changed line disturbs nobody else.
final class ProviderSet: Sendable {
    private let made = Mutex<[(settings: ProviderSettings, provider: any Provider)]>([])
    private let environment: ProviderEnvironment

    init(environment: ProviderEnvironment) { self.environment = environment }

    /// Makes what is new. One that cannot be made is left out, and the log says why.
    func providers(for settings: Settings) -> [any Provider] {
        made.withLock { made in
            var next: [(settings: ProviderSettings, provider: any Provider)] = []
            for wanted in settings.providers {
                if let same = made.first(where: { $0.settings.isServedAlike(wanted) }) {
                    next.append(same)
                    continue
                }
                do {
                    next.append((wanted, try ProviderRegistry.provider(for: wanted, in: environment)))
                } catch {
                    Log.error("providers", "\(error)", ["provider": .string(wanted.name)])
                }
            }
            made = next
            return next.map(\.provider)
        }
    }
}

extension ProviderSettings {
    /// Whether the same provider serves both: how many requests it is given, and whether its models stay, is not its affair.
    fileprivate func isServedAlike(_ other: ProviderSettings) -> Bool {
        var one = self
        one.admission = other.admission
        one.isPinned = other.isPinned
        return one == other
    }
}

extension RoutePlan {
    /// What the settings say about names.
    init(_ settings: Settings) {
        self.init(fallbackOrder: settings.fallbackOrder)
        failover = FailoverPolicy(settings.failover)
        failovers = settings.routeFailover.mapValues { FailoverPolicy($0, otherwise: settings.failover) }
        for provider in settings.providers { breakers[provider.name] = Breaker.Limits(provider) }
        for profile in settings.profiles {
            let target = RouteTarget(profile)
            routes[profile.name] = [target]
            if let version = profile.version, !profile.name.hasSuffix(version) {
                routes["\(profile.name)_\(version)"] = [target]
            }
        }
        for route in settings.routes {
            routes[route.name] = route.targets.map { target in
                if let name = target.profile, let profile = settings.profile(name) { return RouteTarget(profile) }
                return RouteTarget(provider: target.provider, model: target.model)
            }
        }
        if let name = settings.selection.profile, let profile = settings.profile(name) {
            active = RouteTarget(profile)
        } else if settings.selection.isChosen, let provider = settings.selection.provider {
            active = RouteTarget(provider: provider, model: settings.selection.model)
        }
    }
}

extension FailoverPolicy {
    fileprivate init(_ settings: FailoverSettings, otherwise common: FailoverSettings = FailoverSettings()) {
        self.init()
        attempts = settings.attempts ?? common.attempts ?? attempts
        deadline = settings.deadline ?? common.deadline
        hedgeAfter = (settings.hedgeAfter ?? common.hedgeAfter).flatMap { $0 > .zero ? $0 : nil }
        switch settings.afterFirstToken ?? common.afterFirstToken {
        case .error?: afterFirstToken = .error
        case .continue?, nil: break
        }
    }
}

extension Breaker.Limits {
    /// Nil where the provider's type decides.
    fileprivate init?(_ settings: ProviderSettings) {
        let isUsual = settings.breakerFailures == nil && settings.breakerCooldown == .seconds(5)
        if isUsual || (settings.breakerFailures == nil && settings.type == .native) { return nil }
        self.init()
        failures = settings.breakerFailures ?? failures
        cooldown = settings.breakerCooldown
        longestCooldown = settings.breakerCooldown * 12
    }
}

extension RouteTarget {
    fileprivate init(_ profile: ProfileSettings) {
        self.init(provider: profile.provider, model: profile.model, parameters: profile.parameters)
        self.profile = profile.name
        adapter = profile.adapter
        // An adapter is a model of its own, under its profile's name where it has no other.
        if adapter != nil, model == nil { model = profile.name }
    }
}

extension Selection {
    /// Whether somebody chose it, rather than Martlet taking the first there is.
    fileprivate var isChosen: Bool {
        switch origin {
        case .builtIn, .derived: false
        case .file, .dotEnv, .environment, .commandLine: true
        }
    }
}
