import Synchronization

/// One conversation with a model: the tokens so far, and the keys and values that it keeps of them.
///
/// Used by one caller at a time: another is refused with `busy`. Memory is taken as positions are filled.
package final class Session: Sendable {
    package let model: LoadedModel
    /// The most tokens it can hold.
    package let capacity: Int
    let cache: KeyValueCache
    private let state: Mutex<State>

    struct State: Sendable {
        var isBusy = false
        var tokens: [Int] = []
        /// Whether its keys are turned as those of a long sequence, see `RotaryTurns`; nil where there are none.
        var isLong: Bool?
        var logits: LogitRows?
    }

    init(_ model: LoadedModel, capacity: Int) throws(EngineError) {
        self.model = model
        self.capacity = capacity
        cache = try KeyValueCache(
            model.blueprint,
            type: model.options.cache,
            capacity: capacity,
            batchLimit: model.batchLimit
        )
        state = Mutex(State())
    }

    /// How many tokens it holds.
    package var position: Int { state.withLock { $0.tokens.count } }
    package var tokens: [Int] { state.withLock { $0.tokens } }

    // MARK: going on

    /// Takes in a prompt, in steps of as many tokens as the model takes. Of its last token the logits are computed.
    ///
    /// When it throws, the tokens of the steps before are in, and `position` says how many that are.
    package func prefill(
        _ tokens: [Int],
        isCancelled: () -> Bool = { false }
    ) throws(EngineError) {
        try prefill(tokens, logits: .last, isCancelled: isCancelled) { _, _ in }
    }

    /// Takes in a text and hands out the logits after each of its tokens, as for measuring how well it was foreseen.
    package func prefillAll(
        _ tokens: [Int],
        isCancelled: () -> Bool = { false },
        each: (_ index: Int, _ logits: Span<Float>) -> Void
    ) throws(EngineError) {
        try prefill(tokens, logits: .all, isCancelled: isCancelled, each: each)
    }

    private func prefill(
        _ tokens: [Int],
        logits: Batch.Wanted,
        isCancelled: () -> Bool,
        each: (Int, Span<Float>) -> Void
    ) throws(EngineError) {
        guard !tokens.isEmpty else { throw EngineError(.badBatch, "there is no token to take in") }
        try model.checkRoom(for: tokens.count, in: self)
        // Many rows of logits are large: fewer tokens at a time.
        let length = logits == .all ? min(model.batchLimit, 32) : model.batchLimit
        guard model.blueprint.isCausal || tokens.count <= length else {
            throw EngineError(.badBatch, "this model sees a text as a whole, which may have \(length) tokens at most")
        }
        let final = position + tokens.count
        var done = 0
        while done < tokens.count {
            let part = Array(tokens[done..<min(done + length, tokens.count)])
            let isLast = done + part.count == tokens.count
            var batch = Batch()
            let wanted = logits == .last && !isLast ? .none : logits
            batch.append(self, part, logits: wanted, finalLength: final)
            try model.step(batch, isCancelled: isCancelled)
            if logits == .all {
                for index in part.indices { withLogits(index) { each(done + index, $0) } }
            }
            done += part.count
        }
    }

    /// Goes on by one token, and computes the logits of what follows.
    package func decode(_ token: Int, isCancelled: () -> Bool = { false }) throws(EngineError) {
        var batch = Batch()
        batch.append(self, [token])
        try model.step(batch, isCancelled: isCancelled)
    }

    /// Forgets all tokens from this position on; what was before them can be gone on from. Nothing is computed.
    package func truncate(to position: Int) throws(EngineError) {
        try begin()
        defer { end() }
        state.withLock { state in
            guard position < state.tokens.count else { return }
            state.tokens.removeSubrange(max(0, position)...)
            state.logits = nil
        }
        if position <= 0 { cache.release() }
    }

    /// A new session that holds the first `count` tokens of this one, which stays as it is: their keys and values are copied,
    /// not computed. It goes on as this one would from there.
    package func copy(of count: Int, capacity: Int) throws(EngineError) -> Session {
        try begin()
        defer { end() }
        let (tokens, isLong) = state.withLock { ($0.tokens.prefix(max(0, count)), $0.isLong) }
        guard tokens.count <= capacity else {
            throw EngineError(.contextFull, "a context of \(capacity) tokens for a copy of \(tokens.count)")
        }
        let copy = try model.makeSession(capacity: capacity)
        copy.cache.copy(tokens.count, from: cache)
        copy.state.withLock { state in
            state.tokens = Array(tokens)
            state.isLong = isLong
        }
        return copy
    }

    // MARK: logits

    /// How many rows of logits the last step computed of this session.
    package var logitRowCount: Int { state.withLock { $0.logits?.count ?? 0 } }

    /// The logits of a row that the last step computed: one number for each token of the vocabulary.
    /// Of no such row there are none.
    package func withLogits<Result, Failure: Error>(
        _ row: Int = 0,
        _ body: (Span<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let logits = state.withLock({ $0.logits }) else { return try body(Span()) }
        return try logits.with(row, body)
    }

    /// Gives their memory back: of a session that is not gone on with for now.
    package func dropLogits() { state.withLock { $0.logits = nil } }

    // MARK: for the step

    func begin() throws(EngineError) {
        let isFree = state.withLock { state in
            defer { state.isBusy = true }
            return !state.isBusy
        }
        guard isFree else { throw EngineError(.busy, "this session is being used: one caller at a time") }
    }

    func end() { state.withLock { $0.isBusy = false } }

    func withState<Result: Sendable>(_ body: (inout State) -> Result) -> Result {
        state.withLock { state in body(&state) }
    }
}

/// Rows of logits, in memory of their own.
@safe final class LogitRows: @unchecked Sendable {
    // Sendable: written by one step, before anyone can ask for it.
    let rows: Rows
    let count: Int
    private let vocabulary: Int
    private let memory: MappedMemory

    init(count: Int, vocabulary: Int) throws(EngineError) {
        let width = (vocabulary + 15) / 16 * 16
        guard let memory = MappedMemory(byteCount: max(1, count) * width * 4) else {
            throw EngineError(.noResources, "no memory for \(count) rows of logits")
        }
        self.memory = memory
        self.count = count
        self.vocabulary = vocabulary
        rows = unsafe Rows(start: Floats(memory.start), width: width)
    }

    func with<Result, Failure: Error>(
        _ row: Int,
        _ body: (Span<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard row >= 0, row < count else { return try body(Span()) }
        let buffer = unsafe UnsafeBufferPointer(start: rows[row].start, count: vocabulary)
        return try unsafe body(buffer.span)
    }
}
