package import ModelFiles

// For programs that compare the learner with others: what it computes, tensor by tensor.

extension Learner {
    /// The gradients of a batch's loss, as a file with a tensor for each of the model's; and what came of the batch.
    package func gradientFile(_ batch: TokenBatch) throws(TrainingError) -> (file: GGUFWriter, outcome: Outcome) {
        var writer = GGUFWriter()
        let outcome = try gradients([batch])
        writer.set("general.architecture", .string("llama"))
        for tensor in parameters.layout.tensors {
            writer.add(tensor.name, shape: tensor.shape, tensor.range.map { parameters.gradients[$0] })
        }
        return (writer, outcome)
    }

    /// The weights, likewise.
    package func weightFile() -> GGUFWriter {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        for tensor in parameters.layout.tensors {
            writer.add(tensor.name, shape: tensor.shape, parameters.values(tensor.range))
        }
        return writer
    }
}
