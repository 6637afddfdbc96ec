/// What sequences' keys and values take.
package struct CacheUsage: Sendable, Equatable {
    /// Sequences that are worked on.
    package var running = 0
    package var runningPositions = 0
    /// Sequences that are kept for requests that begin as they do.
    package var kept = 0
    package var keptPositions = 0
    package var bytes = 0

    static func + (one: CacheUsage, other: CacheUsage) -> CacheUsage {
        CacheUsage(
            running: one.running + other.running,
            runningPositions: one.runningPositions + other.runningPositions,
            kept: one.kept + other.kept,
            keptPositions: one.keptPositions + other.keptPositions,
            bytes: one.bytes + other.bytes
        )
    }
}
