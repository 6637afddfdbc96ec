import Testing

@testable import Configuration

struct DiscoveryTests {
    @Test(
        arguments: [
            ([:], ["ollama", "native"]),
            (["OPENAI_API_KEY": "k"], ["openai", "ollama", "native"]),
            (["OPENAI_BASE_URL": "http://localhost:9"], ["openai", "ollama", "native"]),
            (["GOOGLE_API_KEY": "k", "OLLAMA_HOST": "gpu"], ["ollama", "gemini", "native"]),
            (["GEMINI_API_KEY": "k"], ["gemini", "ollama", "native"]),
            (
                ["LLAMACPP_CHAT_MODEL": "m.gguf", "VLLM_BASE_URL": "http://v"],
                ["vllm", "llamacpp", "ollama", "native"]
            ),
            (["HF_TOKEN": "t"], ["ollama", "native"]),
        ] as [([String: String], [String])]
    )
    func `without YAML the environment tells which backends there are`(_ test: ([String: String], [String])) throws {
        let settings = try load(environment: test.0).settings
        #expect(settings.providers.map(\.name) == test.1)
        #expect(settings.providers.allSatisfy { $0.isImplicit })
        #expect(settings.selection.provider == test.1.first)
        // Nobody asked for prompts to go elsewhere when this one fails.
        #expect(settings.fallbackOrder.isEmpty)
    }

    @Test func `what was looked for is told`() throws {
        let found = try load(environment: ["OPENAI_API_KEY": "k"]).discoveries
        #expect(
            found.map(\.explanation) == [
                "OLLAMA_HOST and DEFAULT_OLLAMA_LLM_MODEL are not set; its usual address http://localhost:11434 is tried",
                "VLLM_BASE_URL is not set", "LLAMACPP_CHAT_MODEL is not set", "OPENAI_API_KEY is set",
                "GOOGLE_API_KEY, GEMINI_API_KEY and GOOGLE_GEMINI_BASE_URL are not set",
            ]
        )
        #expect(found.map(\.found) == [false, false, false, true, false])
    }

    @Test func `with providers in YAML nothing is added but the models directory, which nobody has chosen`() throws {
        let yaml = "llm: {providers: [{type: ollama}]}"
        let settings = try load(yaml: yaml, environment: ["OPENAI_API_KEY": "k"]).settings
        #expect(settings.providers.map(\.name) == ["ollama", "native"])
        #expect(settings.providers.map(\.isImplicit) == [false, true])
        #expect(settings.selection.provider == "ollama")
        #expect(try load(yaml: "llm: {providers: []}").settings.providers.map(\.name) == ["native"])
    }

    @Test func `a provider that is called native in YAML is the only one`() throws {
        let settings = try load(yaml: "llm: {providers: [{type: native, model: m.gguf}]}").settings
        #expect(settings.providers.map(\.name) == ["native"])
        #expect(!settings.providers[0].isImplicit)
        let other = try load(yaml: "llm: {providers: [{type: native, name: mine, model: m.gguf}]}").settings
        #expect(other.providers.map(\.name) == ["mine", "native"])
    }

    @Test func `variables of a type fill in its provider`() throws {
        let settings = try load(
            environment: [
                "OLLAMA_HOST": "0.0.0.0:9", "DEFAULT_OLLAMA_LLM_MODEL": "o", "OPENAI_BASE_URL": "https://x/v1",
                "OPENAI_API_KEY": "k1", "DEFAULT_OPENAI_LLM_MODEL": "p", "GOOGLE_API_KEY": "k2",
                "GOOGLE_GEMINI_BASE_URL": "https://g", "LLAMACPP_CHAT_MODEL": "m.gguf", "VLLM_BASE_URL": "http://v:1",
                "VLLM_API_KEY": "k3", "LLAMACPP_MODELS_DIR": "/models",
            ]
        ).settings
        #expect(settings.provider("ollama")?.endpoint?.root == "http://127.0.0.1:9")
        #expect(settings.provider("ollama")?.model == "o")
        #expect(settings.provider("openai")?.endpoint?.root == "https://x")
        #expect(settings.provider("openai")?.apiKey?.reveal() == "k1")
        #expect(settings.provider("openai")?.model == "p")
        #expect(settings.provider("gemini")?.endpoint?.root == "https://g")
        #expect(settings.provider("gemini")?.apiKey?.reveal() == "k2")
        #expect(settings.provider("vllm")?.endpoint?.root == "http://v:1")
        #expect(settings.provider("vllm")?.apiKey?.reveal() == "k3")
        #expect(settings.provider("llamacpp")?.model == "m.gguf")
        #expect(settings.provider("llamacpp")?.endpoint == nil)
        #expect(
            settings.candidatePaths(forModelFile: "m") == ["m", "m.gguf", "/models/m", "/models/m.gguf"]
        )
    }

    @Test func `qlora without an address of vLLM takes OpenAI's, and its key with it`() throws {
        let environment = [
            "LLM_PROVIDER": "qlora", "LLM_MODEL_VERSION": "v1", "OPENAI_BASE_URL": "http://localhost:9/v1",
            "OPENAI_API_KEY": "k",
        ]
        let settings = try load(environment: environment).settings
        #expect(settings.providers.map(\.name) == ["ollama", "native", "vllm"])
        #expect(settings.provider("vllm")?.endpoint?.openAI == "http://localhost:9/v1")
        #expect(settings.provider("vllm")?.apiKey?.reveal() == "k")
        #expect(settings.profile("v1")?.provider == "vllm")
    }

    @Test func `a key goes only to the address it was meant for`() throws {
        let yaml = """
            llm:
              providers:
                - {type: openai}
                - {type: openai, name: groq, endpoint: https://api.groq.com/openai/v1}
                - {type: openai, name: own, endpoint: https://own.example, api_key_env: OWN_KEY}
                - {type: huggingface}
                - {type: huggingface, name: local, endpoint: http://localhost:9}
                - {type: huggingface, name: fake, endpoint: https://evilhuggingface.co}
            """
        let environment = [
            "OPENAI_API_KEY": "openai-key", "OPENAI_BASE_URL": "https://proxy.example", "OWN_KEY": "own-key",
            "HF_TOKEN": "hf-key",
        ]
        let settings = try load(yaml: yaml, environment: environment).settings
        let keys = Dictionary(uniqueKeysWithValues: settings.providers.map { ($0.name, $0.apiKey?.reveal()) })
        #expect(
            keys == [
                "openai": "openai-key", "groq": nil, "own": "own-key", "huggingface": "hf-key", "local": nil,
                "fake": nil, "native": nil,
            ]
        )
        #expect(settings.provider("openai")?.endpoint?.root == "https://proxy.example")
        #expect(settings.provider("groq")?.endpoint?.root == "https://api.groq.com/openai")
    }

    @Test func `what is odd about a provider is a warning with its place`() throws {
        let yaml = """
            llm:
              providers:
                - {type: openai, n_ctx: 4096, api_key_env: MISSING}
                - {type: vllm, endpoint: http://gpu.example:9, api_key_env: KEY}
            """
        let warnings = try load(yaml: yaml, environment: ["KEY": "k"]).warnings.map(\.description)
        #expect(
            warnings == [
                "martlet.yaml:3:48: MISSING is not set: openai is asked without a key (try: set MISSING in the environment or in .env)",
                "martlet.yaml:3:29: n_ctx means nothing for openai (try: it is for native, llamacpp or ollama)",
                "martlet.yaml:4:30: the key of vllm goes to gpu.example unencrypted (try: use https)",
            ]
        )
    }

    @Test func `routes are taken apart`() throws {
        let yaml = """
            llm:
              providers: [{type: ollama}, {type: openai, api_key_env: K}]
              profiles: {tuned: {provider: ollama, model: x}}
              routes:
                fast: [ollama/mistral:7b, openai/org/model, tuned]
                gpt-4: openai
            """
        let settings = try load(yaml: yaml, environment: ["K": "k"]).settings
        #expect(
            settings.route("fast")?.targets == [
                .init(provider: "ollama", model: "mistral:7b"), .init(provider: "openai", model: "org/model"),
                .init(provider: "ollama", model: "x", profile: "tuned"),
            ]
        )
        #expect(settings.route("gpt-4")?.targets == [.init(provider: "openai")])
    }

    @Test func `the most particular template is the one`() throws {
        let yaml = """
            llm:
              providers: [{type: ollama}]
              profiles: {short: {provider: ollama, model: x, template_set: brief}}
              prompt_templates:
                summarization: {default: "A {text}", ollama: "B {text}", ollama/phi: "C {text}"}
              template_sets:
                brief: {summarization: "D {text}"}
            """
        let settings = try load(yaml: yaml).settings
        func text(_ provider: String, _ model: String, _ profile: String? = nil) -> String? {
            settings.prompts.template(
                "summarization",
                provider: provider,
                model: model,
                profile: profile.flatMap(settings.profile)
            )?.source
        }
        #expect(text("openai", "x") == "A {text}")
        #expect(text("ollama", "x") == "B {text}")
        #expect(text("ollama", "phi") == "C {text}")
        #expect(text("ollama", "phi", "short") == "D {text}")
        #expect(settings.prompts.template("rag_query", provider: "ollama", model: "x") == nil)
    }
}
