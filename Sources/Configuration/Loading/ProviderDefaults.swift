/// What is known of a type of provider before anybody configures one.
struct ProviderDefaults: Sendable {
    var endpoint: String?
    var model: String?
    var endpointVariable: String?
    var modelVariable: String?
    /// The first that is set holds the key.
    var keyVariables: [String] = []

    static func of(_ type: ProviderType) -> ProviderDefaults {
        switch type {
        case .native: ProviderDefaults()
        case .llamacpp: ProviderDefaults(modelVariable: "LLAMACPP_CHAT_MODEL")
        case .ollama:
            ProviderDefaults(
                endpoint: "http://localhost:11434",
                endpointVariable: "OLLAMA_HOST",
                modelVariable: "DEFAULT_OLLAMA_LLM_MODEL"
            )
        case .vllm:
            // vLLM's own default is 8000, where Martlet is.
            ProviderDefaults(
                endpoint: "http://localhost:8001",
                endpointVariable: "VLLM_BASE_URL",
                keyVariables: ["VLLM_API_KEY"]
            )
        case .huggingface:
            ProviderDefaults(endpoint: "https://router.huggingface.co", keyVariables: ["HF_TOKEN"])
        case .openai:
            ProviderDefaults(
                endpoint: "https://api.openai.com",
                endpointVariable: "OPENAI_BASE_URL",
                modelVariable: "DEFAULT_OPENAI_LLM_MODEL",
                keyVariables: ["OPENAI_API_KEY"]
            )
        case .gemini:
            ProviderDefaults(
                endpoint: "https://generativelanguage.googleapis.com",
                model: "gemini-2.5-flash",
                endpointVariable: "GOOGLE_GEMINI_BASE_URL",
                keyVariables: ["GOOGLE_API_KEY", "GEMINI_API_KEY"]
            )
        }
    }
}

/// A word for `LLM_PROVIDER` that stands for a kind of set-up.
struct Preset: Sendable {
    var name: String
    var type: ProviderType
    /// Where neither the environment nor the provider says otherwise.
    var model: String?
    /// Whether the model above goes before the one that the provider is configured with.
    var modelIsItsMeaning = false
    /// What goes before the model above.
    var modelVariable: String?
    var summary: String

    static let all = [
        Preset(
            name: "llama3",
            type: .ollama,
            model: "llama3.1:8b",
            modelIsItsMeaning: true,
            modelVariable: "DEFAULT_OLLAMA_LLM_MODEL",
            summary: "Ollama with `LLM_MODEL`, else `DEFAULT_OLLAMA_LLM_MODEL`, else `llama3.1:8b`."
        ),
        Preset(
            name: "gpt-oss",
            type: .ollama,
            model: "gpt-oss:20b",
            modelIsItsMeaning: true,
            summary: "Ollama with `LLM_MODEL`, else `gpt-oss:20b`."
        ),
        Preset(
            name: "custom",
            type: .openai,
            summary:
                "Any OpenAI-compatible server: `OPENAI_BASE_URL` and `LLM_MODEL` must be set, `OPENAI_API_KEY` may be."
        ),
        Preset(
            name: "qlora",
            type: .vllm,
            summary:
                "vLLM at `VLLM_BASE_URL`, else `OPENAI_BASE_URL`, "
                + "with the profile or adapter that `LLM_MODEL_VERSION` names."
        ),
        Preset(
            name: "gemini",
            type: .gemini,
            model: "gemini-2.5-flash",
            summary: "Gemini with `GOOGLE_API_KEY`, and `LLM_MODEL`, else `gemini-2.5-flash`."
        ),
    ]

    static func named(_ name: String) -> Preset? { all.first { $0.name == name } }
}
