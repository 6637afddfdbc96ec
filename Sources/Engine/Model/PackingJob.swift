import Kernels
import ModelFiles

/// A matrix that is to be packed into the model's memory.
@safe struct PackingJob: @unchecked Sendable {
    // Sendable and safe: each job writes to a place of its own, within the memory of the model that it belongs to, and
    // whoever adopts what was written sees to it that no step runs.
    let tensor: TensorInfo
    /// Where its rows start in the tensor's bytes.
    let offset: Int
    private let matrix: UnsafeMutablePointer<mk_matrix>
    private let target: UnsafeMutableRawPointer

    init(
        tensor: TensorInfo,
        offset: Int,
        matrix: UnsafeMutablePointer<mk_matrix>,
        target: UnsafeMutableRawPointer
    ) {
        self.tensor = tensor
        self.offset = offset
        unsafe self.matrix = matrix
        unsafe self.target = target
    }

    /// About how much of the file is packed at a time.
    private static let pieceBytes = 256 << 10

    var rows: Int { unsafe Int(matrix.pointee.rows) }
    var storedBytes: Range<Int> { unsafe offset..<(offset + rows * rowBytes(matrix.pointee.type, columns)) }
    private var columns: Int { unsafe Int(matrix.pointee.columns) }

    /// Its rows, cut into pieces that may be packed one by one and by several threads.
    var pieces: [Range<Int>] {
        let group = Int(MK_ROW_GROUP)
        let length = max(group, Self.pieceBytes * rows / max(1, storedBytes.count) / group * group)
        return stride(from: 0, to: rows, by: length).map { $0..<min($0 + length, rows) }
    }

    /// Packs some rows from the tensor's bytes, which are large enough.
    func pack(_ piece: Range<Int>, from stored: UnsafeRawPointer) {
        unsafe mk_pack(
            matrix.pointee.type,
            stored + offset,
            matrix.pointee.rows,
            matrix.pointee.columns,
            Int32(piece.lowerBound),
            Int32(piece.upperBound),
            target
        )
    }

    func shortTensor(in file: ModelFile) -> EngineError {
        EngineError(.badModel, "\(file.path): the tensor \(tensor.name) is shorter than its shape says")
    }

    /// Has the steps to come use what was packed.
    func adopt() {
        unsafe matrix.pointee.packed = true
        unsafe matrix.pointee.data = UnsafeRawPointer(target)
    }
}
