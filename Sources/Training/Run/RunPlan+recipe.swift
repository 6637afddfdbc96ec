package import Configuration
package import Curriculum
import ModelFiles
import Tokenization

extension RunPlan {
    /// What a recipe asks for, in this folder. `builtIn` finds the program's own generators by name. Reads files, which blocks.
    ///
    /// Throws `TrainingError`, or `ConfigurationError` naming the place in the recipe.
    package init(
        _ recipe: TrainingRecipe,
        folder: String,
        cores: Int,
        builtIn: (_ name: String, _ seed: UInt64) -> (any ExampleSource)?
    ) throws {
        let vocabulary: Metadata
        let tokenizer: Tokenizer
        do {
            vocabulary = try recipe.vocabularyMetadata(builtIn)
            tokenizer = try Tokenizer(gguf: vocabulary)
        } catch let error as TrainingError {
            throw error
        } catch {
            throw TrainingError(.badData, "the recipe's vocabulary cannot be used: \(error)")
        }
        let shape = ModelShape(recipe, vocabulary: tokenizer.vocabularySize)
        if let problem = shape.problem { throw TrainingError(.badRecipe, "the recipe's model cannot be: \(problem)") }
        let seed = UInt64(recipe.seed)
        let parts = try recipe.sources.map { source in
            let texts = try Self.texts(source, recipe, tokenizer, seed, builtIn)
            return Mixture.Part(texts, weight: source.weight)
        }
        var settings = Learner.Settings()
        settings.beta1 = recipe.beta1
        settings.beta2 = recipe.beta2
        settings.decay = recipe.decay
        settings.clip = recipe.clip
        self.init(
            name: recipe.name ?? "martlet",
            shape: shape,
            mixture: Mixture(parts, seed: seed, kept: recipe.validationTexts),
            vocabulary: vocabulary,
            settings: settings,
            schedule: LearningRate(
                peak: recipe.peak,
                warmup: min(recipe.warmup, recipe.steps),
                steps: recipe.steps,
                floor: recipe.floor
            ),
            seed: seed,
            batchTokens: recipe.batchTokens,
            batchRows: min(recipe.batchRows, max(recipe.batchTokens, 64)),
            floats: recipe.floats,
            threads: recipe.threads ?? cores,
            validateEvery: recipe.validateEvery,
            patience: recipe.patience,
            checkpointEvery: recipe.checkpointEvery,
            export: TensorType(recipe.export),
            folder: folder
        )
    }

    private static func texts(
        _ source: TrainingRecipe.Source,
        _ recipe: TrainingRecipe,
        _ tokenizer: Tokenizer,
        _ seed: UInt64,
        _ builtIn: (_ name: String, _ seed: UInt64) -> (any ExampleSource)?
    ) throws -> any TextSource {
        switch source.kind {
        case .builtIn(let name):
            guard let examples = builtIn(name, seed) else {
                throw ConfigurationError(
                    problems: [
                        Problem(
                            "the program has no generator \"\(name)\"",
                            at: source.origin,
                            remedy: "'martlet train --help' names those there are"
                        )
                    ]
                )
            }
            return ExampleTexts(examples, try ChatEncoder(tokenizer, contextWeight: Float(recipe.contextWeight)))
        case .chats(let path):
            let encoder = try ChatEncoder(tokenizer, contextWeight: Float(recipe.contextWeight))
            return ExampleTexts(try ChatFile(path: path), encoder)
        case .text(let path): return try PlainText(path: path, tokenizer, context: recipe.context)
        }
    }
}

extension ModelShape {
    init(_ recipe: TrainingRecipe, vocabulary: Int) {
        self.init(
            vocabulary: vocabulary,
            width: recipe.width,
            layers: recipe.layers,
            heads: recipe.heads,
            keyValueHeads: recipe.keyValueHeads,
            feedForward: recipe.feedForward,
            context: recipe.context,
            ropeBase: Float(recipe.ropeBase),
            isTied: recipe.isTied
        )
    }
}

extension TensorType {
    init(_ type: TrainingRecipe.ExportType) {
        switch type {
        case .f32: self = .f32
        case .f16: self = .f16
        case .bf16: self = .bf16
        case .q8_0: self = .q8_0
        }
    }
}
