/// How long requests are at work, and so when one who is turned away should come again. Pure.
///
/// Each who is turned away is given a later time than the one before, as if it held a ticket: to all the same would bring
/// all back together, to be turned away again.
struct ServiceTimes: Sendable {
    typealias Instant = ContinuousClock.Instant

    private var mean: Duration?
    /// Until when places have been promised to those who were turned away.
    private var promised: Instant?

    /// What the newest counts for.
    private static let weight = 0.2
    private static let shortest = Duration.seconds(1)
    private static let longest = Duration.seconds(600)
    /// Where nothing has been measured.
    private static let unknown = Duration.seconds(5)

    mutating func note(_ time: Duration) {
        guard let mean else { return self.mean = time }
        self.mean = mean + (time - mean) * Self.weight
    }

    /// About how long it takes until so many of `concurrent` places are free; nil where nothing has been measured.
    func expected(places: Int, of concurrent: Int) -> Duration? {
        mean.map { $0 * places / max(1, concurrent) }
    }

    /// When to come again.
    mutating func advice(places: Int, of concurrent: Int, now: Instant) -> Duration {
        guard let step = expected(places: 1, of: concurrent) else { return Self.unknown }
        let free = now + step * max(1, places)
        let time = max(free, promised.map { $0 + step } ?? free)
        let advice = min(max(time - now, Self.shortest), Self.longest)
        promised = min(time, now + Self.longest)
        return advice
    }
}
