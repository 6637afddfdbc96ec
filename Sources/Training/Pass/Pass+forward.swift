import Engine

extension Pass {
    func forward(_ worker: inout Worker) {
        let index = worker.index
        worker.share(blocks.count) { block in
            let rows = blocks[block]
            embed(rows)
            enter(0, rows, index)
        }
        worker.meet()
        for layer in 0..<shape.layers {
            attend(space.layers[layer], back: false, &worker)
            worker.meet()
            worker.share(blocks.count) { block in
                let rows = blocks[block]
                leave(layer, rows, index)
                if layer + 1 < shape.layers {
                    enter(layer + 1, rows, index)
                } else if learns {
                    (space.gradient + rows.lowerBound * shape.width).clear(rows.count * shape.width)
                }
            }
            worker.meet()
        }
    }

    private func stream(after layer: Int) -> Floats {
        layer + 1 < shape.layers ? space.layers[layer + 1].stream : space.lastStream
    }

    private func embed(_ rows: Range<Int>) {
        let width = shape.width, stream = shape.layers > 0 ? space.layers[0].stream : space.lastStream
        let table = weights(parameters.embedding.part)
        for row in rows { (table + space.tokens[row] * width).copy(width, to: stream + row * width) }
    }

    /// Up to the attention: its norm, queries, keys and values, turned.
    private func enter(_ number: Int, _ rows: Range<Int>, _ worker: Int) {
        let layer = space.layers[number], weight = parameters.layers[number]
        let first = rows.lowerBound, count = rows.count, width = shape.width
        let made = space.scratches[worker].inputs
        arithmetic.norm(
            layer.stream + first * width,
            weight: weights(weight.attentionNorm),
            width: width,
            epsilon: shape.epsilon,
            rows: count,
            into: layer.normed + first * width,
            factors: layer.factors + first
        )
        arithmetic.multiply(
            .rows(layer.normed + first * width, width: width),
            weight.inputs.forward,
            rows: count,
            into: .floats(made, width: shape.inputs, adding: parameters.inputBias(number), addingWidth: 0)
        )
        arithmetic.turn(
            made,
            width: shape.inputs,
            heads: shape.heads + shape.keyValueHeads,
            headSize: shape.headSize,
            turns: space.turns,
            positions: space.positions + first,
            halves: parameters.variant.turnsHalves,
            back: false,
            rows: count,
            into: layer.inputs + first * shape.inputs
        )
    }

    /// From the attention to the layer's end.
    private func leave(_ number: Int, _ rows: Range<Int>, _ worker: Int) {
        let layer = space.layers[number], weight = parameters.layers[number]
        let first = rows.lowerBound, count = rows.count, width = shape.width, hidden = shape.feedForward
        let activated = space.scratches[worker].elements
        arithmetic.multiply(
            .rows(layer.attended + first * width, width: width),
            weight.output.forward,
            rows: count,
            into: .floats(layer.middle + first * width, width: width, adding: layer.stream + first * width)
        )
        arithmetic.norm(
            layer.middle + first * width,
            weight: weights(weight.feedForwardNorm),
            width: width,
            epsilon: shape.epsilon,
            rows: count,
            into: layer.middleNormed + first * width,
            factors: layer.middleFactors + first
        )
        arithmetic.multiply(
            .rows(layer.middleNormed + first * width, width: width),
            weight.gateUp.forward,
            rows: count,
            into: .elements(layer.gateUp + first * 2 * hidden, width: 2 * hidden)
        )
        arithmetic.swiglu(layer.gateUp + first * 2 * hidden, hidden: hidden, rows: count, into: activated)
        arithmetic.multiply(
            .rows(activated, width: hidden),
            weight.down.forward,
            rows: count,
            into: .floats(stream(after: number) + first * width, width: width, adding: layer.middle + first * width)
        )
    }
}
