#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How far a step goes: up in a line while the averages settle, then down along half a cosine.
public struct LearningRate: Sendable, Equatable {
    /// The most it is.
    public var peak: Double
    /// Steps until the peak.
    public var warmup: Int
    /// The step at which the floor is reached; it stays there.
    public var steps: Int
    /// What is left of the peak at the end.
    public var floor: Double

    /// A schedule of `steps`.
    public init(peak: Double, warmup: Int, steps: Int, floor: Double = 0.1) {
        self.peak = peak
        self.warmup = warmup
        self.steps = steps
        self.floor = floor
    }

    /// The rate of a step, the first of which is 0.
    public func rate(at step: Int) -> Double {
        if step < warmup { return peak * Double(step + 1) / Double(warmup) }
        guard step < steps, steps > warmup else { return peak * floor }
        let part = Double(step - warmup) / Double(steps - warmup)
        return peak * (floor + (1 - floor) * 0.5 * (1 + cos(.pi * part)))
    }
}
