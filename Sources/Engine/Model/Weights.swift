import Kernels

// A model's weights as the loops of a step want them: plain values full of addresses into the model's memory, without
// anything counted or checked. `WeightReader` has checked every shape before one of these is made.

struct NormWeights: Sendable {
    let weight: Floats
    /// Of a layer norm; a root-mean-square norm has none.
    let bias: Floats?
}

/// The norms around a block's function, see `Blueprint`.
struct BlockNorms: Sendable {
    var before: NormWeights?
    var after: NormWeights?
    var closing: NormWeights?
}

struct LayerWeights: Sendable {
    var attention: AttentionWeights
    var feedForward: FeedForwardWeights
}

struct AttentionWeights: Sendable {
    var norms: BlockNorms
    /// How queries, keys and values take the block's input, and the output product what was attended to.
    var inputForms: InputForms
    var outputForms: InputForms
    var queries: Projection
    var keys: Projection
    var values: Projection
    var output: Projection
    /// Qwen 3: a norm over each head before it is turned.
    var queryNorm: Floats?
    var keyNorm: Floats?
    /// One number a head.
    var sinks: Floats?
    /// Positions a query sees back, itself included; 0 is all.
    var window: Int
}

struct FeedForwardWeights: Sendable {
    var norms: BlockNorms
    var inputForms: InputForms
    var hiddenForms: InputForms
    /// Scores the experts, where there are any.
    var router: Projection?
    /// The one expert, or all of them.
    var experts: Experts
}

/// One feed-forward network, or many of the same shape.
@safe struct Experts: @unchecked Sendable {
    struct Expert: Sendable {
        var gate: Projection?
        var up: Projection
        var down: Projection
    }

    // Sendable and safe: only read, and kept by the model. As many as the blueprint says.
    private let first: UnsafeMutablePointer<Expert>

    init(_ first: UnsafeMutablePointer<Expert>) { unsafe self.first = first }

    @inline(__always)
    subscript(index: Int) -> Expert { unsafe first[index] }
}

/// What stands before the first layer and after the last.
@safe struct OuterWeights: @unchecked Sendable {
    // Sendable and safe: only read, and kept by the model.
    /// The vocabulary's rows as the file stores them; a token's is made to floats when it is used.
    let embeddingType: mk_type
    let embeddings: UnsafeRawPointer
    let embeddingRowBytes: Int
    /// BERT's learned positions: a row each.
    let positions: Floats?
    /// BERT's type of every token, the first.
    let tokenType: Floats?
    let embeddingNorm: NormWeights?
    let finalNorm: NormWeights?
    /// The product with the vocabulary; nil for a model that only embeds.
    let output: Projection?
    let outputForms: InputForms

    /// Writes the `width` floats of a token's embedding.
    @inline(__always)
    func embedding(of token: Int, width: Int, into row: Floats) {
        unsafe mk_dequantise(embeddingType, embeddings + token * embeddingRowBytes, Int64(width), row.start)
    }
}
