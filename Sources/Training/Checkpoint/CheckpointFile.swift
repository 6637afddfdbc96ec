package import Foundation

/// All that it takes to go on exactly where a run was: a header, and the weights and the optimiser's averages as floats.
///
/// Bytes, little-endian: `MARTLET\0`, the version and the header's length (4 bytes each), the header as JSON, then of each of the three
/// (weights, means, squares) every tensor in the layout's order, and at the end a checksum of all before it. Written beside its place
/// and then moved there, so that a run that is killed leaves a whole one.
package struct CheckpointFile {
    /// Versions up to this one are read.
    package static let version: UInt32 = 1
    private static let magic = Array("MARTLET\0".utf8)
    private static let longestHeader = 1 << 20

    package let header: CheckpointHeader
    /// Weights, means and squares, tensor after tensor.
    let numbers: Data

    init(_ header: CheckpointHeader, numbers: Data) {
        self.header = header
        self.numbers = numbers
    }

    /// Reads a file, which is not believed: what is read is whole, and of the size that its header says.
    package init(path: String) throws(TrainingError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TrainingError(.badCheckpoint, "\(path): the checkpoint cannot be read")
        }
        try self.init(data, file: path)
    }

    package init(_ data: Data, file: String) throws(TrainingError) {
        func bad(_ problem: String) -> TrainingError {
            TrainingError(.badCheckpoint, "\(file): \(problem); begin anew, or resume from a copy")
        }
        let data = Data(data)
        guard data.count >= 24, data.prefix(8).elementsEqual(Self.magic) else { throw bad("this is no checkpoint") }
        let version = Self.word(data, at: 8), length = Int(Self.word(data, at: 12))
        guard version >= 1, version <= Self.version else {
            throw TrainingError(
                .badCheckpoint,
                "\(file): it has version \(version), and this program reads up to \(Self.version): use a newer one"
            )
        }
        guard length <= Self.longestHeader, data.count >= 24 + length else { throw bad("it is cut short") }
        let body = data.count - 8
        guard Checksum.of(data.prefix(body)) == Self.long(data, at: body) else {
            throw bad("it is damaged: its checksum is another")
        }
        guard let header = try? JSONDecoder().decode(CheckpointHeader.self, from: data[16..<(16 + length)]) else {
            throw bad("its header cannot be read")
        }
        guard header.shape.problem == nil, header.step >= 0 else {
            throw bad("its header tells of a model that cannot be")
        }
        guard body - 16 - length == header.shape.parameters * 12 else {
            throw bad("it does not hold what its header tells of")
        }
        self.header = header
        numbers = data[(16 + length)..<body]
    }

    func write(to path: String) throws(TrainingError) {
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            let json = try encoder.encode(header)
            var data = Data(Self.magic)
            data.reserveCapacity(24 + json.count + numbers.count)
            Self.append(Self.version, to: &data)
            Self.append(UInt32(json.count), to: &data)
            data += json
            data += numbers
            Self.append(Checksum.of(data), to: &data)
            try data.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw TrainingError(.unwritable, "\(path): the checkpoint cannot be written: \(error.localizedDescription)")
        }
    }

    private static func word(_ data: Data, at place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(data[place + $1]) << (8 * $1) }
    }

    private static func long(_ data: Data, at place: Int) -> UInt64 {
        UInt64(word(data, at: place)) | UInt64(word(data, at: place + 4)) << 32
    }

    private static func append(_ number: some FixedWidthInteger, to data: inout Data) {
        unsafe withUnsafeBytes(of: number.littleEndian) { unsafe data.append(contentsOf: $0) }
    }
}

/// A sum that tells damage: FNV-1a over words of eight bytes, and the length.
enum Checksum {
    static func of(_ data: Data) -> UInt64 {
        var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(data.count)
        unsafe data.withUnsafeBytes { bytes in
            let words = bytes.count / 8
            for index in 0..<words {
                let word = unsafe bytes.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self).littleEndian
                sum = (sum ^ word) &* 0x0000_0100_0000_01B3
            }
            for index in (8 * words)..<bytes.count {
                sum = unsafe (sum ^ UInt64(bytes[index])) &* 0x0000_0100_0000_01B3
            }
        }
        return sum
    }
}
