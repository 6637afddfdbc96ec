import Foundation
import Logging
import Synchronization

/// The settings that hold now. Files that change are read again; what cannot be read changes nothing.
///
/// `current` looks at the files by itself, at most every 2 ms: a request that comes 2 ms after a change sees it. Only
/// a file that was emptied or removed is believed 50 ms later, because that is what a file being written looks like.
package final class SettingsStore: Sendable {
    /// How often `current` looks at the files.
    package static let lookInterval = Duration.milliseconds(2)

    private let sources: ConfigurationSources?
    private let state: Mutex<State>
    private let watching: Mutex<Watching>
    private let nextLook: Atomic<UInt64>
    private let watcher = Mutex<SettingsWatcher?>(nil)
    private let clock: @Sendable () -> UInt64

    private struct State {
        var loaded: LoadedSettings
        var error: ConfigurationError?
        var subscribers: [Int: @Sendable (SettingsChange) -> Void] = [:]
        var nextSubscriber = 0
    }

    /// Held while files are read and subscribers are told, so that this happens in order.
    private struct Watching {
        var files: SourceFiles
        var detector: ChangeDetector
    }

    /// Settings that never change.
    package convenience init(fixed settings: Settings) {
        self.init(LoadedSettings(settings: settings), SourceFiles(), nil, clock: { 0 })
    }

    /// Reads the sources, which blocks.
    package convenience init(sources: ConfigurationSources) throws(ConfigurationError) {
        try self.init(sources: sources, clock: Self.monotonicNanoseconds)
    }

    convenience init(
        sources: ConfigurationSources,
        clock: @escaping @Sendable () -> UInt64
    ) throws(ConfigurationError) {
        let files = SourceFiles.read(sources)
        self.init(try SettingsLoader.load(files, from: sources), files, sources, clock: clock)
    }

    private init(
        _ loaded: LoadedSettings,
        _ files: SourceFiles,
        _ sources: ConfigurationSources?,
        clock: @escaping @Sendable () -> UInt64
    ) {
        self.sources = sources
        self.clock = clock
        state = Mutex(State(loaded: loaded))
        let now = clock()
        watching = Mutex(Watching(files: files, detector: ChangeDetector(known: files.signatures, at: now)))
        nextLook = Atomic(sources == nil ? .max : now)
        hideSecrets(of: loaded.settings)
    }

    deinit { stopWatching() }

    // MARK: Reading

    /// What holds now. Costs a lock, and every 2 ms two looks at the file system.
    package var current: LoadedSettings {
        if nextLook.load(ordering: .relaxed) != .max { look() }
        return state.withLock { $0.loaded }
    }

    /// Why the files as they are now are not taken; nil when they are.
    package var lastReloadError: ConfigurationError? { state.withLock { $0.error } }

    /// Calls back after each change of a file, as long as the subscription is kept. By then `current` is what the
    /// subscriber is told of.
    ///
    /// It is called on the thread that noticed, which may be a loop's: it must not block, and must not call `reload`.
    package func subscribe(_ body: @escaping @Sendable (SettingsChange) -> Void) -> SettingsSubscription {
        let id = state.withLock { state in
            state.nextSubscriber += 1
            state.subscribers[state.nextSubscriber] = body
            return state.nextSubscriber
        }
        return SettingsSubscription { [weak self] in
            _ = self?.state.withLock { $0.subscribers.removeValue(forKey: id) }
        }
    }

    /// Reads the files now, whether or not they seem to have changed. Throws why they are not taken.
    @discardableResult
    package func reload() throws(ConfigurationError) -> LoadedSettings {
        if let sources { watching.withLock { reread(sources, &$0) } }
        let (loaded, error) = state.withLock { ($0.loaded, $0.error) }
        if let error { throw error }
        return loaded
    }

    // MARK: Watching

    /// Looks at the files every 250 ms on a thread of its own, so that subscribers hear of a change although nobody
    /// asks for `current`.
    package func startWatching() {
        guard sources != nil else { return }
        watcher.withLock { watcher in
            guard watcher == nil else { return }
            watcher = SettingsWatcher(every: .milliseconds(250)) { [weak self] in self?.look() }
        }
    }

    package func stopWatching() {
        let stopped = watcher.withLock { watcher in
            defer { watcher = nil }
            return watcher
        }
        stopped?.stop()
    }

    /// Looks at the files if that was not done just now, and reads them if they changed. Whoever comes while another
    /// thread does so goes on with what holds.
    private func look() {
        let now = clock()
        guard let sources, now >= nextLook.load(ordering: .relaxed) else { return }
        _ = watching.withLockIfAvailable { watching in
            guard now >= nextLook.load(ordering: .relaxed) else { return }
            nextLook.store(now &+ UInt64(Self.lookInterval / .nanoseconds(1)), ordering: .relaxed)
            let signatures = SourceFiles.signatures(sources)
            if watching.detector.look(signatures, at: now) == .read { reread(sources, &watching) }
        }
    }

    private func reread(_ sources: ConfigurationSources, _ watching: inout Watching) {
        let files = SourceFiles.read(sources)
        watching.detector.didRead(files.signatures, at: clock())
        guard !files.saysTheSame(as: watching.files) else { return }
        watching.files = files
        let result = Result { () throws(ConfigurationError) in try SettingsLoader.load(files, from: sources) }
        let (change, subscribers) = state.withLock { state -> (SettingsChange, [@Sendable (SettingsChange) -> Void]) in
            let subscribers = state.subscribers.sorted { $0.key < $1.key }.map(\.value)
            switch result {
            case .success(let loaded):
                state.loaded = loaded.numbered(state.loaded.generation + 1)
                state.error = nil
                return (.changed(state.loaded), subscribers)
            case .failure(let error):
                state.error = error
                return (.rejected(error), subscribers)
            }
        }
        if case .changed(let loaded) = change { hideSecrets(of: loaded.settings) }
        for subscriber in subscribers { subscriber(change) }
    }

    /// Tells the log what it must never show, should some other program's output hold it.
    private func hideSecrets(of settings: Settings) {
        for provider in settings.providers {
            if let key = provider.apiKey { Secrets.hide(key.reveal()) }
        }
        if let url = settings.storage.databaseURL { Secrets.hide(url.reveal()) }
    }

    private static func monotonicNanoseconds() -> UInt64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }
}

extension SourceFiles {
    /// Whether reading them comes to the same.
    fileprivate func saysTheSame(as other: SourceFiles) -> Bool {
        yaml == other.yaml && dotEnv == other.dotEnv && problems == other.problems
    }
}

/// What came of a changed file.
package enum SettingsChange: Sendable {
    case changed(LoadedSettings)
    /// It is wrong, and what held before still holds.
    case rejected(ConfigurationError)
}

/// As long as it is kept, the subscriber is called.
package final class SettingsSubscription: Sendable {
    private let end: @Sendable () -> Void

    init(end: @escaping @Sendable () -> Void) { self.end = end }

    deinit { end() }
}
