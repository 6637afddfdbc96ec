import Engine
import ModelFiles

/// One choice of an answer at work: where its sequence is, and what its next token is chosen by.
struct RunningChoice {
    let answer: RunningAnswer
    let index: Int
    let prompt: [Int]
    /// The prompt's text, until it has been told.
    var echo: String?
    let session: Session
    /// How many tokens it may come to hold; the session may have room for more.
    let positions: Int
    var sampler: Sampler
    var text: ChoiceText
    /// What its tokens are held to.
    var constraint: ChoiceConstraint?
    var made = 0
    /// The token that the sequence goes on by next.
    var last: Int?
    /// Probabilities of an echoed prompt, as far as it has been read.
    var promptLogprobs: [TokenLogprob] = []
    /// How much of the prompt has been scored.
    var scored = 0
}

extension RunningChoice {
    /// Takes the logits that the step has left, and makes a token of them. Returns why the choice ends, if it does.
    mutating func makeToken(_ model: NativeText) throws(EngineError) -> FinishReason? {
        tellPrompt()
        // The last row of those that the step has left.
        let sample = try sampler.next(after: session, allowing: constraint?.allowed())
        let token = sample.token
        constraint?.take(token)
        if model.endTokens.contains(token) {
            answer.countToken()
            return .stop
        }
        made += 1
        last = token
        answer.countToken()
        let told = sample.logProbability.map { logprob in
            let top = sample.likeliest.map { model.told($0.token, Double($0.logProbability)) }
            return model.told(token, Double(logprob), top: top)
        }
        answer.add(text.add(token, told))
        if text.hasStopped || constraint?.isComplete ?? false { return .stop }
        if let most = answer.completion.maxTokens, made >= most { return .length }
        return session.position >= positions ? .length : nil
    }

    /// Takes note of how likely the model found the tokens of the prompt that it has just read: each row of logits is
    /// about the token that follows.
    mutating func scorePrompt(_ count: Int, _ model: NativeText) {
        guard answer.completion.scoresPrompt, let alternatives = answer.completion.topLogprobs else { return }
        if scored == 0, let first = prompt.first, first != model.description.beginToken {
            promptLogprobs.append(model.told(first, .nan))
        }
        for row in 0..<count where scored + row + 1 < prompt.count {
            let next = prompt[scored + row + 1]
            promptLogprobs.append(
                session.withLogits(row) { Logprobs.told(next, in: $0, alternatives: alternatives, model) }
            )
        }
        scored += count
    }

    /// The prompt comes before its completion, where it is wanted.
    private mutating func tellPrompt() {
        guard let echo else { return }
        self.echo = nil
        answer.add([.text(echo, choice: index)])
        if !promptLogprobs.isEmpty { answer.add([.logprobs(promptLogprobs, choice: index)]) }
        promptLogprobs = []
    }

    /// Sends what was held back, and the end.
    mutating func finish(_ reason: FinishReason) {
        answer.add(text.finish())
        answer.finish(index, text.reason(reason))
    }
}
