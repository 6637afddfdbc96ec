/// What a model takes in memory once it runs, before it is loaded: reckoned from the header alone.
///
/// These are the engine's own habits, said once more; `scripts/bench-memory` measures how far they are from the truth.
///
/// - Weights: matrices are packed into huge pages of our own, sixteen rows together, in units of 32, 64 or 256 columns.
///   Vectors are copied as floats. Where the embedding is the output too it is packed for that; its rows for looking up stay
///   in the file, and few of them are in memory at a time.
/// - Cache: a key and a value for each position, layer and key-value head, as halves. Layers with a sliding window keep all
///   positions too.
/// - Buffers: rows of floats for the tokens of one batch, their quantised copies, a table of turns for each position, and
///   what threads and the heap take whatever the model.
/// - Vocabulary: the tables by which texts become tokens.
package struct MemoryEstimate: Sendable, Equatable {
    package let context: Int
    package let weights: Int
    /// The table that tokens are looked up in, of which little more than what was looked up last is in memory. Not in the
    /// total, but where it is used as the output too.
    package let embedding: Int
    package let cache: Int
    package let buffers: Int
    package let vocabulary: Int
    package var total: Int { Self.sum(weights, cache, buffers, vocabulary) }

    /// Of a conversation of `context` tokens, which went through the layers at most `batchTokens` at a time.
    package init(
        _ description: ModelDescription,
        _ tensors: [TensorInfo],
        context: Int,
        batchTokens: Int = Self.batchTokens,
        vocabulary: Int = 0
    ) {
        let context = min(max(context, 1), description.contextLength)
        self.context = context
        self.vocabulary = vocabulary
        let table = tensors.first { $0.name == Self.tableName }
        embedding = table?.byteCount ?? 0
        weights = Self.weights(tensors, table, description)
        let sizes = Self.sum(description.headSize, description.valueSize)
        cache = Self.product(
            description.layerCount,
            description.keyValueHeadCount,
            sizes,
            Self.cacheNumberBytes,
            context
        )
        // What sees both ways goes through the layers as a whole.
        let tokens = description.isCausal ? min(context, batchTokens) : context
        let lookedUp = table.map { min($0.byteCount, Self.lookedUpBytes) } ?? 0
        buffers = Self.sum(Self.buffers(description, context: context, tokens: tokens), lookedUp)
    }

    // MARK: Constants

    package static let batchTokens = 512
    private static let tableName = "token_embd.weight"
    private static let cacheNumberBytes = 2
    private static let floatBytes = 4
    /// Of a matrix, packed together.
    private static let rowGroup = 16
    /// A prepared input: for each 32 columns their codes, a scale and two sums, filled up to 256 columns.
    private static let inputBlockColumns = 32
    private static let inputBlockBytes = 44
    private static let inputUnitColumns = 256
    /// Rows of floats are filled up to 32, and kept apart by 16 more.
    private static let rowFloats = 32
    private static let rowGap = 16
    /// A pair's cosine and sine at a position.
    private static let turnBytes = 8
    /// Threads and the heap: about as much for every model.
    private static let fixedBytes = 750_000
    /// Packed weights are in pages of this size, the last of which is not full.
    private static let hugePage = 2 << 20
    /// Of the table that tokens are looked up in: its pages are let go before they are twice as much.
    private static let lookedUpBytes = 1 << 20

    // MARK: Weights

    private static func weights(_ tensors: [TensorInfo], _ table: TensorInfo?, _ description: ModelDescription) -> Int {
        var bytes = 0
        for tensor in tensors where tensor.name != tableName { bytes = sum(bytes, held(tensor)) }
        let hasOutput = tensors.contains { $0.name == "output.weight" }
        if let table, !hasOutput, !description.architecture.isEncoder { bytes = sum(bytes, held(table)) }
        // One that the file has in another form is converted, and kept whole.
        if let table, case .converted = table.place { bytes = sum(bytes, table.byteCount) }
        return bytes.roundedUp(to: hugePage)
    }

    /// What one tensor takes when it is loaded.
    static func held(_ tensor: TensorInfo) -> Int {
        guard tensor.shape.count > 1, !tensor.name.hasSuffix(".bias") else {
            return product(tensor.weightCount, floatBytes)
        }
        let unit = tensor.type.packedColumns
        let matrices = tensor.shape.dropFirst(2).reduce(1, *)
        let groups = tensor.shape[1].roundedUp(to: rowGroup)
        let columns = tensor.columns.roundedUp(to: unit)
        return product(matrices, groups / rowGroup, columns / unit, tensor.type.packedBytes)
    }

    // MARK: Buffers

    private static func buffers(_ description: ModelDescription, context: Int, tokens: Int) -> Int {
        let width = description.embeddingLength
        let queries = description.headCount * description.headSize
        let attended = description.headCount * description.valueSize
        let hasExperts = description.expertCount > 0
        let used = hasExperts ? description.expertsUsed : 1
        let inner = hasExperts ? description.expertFeedForwardLength : description.feedForwardLength
        // The stream, its normed copy, a block's output; queries, keys, values, what was attended; the hidden rows.
        let rows =
            3 * padded(width) + padded(queries) + padded(description.keyValueHeadCount * description.headSize)
            + padded(description.keyValueHeadCount * description.valueSize) + padded(attended)
            + used * (padded(inner) + (hasExperts ? 2 * padded(width) : 0))
        let widest = max(width, attended, inner)
        let input = widest.roundedUp(to: inputUnitColumns) / inputBlockColumns * inputBlockBytes
        let logits = description.architecture.isEncoder ? 0 : padded(description.vocabularySize) * floatBytes
        let turns = product(context, description.rotarySize / 2, turnBytes)
        return sum(product(tokens, rows * floatBytes + used * input), logits, turns, fixedBytes)
    }

    private static func padded(_ width: Int) -> Int { width.roundedUp(to: rowFloats) + rowGap }

    // MARK: Numbers that do not overflow

    static func product(_ factors: Int...) -> Int {
        factors.reduce(1) { product, factor in
            let (result, isOver) = product.multipliedReportingOverflow(by: factor)
            return isOver ? .max : result
        }
    }

    static func sum(_ terms: Int...) -> Int {
        terms.reduce(0) { sum, term in
            let (result, isOver) = sum.addingReportingOverflow(term)
            return isOver ? .max : result
        }
    }
}

extension TensorType {
    /// Columns that are packed as a unit.
    fileprivate var packedColumns: Int {
        switch self {
        case .f32, .f16, .bf16: 32
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .mxfp4: 64
        case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: 256
        }
    }

    /// Bytes of sixteen rows of such a unit: what is stored, and for some types of 256 columns a line or half of one more,
    /// because their scales are unpacked.
    fileprivate var packedBytes: Int {
        let stored = 16 * packedColumns / blockWeights * blockBytes
        return switch self {
        case .q3_K, .q4_K, .q5_K: stored + 64
        case .q6_K: stored + 32
        default: stored
        }
    }
}

extension Int {
    /// For sizes, which are far from overflowing.
    fileprivate func roundedUp(to step: Int) -> Int {
        let (raised, isOver) = addingReportingOverflow(step - 1)
        return isOver ? self : raised / step * step
    }
}
