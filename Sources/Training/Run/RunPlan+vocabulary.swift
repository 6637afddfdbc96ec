import Configuration
import Curriculum
import Foundation
import ModelFiles

extension TrainingRecipe {
    /// The recipe's vocabulary: its file's, or, where that is not there yet and the recipe says how large it shall be, one
    /// that is learnt from the recipe's own texts and kept in that file.
    func vocabularyMetadata(_ builtIn: (_ name: String, _ seed: UInt64) -> (any ExampleSource)?) throws -> Metadata {
        if let size = vocabularySize, !FileManager.default.fileExists(atPath: vocabulary) {
            try learnVocabulary(size, builtIn).save(to: vocabulary)
        }
        let metadata = try GGUFFile.open(vocabulary).metadata
        if let wanted = vocabularySize, let count = try metadata.arrayCount("tokenizer.ggml.tokens"), count != wanted {
            throw TrainingError(
                .badRecipe,
                "\(vocabulary) has \(count) tokens, and the recipe wants \(wanted): move the file away to have it learnt anew"
            )
        }
        return metadata
    }

    private func learnVocabulary(
        _ size: Int,
        _ builtIn: (_ name: String, _ seed: UInt64) -> (any ExampleSource)?
    ) throws -> TrainedVocabulary {
        var words = WordCounts()
        let total = sources.reduce(0) { $0 + $1.weight }
        for source in sources where source.weight > 0 {
            let share = UInt64((Double(vocabularyTexts) * source.weight / total).rounded(.up))
            switch source.kind {
            case .builtIn(let name):
                guard let examples = builtIn(name, UInt64(seed)) else { continue }
                for number in 0..<min(share, examples.count ?? share) { words.add(examples.example(number)) }
            case .chats(let path):
                let examples = try ChatFile(path: path)
                for number in 0..<min(share, examples.count ?? share) { words.add(examples.example(number)) }
            case .text(let path):
                words.add(String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self))
            }
        }
        do {
            return try TrainedVocabulary(size: size, words: words)
        } catch {
            throw TrainingError(.badRecipe, "the vocabulary cannot be learnt: \(error)")
        }
    }
}
