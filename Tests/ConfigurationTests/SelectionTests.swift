import Testing

@testable import Configuration

struct SelectionTests {
    struct Case: Sendable {
        var yaml: String? = nil
        var environment: [String: String] = [:]
        var provider: String
        var model: String?
        var profile: String? = nil
        var origin: String? = nil
    }

    private static let two = """
        llm:
          providers:
            - {type: ollama, model: mistral:7b}
            - {type: openai, name: cloud, model: gpt-4o-mini, api_key_env: CLOUD_KEY}
            - {type: vllm}
          profiles:
            tuned: {provider: vllm, model: adapter, temperature: 0.2}
        """

    @Test(arguments: [
        // Nothing says anything.
        Case(yaml: two, provider: "ollama", model: "mistral:7b", origin: "martlet.yaml:3:7"),
        Case(yaml: two + "\n  fallback_order: [cloud, ollama]", provider: "cloud", model: "gpt-4o-mini"),
        // A provider by its name, in YAML and in the environment.
        Case(yaml: two + "\n  provider: cloud", provider: "cloud", model: "gpt-4o-mini", origin: "martlet.yaml:8:13"),
        Case(
            yaml: two,
            environment: ["LLM_PROVIDER": "cloud"],
            provider: "cloud",
            model: "gpt-4o-mini",
            origin: "environment (LLM_PROVIDER)"
        ),
        Case(
            yaml: two,
            environment: ["PROVIDER": "cloud"],
            provider: "cloud",
            model: "gpt-4o-mini",
            origin: "environment (PROVIDER)"
        ),
        Case(yaml: two, environment: ["PROVIDER": "cloud", "LLM_PROVIDER": "vllm"], provider: "vllm", model: nil),
        // PROVIDER is other programs' word too.
        Case(yaml: two, environment: ["PROVIDER": "aws"], provider: "ollama", model: "mistral:7b"),
        // A type.
        Case(yaml: two, environment: ["LLM_PROVIDER": "openai"], provider: "cloud", model: "gpt-4o-mini"),
        Case(yaml: two, environment: ["LLM_PROVIDER": "gemini"], provider: "gemini", model: "gemini-2.5-flash"),
        // A model, alone and with a provider.
        Case(yaml: two, environment: ["LLM_MODEL": "qwen3:8b"], provider: "ollama", model: "qwen3:8b"),
        Case(yaml: two, environment: ["LLM_MODEL": "cloud/gpt-4.1"], provider: "cloud", model: "gpt-4.1"),
        Case(yaml: two, environment: ["LLM_MODEL": "Qwen/Qwen3-8B"], provider: "ollama", model: "Qwen/Qwen3-8B"),
        Case(
            yaml: two,
            environment: ["LLM_PROVIDER": "vllm", "LLM_MODEL": "cloud/x"],
            provider: "vllm",
            model: "cloud/x"
        ),
        // YAML's model goes with YAML's provider alone.
        Case(
            yaml: two + "\n  provider: ollama\n  model: phi",
            environment: ["LLM_PROVIDER": "cloud"],
            provider: "cloud",
            model: "gpt-4o-mini"
        ),
        Case(
            yaml: two + "\n  provider: ollama\n  model: phi",
            environment: ["LLM_PROVIDER": "ollama"],
            provider: "ollama",
            model: "phi"
        ),
        // Profiles.
        Case(
            yaml: two,
            environment: ["LLM_MODEL_VERSION": "tuned"],
            provider: "vllm",
            model: "adapter",
            profile: "tuned"
        ),
        Case(yaml: two + "\n  profile: tuned", provider: "vllm", model: "adapter", profile: "tuned"),
        Case(
            yaml: two + "\n  profile: tuned",
            environment: ["LLM_PROVIDER": "ollama"],
            provider: "ollama",
            model: "mistral:7b"
        ),
        Case(
            yaml: two + "\n  profile: tuned",
            environment: ["LLM_MODEL": "other"],
            provider: "vllm",
            model: "other",
            profile: "tuned"
        ),
        Case(
            yaml: two,
            environment: ["LLM_PROVIDER": "qlora", "LLM_MODEL_VERSION": "tuned"],
            provider: "vllm",
            model: "adapter",
            profile: "tuned"
        ),
        // Presets, with no YAML.
        Case(environment: ["LLM_PROVIDER": "llama3"], provider: "ollama", model: "llama3.1:8b"),
        Case(
            environment: ["LLM_PROVIDER": "llama3", "DEFAULT_OLLAMA_LLM_MODEL": "llama3:70b"],
            provider: "ollama",
            model: "llama3:70b"
        ),
        Case(environment: ["LLM_PROVIDER": "llama3", "LLM_MODEL": "llama3.2"], provider: "ollama", model: "llama3.2"),
        Case(
            environment: ["LLM_PROVIDER": "gpt-oss", "DEFAULT_OLLAMA_LLM_MODEL": "x"],
            provider: "ollama",
            model: "gpt-oss:20b"
        ),
        Case(
            environment: ["LLM_PROVIDER": "gpt-oss", "LLM_MODEL": "gpt-oss:120b"],
            provider: "ollama",
            model: "gpt-oss:120b"
        ),
        Case(
            environment: [
                "LLM_PROVIDER": "custom", "OPENAI_BASE_URL": "http://localhost:9/v1", "LLM_MODEL": "openai/gpt-oss-20b",
            ],
            provider: "openai",
            model: "openai/gpt-oss-20b"
        ),
        Case(
            environment: ["LLM_PROVIDER": "qlora", "LLM_MODEL_VERSION": "qlora_vllm_finetuned_model_v1.0.0"],
            provider: "vllm",
            model: "qlora_vllm_finetuned_model_v1.0.0",
            profile: "qlora_vllm_finetuned_model_v1.0.0"
        ),
        Case(
            environment: ["LLM_PROVIDER": "gemini", "GOOGLE_API_KEY": "k"],
            provider: "gemini",
            model: "gemini-2.5-flash"
        ),
        Case(
            environment: ["LLM_PROVIDER": "gemini", "LLM_MODEL": "gemini-2.5-pro"],
            provider: "gemini",
            model: "gemini-2.5-pro"
        ),
        // A preset goes to the provider of its type that is configured, with the preset's model.
        Case(yaml: two, environment: ["LLM_PROVIDER": "gpt-oss"], provider: "ollama", model: "gpt-oss:20b"),
        // A provider's name goes before a preset's.
        Case(
            yaml: "llm: {providers: [{type: ollama, model: a}, {type: vllm, name: llama3, model: b}]}",
            environment: ["LLM_PROVIDER": "llama3"],
            provider: "llama3",
            model: "b"
        ),
    ])
    func `default means what is said most specifically and highest up`(_ test: Case) throws {
        let selection = try load(yaml: test.yaml, environment: test.environment).settings.selection
        #expect(selection.provider == test.provider)
        #expect(selection.model == test.model)
        #expect(selection.profile == test.profile)
        if let origin = test.origin { #expect(selection.origin.description == origin) }
    }

    @Test func `a profile of another provider than the one asked for is a mistake`() {
        let found = problems(yaml: Self.two, environment: ["LLM_PROVIDER": "cloud", "LLM_MODEL_VERSION": "tuned"])
        #expect(
            found == [
                "environment (LLM_MODEL_VERSION): the profile \"tuned\" is of vllm, not of cloud (try: leave out the profile, or the provider at environment (LLM_PROVIDER))"
            ]
        )
    }

    @Test func `a model beside a profile that has one is a warning`() throws {
        let loaded = try load(yaml: Self.two, environment: ["LLM_MODEL": "x", "LLM_MODEL_VERSION": "tuned"])
        #expect(loaded.settings.selection.model == "adapter")
        #expect(loaded.warnings.contains { $0.message.contains("the model is not heeded") })
    }

    @Test func `an unknown PROVIDER is a warning`() throws {
        let loaded = try load(yaml: Self.two, environment: ["PROVIDER": "aws"])
        #expect(loaded.warnings.contains { $0.message.contains("PROVIDER is not heeded") })
    }
}
