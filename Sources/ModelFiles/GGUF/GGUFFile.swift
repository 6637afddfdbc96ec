/// A GGUF file, or all files of a split one: its metadata, and where its tensors lie.
///
/// It knows nothing of what the tensors mean, and so opens any architecture's file, and vocabularies without weights.
package final class GGUFFile: Sendable {
    package let path: String
    package let metadata: Metadata
    /// In the files' order.
    package let tensors: [TensorInfo]
    package let version: Int
    let files: [FileBytes]

    /// Blocks while the headers are read.
    package static func open(_ path: String) throws(ModelFileError) -> GGUFFile {
        let first = try GGUFHeader(FileBytes(path: path))
        return try GGUFFile(path, GGUFSplit.parts(of: first))
    }

    /// One that is in memory, as if a file of this name held it.
    package convenience init(
        copying bytes: UnsafeRawBufferPointer,
        path: String = "memory"
    ) throws(ModelFileError) {
        let header = try GGUFHeader(unsafe FileBytes(copying: bytes, path: path))
        try self.init(path, [header])
    }

    /// One that is a part of the program: nothing of it is copied, and it must stay for as long as the program runs.
    package convenience init(
        ofProgram bytes: UnsafeRawBufferPointer,
        path: String
    ) throws(ModelFileError) {
        let header = try GGUFHeader(unsafe FileBytes(ofProgram: bytes, path: path))
        try self.init(path, [header])
    }

    private init(_ path: String, _ parts: [GGUFHeader]) throws(ModelFileError) {
        self.path = path
        metadata = parts[0].metadata
        version = parts[0].version
        files = parts.map(\.file)
        var tensors: [TensorInfo] = []
        tensors.reserveCapacity(parts.reduce(0) { $0 + $1.tensors.count })
        for (file, part) in parts.enumerated() { tensors += part.tensors.map { $0.info(file: file) } }
        if parts.count > 1 {
            var names = Set<String>(minimumCapacity: tensors.count)
            for tensor in tensors where !names.insert(tensor.name).inserted {
                throw ModelFileError(.malformed, file: path, "two of its parts have the tensor \(tensor.name)")
            }
        }
        self.tensors = tensors
    }
}
