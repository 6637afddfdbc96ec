package import ModelFiles

/// What a run is: the model, its data, and how it goes.
package struct RunPlan: Sendable {
    package var name: String
    package var shape: ModelShape
    package var mixture: Mixture
    /// The file whose vocabulary the model gets.
    package var vocabulary: Metadata
    package var settings: Learner.Settings
    package var schedule: LearningRate
    package var seed: UInt64
    package var batchTokens: Int
    package var batchRows: Int
    package var floats: Bool
    package var threads: Int
    package var validateEvery: Int
    package var patience: Int
    package var checkpointEvery: Duration
    package var export: TensorType
    /// The folder that it writes to.
    package var folder: String

    package init(
        name: String,
        shape: ModelShape,
        mixture: Mixture,
        vocabulary: Metadata,
        settings: Learner.Settings,
        schedule: LearningRate,
        seed: UInt64,
        batchTokens: Int,
        batchRows: Int,
        floats: Bool,
        threads: Int,
        validateEvery: Int,
        patience: Int,
        checkpointEvery: Duration,
        export: TensorType,
        folder: String
    ) {
        self.name = name
        self.shape = shape
        self.mixture = mixture
        self.vocabulary = vocabulary
        self.settings = settings
        self.schedule = schedule
        self.seed = seed
        self.batchTokens = batchTokens
        self.batchRows = batchRows
        self.floats = floats
        self.threads = threads
        self.validateEvery = validateEvery
        self.patience = patience
        self.checkpointEvery = checkpointEvery
        self.export = export
        self.folder = folder
    }

    package var checkpointPath: String { folder + "/checkpoint.martlet" }
    package var modelPath: String { folder + "/model.gguf" }
    package var bestPath: String { folder + "/best.gguf" }
    package var logPath: String { folder + "/log.jsonl" }
    package var plotPath: String { folder + "/loss.svg" }

    /// Batches that make a step.
    var batchesPerStep: Int { max(1, (batchTokens + batchRows / 2) / batchRows) }
}
