import Foundation

/// A model on the disk, opened: what it computes, its tensors under GGUF's names, and their bytes.
///
/// It is a GGUF file (or all parts of a split one), or a directory as Hugging Face lays it out. The bytes are mapped, and
/// read from the disk as they are used.
///
///     let file = try ModelFile.open("tiny.gguf")
///     let queries = try file.expect("blk.0.attn_q.weight", shape: [file.description.embeddingLength, 64])
///     let bytes = try file.bytes(of: queries)
package final class ModelFile: Sendable {
    package enum Format: Sendable, Equatable {
        case gguf(version: Int)
        /// A Hugging Face directory's.
        case safetensors
    }

    /// As it was given to `open`.
    package let path: String
    package let format: Format
    package let description: ModelDescription
    package let tensors: [TensorInfo]
    /// What a GGUF file says of itself; empty for other formats.
    package let metadata: Metadata
    /// The folder of a Hugging Face directory, where its tokenizer lies too; nil for a GGUF file.
    package let directory: String?
    /// Tensors of the files that nothing is computed with, as a head that only training needs.
    package let unusedTensors: [String]
    let files: [FileBytes]
    private let places: [String: Int]

    /// Blocks while headers are read: about a millisecond, also for a vocabulary of 200,000 tokens.
    ///
    /// Of a Hugging Face directory, the directory or any of its `config.json` and `.safetensors` files is given. A directory
    /// that holds one GGUF model and nothing of Hugging Face's stands for that.
    package static func open(_ path: String) throws(ModelFileError) -> ModelFile {
        var isDirectory: ObjCBool = false
        if unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
            if let only = try onlyGGUF(in: path) { return try ModelFile(gguf: GGUFFile.open(only)) }
            return try ModelFile(directory: HuggingFaceDirectory(path))
        }
        let name = path.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if name == "config.json" || name.hasSuffix(".safetensors") || name.hasSuffix(".safetensors.index.json") {
            let folder = path.dropLast(name.count)
            return try ModelFile(directory: HuggingFaceDirectory(folder.isEmpty ? "." : String(folder)))
        }
        return try ModelFile(gguf: GGUFFile.open(path))
    }

    /// The GGUF model of a folder that is no Hugging Face directory. Nil where there is none.
    private static func onlyGGUF(in folder: String) throws(ModelFileError) -> String? {
        guard !FileManager.default.fileExists(atPath: folder + "/config.json"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
        else { return nil }
        let models = names.filter { $0.hasSuffix(".gguf") && !GGUFSplit.isLaterPart($0) }.sorted()
        guard models.count <= 1 else {
            let some = models.prefix(5).joined(separator: ", ") + (models.count > 5 ? ", …" : "")
            throw ModelFileError(
                .unsupported,
                file: folder,
                "it holds \(models.count) models; name one of them: \(some)"
            )
        }
        return models.first.map { folder + "/" + $0 }
    }

    package init(gguf file: GGUFFile) throws(ModelFileError) {
        path = file.path
        format = .gguf(version: file.version)
        description = try ModelDescription(gguf: file)
        metadata = file.metadata
        tensors = file.tensors
        directory = nil
        unusedTensors = []
        files = file.files
        places = Self.places(file.tensors)
    }

    init(directory: HuggingFaceDirectory) {
        path = directory.path
        format = .safetensors
        description = directory.description
        metadata = Metadata(none: directory.path)
        tensors = directory.tensors.tensors
        self.directory = directory.path
        unusedTensors = directory.tensors.unused
        files = directory.files
        places = Self.places(tensors)
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
