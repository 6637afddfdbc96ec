import Tokenization

/// Cuts what does not fit, where a request asks for that: of a chat the oldest turns, of a bare prompt its beginning, of a
/// text to embed its end.
struct Truncation: Sendable {
    let contextLength: Int
    /// Positions that are kept for the answer.
    let answerLength: Int

    private static let usualAnswer = 256

    init(contextLength: Int, maxTokens: Int?) {
        self.contextLength = contextLength
        // Most of the context is still the prompt's.
        answerLength = max(1, min(maxTokens ?? Self.usualAnswer, contextLength / 4))
    }

    var promptLength: Int { max(1, contextLength - answerLength) }

    /// The newest turns that fit, with all that the system says, as `write` makes them a prompt; and how many tokens were
    /// left out. Where not even the last turn fits, that is the prompt, for others to refuse.
    func chat(
        _ messages: [Message],
        _ write: ([Message]) throws(ProviderError) -> NativeCompletion.Prompt
    ) throws(ProviderError) -> (messages: [Message], prompt: NativeCompletion.Prompt, truncated: Int) {
        let whole = try write(messages)
        guard whole.tokens.count >= contextLength else { return (messages, whole, 0) }
        // A chat goes on from a user's turn: calls stay with their answers.
        let starts = messages.indices.filter { messages[$0].role == .user }
        guard let last = starts.last else { return (messages, whole, 0) }
        var kept = Self.chat(messages, from: last)
        var prompt = try write(kept)
        // The earlier the start, the longer the prompt: halve what is between one that fits and one that does not.
        var (tooEarly, fitting) = (0, starts.count - 1)
        while fitting - tooEarly > 1 {
            let middle = (tooEarly + fitting) / 2
            let more = Self.chat(messages, from: starts[middle])
            let longer = try write(more)
            if longer.tokens.count <= promptLength {
                (fitting, kept, prompt) = (middle, more, longer)
            } else {
                tooEarly = middle
            }
        }
        return (kept, prompt, max(0, whole.tokens.count - prompt.tokens.count))
    }

    private static func chat(_ messages: [Message], from start: Int) -> [Message] {
        messages[..<start].filter { $0.role == .system || $0.role == .developer } + messages[start...]
    }

    /// The end of a prompt, after what the model wants before any text.
    func prompt(_ prompt: NativeCompletion.Prompt, _ tokenizer: Tokenizer) -> (NativeCompletion.Prompt, Int) {
        let tokens = prompt.tokens
        guard tokens.count >= contextLength else { return (prompt, 0) }
        let begin = tokens.first.flatMap { $0 == tokenizer.beginToken.map(Int.init) ? $0 : nil }
        let room = promptLength - (begin == nil ? 0 : 1)
        let end = Array(tokens.suffix(max(0, room)))
        var cut = prompt
        cut.tokens = (begin.map { [$0] } ?? []) + end
        cut.text = tokenizer.decode(end.map { Int32(truncatingIfNeeded: $0) })
        return (cut, tokens.count - cut.tokens.count)
    }
}

extension Truncation {
    init(_ completion: NativeCompletion) {
        self.init(contextLength: completion.contextLength, maxTokens: completion.maxTokens)
    }
}

extension Generation {
    /// The same, and how much of the prompt it does without.
    func noting(truncatedTokens: Int) -> Generation {
        guard truncatedTokens > 0 else { return self }
        return Generation(truncatedTokens: truncatedTokens) { () async throws(ProviderError) in try await self.next() }
    }
}
