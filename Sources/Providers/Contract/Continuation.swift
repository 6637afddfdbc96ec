package import Configuration

/// An answer that another backend has begun, for the next one to carry on from.
package struct BegunAnswer: Sendable, Equatable {
    package var text: String
    /// About how many tokens that was.
    package var tokens: Int

    package init(text: String, tokens: Int) {
        self.text = text
        self.tokens = tokens
    }
}

/// How well a backend carries an answer on.
package enum Continuation: Sendable, Equatable {
    /// What comes is what follows, to the letter.
    case exact
    /// It may say the end of what there is again.
    case mayRepeat
}

extension GenerateRequest.Input {
    /// The prompt and what has been answered to it, as one prompt; nil for what is not one text.
    package func begun(_ answer: BegunAnswer) -> String? {
        if case .completion(.text(let prompt), nil) = self { prompt + answer.text } else { nil }
    }
}

extension GenerateRequest {
    /// What holds where the request says nothing: its route's parameters, then the provider's own. Of an answer that was
    /// begun elsewhere, what has been said counts towards the provider's own limit too.
    package func defaults(before own: GenerationParameters) -> GenerationParameters {
        var filled = defaults.filled(from: own)
        if defaults.maxTokens == nil, let begun, let most = own.maxTokens {
            filled.maxTokens = max(1, most - begun.tokens)
        }
        return filled
    }
}
