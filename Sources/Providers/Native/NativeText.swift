import Engine
import ModelFiles
import Prompts
import Tokenization

/// What is between texts and a loaded model's tokens.
struct NativeText: Sendable {
    let tokenizer: Tokenizer
    let description: ModelDescription
    /// How many tokens a request sees that does not say otherwise, as the one that had the model loaded was configured.
    let contextLength: Int

    /// How chats are written; nil for a model that was never taught to.
    let template: ChatTemplate?
    /// Tokens after which an answer is over.
    let endTokens: Set<Int>
    /// Special tokens that tell what an answer's text is.
    let marksOfAnswers: Set<Int32>
    /// What holds answers to a form.
    let constraints: AnswerConstraints

    /// Where nothing is configured: long enough for most, and no more memory than most have.
    static let usualContext = 8192

    /// How many tokens a request sees of a provider with this `n_ctx`.
    func context(configured length: Int?) -> Int { Self.context(configured: length, description) }

    private static func context(configured length: Int?, _ description: ModelDescription) -> Int {
        min(length ?? usualContext, description.contextLength)
    }

    init(_ tokenizer: Tokenizer, _ file: ModelFile, contextLength: Int?) throws {
        self.tokenizer = tokenizer
        description = file.description
        template = try ChatTemplate(of: file, tokenizer)
        self.contextLength = Self.context(configured: contextLength, description)
        var endTokens = Set(description.endTokens + tokenizer.endTokens.map(Int.init))
        if template?.answers.isHarmony == true, let end = tokenizer.token(named: "<|end|>") {
            // It ends a message, and another may follow.
            endTokens.remove(Int(end))
        }
        for name in template?.answers.handovers ?? [] {
            if let token = tokenizer.token(named: name) { endTokens.insert(Int(token)) }
        }
        self.endTokens = endTokens
        let marks = (template?.answers.marks ?? []).compactMap { tokenizer.token(named: $0) }
        marksOfAnswers = Set(marks.filter { tokenizer.isSpecial($0) })
        constraints = AnswerConstraints(
            tokenizer,
            size: description.vocabularySize,
            endTokens: endTokens,
            marks: marksOfAnswers
        )
    }

    /// The prompts' tokens, with what the model wants before a text. A token's name in a text is that token.
    func prompts(_ prompt: GenerateRequest.Prompt) throws(ProviderError) -> [NativeCompletion.Prompt] {
        switch prompt {
        case .text(let text): return [.init(tokens: try tokens(of: text), text: text)]
        case .texts(let texts):
            return try texts.map { text throws(ProviderError) in .init(tokens: try tokens(of: text), text: text) }
        case .tokens(let ids):
            let size = description.vocabularySize
            guard let wrong = ids.first(where: { !(0..<size).contains($0) }) else {
                let text = tokenizer.decode(ids.map { Int32(truncatingIfNeeded: $0) })
                return [.init(tokens: ids, text: text)]
            }
            throw .wrong("prompt", "the token \(wrong) is not one of the model's \(size)")
        }
    }

    func tokens(of text: String, addsSpecial: Bool = true) throws(ProviderError) -> [Int] {
        var tokens = tokenizer.encode(text, addSpecial: addsSpecial, parseSpecial: true)
        // Some models want each text closed; one that is to be gone on with is not.
        if tokens.count > 1, let last = tokens.last, tokenizer.endTokens.contains(last), !endsInSpecial(text, last) {
            tokens.removeLast()
        }
        guard !tokens.isEmpty else { throw .wrong("prompt", "the prompt is empty: there is nothing to go on with") }
        return tokens.map(Int.init)
    }

    private func endsInSpecial(_ text: String, _ token: Int32) -> Bool {
        let bare = tokenizer.encode(text, addSpecial: false, parseSpecial: true)
        return bare.last == token
    }

    /// What a client is told of a token: its own bytes, which may be a part of a character.
    func told(_ token: Int, _ logprob: Double, top: [TokenLogprob] = []) -> TokenLogprob {
        let bytes = tokenizer.bytes(of: Int32(truncatingIfNeeded: token))
        return TokenLogprob(token: String(decoding: bytes, as: UTF8.self), bytes: bytes, logprob: logprob, top: top)
    }
}

extension ProviderError {
    /// A field of the request is at fault.
    static func wrong(_ parameter: String, _ message: String) -> ProviderError {
        var error = ProviderError(.badRequest, message)
        error.parameter = parameter
        return error
    }
}
