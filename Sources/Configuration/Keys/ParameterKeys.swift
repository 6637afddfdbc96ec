/// The keys that say how a model shall answer: of a provider and of a profile.
enum ParameterKeys {
    static let fields: [Field<GenerationParameters>] = [
        Field("max_tokens", \.maxTokens, .integer(1...100_000_000), "The most tokens of an answer."),
        Field("temperature", \.temperature, .number(0...2), "How freely the model chooses."),
        Field("top_p", \.topP, .number(0...1), "Choose among the likeliest tokens that make up this much."),
        Field("top_k", \.topK, .integer(0...1_000_000), "Choose among this many likeliest tokens."),
        Field("min_p", \.minP, .number(0...1), "Leave out tokens less likely than this share of the likeliest."),
        Field(
            "frequency_penalty",
            \.frequencyPenalty,
            .number(-2...2),
            "Against tokens, the more often they were used."
        ),
        Field("presence_penalty", \.presencePenalty, .number(-2...2), "Against tokens that were used."),
        Field("repeat_penalty", \.repeatPenalty, .number(0...10), "The same, as llama.cpp and Ollama do it."),
        Field("seed", \.seed, .integer(0...(1 << 53)), "The same seed, the same answer, where the backend can."),
        Field("stop", \.stop, .list(.stop, of: "texts", max: 16), "Texts that end the answer."),
    ]
}

extension ValueKind where Value == String {
    /// Text that ends an answer: may hold line breaks.
    static var stop: ValueKind {
        scalar("a text", show: { $0.debugDescription }, remedy: "write a text of 1 to 256 bytes") { text, _ in
            (1...256).contains(text.utf8.count) ? text : nil
        }
    }
}
