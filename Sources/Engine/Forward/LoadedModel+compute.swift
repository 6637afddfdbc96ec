import Kernels
import Synchronization

/// What one sequence adds to a step. Everything in it has been checked.
struct Work {
    let session: Session
    let tokens: ArraySlice<Int>
    /// Of its first token.
    let position: Int
    let isLong: Bool
    let wanted: Batch.Wanted
    /// Where its logits go; nil where none are wanted, or the rows themselves are.
    let logits: LogitRows?
}

extension Work {
    init(_ entry: Batch.Entry, logits: LogitRows?) {
        let (position, isLong) = entry.session.withState { ($0.tokens.count, $0.isLong ?? false) }
        self.init(
            session: entry.session,
            tokens: entry.tokens[...],
            position: position,
            isLong: isLong,
            wanted: entry.wanted,
            logits: logits
        )
    }
}

extension LoadedModel {
    /// Runs tokens through the layers: their keys and values are in the caches after it, and the wanted logits in `logits`.
    func compute(_ work: [Work], isCancelled: () -> Bool) throws(EngineError) {
        try compute(work, wantsLogits: true, isCancelled: isCancelled) { _, _, _ in }
    }

    /// Where no logits are wanted, `deliver` is called with each wanted row as it is after the last layer: the index of its
    /// work, which of that work's wanted rows it is, and its numbers.
    func compute(
        _ work: [Work],
        wantsLogits: Bool,
        isCancelled: () -> Bool,
        deliver: (Int, Int, Floats) -> Void
    ) throws(EngineError) {
        var places: [RowPlace] = []
        var slices: [Slice] = []
        var wanted: [Int32] = []
        /// For each wanted row, whose it is.
        var owners: [(work: Int, row: Int)] = []
        places.reserveCapacity(work.reduce(0) { $0 + $1.tokens.count })

        defer { weights.packing.begin() }
        try workshop.withLock { (workshop) throws(EngineError) in
            weights.packing.adopt()
            var scratch = 0
            for (index, work) in work.enumerated() {
                let turns = work.isLong ? turns?.long ?? turns?.short : turns?.short
                turns?.extend(to: work.position + work.tokens.count)
                let slice = Slice(
                    firstRow: places.count,
                    count: work.tokens.count,
                    firstPosition: work.position,
                    cache: work.session.cache.addresses
                )
                slices.append(slice)
                for (offset, token) in work.tokens.enumerated() {
                    let isWanted = work.wanted == .all || work.wanted == .last && offset == work.tokens.count - 1
                    if isWanted {
                        owners.append((index, work.wanted == .all ? offset : 0))
                        wanted.append(Int32(places.count))
                    }
                    let position = work.position + offset
                    places.append(
                        RowPlace(token: token, position: position, slice: index, turns: turns?.row(position))
                    )
                }
                scratch = max(scratch, attentionScratch(slice, in: workshop))
            }
            let attention = try workshop.attentionScratch(floats: scratch)
            workshop.workspace.note(tokens: places.count)

            // One row's logits are written where they are wanted; of several, each is copied there after.
            let onlyRow = owners.count == 1 ? work[owners[0].work].logits?.rows : nil
            let workspace = workshop.workspace.addresses
            let result = onlyRow ?? (wantsLogits ? workspace.logits : workspace.results)
            let crew = workshop.crew
            let wasCalledOff = unsafe places.withUnsafeBufferPointer { places in
                unsafe slices.withUnsafeBufferPointer { slices in
                    unsafe wanted.withUnsafeBufferPointer { wanted in
                        unsafe Pass.Control.with(isCancelled) { control in
                            let pass = unsafe Pass(
                                plan: blueprint,
                                weights: weights.addresses,
                                workspace: workspace,
                                places: places,
                                slices: slices,
                                wanted: wanted,
                                attentionScratch: attention,
                                attentionScratchLength: scratch,
                                result: result,
                                wantsLogits: wantsLogits,
                                control: control
                            )
                            crew.run { worker in
                                var forward = Forward(pass, worker: worker)
                                forward.run()
                                worker = forward.worker
                            }
                        }
                    }
                }
            }
            workshop.lookedUp.note(places.count, in: weights)
            guard !wasCalledOff else { throw EngineError(.cancelled, "called off") }

            guard onlyRow == nil else { return }
            for (row, owner) in owners.enumerated() {
                if let logits = work[owner.work].logits {
                    result[row].copy(blueprint.vocabularySize, to: logits.rows[owner.row])
                } else {
                    deliver(owner.work, owner.row, result[row])
                }
            }
        }
    }

    /// Floats, a multiple of 16.
    private func attentionScratch(_ slice: Slice, in workshop: Workshop) -> Int {
        let call = AttentionCall(
            blueprint,
            slice,
            workshop.workspace.addresses,
            window: 0,
            sinks: nil,
            layer: 0
        )
        return (call.scratch + 15) / 16 * 16
    }
}
