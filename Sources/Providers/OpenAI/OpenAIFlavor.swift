import Configuration

/// In what a member of the OpenAI family differs from the others.
struct OpenAIFlavor: Sendable {
    enum Reasoning: Sendable {
        /// All by `reasoning_effort`.
        case effort
        /// Off and on by `chat_template_kwargs`, an effort by `reasoning_effort`.
        case templateSwitch
        /// All by `chat_template_kwargs`.
        case template
    }

    /// How a chat asks for an answer to be carried on.
    enum ContinuationForm: Sendable {
        /// The chat ends with the assistant's turn, which the server leaves open.
        case lastTurn
        /// So, and the request says it (`continue_final_message`).
        case continueFinalMessage
        /// So, and the turn says it (`prefix`).
        case prefix
    }

    var features: Features
    /// Nil: it cannot carry a chat's answer on.
    var continuation: ContinuationForm?
    /// Whether it takes `developer` as a role of its own; if not, it is sent as `system`.
    var knowsDeveloperRole = true
    /// What the answer's limit is called in a chat.
    var maxTokensField = "max_tokens"
    var repeatPenaltyField = "repeat_penalty"
    var reasoning = Reasoning.effort
    /// What an assistant's former reasoning is called in the messages it is sent; nil: it takes none.
    var reasoningHistoryField: String?
    /// Whether it heeds `tool_choice`; if not, `none` is said by leaving the tools out.
    var heedsToolChoice = true
    /// Whether its chat templates take only text, not lists of text parts.
    var joinsTextParts = false
    /// Whether streams are asked for their usage.
    var asksForUsage = true
    var asksForBase64 = true
    /// Whether its frames are fit for a client as they are.
    var passesFrames = true
    /// Whether log-probabilities of completions come in the form of chats, which no client of completions knows.
    var completionLogprobsLikeChat = false
    /// Whether it takes no whole number in `logit_bias`: -100 must be -100.0.
    var wantsFractionalBias = false
    /// Whether the model's name comes back with a revision (`@main`).
    var addsRevision = false
}

extension OpenAIFlavor {
    /// What every endpoint that calls itself compatible is taken to know: OpenAI's own set.
    static let compatibleFeatures: Features = [
        .chat, .completion, .suffix, .embeddings, .embeddingDimensions, .embedTokens, .images, .audio, .tools,
        .forcedToolChoice, .jsonMode, .jsonSchema, .logprobs, .multipleChoices, .seed, .stop, .penalties, .logitBias,
        .reasoningControl, .echo, .bestOf, .parallelToolControl, .openAIFields, .serverFields,
    ]

    /// As it is configured, where it is.
    func continuing(_ settings: ProviderSettings) -> OpenAIFlavor {
        var flavor = self
        switch settings.continuesWith {
        case .auto: break
        case .none: flavor.continuation = nil
        case .lastTurn: flavor.continuation = .lastTurn
        case .continueFinalMessage: flavor.continuation = .continueFinalMessage
        case .prefix: flavor.continuation = .prefix
        }
        return flavor
    }

    /// How well it carries an answer on: a bare prompt goes on where it ends; a chat's answer as the server lets it.
    func continuation(of request: GenerateRequest) -> Continuation? {
        switch request.input {
        case .completion(.text, nil): features.contains(.completion) ? .exact : nil
        case .completion: nil
        case .chat: continuation.map { $0 == .continueFinalMessage ? .exact : .mayRepeat }
        }
    }

    /// OpenAI itself: its newer models refuse `max_tokens`.
    static let openAI = OpenAIFlavor(features: compatibleFeatures, maxTokensField: "max_completion_tokens")

    /// Anything else that speaks the dialect: the names that everybody knows.
    static let compatible = OpenAIFlavor(features: compatibleFeatures, knowsDeveloperRole: false)
}
