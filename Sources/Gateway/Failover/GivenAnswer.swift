import Providers

/// What a client has been given of an answer so far, and whether another backend can carry it on: a pure value.
struct GivenAnswer {
    private(set) var text = ""
    /// Pieces of content that came since the last backend began: about as many tokens.
    private var pieces = 0
    private var tokens = 0
    /// Why it cannot be carried on; nil where it can.
    private(set) var obstacle: String?
    /// Whether every word of it is there, so that only its formal end is missing.
    private(set) var isFinished = false
    /// What the backends before this one used, and what it makes with what this one told.
    private var before: Usage?
    private var total: Usage?

    mutating func note(_ events: [GenerationEvent]) {
        for event in events {
            switch event {
            case .text(let more, 0):
                text += more
                pieces += 1
            case .usage(let usage): total = usage
            case .finished(_, 0): isFinished = true
            case .reasoning(_, 0): pieces += 1
            case .toolCall: obstacle = "it calls tools"
            case .refusal: obstacle = "it is a refusal"
            case .text, .reasoning, .finished: obstacle = "it has several choices"
            case .started, .logprobs, .timings, .restarted: break
            }
        }
    }

    /// Its backend is gone: what that one made counts as used. Where it did not tell, its pieces do.
    mutating func brokeOff() {
        let guessed = Usage(promptTokens: 0, completionTokens: pieces)
        before = total ?? before.map { $0.adding(guessed) } ?? guessed
        tokens += pieces
        (total, pieces) = (nil, 0)
    }

    /// The client is told that it is void, and it begins anew. What was used stays used.
    mutating func restart() {
        text = ""
        tokens = 0
        obstacle = nil
        isFinished = false
    }

    /// What all backends have used, when the present one tells what it did.
    func sum(_ usage: Usage) -> Usage { before.map { $0.adding(usage) } ?? usage }

    /// What is left to say where every token that was wanted has been given, so that nobody need go on; nil where more is
    /// to come. To be asked after `brokeOff`.
    func end(atMost tokens: Int) -> GenerationPart? {
        guard self.tokens >= tokens, let before else { return nil }
        return GenerationPart([.finished(.length), .usage(before)])
    }

    /// The request for the next backend; nil where the answer cannot be carried on, with `obstacle` told.
    mutating func continued(_ request: GenerateRequest) -> GenerateRequest? {
        if text.isEmpty { obstacle = obstacle ?? "it has only been thought about yet" }
        switch request.format {
        case .text: break
        case .json, .schema: obstacle = obstacle ?? "it is held to a format"
        }
        guard obstacle == nil else { return nil }
        var request = request
        request.begun = BegunAnswer(text: text, tokens: tokens)
        request.echo = false
        return request
    }
}

extension Usage {
    fileprivate func adding(_ other: Usage) -> Usage {
        func both(_ one: Int?, _ two: Int?) -> Int? {
            one == nil && two == nil ? nil : (one ?? 0) &+ (two ?? 0)
        }
        return Usage(
            promptTokens: promptTokens &+ other.promptTokens,
            completionTokens: completionTokens &+ other.completionTokens,
            cachedTokens: both(cachedTokens, other.cachedTokens),
            reasoningTokens: both(reasoningTokens, other.reasoningTokens)
        )
    }
}
