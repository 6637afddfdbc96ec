import Foundation

extension Learner {
    /// The state of the weights and the optimiser, as a file holds it.
    package func checkpoint(data state: Mixture.State? = nil, progress: RunProgress = .init()) -> CheckpointFile {
        var numbers = Data(capacity: parameters.layout.count * 12)
        for floats in [parameters.weights, parameters.means, parameters.squares] {
            for tensor in parameters.layout.tensors {
                let part = floats + tensor.range.lowerBound
                unsafe numbers.append(Data(bytes: part.start, count: tensor.range.count * 4))
            }
        }
        return CheckpointFile(
            CheckpointHeader(shape: shape, step: step, data: state, progress: progress),
            numbers: numbers
        )
    }

    /// Goes on from there. Throws where it is of another model.
    package func restore(_ file: CheckpointFile) throws(TrainingError) {
        guard file.header.shape == shape else {
            throw TrainingError(
                .badCheckpoint,
                "the checkpoint is of a model of another shape than the recipe's: resume with the recipe that it was begun with"
            )
        }
        var place = file.numbers.startIndex
        for floats in [parameters.weights, parameters.means, parameters.squares] {
            for tensor in parameters.layout.tensors {
                let bytes = tensor.range.count * 4
                let part = floats + tensor.range.lowerBound
                unsafe file.numbers.copyBytes(
                    to: UnsafeMutableRawBufferPointer(start: part.start, count: bytes),
                    from: place..<(place + bytes)
                )
                place += bytes
            }
        }
        step = file.header.step
        pack()
    }

    /// Saves all that it takes to go on.
    package func save(
        to path: String,
        data: Mixture.State? = nil,
        progress: RunProgress = .init()
    ) throws(TrainingError) {
        try checkpoint(data: data, progress: progress).write(to: path)
    }
}
