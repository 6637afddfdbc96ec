import Engine
import Kernels

/// One batch through the model, and back again if it learns. Every worker runs the same function from its top to its end.
///
/// Most of it is done for some rows at a time, from one attention to the next, while they are in a cache; only attention and
/// the weights' gradients bring rows together. No sum depends on how many workers there are.
struct Pass {
    let parameters: Parameters
    let space: Workspace
    let texts: [Range<Int>]
    let rows: Int
    /// Rows whose losses are wanted.
    let chosen: Int
    /// What losses are multiplied by where gradients begin.
    let scale: Float
    let learns: Bool

    init(_ batch: TokenBatch, _ parameters: Parameters, _ space: Workspace, scale: Float, learns: Bool) {
        self.parameters = parameters
        self.space = space
        // The longest first: what remains at the end is small, and threads end together.
        texts = batch.texts.sorted { ($0.count, $1.lowerBound) > ($1.count, $0.lowerBound) }
        rows = batch.rows
        chosen = space.take(batch)
        self.scale = scale
        self.learns = learns
    }

    var shape: ModelShape { parameters.shape }
    var arithmetic: Arithmetic { parameters.arithmetic }
    var blocks: Blocks { Blocks(rows, by: space.block) }

    func run(_ worker: inout Worker) {
        forward(&worker)
        head(&worker)
        if learns { backward(&worker) }
    }

    func weights(_ part: ParameterLayout.Part) -> Floats { parameters.weights + part.offset }

    /// Adds a weight's gradient: rows dy and x, packed by `left` and `right`, over `reduction` rows.
    func addGradient(
        _ matrix: Parameters.Matrix,
        left: Elements,
        right: Elements,
        reduction: Int,
        _ worker: inout Worker
    ) {
        let part = matrix.part, gradient = parameters.gradients + part.offset
        let pieces = Blocks(part.rows, by: 4 * arithmetic.rowGroup)
        worker.share(pieces.count) { piece in
            arithmetic.multiply(
                .packed(left),
                .init(packed: right, reduction: reduction, columns: part.columns),
                rows: part.rows,
                pieces[piece],
                into: .floats(gradient, width: part.columns, adding: gradient)
            )
        }
    }

    /// Packs rows of what went back for `addGradient`.
    func packLeft(
        _ source: Elements,
        width: Int,
        rows: Int? = nil,
        reduction: Int,
        into: Elements,
        _ worker: inout Worker
    ) {
        let rows = rows ?? width
        let pieces = Blocks(rows, by: 8 * arithmetic.rowGroup)
        worker.share(pieces.count) { piece in
            arithmetic.packRows(source, width: width, reduction: reduction, rows: rows, pieces[piece], into: into)
        }
    }

    /// Packs rows of what went in for `addGradient`.
    func packRight(_ source: Elements, width: Int, reduction: Int, into: Elements, _ worker: inout Worker) {
        let pieces = Blocks(width, by: arithmetic.columnGroup)
        worker.share(pieces.count) { piece in
            arithmetic.packAcross(source, width: width, reduction: reduction, columns: width, pieces[piece], into: into)
        }
    }

    func attention(_ layer: Workspace.Layer) -> mk_training_attention {
        unsafe mk_training_attention(
            inputs: layer.inputs.start,
            stride: Int64(shape.inputs),
            heads: Int32(truncatingIfNeeded: shape.heads),
            kv_heads: Int32(truncatingIfNeeded: shape.keyValueHeads),
            head_size: Int32(truncatingIfNeeded: shape.headSize),
            scale: 1 / Float(shape.headSize).squareRoot(),
            outputs: layer.attended.start,
            output_stride: Int64(shape.width),
            sums: layer.sums.start,
            total_rows: Int64(space.capacity),
            output_gradients: space.attendedGradient.start,
            input_gradients: space.inputGradients.start
        )
    }

    func attend(_ layer: Workspace.Layer, back: Bool, _ worker: inout Worker) {
        let call = unsafe attention(layer)
        let scratch = unsafe space.scratches[worker.index].attention
        let heads = shape.keyValueHeads
        worker.share(texts.count * heads) { unit in
            unsafe arithmetic.attend(
                call,
                texts[unit / heads],
                keyValueHead: unit % heads,
                back: back,
                scratch: scratch
            )
        }
    }
}
