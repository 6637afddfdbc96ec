extension ProviderError {
    /// Ollama refuses what a model cannot do with a 400 that says so (`"x" does not support tools`).
    func readAsOllama(by provider: String) -> ProviderError {
        guard status == 400, let feature = refusedFeature else { return self }
        var error = with(.unsupported)
        error.unsupported = feature
        return error
    }

    private var refusedFeature: Features? {
        refusals.first { message.contains("does not support \($0.word)") }?.feature
    }

    /// The same error with another code.
    func with(_ code: Code) -> ProviderError {
        var error = self
        error.code = code
        return error
    }
}

/// Ollama's words for its models' capabilities.
private let refusals: [(word: String, feature: Features)] = [
    ("chat", .chat), ("generate", .completion), ("completion", .completion), ("insert", .suffix),
    ("tools", .tools), ("vision", .images), ("image", .images), ("thinking", .reasoningControl),
    ("embedding", .embeddings), ("embed", .embeddings),
]
