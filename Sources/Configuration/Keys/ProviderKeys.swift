/// The keys of one entry of `llm.providers`.
enum ProviderKeys {
    static let record = Record<ProviderSettings>(
        backend + ParameterKeys.fields.map { $0.lifted(to: \.parameters) } + engine
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
            "How long the first byte of an answer may take."
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
    ]

    private static let engine: [Field<ProviderSettings>] = [
        Field("n_ctx", \.contextLength, .integer(1...100_000_000), "How many tokens the model sees."),
        Field("n_threads", \.threads, .integer(1...4096), "How many threads the model computes with."),
        Field("n_gpu_layers", \.gpuLayers, .integer(-1...100_000), "How many layers go on the GPU; -1 means all."),
        Field(
            "keep_alive",
            \.keepAlive,
            .duration(.seconds(-1)...(.seconds(31_536_000))),
            "How long Ollama keeps the model loaded; -1 means for ever."
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

/// The keys that say how a model shall answer: of a provider and of a profile.
enum ParameterKeys {
    static let fields: [Field<GenerationParameters>] = [
        Field("max_tokens", \.maxTokens, .integer(1...100_000_000), "The most tokens of an answer."),
        Field("temperature", \.temperature, .number(0...2), "How freely the model chooses."),
        Field("top_p", \.topP, .number(0...1), "Choose among the likeliest tokens that make up this much."),
        Field("top_k", \.topK, .integer(0...1_000_000), "Choose among this many likeliest tokens."),
        Field("min_p", \.minP, .number(0...1), "Leave out tokens less likely than this share of the likeliest."),
        Field(
            "frequency_penalty",
            \.frequencyPenalty,
            .number(-2...2),
            "Against tokens, the more often they were used."
        ),
        Field("presence_penalty", \.presencePenalty, .number(-2...2), "Against tokens that were used."),
        Field("repeat_penalty", \.repeatPenalty, .number(0...10), "The same, as llama.cpp and Ollama do it."),
        Field("seed", \.seed, .integer(0...(1 << 53)), "The same seed, the same answer, where the backend can."),
        Field("stop", \.stop, .list(.stop, of: "texts", max: 16), "Texts that end the answer."),
    ]
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

    /// Text that ends an answer: may hold line breaks.
    static var stop: ValueKind {
        scalar("a text", show: { $0.debugDescription }, remedy: "write a text of 1 to 256 bytes") { text, _ in
            (1...256).contains(text.utf8.count) ? text : nil
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

extension ValueKind where Value == [String: String] {
    static var headers: ValueKind {
        let show: @Sendable ([String: String]) -> String = { headers in
            "{" + headers.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
        }
        return ValueKind("a mapping of header names to values", show: show) { node, problems in
            guard case .mapping(let members) = node.content else {
                problems.append(
                    Problem("this is \(node.kind), not a mapping", at: node.origin, remedy: "write {X-Title: Martlet}")
                )
                return nil
            }
            let before = problems.count
            var headers: [String: String] = [:]
            for member in members {
                if let problem = HeaderRules.problem(with: member) { problems.append(problem) }
                headers[member.key] = member.value.scalar
            }
            return problems.count == before ? headers : nil
        }
    }
}

/// Which headers a provider may be given. Values are never shown in problems: they may be secrets.
private enum HeaderRules {
    static func problem(with member: YAMLNode.Member) -> Problem? {
        let name = member.key.lowercased()
        let isToken = name.utf8.allSatisfy { $0.isASCIIAlphanumeric || "!#$%&'*+-.^_`|~".utf8.contains($0) }
        guard !name.isEmpty, name.utf8.count <= 256, isToken else {
            return Problem("this is no name of a header", at: member.keyOrigin, remedy: "write a name like X-Title")
        }
        guard !secretWords.contains(where: { name.contains($0) }) else {
            return Problem(
                "the header \(member.key) holds a secret, which does not belong in this file",
                at: member.keyOrigin,
                remedy: "write api_key_env: NAME, and put the key in the environment or .env"
            )
        }
        guard !ofTransport.contains(name) else {
            return Problem(
                "the header \(member.key) is set by HTTP itself",
                at: member.keyOrigin,
                remedy: "leave it out"
            )
        }
        guard let value = member.value.scalar, value.utf8.count <= 4096,
            value.unicodeScalars.allSatisfy({ (0x20..<0x7f).contains($0.value) })
        else {
            return Problem(
                "the value of the header \(member.key) is not plain text on one line",
                at: member.value.origin,
                remedy: "use printable ASCII"
            )
        }
        return nil
    }

    private static let secretWords = ["auth", "key", "token", "secret", "password", "cookie", "credential"]
    private static let ofTransport: Set<String> = [
        "host", "connection", "content-length", "content-type", "transfer-encoding", "te", "trailer", "upgrade",
        "keep-alive", "expect", "proxy-connection", "accept-encoding",
    ]
}
