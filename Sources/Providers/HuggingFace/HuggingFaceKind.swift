/// The servers of Hugging Face, which differ in what they can do and in how they are asked for it.
enum HuggingFaceKind: String, Sendable, CaseIterable {
    /// `transformers serve`
    case transformers
    /// Text Generation Inference
    case generation = "text-generation-inference"
    /// Text Embeddings Inference
    case embeddings = "text-embeddings-inference"
    /// The hosted router to other companies' machines.
    case hosted

    /// What a host alone tells.
    init?(host: String) {
        guard ["router.huggingface.co", "api-inference.huggingface.co"].contains(host) else { return nil }
        self = .hosted
    }

    var flavor: OpenAIFlavor {
        switch self {
        case .transformers: .transformers
        case .generation: .textGenerationInference
        case .embeddings: .textEmbeddingsInference
        case .hosted: .huggingFaceRouter
        }
    }
}

extension OpenAIFlavor {
    /// It takes `n`, `logprobs`, `response_format`, `tool_choice`, `parallel_tool_calls`, `presence_penalty` and
    /// `stream_options`, and ignores them; so they are not among its features, and not asked for. Its frames have no
    /// `finish_reason` before the last, a model name with a revision, and no `[DONE]`: they are built anew.
    static let transformers = OpenAIFlavor(
        features: [.chat, .completion, .images, .tools, .seed, .stop, .logitBias, .reasoningControl, .serverFields],
        knowsDeveloperRole: false,
        reasoning: .template,
        reasoningHistoryField: "reasoning_content",
        heedsToolChoice: false,
        joinsTextParts: true,
        asksForUsage: false,
        passesFrames: false,
        wantsFractionalBias: true,
        addsRevision: true
    )

    static let textGenerationInference = OpenAIFlavor(
        features: [
            .chat, .completion, .images, .tools, .forcedToolChoice, .jsonMode, .jsonSchema, .logprobs, .seed, .stop,
            .penalties, .serverFields,
        ],
        knowsDeveloperRole: false
    )

    static let textEmbeddingsInference = OpenAIFlavor(features: [.embeddings, .embedTokens], knowsDeveloperRole: false)

    /// What the providers behind the router have in common.
    static let huggingFaceRouter = OpenAIFlavor(
        features: [
            .chat, .images, .tools, .forcedToolChoice, .jsonMode, .jsonSchema, .logprobs, .seed, .stop, .penalties,
            .reasoningControl, .openAIFields, .serverFields,
        ],
        knowsDeveloperRole: false
    )
}
