import Engine

extension Pass {
    /// From the last stream to losses, of the rows that count; and where the model learns, back to the stream.
    ///
    /// Logits' gradients are wide: of a large vocabulary they are kept for some rows at a time.
    func head(_ worker: inout Worker) {
        let index = worker.index
        let chunks = Blocks(chosen, by: space.headRows)
        for chunk in 0..<chunks.count {
            let range = chunks[chunk]
            let blocks = Blocks(range.count, by: space.headBlock)
            worker.share(blocks.count) { block in
                let local = blocks[block]
                finish((local.lowerBound + range.lowerBound)..<(local.upperBound + range.lowerBound), local, index)
            }
            worker.meet()
            guard learns, !parameters.variant.isFrozen else { continue }
            packLeft(
                space.logitGradients,
                width: space.logitWidth,
                rows: shape.vocabulary,
                reduction: range.count,
                into: space.headLeft,
                &worker
            )
            packRight(space.headNormed, width: shape.width, reduction: range.count, into: space.headRight, &worker)
            worker.meet()
            addGradient(
                parameters.head,
                left: space.headLeft,
                right: space.headRight,
                reduction: range.count,
                &worker
            )
        }
        worker.meet()
    }

    /// `range` counts chosen rows, `local` those of the chunk.
    private func finish(_ range: Range<Int>, _ local: Range<Int>, _ worker: Int) {
        let width = shape.width, count = range.count, first = range.lowerBound
        let scratch = space.scratches[worker]
        let stream = scratch.rows, factors = scratch.factors, logits = scratch.logits
        for row in 0..<count {
            (space.lastStream + space.chosen[first + row] * width).copy(width, to: stream + row * width)
        }
        let weight = weights(parameters.layout.finalNorm)
        let normed = space.headNormed + local.lowerBound * width
        arithmetic.norm(
            stream,
            weight: weight,
            width: width,
            epsilon: shape.epsilon,
            rows: count,
            into: normed,
            factors: factors
        )
        arithmetic.multiply(
            .rows(normed, width: width),
            parameters.head.forward,
            rows: count,
            into: .floats(logits, width: shape.vocabulary)
        )
        let gradients = space.logitGradients + local.lowerBound * space.logitWidth
        unsafe arithmetic.crossEntropy(
            logits,
            vocabulary: shape.vocabulary,
            targets: space.targets + first,
            weights: space.chosenWeights + first,
            scale: scale,
            rows: count,
            losses: space.losses + first,
            hits: space.hits + first,
            gradients: learns ? gradients : nil
        )
        guard learns else { return }
        // A block's rows of the way back, where the layers' blocks have their hidden numbers.
        let back = scratch.moreRows, gradient = scratch.hidden
        let weightGradient = space.normGradients[2 * shape.layers] + first / space.headBlock * width
        weightGradient.clear(width)
        arithmetic.multiply(
            .rows(gradients, width: space.logitWidth),
            parameters.head.backward,
            rows: count,
            into: .floats(back, width: width)
        )
        gradient.clear(count * width)
        arithmetic.normBack(
            stream,
            weight: weight,
            factors: factors,
            dy: back,
            width: width,
            rows: count,
            dx: gradient,
            dweight: weightGradient
        )
        for row in 0..<count {
            (gradient + row * width).copy(width, to: space.gradient + space.chosen[first + row] * width)
        }
    }
}
