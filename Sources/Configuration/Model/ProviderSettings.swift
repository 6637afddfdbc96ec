package enum ProviderType: String, Sendable, Hashable, CaseIterable {
    case native, llamacpp, ollama, vllm, huggingface, openai, gemini
}

/// One backend.
package struct ProviderSettings: Sendable, Equatable {
    package var name: String
    package var type: ProviderType
    /// What it answers with where the request names none. For `llamacpp` and `native` a file.
    package var model: String?
    /// Models to offer where the backend has no list of its own, or shall not offer all of it.
    package var models: [String] = []
    /// Nil only for `native`, and for a `llamacpp` that Martlet starts by itself.
    package var endpoint: EndpointURL?
    /// The environment variable that the key is in, set or not; nil where none is wanted.
    package var apiKeyEnvironment: String?
    package var apiKey: Secret?
    /// More headers for each request to it; never a secret, never one that HTTP itself needs.
    package var headers: [String: String] = [:]

    /// How long the connection may take.
    package var connectTimeout = Duration.seconds(5)
    /// How long the first byte of the answer may take.
    package var timeout = Duration.seconds(120)
    /// How long the stream may be silent.
    package var idleTimeout = Duration.seconds(60)

    /// How it is asked to carry on an answer that another backend has begun.
    package var continuesWith = ContinuationSetting.auto
    /// How many failures in a row let it be left alone for a while; 0: never. Nil: as its type has it.
    package var breakerFailures: Int?
    /// How long that while is at first.
    package var breakerCooldown = Duration.seconds(5)

    package var parameters = GenerationParameters()
    /// `n_ctx`: how many tokens the model sees.
    package var contextLength: Int?
    /// `n_threads`
    package var threads: Int?
    /// `n_gpu_layers`: how many layers go on the GPU; -1 means all.
    package var gpuLayers: Int?
    /// `keep_alive`, for Ollama and the built-in engine: how long the model stays loaded; negative means for ever.
    package var keepAlive: Duration?
    /// `pin`: its models are never unloaded to make room, nor for having been idle.
    package var isPinned = false
    /// How many requests it is given.
    package var admission = AdmissionSettings()
    /// `executable`: the `llama-server` to start, where it is not the one on the path.
    package var executable: String?
    /// `extra_args`: more arguments for a backend that Martlet starts.
    package var extraArguments: [String] = []

    /// Whether nobody wrote it down: it follows from the environment alone, or is Martlet's own guess.
    package var isImplicit = false
    package var origin = Origin.builtIn

    package init(name: String, type: ProviderType, endpoint: EndpointURL? = nil, model: String? = nil) {
        self.name = name
        self.type = type
        self.endpoint = endpoint
        self.model = model
    }
}

/// How many requests may be at work at once, and what becomes of more.
package struct AdmissionSettings: Sendable, Equatable {
    /// `max_concurrent`; nil means as many as come.
    package var maxConcurrent: Int?
    /// `queue`: how many may wait.
    package var queue: Int?
    /// `queue_timeout`: how long each may wait.
    package var queueTimeout: Duration?

    package init() {}
}
