/// One reading of all sources: what they say, where each value came from, and what is odd. It never changes.
package final class LoadedSettings: Sendable {
    package let settings: Settings
    /// Every key that has a value, in the order of the reference; secrets are masked.
    package let effective: [EffectiveValue]
    /// What is not wrong, but probably not meant.
    package let warnings: [Problem]
    /// What was looked for in the environment, and whether it was there.
    package let discoveries: [Discovery]
    /// What this program's own commands show a server of these settings, if it asks for a key.
    package let callersKey: Secret?
    /// Counts up with each reading that a `SettingsStore` takes.
    package let generation: Int

    package init(
        settings: Settings,
        effective: [EffectiveValue] = [],
        warnings: [Problem] = [],
        discoveries: [Discovery] = [],
        callersKey: Secret? = nil,
        generation: Int = 0
    ) {
        self.settings = settings
        self.effective = effective
        self.warnings = warnings
        self.discoveries = discoveries
        self.callersKey = callersKey
        self.generation = generation
    }

    func numbered(_ generation: Int) -> LoadedSettings {
        LoadedSettings(
            settings: settings,
            effective: effective,
            warnings: warnings,
            discoveries: discoveries,
            callersKey: callersKey,
            generation: generation
        )
    }
}

/// A line of the effective configuration.
package struct EffectiveValue: Sendable, Equatable {
    /// `llm.providers.ollama.model`
    package var key: String
    /// As it would be written in YAML; secrets are masked.
    package var value: String
    package var origin: Origin
}

/// A backend that the environment may tell of.
package struct Discovery: Sendable, Equatable {
    package var type: ProviderType
    package var found: Bool
    /// `OPENAI_API_KEY is not set`
    package var explanation: String
}
