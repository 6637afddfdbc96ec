import Providers

/// Where each token of a completion begins in its text, for backends that do not say: counted in characters as
/// Python counts them, from the prompt's beginning.
struct TextOffsets: Sendable {
    private let starts: [Int]
    private let choicesPerPrompt: Int
    private var next: [Int: Int] = [:]

    init(_ request: GenerateRequest) {
        choicesPerPrompt = max(1, request.sampling.choices ?? 1)
        guard request.sampling.logprobs, !request.echo, case .completion(let prompt, _) = request.input else {
            starts = []
            return
        }
        switch prompt {
        case .text(let text): starts = [text.unicodeScalars.count]
        case .texts(let texts): starts = texts.map(\.unicodeScalars.count)
        case .tokens: starts = []
        }
    }

    /// The offset of the choice's next token.
    mutating func take(_ token: TokenLogprob, choice: Int) -> Int {
        let prompt = choice / choicesPerPrompt
        let offset = token.textOffset ?? next[choice] ?? (starts.indices.contains(prompt) ? starts[prompt] : 0)
        next[choice] = offset.addingClamped(token.token.unicodeScalars.count)
        return offset
    }
}
