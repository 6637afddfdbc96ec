package import JSON

/// Texts to turn into vectors.
package struct EmbedRequest: Sendable {
    package var model: String
    package var input: Input
    package var dimensions: Int?
    package var keepAlive: KeepAlive?
    package var contextLength: Int?
    /// Ollama's `truncate`: whether a text that does not fit may be cut. Nil: the backend's default.
    package var truncate: Bool?
    /// Whether vectors are given the length 1. Nil: as the model has it.
    package var normalises: Bool?
    package var user: String?
    /// Ollama's runner options that have no field here, by name.
    package var runnerOptions = JSONObject()

    package init(model: String, input: Input) {
        self.model = model
        self.input = input
    }

    package enum Input: Sendable, Equatable {
        case texts([String])
        case tokens([[Int]])

        package var count: Int {
            switch self {
            case .texts(let texts): texts.count
            case .tokens(let lists): lists.count
            }
        }
    }

    package var neededFeatures: Features {
        var needed: Features = .embeddings
        if dimensions != nil { needed.insert(.embeddingDimensions) }
        if case .tokens = input { needed.insert(.embedTokens) }
        if keepAlive != nil { needed.insert(.keepAlive) }
        if contextLength != nil { needed.insert(.contextLength) }
        if !runnerOptions.isEmpty { needed.insert(.runnerOptions) }
        return needed
    }
}

/// A vector for each text, in their order.
package struct EmbedAnswer: Sendable {
    package var model: String
    package var vectors: [[Float]]
    package var promptTokens: Int
    package var timings: Timings?
    /// How many tokens were cut off, where that was asked for.
    package var truncatedTokens = 0

    package init(model: String, vectors: [[Float]], promptTokens: Int, timings: Timings? = nil) {
        self.model = model
        self.vectors = vectors
        self.promptTokens = promptTokens
        self.timings = timings
    }
}
