import Configuration
import Gateway
import Providers

extension AdmissionLimits {
    /// What the settings say of how many requests may be at work.
    init(_ settings: Settings) {
        self.init()
        turn = settings.memory.turn
        for provider in settings.providers where provider.admission != AdmissionSettings() {
            providers[provider.name] = Limit(provider.admission, orElse: Self.unlimited)
        }
        for (name, limits) in settings.server.keyLimits {
            keys[name] = Limit(limits.admission, orElse: Limit(queue: 0))
            if limits.priority == .batch { priorities[name] = .batch }
        }
    }
}

extension AdmissionLimits.Limit {
    fileprivate init(_ settings: AdmissionSettings, orElse usual: Self) {
        self.init(
            concurrent: settings.maxConcurrent,
            queue: settings.queue ?? usual.queue,
            patience: settings.queueTimeout ?? usual.patience
        )
    }
}

extension ResidencyPlan {
    init(_ settings: Settings) {
        self.init()
        switch settings.memory.budget {
        case .share(let share): budget = .share(share)
        case .bytes(let bytes): budget = .bytes(bytes)
        }
        pinned = Set(settings.memory.pinned + settings.providers.filter(\.isPinned).map(\.name))
        // A few megabytes, without which nothing might be left to answer.
        if BuiltInModel.embedded != nil { pinned.insert("\(ProviderType.native.rawValue)/\(BuiltInModel.name)") }
    }
}
