/// How a tensor of a safetensors file becomes the one that GGUF has in its place.
struct Conversion: Sendable, Equatable {
    enum Step: Sendable, Equatable {
        /// As it is, but where the kernels can read it: the file has it at an odd address.
        case align
        /// Each weight and one more, as F32: Gemma's norms multiply by 1 + w.
        case addOne
        /// Columns `first`, `first + every`, … of each row.
        case pick(first: Int, every: Int)
        /// Of matrices of inputs by outputs, one after the other: the outputs `first`, `first + every`, … as rows.
        case transpose(first: Int, every: Int)
        /// Blocks of 16 bytes and their scales, kept apart, joined as GGUF's MXFP4: the rows `first`, `first + every`, …
        case joinMXFP4(scales: Source, first: Int, every: Int)
    }

    /// A tensor as the file has it.
    struct Source: Sendable, Equatable {
        let file: Int
        let offset: Int
        /// Outermost first.
        let shape: [Int]
        let byteCount: Int
    }

    let source: Source
    /// Of the source's values; for blocks of MXFP4 without meaning.
    let sourceType: TensorType
    let step: Step

    /// Makes the tensor. `result` has as many bytes as it says it takes, and `files` are those it was found in.
    func run(_ files: [FileBytes], into result: UnsafeMutableRawBufferPointer) {
        let bytes = unsafe files[source.file].slice(source.offset, source.byteCount)
        switch step {
        case .align: unsafe result.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(result.count)))
        case .addOne: unsafe addOne(bytes, result)
        case .pick(let first, let every): unsafe pick(bytes, first, every, result)
        case .transpose(let first, let every): unsafe transpose(bytes, first, every, result)
        case .joinMXFP4(let scales, let first, let every):
            let scaleBytes = unsafe files[scales.file].slice(scales.offset, scales.byteCount)
            unsafe join(bytes, scaleBytes, first, every, result)
        }
    }

    private func addOne(_ bytes: UnsafeRawBufferPointer, _ result: UnsafeMutableRawBufferPointer) {
        for index in 0..<(result.count / 4) {
            let value: Float
            switch sourceType {
            case .f16:
                let bits = unsafe bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                value = Half.float(UInt16(littleEndian: bits))
            case .bf16:
                let bits = unsafe bytes.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)
                value = Float(bitPattern: UInt32(UInt16(littleEndian: bits)) << 16)
            default:
                let bits = unsafe bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
                value = Float(bitPattern: UInt32(littleEndian: bits))
            }
            unsafe result.storeBytes(of: value + 1, toByteOffset: 4 * index, as: Float.self)
        }
    }

    private func pick(
        _ bytes: UnsafeRawBufferPointer,
        _ first: Int,
        _ every: Int,
        _ result: UnsafeMutableRawBufferPointer
    ) {
        let size = sourceType.blockBytes
        // Rows are of whole steps, so that they follow each other without a gap.
        for index in 0..<(result.count / size) {
            unsafe copy(bytes, (first + index * every) * size, result, index * size, size)
        }
    }

    private func transpose(
        _ bytes: UnsafeRawBufferPointer,
        _ first: Int,
        _ every: Int,
        _ result: UnsafeMutableRawBufferPointer
    ) {
        guard source.shape.count == 3 else { return }
        let size = sourceType.blockBytes
        let (matrices, inputs, outputs) = (source.shape[0], source.shape[1], source.shape[2])
        let rows = outputs / every
        // In squares, so that neither side's cache lines are fetched again and again.
        let edge = 32
        for matrix in 0..<matrices {
            let from = matrix * inputs * outputs
            let to = matrix * inputs * rows
            for rowStart in stride(from: 0, to: rows, by: edge) {
                for inputStart in stride(from: 0, to: inputs, by: edge) {
                    for row in rowStart..<min(rowStart + edge, rows) {
                        for input in inputStart..<min(inputStart + edge, inputs) {
                            let place = from + input * outputs + first + row * every
                            unsafe copy(bytes, place * size, result, (to + row * inputs + input) * size, size)
                        }
                    }
                }
            }
        }
    }

    /// GGUF's block is the scale, then 16 bytes: weight i in the low half of byte i, weight 16 + i in its high half. Here
    /// byte i has the weights 2i and 2i + 1.
    private func join(
        _ blocks: UnsafeRawBufferPointer,
        _ scales: UnsafeRawBufferPointer,
        _ first: Int,
        _ every: Int,
        _ result: UnsafeMutableRawBufferPointer
    ) {
        guard source.shape.count == 4 else { return }
        let blocksInRow = source.shape[2]
        let rows = source.shape[0] * source.shape[1] / every
        for row in 0..<rows {
            let from = (first + row * every) * blocksInRow
            for block in 0..<blocksInRow {
                let place = (row * blocksInRow + block) * 17
                unsafe result[place] = scales[from + block]
                let codes = (from + block) * 16
                for index in 0..<8 {
                    let low = unsafe (blocks[codes + index], blocks[codes + 8 + index])
                    unsafe result[place + 1 + 2 * index] = low.0 & 15 | low.1 << 4
                    unsafe result[place + 2 + 2 * index] = low.0 >> 4 | low.1 & 0xf0
                }
            }
        }
    }

    private func copy(
        _ bytes: UnsafeRawBufferPointer,
        _ from: Int,
        _ result: UnsafeMutableRawBufferPointer,
        _ to: Int,
        _ size: Int
    ) {
        if size == 2 {
            let value = unsafe bytes.loadUnaligned(fromByteOffset: from, as: UInt16.self)
            unsafe result.storeBytes(of: value, toByteOffset: to, as: UInt16.self)
        } else {
            let value = unsafe bytes.loadUnaligned(fromByteOffset: from, as: UInt32.self)
            unsafe result.storeBytes(of: value, toByteOffset: to, as: UInt32.self)
        }
    }
}

/// Halves as bits: Swift's own type is not there on every platform.
enum Half {
    static func float(_ bits: UInt16) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int(bits >> 10 & 31)
        let fraction = Float(bits & 0x3ff)
        switch exponent {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        default:
            return sign * Float(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
        }
    }
}
