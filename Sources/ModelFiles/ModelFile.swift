/// A model on the disk, opened: what it computes, its tensors under GGUF's names, and their bytes.
///
/// It is a GGUF file (or all parts of a split one). The bytes are mapped, and read from the disk as they are used.
///
///     let file = try ModelFile.open("tiny.gguf")
///     let queries = try file.expect("blk.0.attn_q.weight", shape: [file.description.embeddingLength, 64])
///     let bytes = try file.bytes(of: queries)
package final class ModelFile: Sendable {
    package enum Format: Sendable, Equatable {
        case gguf(version: Int)
    }

    /// As it was given to `open`.
    package let path: String
    package let format: Format
    package let description: ModelDescription
    package let tensors: [TensorInfo]
    /// What a GGUF file says of itself; empty for other formats.
    package let metadata: Metadata
    let files: [FileBytes]
    private let places: [String: Int]

    /// Blocks while headers are read: some milliseconds for a vocabulary of 200,000 tokens.
    package static func open(_ path: String) throws(ModelFileError) -> ModelFile {
        try ModelFile(gguf: GGUFFile.open(path))
    }

    package init(gguf file: GGUFFile) throws(ModelFileError) {
        path = file.path
        format = .gguf(version: file.version)
        description = try ModelDescription(gguf: file)
        metadata = file.metadata
        tensors = file.tensors
        files = file.files
        places = Self.places(file.tensors)
    }

    private static func places(_ tensors: [TensorInfo]) -> [String: Int] {
        Dictionary(zip(tensors.map(\.name), tensors.indices)) { first, _ in first }
    }

    // MARK: Tensors

    package func tensor(named name: String) -> TensorInfo? { places[name].map { tensors[$0] } }

    /// The tensor of this name, which must be there and of this shape (innermost first).
    package func expect(_ name: String, shape: [Int]) throws(ModelFileError) -> TensorInfo {
        guard let tensor = tensor(named: name) else {
            throw ModelFileError(
                .incomplete,
                file: path,
                "it lacks the tensor \(name), which \(description.architecture.rawValue) needs"
            )
        }
        guard tensor.shape == shape else {
            throw ModelFileError(
                .malformed,
                file: path,
                "the tensor \(name) should have the shape \(shape), but has \(tensor.shape)"
            )
        }
        return tensor
    }

    /// A tensor that some models of an architecture have; of this shape if it is there.
    package func expectIfPresent(_ name: String, shape: [Int]) throws(ModelFileError) -> TensorInfo? {
        guard places[name] != nil else { return nil }
        return try expect(name, shape: shape)
    }

    /// Throws if a file was replaced or written to since it was opened. Ask before reading all of it.
    package func checkUnchanged() throws(ModelFileError) {
        for file in files { try file.checkUnchanged() }
    }
}
