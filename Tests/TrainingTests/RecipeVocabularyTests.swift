import Configuration
import Curriculum
import Foundation
import Testing
import Tokenization

@testable import Training

/// The vocabulary that a recipe names: there, or learnt from its own texts.
@Suite struct RecipeVocabularyTests {
    private struct Chatter: ExampleSource {
        let count: UInt64? = nil
        func example(_ number: UInt64) -> Example {
            Example(
                kind: "chatter",
                turns: [
                    .init(.user, "How many sparrows sit on wire \(number)?"),
                    .init(.assistant, "\(number) sparrows."),
                ]
            )
        }
    }

    private func recipe(_ folder: String, size: Int) throws -> TrainingRecipe {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        return try .parse(
            Array(
                """
                vocabulary: words.gguf
                vocabulary_size: \(size)
                vocabulary_texts: 200
                data: [{built_in: chatter}]
                """.utf8
            ),
            file: folder + "/recipe.yaml"
        )
    }

    @Test func `it is learnt where its file is not there, and read where it is`() throws {
        try withFolder { folder in
            let recipe = try recipe(folder, size: 278)
            let learnt = try recipe.vocabularyMetadata { _, _ in Chatter() }
            let tokenizer = try Tokenizer(gguf: learnt)
            #expect(tokenizer.vocabularySize == 278)
            #expect(tokenizer.encode("sparrows", addSpecial: false).count < 4)
            let again = try recipe.vocabularyMetadata { _, _ in nil }
            #expect(try Tokenizer(gguf: again).vocabularySize == 278)
        }
    }

    @Test func `a file of another size is not taken for it`() throws {
        try withFolder { folder in
            _ = try recipe(folder, size: 278).vocabularyMetadata { _, _ in Chatter() }
            let error = #expect(throws: TrainingError.self) {
                try recipe(folder, size: 280).vocabularyMetadata { _, _ in Chatter() }
            }
            #expect(error?.message.contains("278") == true)
        }
    }

    @Test func `texts that give too little are told`() throws {
        try withFolder { folder in
            let error = #expect(throws: TrainingError.self) {
                try recipe(folder, size: 30_000).vocabularyMetadata { _, _ in Chatter() }
            }
            #expect(error?.code == .badRecipe)
        }
    }
}
