import Kernels

/// How the rows of a product are cut into the pieces that workers take.
struct Pieces {
    /// A piece has no more rows than this where a buffer has to hold them.
    static let mostRows = 256

    let rows: Int
    let piece: Int

    /// Pieces start at multiples of `unit`: of 16, and of a head's size where heads must stay whole. None has more rows than
    /// `limit`, or than one unit.
    @inline(__always)
    init(rows: Int, bytesPerRow: Int, workers: Int, unit: Int = Int(MK_ROW_GROUP), limit: Int = .max) {
        self.rows = rows
        // Long enough that taking it costs nothing beside it, and enough of them that none waits long for the last.
        let wanted = min(max(rows / (workers * 8), (32 << 10) / max(bytesPerRow, 1)), limit)
        piece = workers == 1 && limit == .max ? max(rows, 1) : max(wanted / unit, 1) * unit
    }

    @inline(__always)
    var count: Int { (rows + piece - 1) / piece }

    @inline(__always)
    subscript(index: Int) -> Range<Int> {
        let first = index * piece
        return first..<min(first + piece, rows)
    }
}
