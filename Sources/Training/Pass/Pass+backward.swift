import Engine

extension Pass {
    /// From the last stream's gradient to all weights'.
    func backward(_ worker: inout Worker) {
        let index = worker.index
        for number in (0..<shape.layers).reversed() {
            let layer = space.layers[number], weight = parameters.layers[number]
            worker.share(blocks.count) { feedForwardBack(number, block: $0, index) }
            worker.meet()
            packLeft(space.gradientElements, width: shape.width, reduction: rows, into: space.leftNarrow, &worker)
            packRight(space.hidden, width: shape.feedForward, reduction: rows, into: space.rightWide, &worker)
            packLeft(space.gateUpGradient, width: 2 * shape.feedForward, reduction: rows, into: space.leftWide, &worker)
            packRight(layer.middleNormed, width: shape.width, reduction: rows, into: space.rightNarrow, &worker)
            worker.meet()
            addGradient(weight.down, left: space.leftNarrow, right: space.rightWide, reduction: rows, &worker)
            addGradient(weight.gateUp, left: space.leftWide, right: space.rightNarrow, reduction: rows, &worker)
            worker.share(blocks.count) { outputBack(number, blocks[$0]) }
            worker.meet()
            attend(layer, back: true, &worker)
            worker.meet()
            worker.share(blocks.count) { inputsBack(number, block: $0, index) }
            worker.meet()
            packLeft(space.gradientElements, width: shape.width, reduction: rows, into: space.leftNarrow, &worker)
            packRight(layer.attended, width: shape.width, reduction: rows, into: space.rightWide, &worker)
            packLeft(space.inputGradientElements, width: shape.inputs, reduction: rows, into: space.leftWide, &worker)
            packRight(layer.normed, width: shape.width, reduction: rows, into: space.rightNarrow, &worker)
            worker.meet()
            addGradient(weight.output, left: space.leftNarrow, right: space.rightWide, reduction: rows, &worker)
            addGradient(weight.inputs, left: space.leftWide, right: space.rightNarrow, reduction: rows, &worker)
        }
        worker.meet()
        guard !parameters.variant.isFrozen else { return }
        embeddingBack(&worker)
        addNormGradients(&worker)
    }

    /// Back through the second half of a layer, to the middle of the stream.
    private func feedForwardBack(_ number: Int, block: Int, _ worker: Int) {
        let layer = space.layers[number], weight = parameters.layers[number], rows = blocks[block]
        let first = rows.lowerBound, count = rows.count, width = shape.width, hidden = shape.feedForward
        let scratch = space.scratches[worker]
        let gateUp = layer.gateUp + first * 2 * hidden, gateUpGradient = space.gateUpGradient + first * 2 * hidden
        let hiddenGradient = scratch.elements, back = scratch.rows
        let gradient = space.gradient + first * width, gradientElements = space.gradientElements + first * width
        arithmetic.convert(gradient, count * width, into: gradientElements)
        arithmetic.multiply(
            .rows(gradientElements, width: width),
            weight.down.backward,
            rows: count,
            into: .elements(hiddenGradient, width: hidden)
        )
        arithmetic.swiglu(gateUp, hidden: hidden, rows: count, into: space.hidden + first * hidden)
        arithmetic.swigluBack(gateUp, dy: hiddenGradient, hidden: hidden, rows: count, into: gateUpGradient)
        arithmetic.multiply(
            .rows(gateUpGradient, width: 2 * hidden),
            weight.gateUp.backward,
            rows: count,
            into: .floats(back, width: width)
        )
        normBack(
            layer.middle + first * width,
            weight.feedForwardNorm,
            layer.middleFactors + first,
            back,
            count,
            gradient,
            into: space.normGradients[2 * number + 1] + block * width
        )
    }

    /// Back through the product after attention.
    private func outputBack(_ number: Int, _ rows: Range<Int>) {
        let first = rows.lowerBound, count = rows.count, width = shape.width
        let gradientElements = space.gradientElements + first * width
        arithmetic.convert(space.gradient + first * width, count * width, into: gradientElements)
        arithmetic.multiply(
            .rows(gradientElements, width: width),
            parameters.layers[number].output.backward,
            rows: count,
            into: .elements(space.attendedGradient + first * width, width: width)
        )
    }

    /// From queries, keys and values back to the layer's beginning.
    private func inputsBack(_ number: Int, block: Int, _ worker: Int) {
        let layer = space.layers[number], weight = parameters.layers[number], rows = blocks[block]
        let first = rows.lowerBound, count = rows.count, width = shape.width
        let turned = space.inputGradientElements + first * shape.inputs
        let back = space.scratches[worker].rows
        arithmetic.turn(
            space.inputGradients + first * shape.inputs,
            width: shape.inputs,
            heads: shape.heads + shape.keyValueHeads,
            headSize: shape.headSize,
            turns: space.turns,
            positions: space.positions + first,
            halves: parameters.variant.turnsHalves,
            back: true,
            rows: count,
            into: turned
        )
        arithmetic.multiply(
            .rows(turned, width: shape.inputs),
            weight.inputs.backward,
            rows: count,
            into: .floats(back, width: width)
        )
        normBack(
            layer.stream + first * width,
            weight.attentionNorm,
            layer.factors + first,
            back,
            count,
            space.gradient + first * width,
            into: space.normGradients[2 * number] + block * width
        )
    }

    private func normBack(
        _ stream: Floats,
        _ norm: ParameterLayout.Part,
        _ factors: Floats,
        _ back: Floats,
        _ count: Int,
        _ gradient: Floats,
        into weightGradient: Floats
    ) {
        weightGradient.clear(shape.width)
        arithmetic.normBack(
            stream,
            weight: weights(norm),
            factors: factors,
            dy: back,
            width: shape.width,
            rows: count,
            dx: gradient,
            dweight: weightGradient
        )
    }

    /// A token's embedding gets the gradients of all rows that it stands in: some columns at a time, row after row.
    private func embeddingBack(_ worker: inout Worker) {
        let width = shape.width, columns = Blocks(width, by: 32)
        let table = parameters.gradients + parameters.embedding.part.offset
        worker.share(columns.count) { piece in
            let first = columns[piece].lowerBound, count = columns[piece].count
            for row in 0..<rows {
                arithmetic.add(
                    space.gradient + (row * width + first),
                    count,
                    into: table + (space.tokens[row] * width + first)
                )
            }
        }
    }

    private func addNormGradients(_ worker: inout Worker) {
        let width = shape.width
        let norms =
            parameters.layers.flatMap { [$0.attentionNorm, $0.feedForwardNorm] } + [parameters.layout.finalNorm]
        worker.share(norms.count) { number in
            let count = number < 2 * shape.layers ? blocks.count : Blocks(chosen, by: space.headBlock).count
            for block in 0..<count {
                arithmetic.add(
                    space.normGradients[number] + block * width,
                    width,
                    into: parameters.gradients + norms[number].offset
                )
            }
        }
    }
}
