import Kernels

extension Forward {
    /// What the rows attend to, into `attended`; their keys and values go to their sequences' caches.
    mutating func attend(_ weights: AttentionWeights, layer: Int) {
        let input = enter(weights.norms.before, forms: weights.inputForms)
        project(input, weights, layer: layer)
        worker.meet()
        attend(weights, in: layer)
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
        let queries = Pieces(
            rows: plan.queryWidth,
            bytesPerRow: weights.queries.bytesPerRow,
            workers: worker.count,
            unit: Self.wholeHeads(plan.headSize) * plan.headSize
        )
        // A head's keys and values go together.
        let heads = Pieces(
            rows: plan.keyValueHeadCount,
            bytesPerRow: weights.keys.bytesPerRow * plan.headSize + weights.values.bytesPerRow * plan.valueSize,
            workers: worker.count,
            unit: max(Self.wholeHeads(plan.headSize), Self.wholeHeads(plan.valueSize))
        )
        worker.share(heads.count + queries.count) { piece in
            if piece < heads.count {
                forward.projectKeysAndValues(input, weights, heads: heads[piece], layer: layer)
            } else {
                forward.projectQueries(input, weights, queries[piece - heads.count])
            }
        }
    }

    /// The fewest heads of this size whose rows are a multiple of sixteen.
    private static func wholeHeads(_ size: Int) -> Int {
        Int(MK_ROW_GROUP) >> min(size.trailingZeroBitCount, 4)
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

    private func projectKeysAndValues(
        _ input: Prepared,
        _ weights: AttentionWeights,
        heads: Range<Int>,
        layer: Int
    ) {
        let keys = pass.workspace.keys
        let values = pass.workspace.values
        let (keySize, valueSize) = (plan.headSize, plan.valueSize)
        weights.keys.multiply(
            input,
            tokens: rows,
            rows: (heads.lowerBound * keySize)..<(heads.upperBound * keySize),
            into: keys
        )
        weights.values.multiply(
            input,
            tokens: rows,
            rows: (heads.lowerBound * valueSize)..<(heads.upperBound * valueSize),
            into: values
        )
        for row in 0..<rows {
            let turns = pass.place(row).turns
            for head in heads { finish(head: keys[row] + head * keySize, norm: weights.keyNorm, turns: turns) }
        }
        for index in 0..<pass.sliceCount {
            let slice = pass.slice(index)
            for head in heads {
                slice.cache.store(
                    keys: Rows(start: keys[slice.firstRow] + head * keySize, width: keys.width),
                    values: Rows(start: values[slice.firstRow] + head * valueSize, width: values.width),
                    head: head,
                    layer: layer,
                    position: slice.firstPosition,
                    count: slice.count
                )
            }
        }
    }

    @inline(__always)
    private func finish(head: Floats, norm: Floats?, turns: Floats?) {
        if let norm {
            Kernel.rootMeanSquareNorm(head, weight: norm, plan.headSize, epsilon: plan.epsilon, into: head)
        }
        if let turns { Kernel.turn(head, by: turns, plan.rotarySize, halves: plan.turnsHalves) }
    }

    /// Attention proper: each sequence's work is cut into units, and all units are shared out.
    private mutating func attend(_ weights: AttentionWeights, in layer: Int) {
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
}

/// The attention of one sequence's rows in one layer, for the kernels.
@safe struct AttentionCall {
    private let call: mk_attention
    let units: Int

    @inline(__always)
    init(
        _ plan: Blueprint,
        _ slice: Slice,
        _ workspace: Workspace.Addresses,
        window: Int,
        sinks: Floats?,
        layer: Int
    ) {
        let queries = workspace.queries
        let outputs = workspace.attended
        unsafe call = mk_attention(
            queries: queries[slice.firstRow].start,
            query_stride: Int64(queries.width),
            cache: slice.cache.layers + layer,
            tokens: Int32(truncatingIfNeeded: slice.count),
            heads: Int32(truncatingIfNeeded: plan.headCount),
            first_position: Int32(truncatingIfNeeded: slice.firstPosition),
            positions: Int32(truncatingIfNeeded: slice.firstPosition + slice.count),
            causal: plan.isCausal,
            window: Int32(truncatingIfNeeded: window),
            scale: plan.attentionScale,
            softcap: plan.attentionSoftcap,
            sinks: sinks.map { unsafe UnsafePointer($0.start) },
            outputs: outputs[slice.firstRow].start,
            output_stride: Int64(outputs.width),
            shared: slice.cache.shared
        )
        units = unsafe withUnsafePointer(to: call) { unsafe Int(mk_attention_units($0)) }
    }

    /// Bytes that the workers of any call over such a cache share.
    static func sharedBytes(_ plan: Blueprint, _ cache: mk_cache, tokens: Int) -> Int {
        unsafe withUnsafePointer(to: cache) { cache in
            let call = unsafe mk_attention(
                queries: nil,
                query_stride: 0,
                cache: cache,
                tokens: Int32(tokens),
                heads: Int32(plan.headCount),
                first_position: 0,
                positions: cache.pointee.capacity,
                causal: plan.isCausal,
                window: 0,
                scale: plan.attentionScale,
                softcap: plan.attentionSoftcap,
                sinks: nil,
                outputs: nil,
                output_stride: 0,
                shared: nil
            )
            return unsafe withUnsafePointer(to: call) { unsafe Int(mk_attention_shared($0)) }
        }
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
            plan,
            slice(index),
            workspace,
            window: weights.window,
            sinks: weights.sinks,
            layer: layer
        )
    }
}
