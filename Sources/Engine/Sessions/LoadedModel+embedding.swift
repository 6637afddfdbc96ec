package import ModelFiles

extension LoadedModel {
    /// One row of numbers for each text, which stands for its meaning.
    ///
    /// Blocks until it is done. Texts are taken together as far as a step has room for them.
    ///
    /// `pooling` is how a text's tokens become one row; nil is what the model asks for, or the mean. With `normalises` rows
    /// are given the length 1, so that their products are cosines.
    package func embed(
        _ texts: [[Int]],
        pooling: ModelDescription.Pooling? = nil,
        normalises: Bool = true,
        isCancelled: () -> Bool = { false }
    ) throws(EngineError) -> [[Float]] {
        for text in texts {
            try checkTokens(text)
            let most = blueprint.isCausal ? description.contextLength : batchLimit
            guard !text.isEmpty, text.count <= most else {
                throw EngineError(
                    .contextFull,
                    "a text of \(text.count) tokens: this model takes 1 to \(most)"
                )
            }
        }
        let pooling = pooling ?? (description.pooling == .none ? .mean : description.pooling)
        var rows: [[Float]] = []
        var next = 0
        while next < texts.count {
            let start = next
            var tokens = 0
            while next < texts.count, next == start || tokens + texts[next].count <= batchLimit {
                tokens += texts[next].count
                next += 1
            }
            rows += try embed(texts[start..<next], pooling, isCancelled)
        }
        if normalises { for index in rows.indices { normalise(&rows[index]) } }
        return rows
    }

    /// Texts that fit a step together; or a single one that a model which sees only backwards takes in several steps.
    private func embed(
        _ texts: ArraySlice<[Int]>,
        _ pooling: ModelDescription.Pooling,
        _ isCancelled: () -> Bool
    ) throws(EngineError) -> [[Float]] {
        var sessions: [Session] = []
        for text in texts { sessions.append(try Session(self, capacity: text.count)) }
        var sums = [[Float]](repeating: [Float](repeating: 0, count: blueprint.width), count: texts.count)
        let longest = texts.reduce(0) { max($0, $1.count) }
        for start in stride(from: 0, to: longest, by: batchLimit) {
            var work: [Work] = []
            for (session, text) in zip(sessions, texts) {
                let part = text[start..<min(start + batchLimit, text.count)]
                let isLong = turns?.long != nil && text.count > turns?.shortLimit ?? .max
                work.append(
                    Work(session: session, tokens: part, position: start, isLong: isLong, wanted: .all, logits: nil)
                )
            }
            try compute(work, wantsLogits: false, isCancelled: isCancelled) { index, row, numbers in
                let position = start + row
                let count = work[index].session.capacity
                switch pooling {
                case .first where position > 0, .last where position < count - 1: return
                case .first, .last:
                    for column in 0..<blueprint.width { sums[index][column] = numbers[column] }
                case .mean, .none:
                    for column in 0..<blueprint.width { sums[index][column] += numbers[column] / Float(count) }
                }
            }
        }
        return sums
    }

    private func normalise(_ row: inout [Float]) {
        let length = row.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        guard length > 0 else { return }
        for index in row.indices { row[index] = Float(Double(row[index]) / length) }
    }
}
