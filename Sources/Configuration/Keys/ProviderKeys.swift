/// The keys of one entry of `llm.providers`.
enum ProviderKeys {
    static let record = Record<ProviderSettings>(
        backend + admission + ParameterKeys.fields.map { $0.lifted(to: \.parameters) } + engine
    )

    private static let backend: [Field<ProviderSettings>] = [
        Field("type", \.type, .choice, "What kind of backend it is. The only key that must be there."),
        Field("name", \.name, .name, "What it is called in `provider/model`; the type where it is left out."),
        Field(
            "model",
            \.model,
            .text,
            "What it answers with where a request names no model; a file for `llamacpp` and `native`."
        ),
        Field(
            "models",
            \.models,
            .list(.text, of: "models"),
            "Which models to offer, instead of the backend's own list."
        ),
        Field("endpoint", \.endpoint, .endpoint, "Where it is. A `llamacpp` without one is started by Martlet."),
        Field("api_key_env", \.apiKeyEnvironment, .variable, "The environment variable that its key is in."),
        refused("api_key", remedy: "write api_key_env: NAME, and put the key in the environment or .env"),
        Field("headers", \.headers, .headers, "More headers for each request to it. Never a secret."),
        Field(
            "timeout",
            \.timeout,
            .duration(.milliseconds(1)...(.seconds(86400))),
            "How long an answer may take until it says something; of one that is not streamed, its first byte."
        ),
        Field(
            "connect_timeout",
            \.connectTimeout,
            .duration(.milliseconds(1)...(.seconds(600))),
            "How long a connection may take."
        ),
        Field(
            "idle_timeout",
            \.idleTimeout,
            .duration(.milliseconds(1)...(.seconds(86400))),
            "How long a stream may be silent."
        ),
        Field(
            "continues_with",
            \.continuesWith,
            .choice,
            "How a chat asks it to carry on an answer that another provider has begun. `auto` is what its type is known "
                + "to take; for other servers of OpenAI's dialect nothing."
        ),
        Field(
            "breaker_failures",
            \.breakerFailures,
            .integer(0...1_000_000),
            "How many failures in a row let it be left alone for a while; 0 means never. 5, and for `native` 0."
        ),
        Field(
            "breaker_cooldown",
            \.breakerCooldown,
            .duration(.milliseconds(1)...(.seconds(3600))),
            "How long that while is at first; each time that it fails again doubles it, up to twelve times as long."
        ),
    ]

    private static let admission: [Field<ProviderSettings>] = [
        Field(
            "max_concurrent",
            \.admission.maxConcurrent,
            .integer(1...1_000_000),
            "How many requests it is given at a time; as many as come where it is left out. More wait."
        ),
        Field(
            "queue",
            \.admission.queue,
            .integer(0...1_000_000),
            "How many requests may wait for it; 1024 if left out."
        ),
        Field(
            "queue_timeout",
            \.admission.queueTimeout,
            .duration(.zero...(.seconds(86400))),
            "How long a request may wait for it; a minute if left out."
        ),
    ]

    private static let engine: [Field<ProviderSettings>] = [
        Field("n_ctx", \.contextLength, .integer(1...100_000_000), "How many tokens the model sees."),
        Field("n_threads", \.threads, .integer(1...4096), "How many threads the model computes with."),
        Field("n_gpu_layers", \.gpuLayers, .integer(-1...100_000), "How many layers go on the GPU; -1 means all."),
        Field(
            "keep_alive",
            \.keepAlive,
            .duration(.seconds(-1)...(.seconds(31_536_000))),
            "How long Ollama and the built-in engine keep a model loaded that nobody uses; -1 means for ever."
        ),
        Field(
            "pin",
            \.isPinned,
            .bool,
            "Whether its models stay in memory, whatever else needs room and however long nobody asks for them."
        ),
        Field("executable", \.executable, .text, "The `llama-server` to start, where it is not the one on the path."),
        Field("extra_args", \.extraArguments, .arguments, "More arguments for a backend that Martlet starts."),
    ]

    /// A key that people write, and must not. What it says is shown nowhere.
    private static func refused(_ name: String, remedy: String) -> Field<ProviderSettings> {
        Field(name, kind: "refused", "Keys are never written here: \(remedy).", show: { $0.apiKey?.description }) {
            node,
            _,
            _,
            reading in
            reading.problem("keys do not belong in this file", at: node.origin, remedy: remedy)
        }
    }
}

extension ValueKind where Value == String {
    /// The name of an environment variable. What is no name is not shown: it may be the key itself.
    static var variable: ValueKind {
        ValueKind("the name of an environment variable", show: { $0 }) { node, problems in
            if let text = node.scalar, EnvironmentVariables.isName(text) { return text }
            problems.append(
                Problem(
                    "this is not the name of an environment variable",
                    at: node.origin,
                    remedy: "write the variable's name, such as OPENAI_API_KEY, never the key itself"
                )
            )
            return nil
        }
    }
}

extension ValueKind where Value == [String] {
    /// Arguments of a program. Those that hand over a key are refused.
    static var arguments: ValueKind {
        let argument = ValueKind<String>.scalar("an argument", show: { $0 }) { text, _ in
            text.utf8.count <= 4096 && !text.utf8.contains(0) ? text : nil
        }
        let list = ValueKind.list(argument, of: "arguments")
        return ValueKind(list.name, show: list.show) { node, problems in
            guard let arguments = list.parse(node, &problems) else { return nil }
            guard !arguments.contains(where: holdsKey) else {
                problems.append(
                    Problem(
                        "keys do not belong in this file",
                        at: node.origin,
                        remedy: "write api_key_env: NAME, and put the key in the environment or .env"
                    )
                )
                return nil
            }
            return arguments
        }
    }

    private static func holdsKey(_ argument: String) -> Bool {
        ["--api-key", "--hf-token", "-hft"].contains { argument == $0 || argument.hasPrefix($0 + "=") }
    }
}
