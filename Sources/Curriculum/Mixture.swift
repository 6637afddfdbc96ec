/// Several sources in one, by weights that change as it goes on. Neighbours (2n and 2n + 1) are of one source, which keeps the
/// pairs of `ReadingSource` together.
struct Mixture: ExampleSource {
    let seed: UInt64
    let sources: [any ExampleSource]
    /// The weights of the first examples, and of those from `settled` on.
    let early: [Int]
    let late: [Int]
    let settled: UInt64

    var count: UInt64? { nil }

    func example(_ number: UInt64) -> Example {
        var dice = Dice(seed: seed &+ 0xABCD, number: number / 2)
        let choice = dice.weighted(number < settled ? early : late)
        return sources[choice].example(number)
    }

    /// What the built-in model learns from.
    static func builtIn(seed: UInt64) -> Mixture {
        Mixture(
            seed: seed,
            sources: [
                ReadingSource(seed: seed &+ 1), InstructionSource(seed: seed &+ 2), AboutSource(seed: seed &+ 3),
                CopyingSource(seed: seed &+ 4),
            ],
            early: [58, 6, 8, 28],
            late: [76, 9, 13, 2],
            settled: 8_000
        )
    }
}
