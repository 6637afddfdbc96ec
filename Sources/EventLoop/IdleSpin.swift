/// Whether a loop that has nothing to do should look again and again for a moment, before it sleeps.
///
/// Waking a sleeping core takes tens of microseconds, and it wakes with cold caches. Where the last waits were all shorter
/// than that, the next one most likely is, and is sat out awake: so a client that asks again as soon as it has its answer finds
/// the loop at work. A loop that waits for people, or for models at their usual pace, always sleeps.
struct IdleSpin: Equatable, Sendable {
    /// The longest that a loop looks in vain, in nanoseconds.
    static let longest: UInt64 = 60_000
    /// Where giving way takes longer, another thread has need of the core: that is no time to look.
    static let longestYield: UInt64 = 8_000
    /// How many waits in succession must have been short.
    private static let leastShort = 8
    private static let longestBan = 1024

    private var shortWaits = 0
    /// Waits that are still slept through, whatever they are like, because looking was in vain.
    private var banned = 0
    private var ban = 1

    /// Whether the coming wait is to be sat out awake, for as long as `longest`.
    var isWorthwhile: Bool { banned == 0 && shortWaits >= Self.leastShort }

    /// Something came while the loop looked for it.
    mutating func found() { ban = 1 }

    /// The loop looked in vain. Something on this core may have needed it to get on: each time it is given longer.
    mutating func lookedInVain() {
        shortWaits = 0
        banned = ban
        ban = min(2 * ban, Self.longestBan)
    }

    /// The loop slept, and was awake again so many nanoseconds later.
    mutating func slept(for duration: UInt64) {
        banned = max(0, banned - 1)
        shortWaits = duration <= Self.longest ? min(shortWaits + 1, Self.leastShort) : 0
    }
}
