import Gateway
import Providers

extension Metrics {
    /// What the built-in engine's conversations hold: those that are answered, and those that are kept for requests that
    /// begin alike.
    func readCaches(of models: ResidentModels) {
        let figures: [(String, String, @Sendable (CacheUsage) -> Int)] = [
            ("running_sequences", "Sequences that the built-in engine is working on.", { $0.running }),
            ("running_positions", "Cache positions of these, in whole blocks.", { $0.runningPositions }),
            ("kept_sequences", "Ended sequences that are kept for requests that begin alike.", { $0.kept }),
            ("kept_positions", "Cache positions of these, in whole blocks.", { $0.keptPositions }),
            ("cache_bytes", "What all these positions take.", { $0.bytes }),
        ]
        for (name, help, figure) in figures {
            read("martlet_native_" + name, help) { Double(figure(models.cacheUsage)) }
        }
    }
}
