/// A model's file as it was when somebody asked for it, and how it is loaded: another of these is another model in memory.
struct ModelKey: Hashable, Sendable {
    var path: String
    var stamp: FileStamp
    /// Nil: as many as the machine has cores.
    var threads: Int?

    /// The same file is one source, however it is loaded.
    var tenant: MemoryTenantID {
        let time = "\(stamp.inode).\(stamp.size).\(stamp.seconds).\(stamp.nanoseconds)"
        return MemoryTenantID(source: path, variant: threads.map { "\(time) with \($0) threads" } ?? time)
    }
}

/// Which models are in memory, who uses them, and when they leave: a pure state machine.
///
/// A model is loaded once for all who wait for it, and stays for as long as the last request wanted after it is done, or
/// until its memory is needed for another (`MemoryKeeper` decides that). One that is in use never leaves.
struct ResidencyLedger: Sendable {
    typealias Instant = ContinuousClock.Instant

    enum Phase: Sendable, Equatable { case loading, ready, leaving }

    struct Entry: Sendable {
        fileprivate(set) var phase = Phase.loading
        /// Requests that use it.
        fileprivate(set) var leases = 0
        fileprivate(set) var keepAlive: KeepAlive
        fileprivate(set) var lastUsed: Instant
        /// Somebody asked for it while it was leaving: how long it is to be kept then.
        fileprivate var wantedAgain: KeepAlive?
        /// Its file is no longer the one that is asked for.
        fileprivate var isOutdated = false
        /// Somebody wants it gone.
        fileprivate var isDismissed = false
        /// It stays however long nobody asks for it.
        fileprivate(set) var isPinned = false

        /// When it leaves if nobody asks for it; nil where it does not.
        var deadline: Instant? {
            if isOutdated || isDismissed { return lastUsed }
            if isPinned { return nil }
            guard case .duration(let duration) = keepAlive else { return nil }
            return lastUsed + min(max(duration, .zero), .seconds(1_000_000_000))
        }
    }

    private(set) var entries: [ModelKey: Entry] = [:]

    // MARK: Asking

    enum Acquisition: Sendable, Equatable {
        /// It is there, and one more uses it.
        case granted
        /// It is being loaded, or will be once it has left.
        case wait
        /// The caller shall load it.
        case load
    }

    mutating func acquire(_ key: ModelKey, keepAlive: KeepAlive, now: Instant) -> Acquisition {
        for other in entries.keys where other.path == key.path && other.stamp != key.stamp {
            entries[other]?.isOutdated = true
        }
        guard var entry = entries[key] else {
            entries[key] = Entry(keepAlive: keepAlive, lastUsed: now)
            return .load
        }
        // One that leaves has its reason, which is no longer whoever comes now to change.
        if entry.phase == .leaving {
            entries[key]?.wantedAgain = keepAlive
            return .wait
        }
        entry.keepAlive = keepAlive
        entry.isDismissed = false
        defer { entries[key] = entry }
        switch entry.phase {
        case .loading, .leaving: return .wait
        case .ready:
            entry.leases += 1
            entry.lastUsed = now
            return .granted
        }
    }

    mutating func release(_ key: ModelKey, now: Instant) {
        guard let leases = entries[key]?.leases, leases > 0 else { return }
        entries[key]?.leases = leases - 1
        entries[key]?.lastUsed = now
    }

    // MARK: Loading

    /// It is in memory, and so many who waited use it from now on.
    mutating func loaded(_ key: ModelKey, users: Int, now: Instant) {
        guard entries[key]?.phase == .loading else { return }
        entries[key]?.phase = .ready
        entries[key]?.leases = users
        entries[key]?.lastUsed = now
    }

    mutating func pin(_ key: ModelKey, _ isPinned: Bool) { entries[key]?.isPinned = isPinned }

    mutating func failed(_ key: ModelKey) { entries[key] = nil }

    // MARK: Leaving

    /// It shall leave as soon as nobody uses it.
    mutating func dismiss(_ key: ModelKey) { entries[key]?.isDismissed = true }

    /// Whether it goes when nobody uses it, unless somebody asks for it before.
    func isToLeave(_ key: ModelKey) -> Bool {
        entries[key].map { $0.phase == .leaving || $0.isDismissed || $0.isOutdated } ?? false
    }

    /// Its memory is needed. False where it is in use, or not yet there: then it stays.
    mutating func leave(_ key: ModelKey) -> Bool {
        guard let entry = entries[key], entry.phase != .loading, entry.leases == 0 else { return false }
        entries[key]?.phase = .leaving
        return true
    }

    /// Why it leaves when nobody needs its memory.
    func reason(_ key: ModelKey) -> String {
        guard let entry = entries[key] else { return "it has gone" }
        if entry.isOutdated { return "its file has been replaced" }
        if entry.isDismissed { return "it was asked to leave" }
        guard case .duration(let time) = entry.keepAlive, time > .zero else { return "it was not to be kept" }
        return "nobody asked for it for \(time.formatted), its keep_alive"
    }

    /// Whether the model shall leave now. If so it takes no new users.
    mutating func mayLeave(_ key: ModelKey, now: Instant) -> Bool {
        guard let entry = entries[key] else { return true }
        switch entry.phase {
        case .leaving: return true
        case .loading: return false
        case .ready:
            guard entry.leases == 0, let deadline = entry.deadline, deadline <= now else { return false }
            entries[key]?.phase = .leaving
            return true
        }
    }

    /// It has left. Returns whether somebody waits for it to be loaded again.
    mutating func left(_ key: ModelKey, now: Instant) -> Bool {
        guard let entry = entries.removeValue(forKey: key) else { return false }
        guard let keepAlive = entry.wantedAgain else { return false }
        entries[key] = Entry(keepAlive: keepAlive, lastUsed: now)
        return true
    }
}

extension Duration {
    /// `5 min`, `90 s`, `40 ms`
    fileprivate var formatted: String {
        let milliseconds = Int(self / .milliseconds(1))
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        return milliseconds % 60_000 == 0 ? "\(milliseconds / 60_000) min" : "\(milliseconds / 1000) s"
    }
}
