import Kernels

/// The buffers of a step: rows for as many tokens as a batch may have, and for each worker a few of its own.
///
/// All of it is one reservation; a row never used is never in memory.
struct Workspace: Sendable {
    /// Of so few rows, every worker keeps copies of its own, and does what is done row by row again for itself: that is
    /// cheaper than to share it out and wait.
    static let replicatedRows = 2

    let addresses: Addresses
    private let memory: MappedMemory
    private let bytesPerToken: Int
    private let fixedBytes: Int
    private var mostTokens = 0

    /// As far as it has been used.
    var usedBytes: Int { mostTokens * bytesPerToken + fixedBytes }

    mutating func note(tokens: Int) { mostTokens = max(mostTokens, tokens) }
}

extension Workspace {
    /// Where the buffers are, for the loops of a step.
    @safe struct Addresses: @unchecked Sendable {
        // Sendable and safe: used by one step at a time, whose workers keep to the rows that the forward pass gives them.
        let rowLimit: Int
        let stream: Rows
        /// The rows that are left of the stream when the last layer needs only some.
        let tail: Rows
        let normed: Rows
        /// What a block computed, before it is added to the stream.
        let blockOutput: Rows
        let queries: Rows
        let keys: Rows
        let values: Rows
        let attended: Rows
        /// A row for each token, or for each token's each expert.
        let hidden: Rows
        let results: Rows
        let logits: Rows
        let router: Rows
        let expertInputs: Rows
        let expertOutputs: Rows
        let prepared: UnsafeMutableRawPointer
        private let workers: UnsafeMutablePointer<WorkerBuffers>

        @inline(__always)
        func own(_ worker: Int) -> WorkerBuffers { unsafe workers[worker] }
    }

    init(_ plan: Blueprint, weights: ModelWeights, tokens: Int, workers: Int) throws(EngineError) {
        let sizes = Sizes(plan, weights: weights, tokens: tokens)
        guard let memory = MappedMemory(byteCount: sizes.total(workers: workers)) else {
            throw EngineError(.noResources, "no memory for a step's buffers: lower the batch's size")
        }
        var bump = Bump(memory)
        addresses = try Addresses(plan, sizes, weights: weights, tokens: tokens, workers: workers, from: &bump)
        self.memory = memory
        bytesPerToken = sizes.perToken
        fixedBytes = workers * (sizes.ownPrepared + sizes.gates)
    }
}

extension Workspace.Addresses {
    fileprivate init(
        _ plan: Blueprint,
        _ sizes: Sizes,
        weights: ModelWeights,
        tokens: Int,
        workers count: Int,
        from bump: inout Bump
    ) throws(EngineError) {
        func take(_ bytes: Int) throws(EngineError) -> UnsafeMutableRawPointer {
            guard let place = unsafe bump.take(bytes: bytes) else {
                throw EngineError(.noResources, "a step's buffers are larger than was reckoned")
            }
            return unsafe place
        }
        func rows(_ count: Int, _ width: Int) throws(EngineError) -> Rows {
            let width = Sizes.padded(width)
            return try unsafe Rows(start: Floats(take(count * width * 4)), width: width)
        }
        rowLimit = tokens
        stream = try rows(tokens, plan.width)
        tail = try rows(tokens, plan.width)
        normed = try rows(tokens, plan.width)
        blockOutput = try rows(tokens, plan.width)
        queries = try rows(tokens, plan.queryWidth)
        keys = try rows(tokens, plan.keyWidth)
        values = try rows(tokens, plan.valueWidth)
        attended = try rows(tokens, plan.attendedWidth)
        hidden = try rows(tokens * plan.expertsUsed, plan.feedForwardWidth)
        results = try rows(tokens, plan.width)
        logits = try rows(weights.outer.output == nil ? 0 : tokens, plan.vocabularySize)
        router = try rows(plan.expertCount > 0 ? tokens : 0, plan.expertCount)
        let slots = plan.expertCount > 0 ? tokens * plan.expertsUsed : 0
        expertInputs = try rows(slots, plan.width)
        expertOutputs = try rows(slots, plan.width)
        unsafe prepared = try take(sizes.prepared)
        unsafe workers = try take(count * MemoryLayout<WorkerBuffers>.stride)
            .bindMemory(to: WorkerBuffers.self, capacity: count)
        let kept = Workspace.replicatedRows
        for worker in 0..<count {
            let buffers = try unsafe WorkerBuffers(
                stream: rows(kept, plan.width),
                normed: rows(kept, plan.width),
                attended: rows(kept, plan.attendedWidth),
                row: rows(1, plan.width).start,
                gates: Floats(take(sizes.gates)),
                prepared: take(sizes.ownPrepared),
                routing: Routing(plan, tokens: tokens, take: take)
            )
            unsafe (workers + worker).initialize(to: buffers)
        }
    }
}

/// What each worker has for itself.
@safe struct WorkerBuffers {
    let stream: Rows
    let normed: Rows
    let attended: Rows
    /// One row, for what lasts a moment.
    let row: Floats
    /// The gate of a few hidden rows, for all tokens.
    let gates: Floats
    let prepared: UnsafeMutableRawPointer
    let routing: Routing
}

/// How large the buffers are.
private struct Sizes {
    let prepared: Int
    let ownPrepared: Int
    let gates: Int
    let perToken: Int
    private let tokens: Int
    private let routing: Int
    private let ownRows: Int

    /// Rows are kept apart by an odd number of cache lines, or a column of them would fall on the same few sets.
    static func padded(_ width: Int) -> Int { (width + 31) / 32 * 32 + 16 }

    init(_ plan: Blueprint, weights: ModelWeights, tokens: Int) {
        func most(_ count: Int) -> Int {
            var most = weights.outer.output == nil ? 0 : weights.outer.outputForms.bytes(tokens: count)
            for index in 0..<weights.layerCount {
                let layer = weights.layer(index)
                most = max(
                    most,
                    layer.attention.inputForms.bytes(tokens: count),
                    layer.attention.outputForms.bytes(tokens: count),
                    layer.feedForward.inputForms.bytes(tokens: count),
                    layer.feedForward.hiddenForms.bytes(tokens: count)
                )
            }
            return most
        }
        let slots = tokens * plan.expertsUsed
        let kept = Workspace.replicatedRows
        // Experts' inputs are prepared apart, and each may be rounded up.
        let experts = min(plan.expertCount, slots)
        prepared = plan.expertCount == 0 ? most(tokens) : most(1) * slots + experts * most(16)
        ownPrepared = most(kept) + (plan.expertCount == 0 ? 0 : kept * plan.expertsUsed * most(1) + most(16))
        gates = tokens * Pieces.mostRows * 4
        routing = Routing.bytes(plan, tokens: tokens)
        self.tokens = tokens
        ownRows =
            4 * kept * (2 * Self.padded(plan.width) + Self.padded(plan.attendedWidth)) + 4 * Self.padded(plan.width)
        let perSlot = Self.padded(plan.feedForwardWidth) + (plan.expertCount > 0 ? 2 * Self.padded(plan.width) : 0)
        let floats =
            5 * Self.padded(plan.width) + Self.padded(plan.queryWidth) + Self.padded(plan.keyWidth)
            + Self.padded(plan.valueWidth) + Self.padded(plan.attendedWidth) + plan.expertsUsed * perSlot
            + (plan.expertCount > 0 ? Self.padded(plan.expertCount) : 0)
        logitBytes = weights.outer.output == nil ? 0 : 4 * Self.padded(plan.vocabularySize)
        perToken = 4 * floats
    }

    private let logitBytes: Int

    func total(workers: Int) -> Int {
        let slack = 64 * 64
        let own = ownRows + gates + ownPrepared + routing + MemoryLayout<WorkerBuffers>.stride + slack
        return tokens * (perToken + logitBytes) + prepared + workers * own + slack
    }
}
