package import Curriculum
package import Tokenization

/// Conversations as texts: `<|user|>…<|end|><|assistant|>…<|end|>`, of which what the assistant says is learnt, and the rest read.
package struct ExampleTexts: TextSource {
    private let examples: any ExampleSource
    private let encoder: ChatEncoder

    package init(_ examples: any ExampleSource, _ encoder: ChatEncoder) {
        self.examples = examples
        self.encoder = encoder
    }

    package var count: UInt64? { examples.count }
    package func text(_ number: UInt64) -> WeightedText { encoder.text(of: examples.example(number)) }
}

/// Writes conversations in tokens of a vocabulary that has markers for who speaks.
package struct ChatEncoder: Sendable {
    private let tokenizer: Tokenizer
    private let markers: [Example.Role: Int32]
    private let end: Int32
    /// What a token that is only read counts.
    private let contextWeight: Float

    /// Throws where the vocabulary lacks a marker.
    package init(_ tokenizer: Tokenizer, contextWeight: Float) throws(TrainingError) {
        func marker(_ name: String) throws(TrainingError) -> Int32 {
            if let id = tokenizer.token(named: name) { return id }
            throw TrainingError(
                .badData,
                "the vocabulary has no token \(name), which conversations are written with: use one that Martlet has trained"
            )
        }
        self.tokenizer = tokenizer
        self.contextWeight = contextWeight
        end = try marker("<|end|>")
        markers = [
            .system: try marker("<|system|>"), .user: try marker("<|user|>"), .assistant: try marker("<|assistant|>"),
        ]
    }

    package func text(of example: Example) -> WeightedText {
        var text = WeightedText()
        for turn in example.turns {
            let weight = turn.role == .assistant ? 1 : contextWeight
            text.append([markers[turn.role] ?? end], weight: contextWeight)
            text.append(tokenizer.encode(turn.text, addSpecial: false), weight: weight)
            text.append([end], weight: weight)
        }
        return text
    }
}
