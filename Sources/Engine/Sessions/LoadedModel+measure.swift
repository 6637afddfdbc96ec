import CSystem

extension LoadedModel {
    /// What was measured of a model: how fast it takes in a prompt, and how fast it goes on from there.
    package struct Speed: Sendable, Equatable {
        package var promptTokens: Int
        package var promptSeconds: Double
        package var newTokens: Int
        package var newSeconds: Double
    }

    /// Takes in `prompt` random tokens behind `depth` others, and goes on by `new` more, one by one. Blocks until then.
    ///
    /// Tokens are not drawn but given: it is the model's speed alone.
    package func measure(prompt: Int, new: Int, depth: Int = 0) throws(EngineError) -> Speed {
        var random = RandomSource(seed: 1)
        func tokens(_ count: Int) -> [Int] {
            (0..<count).map { _ in Int(random.next() % UInt64(blueprint.vocabularySize)) }
        }
        let session = try makeSession()
        if depth > 0 { try session.prefill(tokens(depth)) }
        let promptTokens = tokens(prompt)
        let newTokens = tokens(new)
        let start = martlet_monotonic_ns()
        if prompt > 0 { try session.prefill(promptTokens) }
        let middle = martlet_monotonic_ns()
        for token in newTokens { try session.decode(token) }
        let end = martlet_monotonic_ns()
        return Speed(
            promptTokens: prompt,
            promptSeconds: Double(middle - start) / 1e9,
            newTokens: new,
            newSeconds: Double(end - middle) / 1e9
        )
    }
}
