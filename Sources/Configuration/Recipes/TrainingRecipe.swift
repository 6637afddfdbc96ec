/// How a model is trained: what `martlet train` reads.
package struct TrainingRecipe: Sendable, Equatable {
    /// Where the texts come from.
    package struct Source: Sendable, Equatable {
        package enum Kind: Sendable, Equatable {
            /// Made by the program: a generator's name.
            case builtIn(String)
            /// A file of conversations, one JSON object with `messages` a line.
            case chats(String)
            /// A file of plain text.
            case text(String)
        }

        package var kind: Kind
        /// How often it is drawn from, beside the others.
        package var weight = 1.0
        package var origin: Origin
    }

    package enum ExportType: String, Sendable, CaseIterable {
        case f32, f16, bf16, q8_0
    }

    // The model.
    package var layers = 4
    package var width = 256
    package var heads = 8
    package var keyValueHeads = 4
    package var feedForward = 704
    package var context = 2048
    package var ropeBase = 10_000.0
    package var isTied = true
    package var name: String?

    // The data.
    /// A GGUF file with the vocabulary.
    package var vocabulary = ""
    /// How many tokens it shall have. Where the file is not there yet, it is learnt from the texts.
    package var vocabularySize: Int?
    /// From how many of them.
    package var vocabularyTexts = 50_000
    package var sources: [Source] = []
    /// What it counts to foresee a token of what is only read.
    package var contextWeight = 0.1

    // The learning.
    package var seed = 1
    package var batchTokens = 16_384
    package var batchRows = 4096
    package var steps = 1000
    package var peak = 1e-3
    package var warmup = 100
    package var floor = 0.1
    package var beta1 = 0.9
    package var beta2 = 0.95
    package var decay = 0.1
    package var clip = 1.0
    package var floats = false
    package var threads: Int?

    // The run.
    package var validateEvery = 100
    package var validationTexts = 128
    /// Validations without a better one, after which it ends; 0 never does.
    package var patience = 0
    package var checkpointEvery = Duration.seconds(300)
    package var export = ExportType.q8_0

    package init() {}
}
