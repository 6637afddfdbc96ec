/// A model's file as it was when somebody asked for it, and how it is loaded: another of these is another model in memory.
struct ModelKey: Hashable, Sendable {
    var path: String
    var stamp: FileStamp
    /// Nil: as many as the machine has cores.
    var threads: Int?
}

/// Which models are in memory, who uses them, and which must leave: a pure state machine.
///
/// A model is loaded once for all who wait for it, and stays for as long as the last request wanted after it is done.
/// Where a new one does not fit, those that nobody uses leave, the one unused for longest first; one that is in use
/// never does.
struct ResidencyLedger: Sendable {
    typealias Instant = ContinuousClock.Instant

    enum Phase: Sendable, Equatable { case loading, ready, leaving }

    struct Entry: Sendable {
        fileprivate(set) var phase = Phase.loading
        /// What the model takes; 0 until that is known.
        fileprivate(set) var bytes = 0
        /// Requests that use it.
        fileprivate(set) var leases = 0
        fileprivate(set) var keepAlive: KeepAlive
        fileprivate(set) var lastUsed: Instant
        /// Somebody asked for it while it was leaving.
        fileprivate var isWantedAgain = false
        /// Its file is no longer the one that is asked for.
        fileprivate var isOutdated = false

        /// When it leaves if nobody asks for it; nil where it does not.
        var deadline: Instant? {
            if isOutdated { return lastUsed }
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
        entry.keepAlive = keepAlive
        defer { entries[key] = entry }
        switch entry.phase {
        case .loading: return .wait
        case .leaving:
            entry.isWantedAgain = true
            return .wait
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

    enum Admission: Sendable, Equatable {
        /// It fits once these, which are leaving, have left.
        case admitted(after: [ModelKey])
        case refused(Shortage)
    }

    struct Shortage: Sendable, Equatable {
        var needed: Int
        /// What would be there with every unused model gone.
        var available: Int
        /// What models in use take.
        var inUse: Int
    }

    /// A model that is being loaded turns out to need so much. `available` is what the machine has to spare now; nil
    /// where it does not tell: then everything fits.
    mutating func admit(_ key: ModelKey, bytes: Int, available: Int?, now: Instant) -> Admission {
        let others = entries.filter { $0.key != key }
        guard entries[key]?.phase == .loading else {
            return .refused(Shortage(needed: bytes, available: 0, inUse: 0))
        }
        guard let available else {
            entries[key]?.bytes = bytes
            return .admitted(after: [])
        }
        // What others have been granted and not yet taken is no longer there; what leaves soon will be.
        let promised = others.values.filter { $0.phase == .loading }.reduce(0) { $0 + $1.bytes }
        let leaving = others.filter { $0.value.phase == .leaving }
        var free = available - promised + leaving.values.reduce(0) { $0 + $1.bytes }
        var victims: [ModelKey] = available - promised >= bytes ? [] : Array(leaving.keys)
        let idle = others.filter { $0.value.phase == .ready && $0.value.leases == 0 }
            .sorted { ($0.value.lastUsed, $0.key.path) < ($1.value.lastUsed, $1.key.path) }
        for (key, entry) in idle where free < bytes {
            victims.append(key)
            free += entry.bytes
        }
        guard free >= bytes else {
            let used = others.values.filter { $0.leases > 0 }.reduce(0) { $0 + $1.bytes }
            return .refused(Shortage(needed: bytes, available: max(0, free), inUse: used))
        }
        for victim in victims { entries[victim]?.phase = .leaving }
        entries[key]?.bytes = bytes
        return .admitted(after: victims)
    }

    /// It is in memory, and so many who waited use it from now on.
    mutating func loaded(_ key: ModelKey, bytes: Int, users: Int, now: Instant) {
        guard entries[key]?.phase == .loading else { return }
        entries[key]?.phase = .ready
        entries[key]?.bytes = bytes
        entries[key]?.leases = users
        entries[key]?.lastUsed = now
    }

    /// What it takes has changed with what its conversations hold.
    mutating func grown(_ key: ModelKey, bytes: Int) {
        if entries[key]?.phase == .ready { entries[key]?.bytes = bytes }
    }

    mutating func failed(_ key: ModelKey) { entries[key] = nil }

    // MARK: Leaving

    /// It shall leave as soon as nobody uses it.
    mutating func dismiss(_ key: ModelKey) { entries[key]?.keepAlive = .duration(.zero) }

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
        guard entry.isWantedAgain else { return false }
        entries[key] = Entry(keepAlive: entry.keepAlive, lastUsed: now)
        return true
    }
}
