package import Grammars

/// Draws tokens from logits. It is a value: a copy goes on from the same state to the same text.
package struct Sampler: Sendable {
    package struct Sample: Sendable, Equatable {
        package let token: Int
        /// Of the model's own distribution, before anything was done to it; nil unless asked for.
        package let logProbability: Float?
        /// The likeliest tokens, likeliest first.
        package let likeliest: [Likelihood]
    }

    package struct Likelihood: Sendable, Equatable {
        package let token: Int
        package let logProbability: Float
    }

    package let parameters: SamplingParameters
    private var random: RandomSource
    private var history: History
    private var candidates = Candidates()

    package init(_ parameters: SamplingParameters) throws(EngineError) {
        try parameters.check()
        self.parameters = parameters
        random = RandomSource(seed: parameters.seed ?? UInt64.random(in: 0 ... .max))
        history = History(window: parameters.penaltyWindow)
    }

    /// Counts tokens among the last ones that penalties look at, as those of a prompt. Drawn tokens are counted already.
    package mutating func note(_ tokens: some Sequence<Int>) {
        for token in tokens { history.append(token) }
    }

    /// Draws what follows the tokens of a session, from the last row of its last step's logits. A `mask` holds the draw to the
    /// tokens that it allows.
    package mutating func next(after session: Session, allowing mask: TokenMask? = nil) throws(EngineError) -> Sample {
        try session.withLogits(session.logitRowCount - 1) { logits throws(EngineError) in
            try next(logits, allowing: mask)
        }
    }

    /// Draws from one row of logits: one number a token.
    ///
    /// What a `mask` does not allow has no probability before any other stage looks, whatever its bias. The log-probabilities that
    /// are told are the model's own, without the mask. Throws where the mask allows nothing.
    package mutating func next(_ logits: Span<Float>, allowing mask: TokenMask? = nil) throws(EngineError) -> Sample {
        guard !logits.isEmpty else { throw EngineError(.wrongUse, "there are no logits to draw from") }
        if mask == nil, takesLargest {
            let token = try candidates.best(of: logits)
            history.append(token)
            return Sample(token: token, logProbability: nil, likeliest: [])
        }
        try candidates.load(logits)
        var likeliest: [Likelihood] = []
        var logSum: Float?
        if let count = parameters.logProbabilities {
            (likeliest, logSum) = candidates.likeliest(count)
        }
        for (token, bias) in parameters.logitBias { candidates.add(bias, to: token) }
        penalise()
        if let mask { candidates.forbid(allBut: mask) }

        let token = try parameters.temperature == 0 ? candidates.best() : draw()
        history.append(token)
        return Sample(
            token: token,
            logProbability: logSum.map { logits[token] - $0 },
            likeliest: likeliest
        )
    }

    /// Nothing is done to the logits: the largest is all there is to find.
    private var takesLargest: Bool {
        parameters.temperature == 0 && parameters.logProbabilities == nil && parameters.logitBias.isEmpty
            && !parameters.penalises
    }

    private mutating func penalise() {
        guard parameters.penalises else { return }
        let (repetition, presence, frequency) = (
            parameters.repetitionPenalty, parameters.presencePenalty, parameters.frequencyPenalty
        )
        for (token, count) in history.counts {
            candidates.change(token) { logit in
                let scaled = logit <= 0 ? logit * repetition : logit / repetition
                return scaled - presence - Float(count) * frequency
            }
        }
    }

    private mutating func draw() throws(EngineError) -> Int {
        try candidates.keep(topK: parameters.topK)
        if parameters.typicalP < 1 { candidates.keep(typical: parameters.typicalP) }
        if parameters.topP < 1 { candidates.keep(topP: parameters.topP) }
        if parameters.minP > 0 { candidates.keep(minP: parameters.minP) }
        return candidates.draw(temperature: parameters.temperature, random.unit())
    }
}

/// The last tokens of a text, counted.
struct History: Sendable {
    /// Nil is without end.
    let window: Int?
    private(set) var counts: [Int: Int] = [:]
    private var tokens: [Int] = []
    private var oldest = 0

    init(window: Int?) { self.window = window }

    mutating func append(_ token: Int) {
        guard let window else {
            counts[token, default: 0] += 1
            return
        }
        guard window > 0 else { return }
        if tokens.count < window {
            tokens.append(token)
        } else {
            let leaving = tokens[oldest]
            let left = (counts[leaving] ?? 1) - 1
            counts[leaving] = left > 0 ? left : nil
            tokens[oldest] = token
            oldest = (oldest + 1) % window
        }
        counts[token, default: 0] += 1
    }
}
