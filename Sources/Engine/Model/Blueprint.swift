import ModelFiles

/// What a model computes, in the few terms in which architectures differ. The forward pass knows nothing else of them.
///
/// A model is: rows of token embeddings (`Opening`), then layers, then a norm and the product with the vocabulary. A layer
/// is two blocks, attention and feed-forward, and every block is
///
///     x = closing(x + after(f(before(x))))
///
/// where each of the three norms is there or not: Llama has `before`, Gemma 2 `before` and `after`, BERT `closing`.
/// Which norms and biases there are is said by the weights (`LayerWeights`); this says the rest.
struct Blueprint: Sendable {
    enum Norm: Sendable { case rootMeanSquare, layer }

    enum FeedForward: Sendable {
        /// down(activation(gate(x)) * up(x))
        case gated(GateActivation)
        /// down(gelu(up(x)))
        case plain
        /// The gated kind, `used` times out of `count`: those a router likes best, weighed by the softmax of its scores.
        case experts(count: Int, used: Int, GateActivation)
    }

    var layerCount: Int
    /// The width of the stream that blocks read from and add to.
    var width: Int
    var vocabularySize: Int

    var norm: Norm
    var epsilon: Float

    var headCount: Int
    var keyValueHeadCount: Int
    var headSize: Int
    var valueSize: Int
    var attentionScale: Float
    /// 0 is none.
    var attentionSoftcap: Float
    var isCausal: Bool
    /// How many of a head's first numbers are turned by position; 0 where positions are learned.
    var rotarySize: Int
    var turnsHalves: Bool

    var feedForward: FeedForward
    /// Of one expert, where there are experts.
    var feedForwardWidth: Int

    var embeddingScale: Float
    /// 0 is none.
    var finalSoftcap: Float

    var queryWidth: Int { headCount * headSize }
    var keyWidth: Int { keyValueHeadCount * headSize }
    var valueWidth: Int { keyValueHeadCount * valueSize }
    var attendedWidth: Int { headCount * valueSize }

    /// How many experts a token goes through; 1 where there is only the one.
    var expertsUsed: Int {
        if case .experts(_, let used, _) = feedForward { used } else { 1 }
    }

    var expertCount: Int {
        if case .experts(let count, _, _) = feedForward { count } else { 0 }
    }
}

/// What is done to a gate before it multiplies.
enum GateActivation: Sendable {
    case silu
    case geluTanh
    /// gpt-oss: both sides clamped, alpha within the sigmoid, one added to the side that is gated.
    case clampedSwiGLU(alpha: Float, limit: Float)
}

extension Blueprint {
    init(_ model: ModelDescription) throws(EngineError) {
        layerCount = model.layerCount
        width = model.embeddingLength
        vocabularySize = model.vocabularySize
        epsilon = model.normEpsilon
        headCount = model.headCount
        keyValueHeadCount = model.keyValueHeadCount
        headSize = model.headSize
        valueSize = model.valueSize
        attentionScale = model.attentionScale
        attentionSoftcap = model.attentionSoftcap ?? 0
        isCausal = model.isCausal
        rotarySize = model.rotarySize
        turnsHalves = model.rotaryPairs == .halves
        embeddingScale = model.embeddingScale
        finalSoftcap = model.finalSoftcap ?? 0

        switch model.architecture {
        case .bert, .nomicBERT: norm = .layer
        case .llama, .qwen2, .qwen3, .phi3, .gemma2, .gptOSS: norm = .rootMeanSquare
        }
        let gate: GateActivation =
            switch model.architecture {
            case .gemma2: .geluTanh
            case .gptOSS: .clampedSwiGLU(alpha: model.swiGLUAlpha, limit: model.swiGLULimit)
            default: .silu
            }
        feedForward =
            if model.expertCount > 0 {
                .experts(count: model.expertCount, used: model.expertsUsed, gate)
            } else if model.architecture == .bert {
                .plain
            } else {
                .gated(gate)
            }
        feedForwardWidth = model.expertCount > 0 ? model.expertFeedForwardLength : model.feedForwardLength
        try check()
    }

    /// What the loops count on, beyond what `ModelDescription` promises.
    private func check() throws(EngineError) {
        func require(_ holds: Bool, _ what: String) throws(EngineError) {
            guard holds else { throw EngineError(.badModel, "the model's description is not sound: \(what)") }
        }
        let sizes = [
            layerCount, width, vocabularySize, headCount, keyValueHeadCount, headSize, valueSize, feedForwardWidth,
        ]
        try require(sizes.allSatisfy { $0 > 0 && $0 <= 1 << 24 }, "a size is not between 1 and 16 million")
        try require(queryWidth <= 1 << 24 && attendedWidth <= 1 << 24, "its heads are too wide")
        try require(headCount % keyValueHeadCount == 0, "\(headCount) heads do not share \(keyValueHeadCount) of keys")
        try require(headSize % 2 == 0, "heads of odd size, \(headSize)")
        try require(
            rotarySize >= 0 && rotarySize <= headSize && rotarySize % 2 == 0,
            "\(rotarySize) of a head's \(headSize) numbers cannot be turned"
        )
        try require(epsilon >= 0 && epsilon.isFinite && attentionScale.isFinite, "a norm or a scale is no number")
        if case .experts(let count, let used, _) = feedForward {
            try require(count <= 4096 && used > 0 && used <= count, "\(used) experts of \(count)")
        }
    }
}
