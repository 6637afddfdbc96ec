/// One request of a trial that has ended.
struct TrialSample: Sendable, Equatable {
    var arm: TrialSplit.Arm
    var failed: Bool
    /// Until its first token; nil where there was none.
    var firstToken: Duration?
    var total: Duration?
}

/// The middle of what the old model does, from its last requests.
struct RecentTimes: Sendable {
    private var times: [Duration] = []
    private var next = 0
    private static let most = 512
    /// With fewer than this many nothing is compared.
    static let least = 20

    var count: Int { times.count }

    mutating func add(_ time: Duration) {
        if times.count < Self.most { times.append(time) } else { times[next] = time }
        next = (next + 1) % Self.most
    }

    /// Nil where there are too few.
    func percentile(_ part: Double) -> Duration? {
        guard times.count >= Self.least else { return nil }
        let sorted = times.sorted()
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }
}
