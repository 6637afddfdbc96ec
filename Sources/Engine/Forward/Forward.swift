import Kernels

/// The way of a step's tokens through the model. Every worker runs `run` from its top to its end (see `Worker`).
///
/// The stream (a row of `width` floats a token) begins as the tokens' embeddings. Each block reads it through a norm, and
/// what the block computes is added to it when the next one begins (`enter`).
struct Forward {
    let pass: Pass
    let plan: Blueprint
    let buffers: WorkerBuffers
    var worker: Worker
    /// How many rows are under way: fewer in the last layer, where only some are wanted.
    var rows: Int
    /// Whether each worker keeps rows of its own, see `Workspace.replicatedRows`.
    var replicates: Bool
    var stream: Rows
    /// What the block before computed, not yet added to the stream.
    var pending = Pending.nothing

    enum Pending {
        case nothing
        case rows(after: NormWeights?, closing: NormWeights?)
        case experts(after: NormWeights?, closing: NormWeights?)
    }

    init(_ pass: Pass, worker: Worker) {
        self.pass = pass
        plan = pass.plan
        buffers = pass.workspace.own(worker.index)
        self.worker = worker
        rows = pass.rows
        replicates = pass.rows <= Workspace.replicatedRows
        stream = replicates ? buffers.stream : pass.workspace.stream
    }

    mutating func run() {
        embed()
        for index in 0..<pass.weights.layerCount {
            let layer = pass.weights[index]
            attend(layer.attention, layer: index)
            if index == pass.weights.layerCount - 1 {
                // The cache has what later steps need of the other rows.
                guard pass.wantedCount > 0 else { return }
                narrow()
            }
            add(layer.attention)
            guard goesOn() else { return }
            feedForward(layer.feedForward)
        }
        finish()
    }

    // MARK: the stream

    /// The tokens' embeddings become the stream.
    private mutating func embed() {
        let outer = pass.weights.outer
        eachRow { forward, row in
            let place = forward.pass.place(row)
            let target = forward.stream[row]
            let width = forward.plan.width
            outer.embedding(of: place.token, width: width, into: target)
            if forward.plan.embeddingScale != 1 { Kernel.scale(target, by: forward.plan.embeddingScale, width) }
            if let type = outer.tokenType { Kernel.add(type, width, into: target) }
            if let positions = outer.positions { Kernel.add(positions + place.position * width, width, into: target) }
            if let norm = outer.embeddingNorm { forward.norm(target, norm, into: target) }
        }
    }

    /// Adds what the block before computed to the stream, and makes the block's input ready: normed, and in the forms that
    /// its matrices take. The stream's rows, normed, are left in `normed` too.
    mutating func enter(_ before: NormWeights?, forms: InputForms) -> Prepared {
        prepare(forms) { forward, row in
            forward.settle(row)
            guard let before else { return }
            forward.norm(forward.stream[row], before, into: forward.normed[row])
        } from: {
            before == nil ? $0.stream : $0.normed
        }
    }

    /// Makes an input of the rows under way ready. `make` is called for each row before it is read.
    @inline(__always)
    mutating func prepare(
        _ forms: InputForms,
        make: (borrowing Forward, Int) -> Void,
        from source: (borrowing Forward) -> Rows
    ) -> Prepared {
        let input = unsafe Prepared(
            at: replicates ? buffers.prepared : pass.workspace.prepared,
            forms: forms,
            tokens: rows
        )
        let values = source(self)
        eachChunk { forward, chunk in
            for row in chunk { make(forward, row) }
            input.fill(chunk, from: values)
        }
        return input
    }

    var normed: Rows { replicates ? buffers.normed : pass.workspace.normed }

    /// x = closing(x + after(y)), for one row.
    @inline(__always)
    func settle(_ row: Int) {
        let x = stream[row]
        switch pending {
        case .nothing: return
        case .rows(let after, let closing):
            add(pass.workspace.blockOutput[row], to: x, after: after, closing: closing)
        case .experts(let after, let closing):
            // One row's experts in the order of their scores, so that it does not depend on the others'.
            let sum = normed[row]
            for index in 0..<plan.width { sum[index] = 0 }
            for rank in 0..<plan.expertsUsed {
                let (slot, share) = buffers.routing.slot(row: row, rank: rank)
                Kernel.add(pass.workspace.expertOutputs[slot], times: share, plan.width, into: sum)
            }
            add(sum, to: x, after: after, closing: closing)
        }
    }

    @inline(__always)
    private func add(_ y: Floats, to x: Floats, after: NormWeights?, closing: NormWeights?) {
        if let after {
            norm(y, after, into: buffers.row)
            Kernel.add(buffers.row, plan.width, into: x)
        } else {
            Kernel.add(y, plan.width, into: x)
        }
        if let closing { norm(x, closing, into: x) }
    }

    @inline(__always)
    func norm(_ x: Floats, _ weights: NormWeights, into target: Floats) {
        if let bias = weights.bias {
            Kernel.layerNorm(x, weight: weights.weight, bias: bias, plan.width, epsilon: plan.epsilon, into: target)
        } else {
            Kernel.rootMeanSquareNorm(x, weight: weights.weight, plan.width, epsilon: plan.epsilon, into: target)
        }
    }

    // MARK: sharing out

    /// Calls `body` for all rows under way: those of this worker's share, or where workers keep rows of their own, for each.
    /// All have been done when it returns.
    @inline(__always)
    mutating func eachRow(_ body: (borrowing Forward, Int) -> Void) {
        eachChunk { forward, chunk in for row in chunk { body(forward, row) } }
    }

    @inline(__always)
    mutating func eachChunk(_ body: (borrowing Forward, Range<Int>) -> Void) {
        guard !replicates else { return body(self, 0..<rows) }
        let length = 8
        let forward = self
        let count = rows
        worker.share((rows + length - 1) / length) { piece in
            body(forward, (piece * length)..<min((piece + 1) * length, count))
        }
        worker.meet()
    }

    /// Keeps of the rows under way only those that are wanted.
    private mutating func narrow() {
        guard pass.wantedCount < rows else { return }
        let old = stream
        let count = pass.wantedCount
        let wasReplicated = replicates
        replicates = count <= Workspace.replicatedRows
        if replicates {
            rows = count
            stream = buffers.stream
            for row in 0..<count {
                if wasReplicated, pass.wanted(row) == row { continue }
                old[pass.wanted(row)].copy(plan.width, to: stream[row])
            }
        } else {
            // Rows move down within what was attended to, so this is one worker's to do.
            stream = pass.workspace.tail
            if worker.index == 0 {
                for row in 0..<count {
                    old[pass.wanted(row)].copy(plan.width, to: stream[row])
                    pass.workspace.attended[pass.wanted(row)].copy(
                        plan.attendedWidth,
                        to: pass.workspace.attended[row]
                    )
                }
            }
            rows = count
            worker.meet()
        }
        isNarrowed = true
    }

    /// Whether `rows` counts the wanted rows alone.
    private(set) var isNarrowed = false

    /// False, for every worker alike, when the caller has called the step off.
    private func goesOn() -> Bool {
        if worker.index == 0 { pass.askCaller() }
        worker.meet()
        return !pass.stops
    }
}
