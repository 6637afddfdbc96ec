/// What a model's file says of its computation, in one vocabulary for GGUF and for Hugging Face's directories.
///
/// Every number has been checked against a range: sizes are positive and small enough that their products fit.
package struct ModelDescription: Sendable, Equatable {
    package enum Architecture: String, Sendable, CaseIterable {
        case llama, qwen2, qwen3, phi3, gemma2
        case gptOSS = "gpt-oss"
        case bert
        case nomicBERT = "nomic-bert"
    }

    /// Which numbers of a head are turned together: neighbours (2i, 2i+1), or (i, i + n/2).
    package enum RotaryPairs: Sendable, Equatable { case neighbours, halves }

    package enum RotaryScaling: Sendable, Equatable {
        case none
        case linear(factor: Double)
        /// Llama 3.x: long wavelengths are stretched, short ones kept, those between blended.
        case llama3(factor: Double, lowFrequencyFactor: Double, highFrequencyFactor: Double, originalContext: Int)
        /// `attentionFactor` multiplies cosines and sines; where it is nil it is 1 + 0.1 ln(factor). `truncates`: the
        /// borders of what is blended are rounded outwards to whole frequencies, as most models but gpt-oss have it.
        case yarn(
            factor: Double,
            originalContext: Int,
            betaFast: Double,
            betaSlow: Double,
            attentionFactor: Double?,
            truncates: Bool
        )
        /// Phi-3: a divisor a frequency, for prompts up to the original context and for longer ones.
        /// `attentionFactor` multiplies cosines and sines; where it is nil it is 1.
        case longRope(short: [Float], long: [Float], originalContext: Int, attentionFactor: Double?)
        /// A divisor a frequency, as GGUF's `rope_freqs.weight` holds them.
        case divisors([Float])
    }

    package enum Pooling: Sendable, Equatable { case none, mean, first, last }

    package var architecture: Architecture
    package var name: String?
    package var licence: String?
    package var vocabularySize: Int
    package var contextLength: Int
    package var embeddingLength: Int
    package var layerCount: Int
    package var feedForwardLength: Int
    package var headCount: Int
    package var keyValueHeadCount: Int
    package var headSize: Int
    package var valueSize: Int
    /// The first numbers of a head that are turned; `headSize` where all are; 0 where positions are learned.
    package var rotarySize: Int
    package var rotaryBase: Double
    package var rotaryPairs: RotaryPairs
    package var rotaryScaling: RotaryScaling
    package var normEpsilon: Float
    /// Positions a query sees back, itself included; nil is all.
    package var slidingWindow: Int?
    /// Which layers slide: every layer where `slidingEvery` is 1, all but each n-th else (gemma2 and gpt-oss: 2, the even
    /// ones), and none before `slidingFrom`. `slides` answers it for a layer.
    package var slidingEvery: Int
    package var slidingFrom = 0
    package var attentionSoftcap: Float?
    package var finalSoftcap: Float?
    /// Multiplies the scores; 1/sqrt(headSize) unless the file says otherwise.
    package var attentionScale: Float
    /// Multiplies the token's embedding (gemma2: sqrt(embeddingLength)).
    package var embeddingScale: Float
    package var expertCount: Int
    package var expertsUsed: Int
    package var expertFeedForwardLength: Int
    /// Of the experts' gate: x * sigmoid(alpha * x), with both its sides held below the limit (gpt-oss).
    package var swiGLUAlpha: Float = 1.702
    package var swiGLULimit: Float = 7
    package var isCausal: Bool
    package var pooling: Pooling
    /// Whether a text's vector is given the length 1.
    package var normalisesVectors = true
    /// How many tokens of a text its vector was trained to stand for, where that is fewer than the context.
    package var textLength: Int?
    package var endTokens: [Int]
    package var beginToken: Int?

    /// Whether this layer sees no further back than `slidingWindow`.
    package func slides(_ layer: Int) -> Bool {
        guard slidingWindow != nil, layer >= slidingFrom else { return false }
        return slidingEvery == 1 || layer % slidingEvery != slidingEvery - 1
    }
}
