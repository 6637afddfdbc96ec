import ModelFiles

extension LoadedModel {
    /// A new conversation. It holds at most `capacity` tokens: the model's context where that is nil.
    package func makeSession(capacity: Int? = nil) throws(EngineError) -> Session {
        let capacity = capacity ?? description.contextLength
        guard capacity > 0, capacity <= description.contextLength else {
            throw EngineError(
                .contextFull,
                "a context of \(capacity) tokens: this model takes 1 to \(description.contextLength)"
            )
        }
        return try Session(self, capacity: capacity)
    }

    /// Goes on with all the batch's sessions together. What one computes does not depend, to the bit, on the others.
    ///
    /// Blocks until it is done, and while another step of this model is. When it throws, no session holds other tokens than before.
    ///
    /// `isCancelled` is asked between layers, on this thread.
    package func step(_ batch: Batch, isCancelled: () -> Bool = { false }) throws(EngineError) {
        guard generates else {
            throw EngineError(.wrongUse, "this model (\(description.architecture.rawValue)) makes embeddings, not text")
        }
        guard batch.tokenCount <= batchLimit, !batch.entries.isEmpty else {
            throw EngineError(.badBatch, "a step of \(batch.tokenCount) tokens: it takes 1 to \(batchLimit)")
        }
        var begun: [Session] = []
        defer { for session in begun { session.end() } }
        for entry in batch.entries {
            try check(entry)
            try entry.session.begin()
            begun.append(entry.session)
        }
        for entry in batch.entries { try turnAnew(entry, isCancelled: isCancelled) }
        var work: [Work] = []
        for entry in batch.entries { try work.append(Work(entry, logits: room(for: entry))) }
        try compute(work, isCancelled: isCancelled)
        for work in work {
            work.session.withState { state in
                state.tokens += work.tokens
                state.logits = work.logits
            }
        }
    }

    func checkRoom(for count: Int, in session: Session) throws(EngineError) {
        let position = session.position
        guard count <= session.capacity - position else {
            throw EngineError(
                .contextFull,
                "the context holds \(session.capacity) tokens: \(position) are in it, and \(count) more do not fit"
            )
        }
    }

    private func check(_ entry: Batch.Entry) throws(EngineError) {
        guard entry.session.model === self else {
            throw EngineError(.wrongUse, "a session of another model")
        }
        guard !entry.tokens.isEmpty else { throw EngineError(.badBatch, "a session without a token to go on by") }
        try checkTokens(entry.tokens)
        try checkRoom(for: entry.tokens.count, in: entry.session)
    }

    func checkTokens(_ tokens: [Int]) throws(EngineError) {
        guard let bad = tokens.first(where: { $0 < 0 || $0 >= blueprint.vocabularySize }) else { return }
        throw EngineError(
            .badToken,
            "there is no token \(bad): the model's vocabulary has \(blueprint.vocabularySize)"
        )
    }

    /// The rows that a step's logits go to: those of the step before where nobody else holds them.
    private func room(for entry: Batch.Entry) throws(EngineError) -> LogitRows? {
        let count = entry.wantedCount
        var old = entry.session.withState { state in
            defer { state.logits = nil }
            return state.logits
        }
        guard count > 0 else { return nil }
        if isKnownUniquelyReferenced(&old), old?.count == count { return old }
        return try LogitRows(count: count, vocabulary: blueprint.vocabularySize)
    }

    /// Where a sequence grows past the length up to which positions are turned one way, or was cut to below it, its keys are
    /// computed anew: so a text's logits depend on the text alone.
    private func turnAnew(_ entry: Batch.Entry, isCancelled: () -> Bool) throws(EngineError) {
        guard let turns, turns.long != nil else { return }
        let session = entry.session
        let (tokens, wasLong) = session.withState { ($0.tokens, $0.isLong) }
        let isLong = max(tokens.count + entry.tokens.count, entry.finalLength) > turns.shortLimit
        guard isLong != wasLong else { return }
        // Until it is done, what is in the cache is turned neither way.
        session.withState { $0.isLong = nil }
        var done = 0
        while done < tokens.count {
            let part = tokens[done..<min(done + batchLimit, tokens.count)]
            let work = Work(session: session, tokens: part, position: done, isLong: isLong, wanted: .none, logits: nil)
            try compute([work], isCancelled: isCancelled)
            done += part.count
        }
        session.withState { $0.isLong = isLong }
    }
}
