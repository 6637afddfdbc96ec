import Configuration
import Engine
import ModelFiles

/// A request as the built-in engine takes it: every number is there, and found good for the model.
struct NativeCompletion: Sendable {
    /// What the answer calls the model.
    let model: String
    var prompts: [Prompt] = []
    /// How a chat's answer is read; nil where nothing but text is expected.
    var answer: AnswerPlan?
    /// What each choice is held to; nil where any text will do.
    var constraint: ChoiceConstraint?
    let choicesPerPrompt: Int
    /// Nil: until the context is full.
    let maxTokens: Int?
    let contextLength: Int
    let stops: [String]
    /// How many alternatives each token is told with; nil: no probabilities at all.
    let topLogprobs: Int?
    /// Whether the prompt comes before its completion.
    let echoes: Bool
    let sampling: SamplingParameters
    /// Whose it is, where the request says so; nil is nobody's but its own.
    let client: Client?
    /// How long it may wait for its turn.
    let patience: Duration

    struct Prompt: Sendable {
        var tokens: [Int]
        /// As it was given, or as its tokens read.
        var text: String
    }

    /// More of them in one request are refused.
    static let mostChoices = 2048

    var choiceCount: Int { prompts.count * choicesPerPrompt }

    func prompt(ofChoice choice: Int) -> Prompt { prompts[choice / choicesPerPrompt] }

    /// Whether the prompt's own probabilities are wanted: then the logits of all its tokens are computed.
    var scoresPrompt: Bool { echoes && topLogprobs != nil }

    init(_ request: GenerateRequest, _ text: NativeText, settings: ProviderSettings) throws(ProviderError) {
        try RunnerOptionRules.check(request.runnerOptions, provider: settings.name)
        let sampling = request.sampling.filled(from: request.defaults(before: settings.parameters))
        let known = text.description.contextLength
        if let wanted = request.contextLength, wanted > known {
            throw .wrong("num_ctx", "num_ctx is \(wanted), and the model was made for \(known) tokens at most")
        }
        model = request.model
        choicesPerPrompt = max(1, sampling.choices ?? 1)
        maxTokens = sampling.maxTokens
        // The model may be in memory for another provider, or from before the settings were changed.
        contextLength = request.contextLength ?? text.context(configured: settings.contextLength)
        stops = sampling.stop
        topLogprobs = sampling.logprobs ? sampling.topLogprobs ?? 0 : nil
        echoes = request.echo
        client =
            request.user.map { .user($0, key: request.keyName) } ?? request.keyName.map { .key($0) }
        patience = settings.timeout
        self.sampling = try SamplingParameters(sampling, request, text)
    }

    /// A prompt is never cut: one that leaves no room for a token of an answer is refused.
    func checkFit(in text: NativeText) throws(ProviderError) {
        guard choiceCount <= Self.mostChoices else {
            throw .wrong("n", "\(choiceCount) answers are asked for at once: at most \(Self.mostChoices) can be")
        }
        guard let length = prompts.map(\.tokens.count).max(), length >= contextLength else { return }
        let known = text.description.contextLength
        let remedy =
            contextLength < known ? "ask for more with num_ctx or n_ctx (the model takes \(known))" : "shorten it"
        throw ProviderError(
            .contextTooLong,
            "the prompt has \(length) tokens, and the context \(contextLength), which must also hold the answer: \(remedy)"
        )
    }

    /// How many positions a choice of this prompt may come to need.
    func positions(forPrompt count: Int) -> Int {
        guard let maxTokens, maxTokens < contextLength - count else { return contextLength }
        return count + maxTokens
    }
}
