import ModelFiles

/// The memory that a model's weights are in.
struct WeightMemory {
    /// Packed matrices, in huge pages: products run through them from end to end.
    let matrices: MappedMemory
    /// All else that a step reads. Apart from the matrices, or each norm between them would have a huge page made that is
    /// not needed yet.
    let small: MappedMemory

    init(for file: ModelFile) throws(EngineError) {
        // With some to spare: what is not used is never touched.
        let bytes = file.tensors.reduce(16 << 20) { $0 + 2 * $1.byteCount + 4096 }
        guard let matrices = MappedMemory(byteCount: bytes, hugePages: true),
            let small = MappedMemory(byteCount: bytes)
        else {
            throw EngineError(.noResources, "no memory for the weights of \(file.path): \(bytes >> 20) MB")
        }
        self.matrices = matrices
        self.small = small
    }
}
