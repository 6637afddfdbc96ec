import Kernels

extension Forward {
    /// What the rows attend to, into `attended`; their keys and values go to their sequences' caches.
    mutating func attend(_ weights: AttentionWeights, layer: Int) {
        let input = enter(weights.norms.before, forms: weights.inputForms)
        project(input, weights, layer: layer)
        worker.meet()
        if pass.cacheIsExact {
            attendExactly(weights, layer: layer)
        } else {
            attendHalves(weights, layer: layer)
        }
        worker.meet()
    }

    /// The output product of what was attended to; it waits in `blockOutput`.
    mutating func add(_ weights: AttentionWeights) {
        let isCopied = replicates && isNarrowed
        let input = prepare(weights.outputForms) { forward, row in
            guard isCopied else { return }
            forward.pass.workspace.attended[forward.pass.wanted(row)]
                .copy(forward.plan.attendedWidth, to: forward.buffers.attended[row])
        } from: {
            isCopied ? $0.buffers.attended : $0.pass.workspace.attended
        }
        multiply(weights.output, input, into: pass.workspace.blockOutput)
        pending = .rows(after: weights.norms.after, closing: weights.norms.closing)
    }

    /// A whole product, its rows shared out.
    mutating func multiply(_ projection: Projection, _ input: Prepared, into outputs: Rows) {
        let pieces = Pieces(rows: projection.rows, bytesPerRow: projection.bytesPerRow, workers: worker.count)
        let count = rows
        worker.share(pieces.count) { piece in
            projection.multiply(input, tokens: count, rows: pieces[piece], into: outputs)
        }
    }

    /// Queries, keys and values of all rows: whole heads at a time, which are then normed, turned and stored by the worker
    /// that computed them.
    private mutating func project(_ input: Prepared, _ weights: AttentionWeights, layer: Int) {
        let forward = self
        func pieces(_ projection: Projection, _ size: Int) -> Pieces {
            Pieces(
                rows: projection.rows, bytesPerRow: projection.bytesPerRow, workers: forward.worker.count,
                unit: leastMultiple(Int(MK_ROW_GROUP), size))
        }
        let queries = pieces(weights.queries, plan.headSize)
        let keys = pieces(weights.keys, plan.headSize)
        let values = pieces(weights.values, plan.valueSize)
        worker.share(queries.count + keys.count + values.count) { piece in
            if piece < queries.count {
                forward.projectQueries(input, weights, queries[piece])
            } else if piece < queries.count + keys.count {
                forward.projectKeys(input, weights, keys[piece - queries.count], layer: layer)
            } else {
                forward.projectValues(input, weights, values[piece - queries.count - keys.count], layer: layer)
            }
        }
    }

    private func projectQueries(_ input: Prepared, _ weights: AttentionWeights, _ range: Range<Int>) {
        let target = pass.workspace.queries
        weights.queries.multiply(input, tokens: rows, rows: range, into: target)
        for row in 0..<rows {
            let turns = pass.place(row).turns
            for start in stride(from: range.lowerBound, to: range.upperBound, by: plan.headSize) {
                finish(head: target[row] + start, norm: weights.queryNorm, turns: turns)
            }
        }
    }

    private func projectKeys(_ input: Prepared, _ weights: AttentionWeights, _ range: Range<Int>, layer: Int) {
        let target = pass.workspace.keys
        weights.keys.multiply(input, tokens: rows, rows: range, into: target)
        for row in 0..<rows {
            let place = pass.place(row)
            let cache = pass.slice(place.slice).cache
            for start in stride(from: range.lowerBound, to: range.upperBound, by: plan.headSize) {
                let head = target[row] + start
                finish(head: head, norm: weights.keyNorm, turns: place.turns)
                cache.store(
                    key: head, plan.headSize, layer: layer, head: start / plan.headSize, position: place.position)
            }
        }
    }

    private func projectValues(_ input: Prepared, _ weights: AttentionWeights, _ range: Range<Int>, layer: Int) {
        let target = pass.workspace.values
        weights.values.multiply(input, tokens: rows, rows: range, into: target)
        for row in 0..<rows {
            let place = pass.place(row)
            let cache = pass.slice(place.slice).cache
            for start in stride(from: range.lowerBound, to: range.upperBound, by: plan.valueSize) {
                cache.store(
                    value: target[row] + start, plan.valueSize, layer: layer, head: start / plan.valueSize,
                    position: place.position)
            }
        }
    }

    @inline(__always)
    private func finish(head: Floats, norm: Floats?, turns: Floats?) {
        if let norm {
            head.copy(plan.headSize, to: buffers.head)
            Kernel.rootMeanSquareNorm(
                buffers.head, weight: norm, plan.headSize, epsilon: plan.epsilon, into: head)
        }
        if let turns { Kernel.turn(head, by: turns, plan.rotarySize, halves: plan.turnsHalves) }
    }

    // MARK: attention proper

    /// The kernels' attention over halves: each sequence's work is cut into units, and all units are shared out.
    private mutating func attendHalves(_ weights: AttentionWeights, layer: Int) {
        let pass = self.pass
        let scratch = pass.attentionScratch + worker.index * pass.attentionScratchLength
        var total = 0
        for slice in 0..<pass.sliceCount { total += pass.attention(slice, weights, layer: layer).units }
        // Pieces come in rising order, so the slice that one belongs to is found by walking on.
        var slice = 0
        var call = pass.attention(0, weights, layer: layer)
        var firstUnit = 0
        worker.share(total) { unit in
            while unit >= firstUnit + call.units {
                firstUnit += call.units
                slice += 1
                call = pass.attention(slice, weights, layer: layer)
            }
            call.attend(unit: unit - firstUnit, scratch: scratch)
        }
    }

    /// Attention over floats, head by head: the measure of the other.
    private mutating func attendExactly(_ weights: AttentionWeights, layer: Int) {
        let forward = self
        let heads = plan.headCount
        worker.share(rows * heads) { unit in
            forward.attendExactly(row: unit / heads, head: unit % heads, weights, layer: layer)
        }
    }

    private func attendExactly(row: Int, head: Int, _ weights: AttentionWeights, layer: Int) {
        let place = pass.place(row)
        let slice = pass.slice(place.slice)
        let keyHead = head / (plan.headCount / plan.keyValueHeadCount)
        let last = plan.isCausal ? place.position : slice.firstPosition + slice.count - 1
        let first = weights.window > 0 ? max(0, place.position - weights.window + 1) : 0
        let scores = pass.attentionScratch + worker.index * pass.attentionScratchLength
        let query = pass.workspace.queries[row] + head * plan.headSize
        for position in first...last {
            let key = slice.cache.exactKey(layer: layer, head: keyHead, position: position)
            scores[position - first] = Kernel.dot(query, key, plan.headSize) * plan.attentionScale
        }
        var count = last - first + 1
        if plan.attentionSoftcap > 0 { Kernel.softcap(scores, cap: plan.attentionSoftcap, count) }
        if let sinks = weights.sinks {
            scores[count] = sinks[head]
            count += 1
        }
        unsafe _ = mk_softmax(scores.start, Int32(count))
        let target = pass.workspace.attended[row] + head * plan.valueSize
        for index in 0..<plan.valueSize { target[index] = 0 }
        for position in first...last {
            let value = slice.cache.exactValue(layer: layer, head: keyHead, position: position)
            Kernel.add(value, times: scores[position - first], plan.valueSize, into: target)
        }
    }
}

private func leastMultiple(_ a: Int, _ b: Int) -> Int {
    var (x, y) = (a, b)
    while y > 0 { (x, y) = (y, x % y) }
    return a / x * b
}

/// The attention of one sequence's rows in one layer, for the kernels.
@safe struct AttentionCall {
    private let call: mk_attention
    let units: Int

    @inline(__always)
    init(
        _ plan: Blueprint, _ slice: Slice, _ workspace: Workspace.Addresses, window: Int, sinks: Floats?, layer: Int
    ) {
        let queries = workspace.queries
        let outputs = workspace.attended
        unsafe call = mk_attention(
            queries: queries[slice.firstRow].start,
            query_stride: Int64(queries.width),
            keys: slice.cache.keys(layer: layer),
            values: slice.cache.values(layer: layer),
            head_stride: Int64(slice.cache.headStride),
            position_stride: Int64(slice.cache.positionStride),
            tokens: Int32(truncatingIfNeeded: slice.count),
            heads: Int32(truncatingIfNeeded: plan.headCount),
            kv_heads: Int32(truncatingIfNeeded: plan.keyValueHeadCount),
            head_size: Int32(truncatingIfNeeded: plan.headSize),
            value_size: Int32(truncatingIfNeeded: plan.valueSize),
            first_position: Int32(truncatingIfNeeded: slice.firstPosition),
            positions: Int32(truncatingIfNeeded: slice.firstPosition + slice.count),
            causal: plan.isCausal,
            window: Int32(truncatingIfNeeded: window),
            scale: plan.attentionScale,
            softcap: plan.attentionSoftcap,
            sinks: sinks.map { unsafe UnsafePointer($0.start) },
            outputs: outputs[slice.firstRow].start,
            output_stride: Int64(outputs.width))
        units = unsafe withUnsafePointer(to: call) { unsafe Int(mk_attention_units($0)) }
    }

    @inline(__always)
    func attend(unit: Int, scratch: Floats) {
        unsafe withUnsafePointer(to: call) { unsafe mk_attend($0, Int32(truncatingIfNeeded: unit), scratch.start) }
    }

    /// Floats of scratch for each worker.
    var scratch: Int { unsafe withUnsafePointer(to: call) { unsafe Int(mk_attention_scratch($0)) } }
}

extension Pass {
    @inline(__always)
    func attention(_ index: Int, _ weights: AttentionWeights, layer: Int) -> AttentionCall {
        AttentionCall(
            plan, slice(index), workspace, window: weights.window, sinks: weights.sinks, layer: layer)
    }
}
