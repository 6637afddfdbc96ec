extension Forward {
    /// The wanted rows after the last layer: their logits, or the rows themselves.
    mutating func finish() {
        let outer = pass.weights.outer
        guard pass.wantsLogits, let output = outer.output else { return finishRows(outer.finalNorm) }
        let input = enter(outer.finalNorm, forms: outer.outputForms)
        let pieces = Pieces(rows: output.rows, bytesPerRow: output.bytesPerRow, workers: worker.count)
        let result = pass.result
        let cap = plan.finalSoftcap
        let count = rows
        worker.share(pieces.count) { piece in
            let range = pieces[piece]
            output.multiply(input, tokens: count, rows: range, into: result)
            guard cap > 0 else { return }
            for row in 0..<count { Kernel.softcap(result[row] + range.lowerBound, cap: cap, range.count) }
        }
    }

    private mutating func finishRows(_ norm: NormWeights?) {
        let result = pass.result
        eachRow { forward, row in
            forward.settle(row)
            if let norm {
                forward.norm(forward.stream[row], norm, into: forward.normed[row])
                forward.normed[row].copy(forward.plan.width, to: result[row])
            } else {
                forward.stream[row].copy(forward.plan.width, to: result[row])
            }
        }
    }
}
