import Kernels

/// Bytes at an address that is a multiple of 64.
@safe final class AlignedBytes {
    let start: UnsafeMutableRawPointer
    let count: Int

    init(_ count: Int) {
        unsafe start = UnsafeMutableRawPointer.allocate(byteCount: max(64, count), alignment: 64)
        unsafe start.initializeMemory(as: UInt8.self, repeating: 0xa5, count: max(64, count))
        self.count = count
    }

    deinit { unsafe start.deallocate() }
}

extension mk_type {
    static let quantised = [
        MK_Q4_0, MK_Q4_1, MK_Q5_0, MK_Q5_1, MK_Q8_0, MK_Q2_K, MK_Q3_K, MK_Q4_K, MK_Q5_K, MK_Q6_K, MK_MXFP4,
    ]
    static let plain = [MK_F32, MK_F16, MK_BF16]
    static let all = plain + quantised

    var isPlain: Bool { Self.plain.contains(self) }
    var blockWeights: Int { Int(mk_block_weights(self)) }
    var blockBytes: Int { Int(mk_block_bytes(self)) }

    /// Where a block's scales of 16 bits lie.
    var scalePlaces: [Int] {
        switch self {
        case MK_Q4_0, MK_Q5_0, MK_Q8_0: [0]
        case MK_Q4_1, MK_Q5_1, MK_Q4_K, MK_Q5_K: [0, 2]
        case MK_Q2_K: [80, 82]
        case MK_Q3_K: [108]
        case MK_Q6_K: [208]
        default: []
        }
    }
}

/// How the codes and scales of a test's blocks are chosen.
enum Blocks: CaseIterable {
    /// Random codes, scales of a usual size.
    case usual
    case zero
    /// Every bit of every code set, the largest scales.
    case largest
    /// Random codes, scales that are not normal numbers.
    case tiny
}

/// A matrix as a file stores it, and what it means.
final class StoredMatrix {
    let type: mk_type
    let rows: Int
    let columns: Int
    var stored: [UInt8]

    init(_ type: mk_type, rows: Int, columns: Int, blocks: Blocks = .usual, random: inout FixedRandom) {
        self.type = type
        self.rows = rows
        self.columns = columns
        stored = []
        for _ in 0..<(rows * columns / type.blockWeights) { stored += Self.block(type, blocks, &random) }
    }

    private static func block(_ type: mk_type, _ blocks: Blocks, _ random: inout FixedRandom) -> [UInt8] {
        if type.isPlain {
            let value: Float =
                switch blocks {
                case .usual: Float.random(in: -1...1, using: &random)
                case .zero: 0
                case .largest: Bool.random(using: &random) ? 60000 : -60000
                case .tiny: Float.random(in: -1e-6...1e-6, using: &random)
                }
            return quantised([value], type)
        }
        var block = (0..<type.blockBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
        if blocks == .zero { block = block.map { _ in 0 } }
        if blocks == .largest { block = block.map { _ in 255 } }
        for place in type.scalePlaces {
            let scale: Float16Bits =
                switch blocks {
                case .usual: .init(nearest: Float.random(in: -0.05...0.05, using: &random))
                case .zero: .init(bits: 0)
                case .largest: .init(bits: 0x7bff)
                case .tiny: .init(bits: UInt16.random(in: 0...0x3ff, using: &random))
                }
            block[place] = UInt8(scale.bits & 255)
            block[place + 1] = UInt8(scale.bits >> 8)
        }
        if type == MK_MXFP4 {
            block[0] = blocks == .tiny ? 1 : blocks == .largest ? 200 : UInt8.random(in: 118...126, using: &random)
        }
        return block
    }

    /// Sets the bytes of the scale of one row's first block to a half that is not a number.
    func spoil(row: Int) {
        let place = row * columns / type.blockWeights * type.blockBytes + (type.scalePlaces.first ?? 0)
        stored[place] = 0
        stored[place + 1] = 0x7e
    }

    var weights: [Float] { dequantised(stored, type, rows * columns) }

    /// outputs[t][r], computed by the kernels in use.
    func multiply(
        _ input: [Float],
        tokens: Int,
        packed: Bool = true,
        cuts: [Int] = [],
        onto start: Float? = nil
    ) -> [Float] {
        let columns = Int32(columns), rows = Int32(rows)
        let packedBytes = packed ? mk_packed_bytes(type, rows, columns) : 0
        let data = AlignedBytes(max(packedBytes, stored.count))
        let prepared = AlignedBytes(mk_input_bytes(type, columns, Int32(tokens)))
        var outputs = [Float](repeating: start ?? .nan, count: tokens * self.rows)
        let edges = [0] + cuts.map(Int32.init) + [rows]
        unsafe stored.withUnsafeBytes { stored in
            if packedBytes > 0 {
                for (first, last) in zip(edges, edges.dropFirst()) {
                    unsafe mk_pack(type, stored.baseAddress, rows, columns, first, last, data.start)
                }
            } else {
                unsafe UnsafeMutableRawBufferPointer(start: data.start, count: stored.count).copyMemory(from: stored)
            }
        }
        var matrix = unsafe mk_matrix(
            type: type,
            packed: packedBytes > 0,
            rows: rows,
            columns: columns,
            data: UnsafeRawPointer(data.start)
        )
        unsafe input.withUnsafeBufferPointer { input in
            let half = Int32(tokens / 2)
            for (first, last) in [(half, Int32(tokens)), (0, half)] {
                unsafe mk_prepare(
                    type,
                    input.baseAddress,
                    Int64(columns),
                    columns,
                    Int32(tokens),
                    first,
                    last,
                    prepared.start
                )
            }
        }
        unsafe outputs.withUnsafeMutableBufferPointer { outputs in
            for (first, last) in zip(edges, edges.dropFirst()) {
                unsafe mk_matmul(
                    &matrix,
                    prepared.start,
                    Int32(tokens),
                    first,
                    last,
                    start != nil,
                    outputs.baseAddress,
                    Int64(rows)
                )
            }
        }
        return outputs
    }
}

/// A half's bits: Swift's own halves are missing on some machines.
struct Float16Bits {
    let bits: UInt16

    init(bits: UInt16) { self.bits = bits }
    init(nearest value: Float) {
        let bytes = quantised([value], MK_F16)
        bits = UInt16(bytes[0]) | UInt16(bytes[1]) << 8
    }
}

func dequantised(_ stored: [UInt8], _ type: mk_type, _ count: Int) -> [Float] {
    unsafe [Float](unsafeUninitializedCapacity: count) { floats, filled in
        unsafe stored.withUnsafeBytes { stored in
            unsafe mk_dequantise(type, stored.baseAddress, Int64(count), floats.baseAddress)
        }
        filled = count
    }
}

func quantised(_ values: [Float], _ type: mk_type) -> [UInt8] {
    let bytes = values.count / type.blockWeights * type.blockBytes
    return unsafe [UInt8](unsafeUninitializedCapacity: bytes) { stored, filled in
        let known = unsafe values.withUnsafeBufferPointer { values in
            unsafe mk_quantise(type, values.baseAddress, Int64(values.count), stored.baseAddress)
        }
        filled = known ? bytes : 0
    }
}
