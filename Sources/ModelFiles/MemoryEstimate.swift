/// What a model takes in memory once it runs, before it is loaded: reckoned from the header alone.
///
/// These are the engine's own habits, said once more: what it then takes was measured to be within 1 % of the total, but for
/// the rows of the embedding that were looked up.
///
/// - Weights: quantised matrices are packed into memory of our own, sixteen rows together, in units of 64 or 256 columns.
///   Float matrices are used where they are mapped. Vectors are copied as floats. Where the embedding is the output too it
///   is packed for that; its rows for looking up stay in the file, and are in memory only as far as they are looked up.
/// - Cache: a key and a value for each position, layer and key-value head, as halves. Layers with a sliding window keep all
///   positions too.
/// - Buffers: rows of floats for the tokens of one batch, their quantised copies, a table of turns for each position, and
///   what threads and the heap take whatever the model.
package struct MemoryEstimate: Sendable, Equatable {
    package let context: Int
    package let weights: Int
    /// The table that tokens are looked up in, of which only what is looked up is in memory. Not in the total, but where
    /// it is used as the output too.
    package let embedding: Int
    package let cache: Int
    package let buffers: Int
    package var total: Int { Self.sum(weights, cache, buffers) }

    /// Of a conversation of `context` tokens, which went through the layers at most `batchTokens` at a time.
    package init(
        _ description: ModelDescription,
        _ tensors: [TensorInfo],
        context: Int,
        batchTokens: Int = Self.batchTokens
    ) {
        let context = min(max(context, 1), description.contextLength)
        self.context = context
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
        buffers = Self.buffers(description, context: context, tokens: tokens)
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
    /// Threads, the heap, and the last huge page of the weights, which is not full: about as much for every model.
    private static let fixedBytes = 3_000_000

    // MARK: Weights

    private static func weights(_ tensors: [TensorInfo], _ table: TensorInfo?, _ description: ModelDescription) -> Int {
        var bytes = 0
        for tensor in tensors where tensor.name != tableName { bytes = sum(bytes, held(tensor)) }
        let hasOutput = tensors.contains { $0.name == "output.weight" }
        if let table, !hasOutput, !description.architecture.isEncoder { bytes = sum(bytes, held(table)) }
        return bytes
    }

    /// What one tensor takes when it is loaded.
    static func held(_ tensor: TensorInfo) -> Int {
        guard tensor.shape.count > 1, !tensor.name.hasSuffix(".bias") else {
            return product(tensor.weightCount, floatBytes)
        }
        guard let unit = tensor.type.packedColumns else { return tensor.byteCount }
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

    private static func product(_ factors: Int...) -> Int {
        factors.reduce(1) { product, factor in
            let (result, isOver) = product.multipliedReportingOverflow(by: factor)
            return isOver ? .max : result
        }
    }

    private static func sum(_ terms: Int...) -> Int {
        terms.reduce(0) { sum, term in
            let (result, isOver) = sum.addingReportingOverflow(term)
            return isOver ? .max : result
        }
    }
}

extension TensorType {
    /// Columns that are packed as a unit; nil for the types that are used as stored.
    fileprivate var packedColumns: Int? {
        switch self {
        case .f32, .f16, .bf16: nil
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0, .mxfp4: 64
        case .q2_K, .q3_K, .q4_K, .q5_K, .q6_K: 256
        }
    }

    /// Bytes of sixteen rows of such a unit: what is stored, and for some types of 256 columns a line or half of one more,
    /// because their scales are unpacked.
    fileprivate var packedBytes: Int {
        let stored = 16 * (packedColumns ?? 0) / blockWeights * blockBytes
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
