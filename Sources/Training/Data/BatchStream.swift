/// Batches of a mixture's texts: each as full as the texts come, none of which is cut.
package struct BatchStream: Sendable {
    private let mixture: Mixture
    private let rows: Int
    private let context: Int
    /// Before the first text that is in no batch yet.
    package private(set) var state: Mixture.State
    private var waiting: (text: WeightedText, after: Mixture.State)?

    package init(_ mixture: Mixture, rows: Int, context: Int, from state: Mixture.State? = nil) {
        self.mixture = mixture
        self.rows = rows
        self.context = min(context, rows)
        self.state = state ?? mixture.start
    }

    /// The next batch. Throws where hardly any text is of use.
    package mutating func next() throws(TrainingError) -> TokenBatch {
        var batch = TokenBatch()
        var skipped = 0
        while true {
            let (text, after) = waiting ?? drawn()
            waiting = nil
            guard text.rows > 0, text.rows <= context, text.weight > 0 else {
                state = after
                skipped += 1
                guard skipped < 10_000 else {
                    throw TrainingError(
                        .badData,
                        "of 10000 texts none is of use: each is empty, teaches nothing, or is longer than \(context) tokens (model.context)"
                    )
                }
                continue
            }
            guard batch.rows + text.rows <= rows else {
                waiting = (text, after)
                return batch
            }
            batch.append(text)
            state = after
        }
    }

    private func drawn() -> (text: WeightedText, after: Mixture.State) {
        var after = state
        let text = mixture.draw(&after)
        return (text, after)
    }

    /// The texts kept for validation, in batches; those that are too long are left out.
    package static func validation(of mixture: Mixture, rows: Int, context: Int) -> [TokenBatch] {
        var batches = [TokenBatch()]
        for text in mixture.validation where text.rows > 0 && text.rows <= min(context, rows) && text.weight > 0 {
            if batches[batches.count - 1].rows + text.rows > rows { batches.append(TokenBatch()) }
            batches[batches.count - 1].append(text)
        }
        return batches.filter { $0.rows > 0 }
    }
}
