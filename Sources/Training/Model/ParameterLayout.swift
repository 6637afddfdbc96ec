/// Where each parameter lies in the one buffer that holds them all, and its twins: gradients, and the optimiser's averages.
///
/// What is multiplied with the same input lies together (queries, keys and values; gate and up), so that it is one product.
package struct ParameterLayout: Sendable {
    /// A matrix of `rows` outputs by `columns` inputs; a vector has one row.
    struct Part: Sendable, Equatable {
        let offset: Int
        let rows: Int
        let columns: Int

        var count: Int { rows * columns }
        var range: Range<Int> { offset..<(offset + count) }
    }

    struct Layer: Sendable {
        let attentionNorm, inputs, output, feedForwardNorm, gateUp, down: Part
    }

    /// A tensor as a GGUF file has it.
    package struct Tensor: Sendable {
        package let name: String
        /// Innermost first.
        package let shape: [Int]
        package let range: Range<Int>
    }

    let embedding: Part
    let layers: [Layer]
    let finalNorm: Part
    /// The embedding, where they are tied.
    let head: Part
    /// Of the buffer: every part begins at a multiple of 16.
    let size: Int
    package let count: Int
    package let tensors: [Tensor]

    init(_ shape: ModelShape) {
        var maker = Maker()
        let width = shape.width, kv = shape.keyValueHeads * shape.headSize
        embedding = maker.matrix(shape.vocabulary, width, "token_embd")
        layers = (0..<shape.layers).map { layer in
            let block = "blk.\(layer)."
            return Layer(
                attentionNorm: maker.vector(width, block + "attn_norm"),
                inputs: maker.matrix(width, [("attn_q", width), ("attn_k", kv), ("attn_v", kv)], block),
                output: maker.matrix(width, width, block + "attn_output"),
                feedForwardNorm: maker.vector(width, block + "ffn_norm"),
                gateUp: maker.matrix(width, [("ffn_gate", shape.feedForward), ("ffn_up", shape.feedForward)], block),
                down: maker.matrix(width, shape.feedForward, block + "ffn_down")
            )
        }
        finalNorm = maker.vector(width, "output_norm")
        head = shape.isTied ? embedding : maker.matrix(shape.vocabulary, width, "output")
        size = maker.size
        count = maker.count
        tensors = maker.tensors
    }

    /// All matrices, in the buffer's order.
    var matrices: [Part] {
        let inner = layers.flatMap { [$0.inputs, $0.output, $0.gateUp, $0.down] }
        return [embedding] + inner + (head == embedding ? [] : [head])
    }

    /// Norms' weights, which no decay pulls towards zero.
    var vectors: [Part] { layers.flatMap { [$0.attentionNorm, $0.feedForwardNorm] } + [finalNorm] }

    private struct Maker {
        var size = 0
        var count = 0
        var tensors: [Tensor] = []

        mutating func vector(_ length: Int, _ name: String) -> Part {
            add([Tensor(name: name + ".weight", shape: [length], range: size..<(size + length))], 1, length)
        }

        mutating func matrix(_ rows: Int, _ columns: Int, _ name: String) -> Part {
            matrix(columns, [(name, rows)], "")
        }

        /// Several that take the same input, one below the other.
        mutating func matrix(_ columns: Int, _ parts: [(name: String, rows: Int)], _ prefix: String) -> Part {
            var start = size
            let tensors = parts.map { part in
                defer { start += part.rows * columns }
                let range = start..<(start + part.rows * columns)
                return Tensor(name: prefix + part.name + ".weight", shape: [columns, part.rows], range: range)
            }
            return add(tensors, parts.reduce(0) { $0 + $1.rows }, columns)
        }

        private mutating func add(_ added: [Tensor], _ rows: Int, _ columns: Int) -> Part {
            let part = Part(offset: size, rows: rows, columns: columns)
            tensors += added
            count += part.count
            size += (part.count + 15) / 16 * 16
            return part
        }
    }
}
