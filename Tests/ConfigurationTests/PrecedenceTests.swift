import Testing

@testable import Configuration

struct PrecedenceTests {
    struct Case: Sendable {
        var yaml: String? = nil
        var dotEnv: String? = nil
        var environment: [String: String] = [:]
        var option: String? = nil
        var value: String
        var origin: String
    }

    @Test(arguments: [
        Case(value: "8000", origin: "built-in"),
        Case(yaml: "server:\n  port: 1", value: "1", origin: "martlet.yaml:2:9"),
        Case(yaml: "server:\n  port: 1", dotEnv: "#\nMARTLET_PORT=2", value: "2", origin: ".env:2 (MARTLET_PORT)"),
        Case(
            yaml: "server:\n  port: 1",
            dotEnv: "MARTLET_PORT=2",
            environment: ["MARTLET_PORT": "3"],
            value: "3",
            origin: "environment (MARTLET_PORT)"
        ),
        Case(
            yaml: "server:\n  port: 1",
            dotEnv: "MARTLET_PORT=2",
            environment: ["MARTLET_PORT": "3"],
            option: "4",
            value: "4",
            origin: "--port"
        ),
        // Set to nothing is not set.
        Case(
            dotEnv: "MARTLET_PORT=2",
            environment: ["MARTLET_PORT": "  "],
            value: "2",
            origin: ".env:1 (MARTLET_PORT)"
        ),
        Case(yaml: "server:\n  port:", dotEnv: "MARTLET_PORT=''", value: "8000", origin: "built-in"),
    ])
    func `of one key the highest layer holds, and is named`(_ test: Case) throws {
        let overrides = test.option.map {
            [ConfigurationSources.Override(key: "server.port", value: $0, option: "--port")]
        }
        let loaded = try load(
            yaml: test.yaml,
            dotEnv: test.dotEnv,
            environment: test.environment,
            overrides: overrides ?? []
        )
        #expect(loaded.value("server.port") == test.value)
        #expect(loaded.origin("server.port") == test.origin)
    }

    @Test func `layers are mixed key by key`() throws {
        let loaded = try load(
            yaml: "server:\n  host: localhost\n  port: 1\nmodels:\n  directory: /yaml",
            dotEnv: "MARTLET_PORT=2\nLLAMACPP_MODELS_DIR=/dotenv",
            environment: ["LLAMACPP_MODELS_DIR": "/process"]
        )
        #expect(loaded.settings.server.host == "localhost")
        #expect(loaded.settings.server.port == 2)
        #expect(loaded.settings.modelsDirectory == "/process")
    }

    @Test func `every variable of a key is read and named`() throws {
        let values = [
            "LLM_PROVIDER": "ollama", "LLM_MODEL": "m", "LLM_MODEL_VERSION": "p", "MARTLET_HOST": "localhost",
            "MARTLET_PORT": "9", "LLAMACPP_MODELS_DIR": "/m", "DATABASE_URL": "postgresql:///martlet",
            "HF_ENDPOINT": "https://hub.test", "MARTLET_PACKAGE_INDEX": "https://index.test",
            "MARTLET_OLLAMA_REGISTRY": "https://registry.test",
        ]
        let loaded = try load(yaml: "llm:\n  profiles: {p: {provider: ollama}}", environment: values)
        let variables = SettingsKeys.record.fields.compactMap(\.variable)
        #expect(Set(variables) == Set(values.keys))
        #expect(Set(variables).isSubset(of: EnvironmentVariables.documentation.map(\.name)))
        for key in ["server.host", "server.port", "models.directory", "storage.database_url"] {
            let variable = try #require(SettingsKeys.record[key]?.variable)
            #expect(loaded.origin(key) == "environment (\(variable))")
        }
        #expect(loaded.settings.selection.provider == "ollama")
        #expect(loaded.settings.selection.model == "m")
        #expect(loaded.settings.selection.profile == "p")
    }

    @Test(
        arguments: [
            (["XDG_DATA_HOME": "/data", "HOME": "/home/me"], nil, "/data/martlet"),
            (["XDG_DATA_HOME": "data", "HOME": "/home/me"], nil, "/home/me/.local/share/martlet"),
            (["HOME": "/home/me"], "storage: {directory: ~/state}", "/home/me/state"),
            (["HOME": "/home/me"], "storage: {directory: /state}", "/state"),
            ([:], nil, "data"),
        ] as [([String: String], String?, String)]
    )
    func `state is kept where the system keeps it`(_ test: ([String: String], String?, String)) throws {
        #expect(try load(yaml: test.1, environment: test.0).settings.storage.directory == test.2)
    }

    @Test func `the design's example is read whole`() throws {
        let loaded = try load(
            yaml: """
                llm:
                  providers:
                    - type: ollama                 # name: defaults to type
                      model: mistral:7b
                      endpoint: http://localhost:11434
                      timeout: 30
                      max_tokens: 4000
                      temperature: 0.1
                    - type: llamacpp
                      model: models/mistral-7b-q4.gguf
                      n_ctx: 4096
                      n_threads: 8
                      temperature: 0.1
                  fallback_order: [ollama, llamacpp]
                  prompt_templates:
                    rag_query: |
                      Context: {context}

                      Question: {question}
                    summarization: |
                      Summarize the following text in 2-3 sentences: {text}
                """
        )
        let settings = loaded.settings
        #expect(settings.providers.map(\.name) == ["ollama", "llamacpp", "native"])
        let ollama = try #require(settings.provider("ollama"))
        #expect(ollama.type == .ollama)
        #expect(ollama.model == "mistral:7b")
        #expect(ollama.endpoint?.root == "http://localhost:11434")
        #expect(ollama.timeout == .seconds(30))
        #expect(ollama.parameters.maxTokens == 4000)
        #expect(ollama.parameters.temperature == 0.1)
        #expect(!ollama.isImplicit)
        let llamacpp = try #require(settings.provider("llamacpp"))
        #expect(llamacpp.model == "models/mistral-7b-q4.gguf")
        #expect(llamacpp.endpoint == nil)
        #expect(llamacpp.contextLength == 4096)
        #expect(llamacpp.threads == 8)
        #expect(settings.fallbackOrder == ["ollama", "llamacpp"])
        #expect(settings.selection.provider == "ollama")
        #expect(settings.selection.model == "mistral:7b")
        let rag = try #require(settings.prompts.template("rag_query", provider: "ollama", model: "x"))
        #expect(rag.filled(with: ["context": "C", "question": "{Q}"]) == "Context: C\n\nQuestion: {Q}\n")
        #expect(settings.prompts.templates["summarization"]?.text?.placeholders == ["text"])
        #expect(loaded.warnings.isEmpty)
        #expect(loaded.origin("llm.providers.llamacpp.n_ctx") == "martlet.yaml:11:14")
        #expect(loaded.origin("llm.providers.ollama.idle_timeout") == "built-in")
    }
}
