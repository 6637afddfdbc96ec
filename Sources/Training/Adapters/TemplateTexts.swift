package import Curriculum
package import ModelFiles
import Prompts
package import Tokenization

/// Conversations as the model's own chat template writes them; what the assistant says is learnt, and the rest read.
package struct TemplateTexts: TextSource {
    private let texts: [WeightedText]

    /// Renders all of them. Throws where the file has no template, or one that an answer does not go on from.
    package init(
        _ examples: any ExampleSource,
        of file: ModelFile,
        _ tokenizer: Tokenizer,
        contextWeight: Float
    ) throws {
        guard let source = try file.metadata.string("tokenizer.chat_template") else {
            throw TrainingError(
                .badData,
                "\(file.path): it has no chat template, so that conversations cannot be written for it"
            )
        }
        func text(_ id: Int32?) -> String { id.map { String(decoding: tokenizer.bytes(of: $0), as: UTF8.self) } ?? "" }
        let template = try ChatTemplate(
            source,
            beginText: text(tokenizer.beginToken),
            endText: text(tokenizer.endTokens.first)
        )
        texts = try (0..<(examples.count ?? 0)).map { number in
            try Self.text(of: examples.example(number), template, tokenizer, contextWeight)
        }
    }

    package var count: UInt64? { UInt64(texts.count) }
    package func text(_ number: UInt64) -> WeightedText { texts[Int(number % UInt64(texts.count))] }

    private static func text(
        of example: Example,
        _ template: ChatTemplate,
        _ tokenizer: Tokenizer,
        _ contextWeight: Float
    ) throws -> WeightedText {
        let turns = example.turns.map { ChatTemplate.Turn(role: $0.role.rawValue, content: $0.text) }
        var text = WeightedText()
        var written: [UInt8] = []
        for (index, turn) in turns.enumerated() where turn.role == "assistant" {
            let before = Array(try template.prompt(Array(turns[..<index]), addsGenerationPrompt: true).utf8)
            let after = Array(try template.prompt(Array(turns[...index]), addsGenerationPrompt: false).utf8)
            guard before.starts(with: written), after.starts(with: before) else {
                throw TrainingError(
                    .badData,
                    "the model's chat template writes a conversation otherwise when an answer follows: use conversations of one answer"
                )
            }
            text.append(
                tokens(before[written.count...], tokenizer, isFirst: written.isEmpty),
                weight: contextWeight
            )
            text.append(tokens(after[before.count...], tokenizer, isFirst: false), weight: 1)
            written = after
        }
        return text
    }

    private static func tokens(_ bytes: ArraySlice<UInt8>, _ tokenizer: Tokenizer, isFirst: Bool) -> [Int32] {
        var tokens = tokenizer.encode(utf8: bytes, addSpecial: false, parseSpecial: true)
        // What the model wants before a text, if its template has not written it.
        let prefix = isFirst ? tokenizer.encode("", addSpecial: true) : []
        if let begin = prefix.first, begin == tokenizer.beginToken, tokens.first != begin {
            tokens.insert(begin, at: 0)
        }
        return tokens
    }
}
