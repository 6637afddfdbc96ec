import Foundation

/// Writes a GGUF file (version 3, little-endian): metadata and tensors in the order in which they were added.
///
/// What it is given it writes, sensible or not: a reader's tests need both.
package struct GGUFWriter {
    package indirect enum Value: Sendable, Equatable {
        case uint8(UInt8), int8(Int8), uint16(UInt16), int16(Int16), uint32(UInt32), int32(Int32)
        case uint64(UInt64), int64(Int64), float32(Float), float64(Double), bool(Bool), string(String)
        case strings([String]), int32s([Int32]), float32s([Float])
        /// Of values that should be of one type; the first one's is written.
        case array([Value])
    }

    private var version: UInt32
    private let alignment: Int
    private var values: [(key: String, value: Value)] = []
    private var tensors: [(name: String, type: UInt32, shape: [Int], bytes: [UInt8])] = []

    /// Another alignment than 32 is also written as `general.alignment`.
    package init(version: UInt32 = 3, alignment: Int = 32) {
        self.version = version
        self.alignment = max(1, alignment)
        if alignment != 32 { set("general.alignment", .uint32(UInt32(truncatingIfNeeded: alignment))) }
    }

    /// Of values set under one key the last counts.
    package mutating func set(_ key: String, _ value: Value) {
        if let index = values.firstIndex(where: { $0.key == key }) {
            values[index].value = value
        } else {
            values.append((key, value))
        }
    }

    package mutating func remove(_ key: String) { values.removeAll { $0.key == key } }

    /// Adds a tensor of this shape, innermost first; one of this name is replaced.
    package mutating func add(_ name: String, _ type: TensorType, shape: [Int], bytes: [UInt8]) {
        tensors.removeAll { $0.name == name }
        tensors.append((name, type.rawValue, shape, bytes))
    }

    package mutating func add(_ name: String, shape: [Int], _ values: [Float]) {
        add(name, .f32, shape: shape, bytes: values.flatMap { Self.littleEndian($0.bitPattern) })
    }

    package mutating func removeTensor(_ name: String) { tensors.removeAll { $0.name == name } }

    // MARK: Bytes

    package func bytes() -> [UInt8] {
        var bytes = header()
        for tensor in tensors {
            pad(&bytes)
            bytes += tensor.bytes
        }
        pad(&bytes)
        return bytes
    }

    package func write(to path: String) throws {
        try Data(bytes()).write(to: URL(fileURLWithPath: path))
    }

    /// All that stands before the tensors' bytes.
    package func header() -> [UInt8] {
        var bytes = Self.littleEndian(GGUFHeader.magic) + Self.littleEndian(version)
        bytes += Self.littleEndian(UInt64(tensors.count)) + Self.littleEndian(UInt64(values.count))
        for (key, value) in values {
            bytes += Self.string(key) + Self.littleEndian(value.type.rawValue)
            value.write(to: &bytes)
        }
        var offset = 0
        for tensor in tensors {
            bytes += Self.string(tensor.name) + Self.littleEndian(UInt32(tensor.shape.count))
            for dimension in tensor.shape { bytes += Self.littleEndian(UInt64(bitPattern: Int64(dimension))) }
            bytes += Self.littleEndian(tensor.type) + Self.littleEndian(UInt64(offset))
            offset += (tensor.bytes.count + alignment - 1) / alignment * alignment
        }
        return bytes
    }

    private func pad(_ bytes: inout [UInt8]) {
        let end = (bytes.count + alignment - 1) / alignment * alignment
        bytes += repeatElement(0, count: end - bytes.count)
    }

    static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<(number.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    static func string(_ text: String) -> [UInt8] { littleEndian(UInt64(text.utf8.count)) + Array(text.utf8) }
}

extension GGUFWriter.Value {
    var type: MetadataType {
        switch self {
        case .uint8: .uint8
        case .int8: .int8
        case .uint16: .uint16
        case .int16: .int16
        case .uint32: .uint32
        case .int32: .int32
        case .uint64: .uint64
        case .int64: .int64
        case .float32: .float32
        case .float64: .float64
        case .bool: .bool
        case .string: .string
        case .strings, .int32s, .float32s, .array: .array
        }
    }

    func write(to bytes: inout [UInt8]) {
        switch self {
        case .uint8(let value): bytes.append(value)
        case .int8(let value): bytes += GGUFWriter.littleEndian(value)
        case .uint16(let value): bytes += GGUFWriter.littleEndian(value)
        case .int16(let value): bytes += GGUFWriter.littleEndian(value)
        case .uint32(let value): bytes += GGUFWriter.littleEndian(value)
        case .int32(let value): bytes += GGUFWriter.littleEndian(value)
        case .uint64(let value): bytes += GGUFWriter.littleEndian(value)
        case .int64(let value): bytes += GGUFWriter.littleEndian(value)
        case .float32(let value): bytes += GGUFWriter.littleEndian(value.bitPattern)
        case .float64(let value): bytes += GGUFWriter.littleEndian(value.bitPattern)
        case .bool(let value): bytes.append(value ? 1 : 0)
        case .string(let value): bytes += GGUFWriter.string(value)
        case .strings(let values): Self.write(values.map(Self.string), of: .string, to: &bytes)
        case .int32s(let values): Self.write(values.map(Self.int32), of: .int32, to: &bytes)
        case .float32s(let values): Self.write(values.map(Self.float32), of: .float32, to: &bytes)
        case .array(let values): Self.write(values, of: values.first?.type ?? .uint8, to: &bytes)
        }
    }

    private static func write(_ values: [Self], of type: MetadataType, to bytes: inout [UInt8]) {
        bytes += GGUFWriter.littleEndian(type.rawValue) + GGUFWriter.littleEndian(UInt64(values.count))
        for value in values { value.write(to: &bytes) }
    }
}
