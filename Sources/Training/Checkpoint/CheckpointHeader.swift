/// What a checkpoint says before its numbers.
package struct CheckpointHeader: Sendable, Equatable, Codable {
    package var shape: ModelShape
    package var step: Int
    /// How far the data has come; nil for a model that was saved without a run.
    package var data: Mixture.State?
    package var progress: RunProgress

    package init(shape: ModelShape, step: Int, data: Mixture.State?, progress: RunProgress) {
        self.shape = shape
        self.step = step
        self.data = data
        self.progress = progress
    }
}

/// What a run remembers besides its weights.
package struct RunProgress: Sendable, Equatable, Codable {
    package var tokens = 0
    package var seconds = 0.0
    package var bestLoss: Double?
    /// Validations since the best.
    package var stale = 0

    package init() {}
}
