import Foundation
package import Tokenization

/// A file of text, cut into pieces as long as a model reads; every token of it is learnt.
package struct PlainText: TextSource {
    private let tokens: [Int32]
    private let length: Int

    /// Reads and encodes all of it.
    package init(path: String, _ tokenizer: Tokenizer, context: Int) throws(TrainingError) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw TrainingError(.badData, "\(path): the file cannot be read")
        }
        try self.init(tokenizer.encode(utf8: data, addSpecial: false), file: path, context: context)
    }

    init(_ tokens: [Int32], file: String, context: Int) throws(TrainingError) {
        guard tokens.count > 1 else { throw TrainingError(.badData, "\(file): there is no text in it") }
        self.tokens = tokens
        length = context
    }

    package var count: UInt64? { UInt64((tokens.count - 1 + length - 1) / length) }

    package func text(_ number: UInt64) -> WeightedText {
        let start = Int(number % (count ?? 1)) * length
        var text = WeightedText()
        text.append(tokens[start..<min(start + length + 1, tokens.count)], weight: 1)
        return text
    }
}
