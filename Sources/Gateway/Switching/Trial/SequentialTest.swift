/// Whether something happens more often than it may: a test that may be looked at after every single observation.
///
/// It is a mixture sequential probability ratio test, kept as an e-process. `limit` is how often the event may happen. For
/// each of several higher rates, and for each observation from which that rate might have begun to hold, a likelihood
/// ratio against `limit` runs; the evidence is their weighted mean. While the true rate is at most `limit` that is a
/// non-negative supermartingale that starts at 1, so that it ever reaches `1/alpha` with a probability of at most `alpha`,
/// however often one looks and whenever one stops (Ville's inequality). The mixture over beginnings is what lets a model
/// that was well for an hour be caught a few failures after it falls ill.
struct SequentialTest: Sendable {
    private(set) var observations = 0
    private(set) var hits = 0
    /// Of each alternative rate: the weighted ratios of all beginnings so far.
    private var ratios: [Double]
    private let shares: [Double]

    /// The alternatives, as parts of the way from the limit to certainty.
    private static let parts = [0.01, 0.03, 0.1, 0.3, 0.6, 0.9]

    init() {
        shares = Self.parts
        ratios = shares.map { _ in 0 }
    }

    /// `limit` may differ from one observation to the next, as long as it is known before.
    mutating func observe(_ isHit: Bool, limit: Double) {
        let limit = min(max(limit, 1e-6), 1 - 1e-6)
        observations += 1
        if isHit { hits += 1 }
        // The weights 1/(n(n+1)) sum up to 1: beginnings that nobody has seen yet hold the rest.
        let weight = 1 / (Double(observations) * Double(observations + 1))
        for index in ratios.indices {
            let rate = limit + (1 - limit) * shares[index]
            let ratio = isHit ? rate / limit : (1 - rate) / (1 - limit)
            ratios[index] = min((ratios[index] + weight) * ratio, 1e100)
        }
    }

    /// How much speaks for a rate above the limit: 1 says nothing, 100 is wrong once in a hundred trials.
    var evidence: Double {
        ratios.reduce(0, +) / Double(ratios.count) + 1 / Double(observations + 1)
    }
}
