import Engine

/// The numbers of a model that learns: weights, their gradients, and what the optimiser remembers of these; and the weights once
/// more, packed for products.
@safe final class Parameters: @unchecked Sendable {
    // Sendable: passes share out what they write, and one thread asks for them, one after the other.

    /// A matrix as the products want it.
    struct Matrix {
        let part: ParameterLayout.Part
        /// Its elements, row by row.
        let elements: Elements
        /// For y = W x, and for what goes back: dx = dy W.
        let forward: Arithmetic.Right
        let backward: Arithmetic.Right
    }

    struct Layer {
        let attentionNorm, feedForwardNorm: ParameterLayout.Part
        let inputs, output, gateUp, down: Matrix
    }

    let shape: ModelShape
    let layout: ParameterLayout
    let arithmetic: Arithmetic
    let weights, gradients, means, squares: Floats
    let embedding: Matrix
    let layers: [Layer]
    let head: Matrix
    /// How it differs from a model that was begun here.
    private(set) var variant = ModelVariant()
    private var inputBiases: [Floats] = []
    private let memory: MappedMemory
    private var biasMemory: MappedMemory?

    init(_ shape: ModelShape, _ arithmetic: Arithmetic) throws(TrainingError) {
        if let problem = shape.problem { throw TrainingError(.badRecipe, "this model cannot be: \(problem)") }
        let layout = ParameterLayout(shape)
        let elements = layout.matrices.reduce(0) { sum, part in
            sum + part.count + arithmetic.rightElements(reduction: part.columns, columns: part.rows)
                + arithmetic.rightElements(reduction: part.rows, columns: part.columns)
        }
        // Behind each piece a line that is read and not used.
        let pieces = 3 * layout.matrices.count + 4
        let bytes = layout.size * 16 + elements * arithmetic.elementBytes + pieces * 128
        guard let memory = MappedMemory(byteCount: bytes, hugePages: true) else {
            throw TrainingError(
                .noResources,
                "a model of \(layout.count) parameters needs \(bytes >> 20) MiB, which there are not"
            )
        }
        var space = Space(memory, arithmetic)
        weights = try space.floats(layout.size)
        gradients = try space.floats(layout.size)
        means = try space.floats(layout.size)
        squares = try space.floats(layout.size)
        func matrix(_ part: ParameterLayout.Part) throws(TrainingError) -> Matrix {
            let (rows, columns) = (part.rows, part.columns)
            return Matrix(
                part: part,
                elements: try space.elements(part.count),
                forward: try space.right(reduction: columns, columns: rows),
                backward: try space.right(reduction: rows, columns: columns)
            )
        }
        embedding = try matrix(layout.embedding)
        var layers: [Layer] = []
        for layer in layout.layers {
            layers.append(
                Layer(
                    attentionNorm: layer.attentionNorm,
                    feedForwardNorm: layer.feedForwardNorm,
                    inputs: try matrix(layer.inputs),
                    output: try matrix(layer.output),
                    gateUp: try matrix(layer.gateUp),
                    down: try matrix(layer.down)
                )
            )
        }
        self.layers = layers
        head = shape.isTied ? embedding : try matrix(layout.head)
        self.shape = shape
        self.layout = layout
        self.arithmetic = arithmetic
        self.memory = memory
    }

    var matrices: [Matrix] {
        [embedding] + layers.flatMap { [$0.inputs, $0.output, $0.gateUp, $0.down] } + (shape.isTied ? [] : [head])
    }

    /// What is added to a layer's queries, keys and values; nil is nothing.
    func inputBias(_ layer: Int) -> Floats? { inputBiases.isEmpty ? nil : inputBiases[layer] }

    /// Becomes a variant; before the first pass.
    func become(_ variant: ModelVariant) throws(TrainingError) {
        self.variant = variant
        guard !variant.inputBiases.isEmpty else { return }
        let width = (shape.inputs + 31) / 16 * 16
        guard let memory = MappedMemory(byteCount: variant.inputBiases.count * width * 4 + 4096) else {
            throw TrainingError(.noResources, "there is no memory for the model's biases")
        }
        let start = unsafe Floats(memory.start)
        inputBiases = variant.inputBiases.enumerated().map { layer, bias in
            let place = start + layer * width
            for (index, value) in bias.enumerated() { place[index] = value }
            return place
        }
        biasMemory = memory
    }

    /// The parts whose gradients are made.
    var learnt: [ParameterLayout.Part] {
        variant.isFrozen
            ? layout.layers.flatMap { [$0.inputs, $0.output, $0.gateUp, $0.down] }
            : [ParameterLayout.Part(offset: 0, rows: 1, columns: layout.size)]
    }

    /// Makes the packed weights those of `weights`, on all workers; `inner` leaves the vocabulary's as they are.
    func pack(_ worker: inout Worker, inner: Bool = false) {
        let matrices = inner ? layers.flatMap { [$0.inputs, $0.output, $0.gateUp, $0.down] } : matrices
        for matrix in matrices {
            let part = matrix.part
            let blocks = Blocks(part.rows, by: 64)
            worker.share(blocks.count) { block in
                let rows = blocks[block]
                arithmetic.convert(
                    weights + (part.offset + rows.lowerBound * part.columns),
                    rows.count * part.columns,
                    into: matrix.elements + rows.lowerBound * part.columns
                )
            }
        }
        worker.meet()
        for matrix in matrices {
            let part = matrix.part
            let along = Blocks(part.rows, by: arithmetic.columnGroup)
            let across = Blocks(part.columns, by: arithmetic.columnGroup)
            worker.share(along.count + across.count) { block in
                if block < along.count {
                    arithmetic.packAlong(
                        matrix.elements,
                        width: part.columns,
                        reduction: part.columns,
                        columns: part.rows,
                        along[block],
                        into: matrix.forward.packed
                    )
                } else {
                    arithmetic.packAcross(
                        matrix.elements,
                        width: part.columns,
                        reduction: part.rows,
                        columns: part.columns,
                        across[block - along.count],
                        into: matrix.backward.packed
                    )
                }
            }
        }
        worker.meet()
    }

    /// The weights of a part, copied.
    func values(_ range: Range<Int>) -> [Float] { range.map { weights[$0] } }
}
