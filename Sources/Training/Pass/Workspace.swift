import Engine
import Kernels

/// What a pass writes down on its way: what the way back needs of each layer, and what passes between threads.
@safe final class Workspace: @unchecked Sendable {
    // Sendable: a pass's workers share out what they write, and there is one pass at a time.

    /// What the way back needs of a layer. The stream before each half, and what its norm multiplied it by.
    struct Layer {
        let stream, middle: Floats
        let factors, middleFactors: Floats
        let normed, inputs, attended, middleNormed, gateUp: Elements
        /// Of each head's softmax, row by row.
        let sums: Floats
    }

    /// A worker's own.
    @safe struct Scratch {
        let inputs, hidden: Floats
        let rows, moreRows, logits, factors: Floats
        let elements: Elements
        let attention: UnsafeMutableRawPointer
    }

    /// Rows that go through a layer together, so that they stay in a cache; and through the head, which is wider.
    let block: Int
    let headBlock: Int
    /// Rows whose logits' gradients are kept at once.
    let headRows: Int
    let capacity: Int
    /// Elements of a row of logits' gradients, zeros at its end.
    let logitWidth: Int

    let layers: [Layer]
    let lastStream: Floats
    let gradient: Floats
    let gradientElements, attendedGradient, inputGradientElements, gateUpGradient, hidden: Elements
    let inputGradients: Floats
    let leftNarrow, leftWide, rightNarrow, rightWide: Elements
    let headNormed, logitGradients, headLeft, headRight: Elements
    let losses: Floats
    let hits: UnsafeMutablePointer<UInt8>
    /// The norms' gradients, block by block: one vector a block.
    let normGradients: [Floats]
    let turns: Floats
    let scratches: [Scratch]
    let tokens, targets, positions, chosen: Integers
    let chosenWeights: Floats
    private let memory: MappedMemory

    /// For passes of at most `capacity` rows.
    init(_ shape: ModelShape, capacity: Int, workers: Int, _ arithmetic: Arithmetic) throws(TrainingError) {
        let width = shape.width, hidden = shape.feedForward, group = arithmetic.rowGroup
        let block = 16 * group, headBlock = 8 * group
        let logitWidth = (shape.vocabulary + 15) / 16 * 16, bytesOfLogits = logitWidth * arithmetic.elementBytes
        let headRows =
            max(1, min((capacity + headBlock - 1) / headBlock, (64 << 20) / (bytesOfLogits * headBlock))) * headBlock
        let blocks = capacity / headBlock + 2
        // Reserved, not taken: pages that no pass writes to cost nothing.
        let perRow = (shape.layers + 4) * (20 * width + 12 * hidden + 12 * shape.inputs + 8 * shape.heads) + 64
        let head = 2 * headRows * (bytesOfLogits + 16 * width)
        let own =
            workers
            * (block * (shape.inputs + 2 * hidden + 3 * width) * 8 + headBlock * shape.vocabulary * 4 + (8 << 20))
        let attention = workers * shape.context * (16 * shape.headSize + 128) * 4
        let norms = (2 * shape.layers + 1) * blocks * width * 4
        let bytes = perRow * (capacity + 64) + head + own + attention + norms + shape.context * width * 4 + (16 << 20)
        guard let memory = MappedMemory(byteCount: bytes, hugePages: true) else {
            throw TrainingError(
                .noResources,
                "passes of \(capacity) rows need \(bytes >> 20) MiB: use fewer (batch.rows)"
            )
        }
        var space = Space(memory, arithmetic)
        var layers: [Layer] = []
        for _ in 0..<shape.layers {
            layers.append(
                Layer(
                    stream: try space.floats(capacity * width),
                    middle: try space.floats(capacity * width),
                    factors: try space.floats(capacity),
                    middleFactors: try space.floats(capacity),
                    normed: try space.elements(capacity * width),
                    inputs: try space.elements(capacity * shape.inputs),
                    attended: try space.elements(capacity * width),
                    middleNormed: try space.elements(capacity * width),
                    gateUp: try space.elements(capacity * 2 * hidden),
                    sums: try space.floats(capacity * shape.heads)
                )
            )
        }
        self.layers = layers
        lastStream = try space.floats(capacity * width)
        gradient = try space.floats(capacity * width)
        gradientElements = try space.elements(capacity * width)
        attendedGradient = try space.elements(capacity * width)
        inputGradients = try space.floats(capacity * shape.inputs)
        inputGradientElements = try space.elements(capacity * shape.inputs)
        gateUpGradient = try space.elements(capacity * 2 * hidden)
        self.hidden = try space.elements(capacity * hidden)
        leftNarrow = try space.elements(arithmetic.leftElements(reduction: capacity, rows: width))
        leftWide = try space.elements(arithmetic.leftElements(reduction: capacity, rows: max(2 * hidden, shape.inputs)))
        rightNarrow = try space.elements(arithmetic.rightElements(reduction: capacity, columns: width))
        rightWide = try space.elements(arithmetic.rightElements(reduction: capacity, columns: max(hidden, width)))
        headNormed = try space.elements(headRows * width)
        logitGradients = try space.elements(headRows * logitWidth)
        headLeft = try space.elements(arithmetic.leftElements(reduction: headRows, rows: shape.vocabulary))
        headRight = try space.elements(arithmetic.rightElements(reduction: headRows, columns: width))
        losses = try space.floats(capacity)
        unsafe hits = try space.bytes(capacity).assumingMemoryBound(to: UInt8.self)
        var partial: [Floats] = []
        for _ in 0...(2 * shape.layers) { partial.append(try space.floats(blocks * width)) }
        normGradients = partial
        turns = try space.floats(shape.context * shape.headSize)
        var scratches: [Scratch] = []
        for _ in 0..<workers {
            scratches.append(
                unsafe Scratch(
                    inputs: try space.floats(block * shape.inputs),
                    hidden: try space.floats(block * max(hidden, width)),
                    rows: try space.floats(block * width),
                    moreRows: try space.floats(block * width),
                    logits: try space.floats(headBlock * shape.vocabulary),
                    factors: try space.floats(block),
                    elements: try space.elements(block * hidden),
                    attention: try space.bytes(Self.attentionBytes(shape, arithmetic))
                )
            )
        }
        self.scratches = scratches
        tokens = try space.integers(capacity)
        targets = try space.integers(capacity)
        positions = try space.integers(capacity)
        chosen = try space.integers(capacity)
        chosenWeights = try space.floats(capacity)
        self.block = block
        self.headBlock = headBlock
        self.headRows = headRows
        self.capacity = capacity
        self.logitWidth = logitWidth
        self.memory = memory
        fillTurns(shape)
    }

    private static func attentionBytes(_ shape: ModelShape, _ arithmetic: Arithmetic) -> Int {
        var call = unsafe mk_training_attention()
        unsafe call.head_size = Int32(truncatingIfNeeded: shape.headSize)
        return unsafe arithmetic.attentionScratch(call, longest: shape.context)
    }
}
