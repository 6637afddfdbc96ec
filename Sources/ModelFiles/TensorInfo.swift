/// A tensor of a model's file, under GGUF's name for it whichever kind of file it is in.
package struct TensorInfo: Sendable, Equatable {
    /// `blk.0.attn_q.weight`
    package let name: String
    package let type: TensorType
    /// Innermost first: a matrix of `rows` outputs by `columns` inputs is [columns, rows]. None is zero.
    package let shape: [Int]
    /// How long it is as stored, or as converted where the file has another form.
    package let byteCount: Int
    let place: Place

    /// Where its bytes come from.
    enum Place: Sendable, Equatable {
        case stored(file: Int, offset: Int)
        case converted(Conversion)
    }

    package var weightCount: Int { shape.reduce(1, *) }
    package var columns: Int { shape.first ?? 1 }
    /// All but the innermost dimension.
    package var rows: Int { shape.dropFirst().reduce(1, *) }

    /// `[2048, 512]`
    package var shapeText: String { "[\(shape.map(String.init).joined(separator: ", "))]" }
}

extension TensorType {
    /// The bytes that a tensor of this type and shape takes. Nil where that is no whole number of blocks, where a
    /// dimension is not positive, or where the sum is beyond what can be counted.
    package func byteCount(shape: [Int]) -> Int? {
        guard let columns = shape.first, columns > 0, columns % blockWeights == 0 else { return nil }
        var (total, isOver) = (columns / blockWeights).multipliedReportingOverflow(by: blockBytes)
        for dimension in shape.dropFirst() {
            guard dimension > 0, !isOver else { return nil }
            (total, isOver) = total.multipliedReportingOverflow(by: dimension)
        }
        return isOver ? nil : total
    }

    /// `Q4_K`
    package var name: String {
        switch self {
        case .f32: "F32"
        case .f16: "F16"
        case .q4_0: "Q4_0"
        case .q4_1: "Q4_1"
        case .q5_0: "Q5_0"
        case .q5_1: "Q5_1"
        case .q8_0: "Q8_0"
        case .q2_K: "Q2_K"
        case .q3_K: "Q3_K"
        case .q4_K: "Q4_K"
        case .q5_K: "Q5_K"
        case .q6_K: "Q6_K"
        case .bf16: "BF16"
        case .mxfp4: "MXFP4"
        }
    }
}
