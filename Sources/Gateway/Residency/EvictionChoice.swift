import Providers

/// Which of the models that nobody uses leave for another, and why these. Pure.
///
/// A model that takes long to load is worth keeping, and the longer it has not been used, the less it is likely to be: what
/// is lost is its load time over the time that it has lain idle. The least loss goes first, and none goes that need not.
struct EvictionChoice: Sendable {
    struct Candidate: Sendable {
        var id: MemoryTenantID
        var title: String
        var memory: MemoryAmount
        var loadTime: Duration?
        var lastUsed: ContinuousClock.Instant
    }

    struct Victim: Sendable, Equatable {
        var id: MemoryTenantID
        var why: String
    }

    private(set) var victims: [Victim] = []
    /// What there would be if all candidates had left.
    let mostFree: MemoryAmount
    let isEnough: Bool

    /// Where nobody has measured it.
    private static let usualLoad = Duration.seconds(2)

    init(
        need: MemoryAmount,
        free: MemoryAmount,
        candidates: [Candidate],
        for asker: String,
        now: ContinuousClock.Instant
    ) {
        mostFree = candidates.reduce(free) { $0 + $1.memory }
        isEnough = need.fits(in: mostFree)
        guard isEnough else { return }
        let ordered = candidates.sorted {
            (Self.loss($0, now), $0.title, $0.id.variant) < (Self.loss($1, now), $1.title, $1.id.variant)
        }
        var chosen: [Candidate] = []
        var room = free
        for candidate in ordered where !need.fits(in: room) {
            chosen.append(candidate)
            room = room + candidate.memory
        }
        // The last one may be so large that those before it can stay, the dearest first.
        for candidate in chosen.reversed() where need.fits(in: room - candidate.memory) {
            room = room - candidate.memory
            chosen.removeAll { $0.id == candidate.id }
        }
        victims = chosen.map { candidate in
            Victim(id: candidate.id, why: Self.why(candidate, need, asker, of: candidates.count, now))
        }
    }

    /// Seconds of loading per second of not being used.
    static func loss(_ candidate: Candidate, _ now: ContinuousClock.Instant) -> Double {
        let idle = max((now - candidate.lastUsed) / .seconds(1), 0.001)
        return (candidate.loadTime ?? usualLoad) / .seconds(1) / idle
    }

    private static func why(
        _ candidate: Candidate,
        _ need: MemoryAmount,
        _ asker: String,
        of count: Int,
        _ now: ContinuousClock.Instant
    ) -> String {
        var why = "\(asker) needs \(need.text); this one was unused for \((now - candidate.lastUsed).inWords)"
        if let loadTime = candidate.loadTime { why += " and loads in \(loadTime.inWords)" }
        return why + (count > 1 ? ": the least loss of \(count) that nobody uses" : "")
    }
}

extension EvictionChoice.Candidate {
    /// What it can spare has been asked back, and is counted already.
    init(_ tenant: MemoryLedger.Tenant, isTrimmed: Bool) {
        var memory = tenant.promised
        if isTrimmed { memory.host -= tenant.spare }
        self.init(
            id: tenant.claim.id,
            title: tenant.claim.title,
            memory: memory,
            loadTime: tenant.loadTime,
            lastUsed: tenant.lastUsed
        )
    }
}

extension MemoryAmount {
    /// `4.1 GB, and 20.0 GB of GPU memory`
    var text: String {
        guard gpu > 0 else { return Self.text(host) }
        return host > 0 ? "\(Self.text(host)), and \(Self.text(gpu)) of GPU memory" : "\(Self.text(gpu)) of GPU memory"
    }

    static func text(_ bytes: Int) -> String {
        guard bytes >= 999_500_000 else { return "\(max(bytes > 0 ? 1 : 0, (bytes + 500_000) / 1_000_000)) MB" }
        let tenths = (bytes + 50_000_000) / 100_000_000
        return "\(tenths / 10).\(tenths % 10) GB"
    }
}

extension Duration {
    /// `350 ms`, `12 s`, `5 min`, `3 h`
    var inWords: String {
        let seconds = self / .seconds(1)
        return switch seconds {
        case ..<0.9995: "\(Int((max(0, seconds) * 1000).rounded())) ms"
        case ..<120: "\(Int(seconds.rounded())) s"
        case ..<7200: "\(Int((seconds / 60).rounded())) min"
        default: "\(Int((seconds / 3600).rounded())) h"
        }
    }
}
