import Kernels

extension Forward {
    mutating func feedForward(_ weights: FeedForwardWeights) {
        let input = enter(weights.norms.before, forms: weights.inputForms)
        switch plan.feedForward {
        case .gated(let activation):
            gated(input, weights.experts[0], activation)
            worker.meet()
            down(weights)
        case .plain:
            plain(input, weights.experts[0])
            worker.meet()
            down(weights)
        case .experts(_, _, let activation):
            guard let router = weights.router else { return }
            experts(input, weights, router: router, activation)
        }
        worker.meet()
    }

    private mutating func down(_ weights: FeedForwardWeights) {
        let hidden = pass.workspace.hidden
        let input = prepare(weights.hiddenForms) { _, _ in
        } from: { _ in
            hidden
        }
        multiply(weights.experts[0].down, input, into: pass.workspace.blockOutput)
        pending = .rows(after: weights.norms.after, closing: weights.norms.closing)
    }

    /// hidden = activation(gate x) * (up x): a few hidden numbers at a time, while they are at hand.
    private mutating func gated(_ input: Prepared, _ network: Experts.Expert, _ activation: GateActivation) {
        let pieces = hiddenPieces(network.up, rows: rows)
        let forward = self
        worker.share(pieces.count) { piece in
            forward.gate(
                input,
                network,
                activation,
                tokens: forward.rows,
                pieces[piece],
                into: forward.pass.workspace.hidden
            )
        }
    }

    private func hiddenPieces(_ up: Projection, rows: Int) -> Pieces {
        // The gates' buffer holds so many of each row.
        let room = pass.rowLimit * Pieces.mostRows / max(rows, 1)
        return Pieces(
            rows: up.rows,
            bytesPerRow: 2 * up.bytesPerRow,
            workers: worker.count,
            limit: min(room, rows <= Workspace.replicatedRows ? .max - 1 : 64)
        )
    }

    @inline(__always)
    private func gate(
        _ input: Prepared,
        _ network: Experts.Expert,
        _ activation: GateActivation,
        tokens: Int,
        _ range: Range<Int>,
        into hidden: Rows
    ) {
        network.up.multiply(input, tokens: tokens, rows: range, into: hidden)
        guard let gate = network.gate else { return }
        let gates = Rows(start: buffers.gates, width: range.count)
        let shifted = Rows(start: gates.start + -range.lowerBound, width: range.count)
        gate.multiply(input, tokens: tokens, rows: range, into: shifted)
        for token in 0..<tokens {
            let target = hidden[token] + range.lowerBound
            Kernel.gate(gates[token], target, by: activation, range.count, into: target)
        }
    }

    /// hidden = gelu(up x)
    private mutating func plain(_ input: Prepared, _ network: Experts.Expert) {
        let pieces = Pieces(rows: network.up.rows, bytesPerRow: network.up.bytesPerRow, workers: worker.count)
        let hidden = pass.workspace.hidden
        let count = rows
        worker.share(pieces.count) { piece in
            let range = pieces[piece]
            network.up.multiply(input, tokens: count, rows: range, into: hidden)
            for row in 0..<count {
                let target = hidden[row] + range.lowerBound
                Kernel.gelu(target, range.count, into: target)
            }
        }
    }

    // MARK: experts

    /// Each row goes through the experts that the router likes best for it; `settle` adds them up.
    private mutating func experts(
        _ input: Prepared,
        _ weights: FeedForwardWeights,
        router: Projection,
        _ activation: GateActivation
    ) {
        multiply(router, input, into: pass.workspace.router)
        worker.meet()
        let routing = buffers.routing
        let active = routing.route(pass.workspace.router, rows: rows)

        let expertInput = gather(input, weights, active: active)
        let hidden = pass.workspace.hidden
        let pieces = hiddenPieces(weights.experts[0].up, rows: rows)
        let forward = self
        worker.share(active * pieces.count) { piece in
            let index = piece / pieces.count
            let expert = routing.active(index)
            let slots = routing.slots(of: expert)
            forward.gate(
                expertInput[index],
                weights.experts[expert],
                activation,
                tokens: slots.count,
                pieces[piece % pieces.count],
                into: Rows(start: hidden[slots.lowerBound], width: hidden.width)
            )
        }
        worker.meet()

        let hiddenInput = prepareHidden(weights, active: active)
        let outputs = pass.workspace.expertOutputs
        let down = weights.experts[0].down
        let downPieces = Pieces(rows: down.rows, bytesPerRow: down.bytesPerRow, workers: worker.count)
        worker.share(active * downPieces.count) { piece in
            let index = piece / downPieces.count
            let expert = routing.active(index)
            let slots = routing.slots(of: expert)
            weights.experts[expert].down.multiply(
                hiddenInput[index],
                tokens: slots.count,
                rows: downPieces[piece % downPieces.count],
                into: Rows(start: outputs[slots.lowerBound], width: outputs.width)
            )
        }
        pending = .experts(after: weights.norms.after, closing: weights.norms.closing)
    }

    /// The input of each active expert: the one row's, or the rows that go there, gathered.
    private mutating func gather(_ input: Prepared, _ weights: FeedForwardWeights, active: Int) -> ExpertInputs {
        let source = weights.norms.before == nil ? stream : normed
        let target = pass.workspace.expertInputs
        let inputs = unsafe ExpertInputs(
            shared: rows == 1 ? input : nil,
            forms: weights.inputForms,
            routing: buffers.routing,
            base: pass.workspace.prepared
        )
        guard rows > 1 else { return inputs }
        let forward = self
        worker.share(active) { index in
            for slot in inputs.slots(index) {
                source[forward.buffers.routing.token(of: slot)].copy(forward.plan.width, to: target[slot])
            }
            inputs.fill(index, from: target)
        }
        worker.meet()
        return inputs
    }

    private mutating func prepareHidden(_ weights: FeedForwardWeights, active: Int) -> ExpertInputs {
        let hidden = pass.workspace.hidden
        let inputs = unsafe ExpertInputs(
            shared: nil,
            forms: weights.hiddenForms,
            routing: buffers.routing,
            base: pass.workspace.prepared
        )
        worker.share(active) { index in inputs.fill(index, from: hidden) }
        worker.meet()
        return inputs
    }
}

/// The inputs of all active experts, each expert's slots made ready by themselves, one expert's behind the other's.
@safe private struct ExpertInputs {
    /// Where all experts take the same one row.
    private let shared: Prepared?
    private let forms: InputForms
    private let routing: Routing
    private let base: UnsafeMutableRawPointer
    private let perSlot: Int
    private let perExpert: Int

    init(shared: Prepared?, forms: InputForms, routing: Routing, base: UnsafeMutableRawPointer) {
        self.shared = shared
        self.forms = forms
        self.routing = routing
        unsafe self.base = base
        // A slot takes at most what one alone does, and an expert's number of them may be rounded up to sixteen.
        perSlot = forms.bytes(tokens: 1)
        perExpert = forms.bytes(tokens: 16)
    }

    @inline(__always)
    func slots(_ index: Int) -> Range<Int> { routing.slots(of: routing.active(index)) }

    /// The input of the n-th active expert.
    @inline(__always)
    subscript(index: Int) -> Prepared {
        if let shared { return shared }
        let slots = slots(index)
        let place = unsafe base + index * perExpert + slots.lowerBound * perSlot
        return unsafe Prepared(at: place, forms: forms, tokens: slots.count)
    }

    @inline(__always)
    func fill(_ index: Int, from rows: Rows) {
        let slots = slots(index)
        self[index].fill(0..<slots.count, from: Rows(start: rows[slots.lowerBound], width: rows.width))
    }
}
