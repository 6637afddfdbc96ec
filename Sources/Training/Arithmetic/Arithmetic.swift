import Kernels

/// The kernels of one instruction set, called without ceremony. See `training.h` for what each computes.
@safe struct Arithmetic: @unchecked Sendable {
    // Sendable and safe: the table is a constant of the program. What is read and written is what the spaces' owners say.
    private let table: UnsafePointer<mk_training>
    let elementBytes: Int
    let rowGroup: Int
    let columnGroup: Int
    let name: String

    /// Nil where this machine lacks the set.
    init?(_ set: mk_training_set) {
        guard let table = unsafe mk_training_kernels(set) else { return nil }
        unsafe self.table = table
        elementBytes = unsafe Int(table.pointee.element_bytes)
        rowGroup = unsafe Int(table.pointee.row_group)
        columnGroup = unsafe Int(table.pointee.column_group)
        name = unsafe String(cString: table.pointee.name)
    }

    /// All sets that this machine has, the best last.
    static var all: [Arithmetic] {
        [MK_TRAINING_PORTABLE, MK_TRAINING_AVX2, MK_TRAINING_AVX512, MK_TRAINING_AVX512_BF16].compactMap { .init($0) }
    }

    /// The best there is; with `floats`, the best that multiplies floats.
    static func best(floats: Bool) -> Arithmetic? { Arithmetic(mk_training_best(floats)) }

    func rightElements(reduction: Int, columns: Int) -> Int {
        unsafe Int(table.pointee.right_elements(int(reduction), int(columns)))
    }

    func leftElements(reduction: Int, rows: Int) -> Int {
        unsafe Int(table.pointee.left_elements(int(reduction), int(rows)))
    }

    @inline(__always)
    private func int(_ number: Int) -> Int32 { Int32(truncatingIfNeeded: number) }
}

// MARK: Products

extension Arithmetic {
    /// A side of a product that was packed, and its shape.
    struct Right {
        let packed: Elements
        let reduction: Int
        let columns: Int
    }

    /// The left side: rows of elements, or what `packRows` made.
    enum Left {
        case rows(Elements, width: Int)
        case packed(Elements)
    }

    /// What comes of a product. `adding` is what is added to it, as wide as it is.
    enum Result {
        /// `addingWidth`: from one row of that to the next, if it is not as wide; 0 adds the same row to all.
        case floats(Floats, width: Int, adding: Floats? = nil, addingWidth: Int? = nil)
        case elements(Elements, width: Int)
    }

    /// The rows of `range`, which starts at a multiple of `rowGroup`, of `rows` altogether.
    func multiply(_ left: Left, _ right: Right, rows: Int, _ range: Range<Int>? = nil, into result: Result) {
        var call = unsafe mk_product()
        switch left {
        case .rows(let elements, let width):
            unsafe call.left = UnsafeRawPointer(elements.start)
            unsafe call.left_stride = Int64(width)
        case .packed(let elements): unsafe call.left = UnsafeRawPointer(elements.start)
        }
        unsafe call.right = UnsafeRawPointer(right.packed.start)
        unsafe call.rows = int(rows)
        unsafe call.columns = int(right.columns)
        unsafe call.reduction = int(right.reduction)
        switch result {
        case .floats(let floats, let width, let added, let addedWidth):
            unsafe call.out = UnsafeMutableRawPointer(floats.start)
            unsafe call.stride = Int64(width)
            if let added { unsafe call.added = UnsafePointer(added.start) }
            unsafe call.added_stride = Int64(addedWidth ?? width)
        case .elements(let elements, let width):
            unsafe call.out = elements.start
            unsafe call.stride = Int64(width)
            unsafe call.out_is_elements = true
        }
        let range = range ?? 0..<rows
        unsafe table.pointee.multiply(&call, int(range.lowerBound), int(range.upperBound))
    }

    /// Elements from floats.
    func convert(_ floats: Floats, _ count: Int, into elements: Elements) {
        unsafe table.pointee.to_elements(floats.start, Int64(count), elements.start)
    }

    func convert(_ elements: Elements, _ count: Int, into floats: Floats) {
        unsafe table.pointee.from_elements(elements.start, Int64(count), floats.start)
    }

    /// A right side from rows that are steps of the reduction.
    func packAcross(_ source: Elements, width: Int, reduction: Int, columns: Int, _ range: Range<Int>, into: Elements) {
        unsafe table.pointee.pack_across(
            source.start,
            Int64(width),
            int(reduction),
            int(columns),
            int(range.lowerBound),
            int(range.upperBound),
            into.start
        )
    }

    /// A right side from rows that are its columns.
    func packAlong(_ source: Elements, width: Int, reduction: Int, columns: Int, _ range: Range<Int>, into: Elements) {
        unsafe table.pointee.pack_along(
            source.start,
            Int64(width),
            int(reduction),
            int(columns),
            int(range.lowerBound),
            int(range.upperBound),
            into.start
        )
    }

    /// A left side from rows that are steps of the reduction.
    func packRows(_ source: Elements, width: Int, reduction: Int, rows: Int, _ range: Range<Int>, into: Elements) {
        unsafe table.pointee.pack_rows(
            source.start,
            Int64(width),
            int(reduction),
            int(rows),
            int(range.lowerBound),
            int(range.upperBound),
            into.start
        )
    }
}

// MARK: Rows

extension Arithmetic {
    func norm(_ x: Floats, weight: Floats, width: Int, epsilon: Float, rows: Int, into: Elements, factors: Floats) {
        unsafe table.pointee.norm(
            x.start,
            weight.start,
            int(width),
            epsilon,
            0,
            int(rows),
            into.start,
            factors.start
        )
    }

    /// Adds to `dx`, and to `dweight`.
    func normBack(
        _ x: Floats,
        weight: Floats,
        factors: Floats,
        dy: Floats,
        width: Int,
        rows: Int,
        dx: Floats,
        dweight: Floats
    ) {
        unsafe table.pointee.norm_back(
            x.start,
            weight.start,
            factors.start,
            dy.start,
            int(width),
            0,
            int(rows),
            dx.start,
            dweight.start
        )
    }

    /// Turns the first `heads` heads of each row by its position, forwards or back.
    func turn(
        _ x: Floats,
        width: Int,
        heads: Int,
        headSize: Int,
        turns: Floats,
        positions: Integers,
        halves: Bool,
        back: Bool,
        rows: Int,
        into: Elements
    ) {
        unsafe table.pointee.turn(
            x.start,
            int(width),
            int(heads),
            int(headSize),
            turns.start,
            positions.start,
            halves,
            back,
            0,
            int(rows),
            into.start
        )
    }

    func swiglu(_ gateUp: Elements, hidden: Int, rows: Int, into: Elements) {
        unsafe table.pointee.swiglu(gateUp.start, int(hidden), 0, int(rows), into.start)
    }

    func swigluBack(_ gateUp: Elements, dy: Elements, hidden: Int, rows: Int, into: Elements) {
        unsafe table.pointee.swiglu_back(gateUp.start, dy.start, int(hidden), 0, int(rows), into.start)
    }

    func crossEntropy(
        _ logits: Floats,
        vocabulary: Int,
        targets: Integers,
        weights: Floats,
        scale: Float,
        rows: Int,
        losses: Floats,
        hits: UnsafeMutablePointer<UInt8>,
        gradients: Elements?
    ) {
        unsafe table.pointee.cross_entropy(
            logits.start,
            int(vocabulary),
            targets.start,
            weights.start,
            scale,
            0,
            int(rows),
            losses.start,
            hits,
            gradients?.start
        )
    }
}

// MARK: Attention and steps

extension Arithmetic {
    func attentionScratch(_ call: mk_training_attention, longest: Int) -> Int {
        var call = unsafe call
        return unsafe Int(table.pointee.attention_scratch(&call, int(longest)))
    }

    func attend(
        _ call: mk_training_attention,
        _ text: Range<Int>,
        keyValueHead: Int,
        back: Bool,
        scratch: UnsafeMutableRawPointer
    ) {
        var call = unsafe call
        let (first, count, head) = (int(text.lowerBound), int(text.count), int(keyValueHead))
        if back {
            unsafe table.pointee.attend_back(&call, first, count, head, scratch)
        } else {
            unsafe table.pointee.attend(&call, first, count, head, scratch)
        }
    }

    func adamW(_ step: mk_adamw, _ count: Int, gradients: Floats, weights: Floats, means: Floats, squares: Floats) {
        var step = step
        unsafe table.pointee.adamw(
            &step,
            Int64(count),
            gradients.start,
            weights.start,
            means.start,
            squares.start
        )
    }

    func sumOfSquares(_ x: Floats, _ count: Int) -> Double {
        unsafe table.pointee.sum_of_squares(x.start, Int64(count))
    }

    func add(_ x: Floats, times factor: Float = 1, _ count: Int, into: Floats) {
        unsafe table.pointee.add_scaled(x.start, factor, Int64(count), into.start)
    }
}
