/// What a backend can do, or a request needs.
package struct Features: OptionSet, Sendable, Hashable {
    package let rawValue: UInt64
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    package static let chat = Features(rawValue: 1 << 0)
    /// Completing a bare prompt (`/v1/completions`, Ollama's `/api/generate` with `raw`).
    package static let completion = Features(rawValue: 1 << 1)
    /// Text after the place to fill.
    package static let suffix = Features(rawValue: 1 << 2)
    package static let embeddings = Features(rawValue: 1 << 3)
    package static let embeddingDimensions = Features(rawValue: 1 << 4)
    /// Embedding arrays of token ids.
    package static let embedTokens = Features(rawValue: 1 << 5)
    package static let images = Features(rawValue: 1 << 6)
    package static let audio = Features(rawValue: 1 << 7)
    package static let tools = Features(rawValue: 1 << 8)
    /// `tool_choice` of `required` or a named function.
    package static let forcedToolChoice = Features(rawValue: 1 << 9)
    package static let jsonMode = Features(rawValue: 1 << 10)
    package static let jsonSchema = Features(rawValue: 1 << 11)
    package static let logprobs = Features(rawValue: 1 << 12)
    package static let multipleChoices = Features(rawValue: 1 << 13)
    package static let seed = Features(rawValue: 1 << 14)
    package static let stop = Features(rawValue: 1 << 15)
    /// Presence and frequency penalties.
    package static let penalties = Features(rawValue: 1 << 16)
    package static let repeatPenalty = Features(rawValue: 1 << 17)
    package static let topK = Features(rawValue: 1 << 18)
    package static let minP = Features(rawValue: 1 << 19)
    package static let logitBias = Features(rawValue: 1 << 20)
    /// Turning reasoning on, off or to an effort.
    package static let reasoningControl = Features(rawValue: 1 << 21)
    /// Setting the context's length with a request.
    package static let contextLength = Features(rawValue: 1 << 22)
    package static let keepAlive = Features(rawValue: 1 << 23)
    /// Echoing the prompt before its completion.
    package static let echo = Features(rawValue: 1 << 24)
    /// `best_of` for completions.
    package static let bestOf = Features(rawValue: 1 << 25)
    package static let typicalP = Features(rawValue: 1 << 26)
    /// Ollama's other runner options (`mirostat`, `num_gpu`, …).
    package static let runnerOptions = Features(rawValue: 1 << 27)
    /// Telling that at most one tool may be called at a time.
    package static let parallelToolControl = Features(rawValue: 1 << 28)
    /// Ollama's `template`: another chat template than the model's own.
    package static let templateOverride = Features(rawValue: 1 << 29)
    /// Ollama's `context`: a conversation as the tokens that an earlier answer gave.
    package static let tokenContext = Features(rawValue: 1 << 30)
    /// Pictures beside a bare prompt.
    package static let rawImages = Features(rawValue: 1 << 31)
    /// Fields that only OpenAI's own API knows (`web_search_options`, `verbosity`, …).
    package static let openAIFields = Features(rawValue: 1 << 32)
    /// Fields that servers of OpenAI's dialect have added to it (`guided_json`, `grammar`, …).
    package static let serverFields = Features(rawValue: 1 << 33)
    /// Cutting a prompt that does not fit, where the request asks for it.
    package static let truncation = Features(rawValue: 1 << 34)

    /// What an error calls each feature, with the request fields that ask for it.
    package static let names: [(feature: Features, name: String)] = [
        (.chat, "chat"), (.completion, "prompt completion"), (.suffix, "suffix"), (.embeddings, "embeddings"),
        (.embeddingDimensions, "dimensions"), (.embedTokens, "embedding of token arrays"), (.images, "images"),
        (.audio, "audio"), (.tools, "tools"), (.forcedToolChoice, "tool_choice other than auto and none"),
        (.jsonMode, "JSON mode"), (.jsonSchema, "JSON schema output"), (.logprobs, "logprobs"),
        (.multipleChoices, "n greater than 1"), (.seed, "seed"), (.stop, "stop"),
        (.penalties, "presence_penalty and frequency_penalty"), (.repeatPenalty, "repeat_penalty"),
        (.topK, "top_k"), (.minP, "min_p"), (.logitBias, "logit_bias"), (.reasoningControl, "reasoning control"),
        (.contextLength, "num_ctx"), (.keepAlive, "keep_alive"), (.echo, "echo"), (.bestOf, "best_of"),
        (.typicalP, "typical_p"), (.runnerOptions, "runner options"),
        (.parallelToolControl, "parallel_tool_calls: false"), (.templateOverride, "template"),
        (.tokenContext, "context"), (.rawImages, "images beside a raw prompt"),
        (.truncation, "truncate"), (.openAIFields, "fields of OpenAI's own"),
        (.serverFields, "fields of another server's"),
    ]

    /// The names of the features in the set.
    package var names: [String] { Self.names.filter { contains($0.feature) }.map(\.name) }
}
