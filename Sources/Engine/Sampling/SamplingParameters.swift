/// How the next token is drawn. The defaults draw from the model's own distribution.
///
/// The stages come in this order (llama.cpp's): bias, penalties, what a grammar forbids, then top-k, typical, top-p, min-p,
/// then temperature, then the draw. At temperature 0 the token of the highest logit is taken after bias and penalties, the first of equals, and
/// the other stages have no say.
package struct SamplingParameters: Sendable, Equatable {
    /// 0 is greedy; 1 is the model's own.
    package var temperature: Float
    /// The so many likeliest tokens stay; 0 is all.
    package var topK: Int
    /// The fewest likeliest tokens stay whose probabilities sum up to this; 1 is all.
    package var topP: Float
    /// Tokens stay that are at least this many times as likely as the likeliest; 0 is all.
    package var minP: Float
    /// Tokens stay whose surprise is nearest to the expected, up to this sum of probabilities; 1 is all.
    package var typicalP: Float
    /// Divides the logits (multiplies the negative ones) of tokens among the last ones; 1 is off.
    package var repetitionPenalty: Float
    /// Taken off the logits of tokens among the last ones, once; 0 is off.
    package var presencePenalty: Float
    /// Taken off for each time that a token is among the last ones; 0 is off.
    package var frequencyPenalty: Float
    /// How many of the last tokens the penalties look at; nil is all.
    package var penaltyWindow: Int?
    /// Added to tokens' logits. An infinite one below zero forbids a token.
    package var logitBias: [Int: Float]
    /// The same seed draws the same text. Nil is a seed by chance.
    package var seed: UInt64?
    /// The likeliest so many tokens are told with their log-probabilities, and so is the chosen one; nil is none of it.
    package var logProbabilities: Int?

    package init(
        temperature: Float = 1,
        topK: Int = 0,
        topP: Float = 1,
        minP: Float = 0,
        typicalP: Float = 1,
        repetitionPenalty: Float = 1,
        presencePenalty: Float = 0,
        frequencyPenalty: Float = 0,
        penaltyWindow: Int? = 64,
        logitBias: [Int: Float] = [:],
        seed: UInt64? = nil,
        logProbabilities: Int? = nil
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.typicalP = typicalP
        self.repetitionPenalty = repetitionPenalty
        self.presencePenalty = presencePenalty
        self.frequencyPenalty = frequencyPenalty
        self.penaltyWindow = penaltyWindow
        self.logitBias = logitBias
        self.seed = seed
        self.logProbabilities = logProbabilities
    }

    /// Whether tokens among the last ones count less.
    var penalises: Bool { repetitionPenalty != 1 || presencePenalty != 0 || frequencyPenalty != 0 }

    /// Throws where a number is outside its range, and says which.
    package func check() throws(EngineError) {
        func require(_ holds: Bool, _ what: String) throws(EngineError) {
            guard holds else { throw EngineError(.badParameter, what) }
        }
        try require(temperature >= 0 && temperature.isFinite, "temperature must be a number from 0 on")
        try require(topK >= 0, "top_k must be 0 (all) or more")
        try require(topP > 0 && topP <= 1, "top_p must be above 0 and at most 1")
        try require(minP >= 0 && minP <= 1, "min_p must be between 0 and 1")
        try require(typicalP > 0 && typicalP <= 1, "typical_p must be above 0 and at most 1")
        try require(repetitionPenalty > 0 && repetitionPenalty.isFinite, "the repetition penalty must be above 0")
        try require(presencePenalty.isFinite, "the presence penalty must be a number")
        try require(frequencyPenalty.isFinite, "the frequency penalty must be a number")
        try require(penaltyWindow ?? 0 >= 0, "the penalties' window must be 0 or more")
        try require(logProbabilities ?? 0 >= 0, "the number of log-probabilities must be 0 or more")
        try require(
            logitBias.values.allSatisfy { !$0.isNaN && $0 < .infinity },
            "a logit's bias must be a number"
        )
    }
}
