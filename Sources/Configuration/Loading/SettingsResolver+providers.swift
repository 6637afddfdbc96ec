extension SettingsResolver {
    // MARK: Finding

    /// Without any provider in YAML, the environment tells which there are. What is on this machine goes before what
    /// is elsewhere; Ollama's usual address and the models directory are looked at whatever is set, after all that is.
    mutating func discoverProviders() {
        look(for: .ollama, at: ["OLLAMA_HOST", "DEFAULT_OLLAMA_LLM_MODEL"])
        look(for: .vllm, at: ["VLLM_BASE_URL"])
        look(for: .llamacpp, at: ["LLAMACPP_CHAT_MODEL"])
        if !presetTakesOpenAIAddress { look(for: .openai, at: ["OPENAI_API_KEY", "OPENAI_BASE_URL"]) }
        look(for: .gemini, at: ["GOOGLE_API_KEY", "GEMINI_API_KEY", "GOOGLE_GEMINI_BASE_URL"])
        if settings.provider("ollama") == nil { addImplicit(.ollama, because: .derived("tried by itself")) }
        addModelsDirectory()
    }

    /// What lies in the models directory is served whatever is written down. Without files there, it costs nothing, and files
    /// may come.
    mutating func addModelsDirectory() {
        guard settings.provider(ProviderType.native.rawValue) == nil else { return }
        addImplicit(.native, because: .derived("the models directory"))
    }

    private mutating func look(for type: ProviderType, at variables: [String]) {
        if let value = environment.first(of: variables) {
            addImplicit(type, because: value.origin)
            let variable = value.origin.variable ?? ""
            discoveries.append(Discovery(type: type, found: true, explanation: "\(variable) is set"))
        } else {
            let names = Spelling.list(variables, "and")
            let suffix = type == .ollama ? "; its usual address http://localhost:11434 is tried" : ""
            let explanation = "\(names) \(variables.count == 1 ? "is" : "are") not set\(suffix)"
            discoveries.append(Discovery(type: type, found: false, explanation: explanation))
        }
    }

    private mutating func addImplicit(_ type: ProviderType, because origin: Origin) {
        var provider = ProviderSettings(name: type.rawValue, type: type)
        provider.isImplicit = true
        provider.origin = origin
        settings.providers.append(provider)
        for key in ["type", "name"] { reading.record(origin, at: "llm.providers.\(provider.name).\(key)") }
    }

    /// `qlora` without an address of its own uses OpenAI's variables: then they mean no second provider.
    private var presetTakesOpenAIAddress: Bool {
        let wanted = environment["LLM_PROVIDER"] ?? environment["PROVIDER"]
        return wanted?.text == "qlora" && environment["VLLM_BASE_URL"] == nil
    }

    // MARK: The provider that is asked for

    /// The provider that `llm.provider`, `LLM_PROVIDER` or `PROVIDER` means: one by this name, else a preset, else a
    /// type. The last two add it where it is not there.
    mutating func wantedProvider() -> (name: String, origin: Origin)? {
        let path = "llm.provider"
        var origin = reading.origin(of: path)
        var text = settings.selection.provider
        let isGeneric = origin.rank < Origin.environmentRank && environment["PROVIDER"] != nil
        if isGeneric, let value = environment["PROVIDER"] {
            text = value.text
            origin = value.origin
        }
        guard let text else { return nil }
        if settings.provider(text) != nil { return (text, origin) }
        preset = Preset.named(text)
        if let type = preset?.type ?? ProviderType(rawValue: text) {
            if let provider = settings.provider(type.rawValue) ?? settings.providers.first(where: { $0.type == type }) {
                return (provider.name, origin)
            }
            guard reading.providersAreComplete else { return nil }
            addImplicit(type, because: origin)
            return (type.rawValue, origin)
        }
        let names = settings.providers.map(\.name) + Preset.all.map(\.name)
        let nearest = Spelling.nearest(to: text, among: names)
        let message = "\"\(Spelling.shown(text))\" is no provider and no preset"
        let remedy = nearest.map { "did you mean \"\($0)\"?" } ?? "use \(Spelling.alternatives(unique(names)))"
        if isGeneric {
            // Other programs use this name too.
            reading.warning("\(message): PROVIDER is not heeded", at: origin, remedy: remedy)
        } else if reading.providersAreComplete {
            reading.problem(message, at: origin, remedy: remedy)
        }
        return nil
    }

    func unique(_ names: [String]) -> [String] {
        names.enumerated().filter { !names[..<$0.offset].contains($0.element) }.map(\.element)
    }

    // MARK: Completing

    /// Adds what the environment says of a provider, then what is built in.
    ///
    /// The variables of a type (`OPENAI_BASE_URL`) speak of the provider that is called like the type, and of those
    /// that leave out what the variable says: a key never goes to an address that it was not meant for.
    mutating func completed(_ provider: ProviderSettings) -> ProviderSettings {
        var provider = provider
        let path = "llm.providers.\(provider.name)"
        var defaults = ProviderDefaults.of(provider.type)
        if preset?.name == "qlora", provider.type == .vllm, presetTakesOpenAIAddress {
            defaults.endpointVariable = "OPENAI_BASE_URL"
            defaults.keyVariables.append("OPENAI_API_KEY")
        }
        let isTypesOwn = provider.name == provider.type.rawValue
        let takesKey = isTypesOwn || provider.endpoint == nil
        if isTypesOwn || provider.endpoint == nil, let value = defaults.endpointVariable.flatMap({ environment[$0] }) {
            setEndpoint(of: &provider, value, path)
        }
        if provider.endpoint == nil, let text = defaults.endpoint {
            provider.endpoint = try? EndpointURL(parsing: text)
        }
        if isTypesOwn || provider.model == nil, let value = defaults.modelVariable.flatMap({ environment[$0] }) {
            ProviderKeys.record["model"]?.read(value.node, &provider, path + ".model", &reading)
        }
        if provider.model == nil { provider.model = defaults.model }
        setKey(of: &provider, defaults: takesKey ? defaults.keyVariables : [], path)
        if provider.type == .llamacpp || provider.type == .native { provider.model = provider.model.map(expanded) }
        provider.executable = provider.executable.map(expanded)
        warnOfKeysWithoutMeaning(provider, path)
        return provider
    }

    private mutating func setEndpoint(
        of provider: inout ProviderSettings,
        _ value: EnvironmentVariables.Value,
        _ path: String
    ) {
        guard provider.type == .ollama else {
            ProviderKeys.record["endpoint"]?.read(value.node, &provider, path + ".endpoint", &reading)
            return
        }
        do {
            provider.endpoint = try EndpointURL(ollamaHost: value.text)
            reading.record(value.origin, at: path + ".endpoint")
        } catch {
            reading.problem("OLLAMA_HOST \(error.message)", at: value.origin, remedy: error.remedy)
        }
    }

    private mutating func setKey(of provider: inout ProviderSettings, defaults: [String], _ path: String) {
        let isWritten = provider.apiKeyEnvironment != nil
        var candidates = provider.apiKeyEnvironment.map { [$0] } ?? defaults
        if !isWritten, provider.type == .huggingface, !provider.isHostedByHuggingFace { candidates = [] }
        provider.apiKeyEnvironment = candidates.first { environment[$0] != nil } ?? candidates.first
        guard let variable = provider.apiKeyEnvironment else { return }
        guard let value = environment[variable] else {
            let isNeeded = provider.endpoint?.root == ProviderDefaults.of(provider.type).endpoint
            if isWritten || (isNeeded && [.openai, .gemini].contains(provider.type)) {
                reading.warning(
                    "\(variable) is not set: \(provider.name) is asked without a key",
                    at: isWritten ? reading.origin(of: path + ".api_key_env") : provider.origin,
                    remedy: "set \(variable) in the environment or in .env"
                )
            }
            return
        }
        guard value.text.unicodeScalars.allSatisfy({ (0x21..<0x7f).contains($0.value) }) else {
            reading.problem(
                "\(variable) has a space or another character that no key has",
                at: value.origin,
                remedy: "copy the key again"
            )
            return
        }
        provider.apiKey = Secret(value.text, source: variable)
        reading.record(value.origin, at: path + ".api_key")
        if let endpoint = provider.endpoint, endpoint.scheme == .http, !endpoint.isLoopback {
            reading.warning(
                "the key of \(provider.name) goes to \(endpoint.host) unencrypted",
                at: reading.origin(of: path + ".endpoint"),
                remedy: "use https"
            )
        }
    }

    private mutating func warnOfKeysWithoutMeaning(_ provider: ProviderSettings, _ path: String) {
        let meant: [(key: String, types: [ProviderType])] = [
            ("endpoint", ProviderType.allCases.filter { $0 != .native }),
            ("n_ctx", [.native, .llamacpp, .ollama]),
            ("n_threads", [.native, .llamacpp, .ollama]),
            ("n_gpu_layers", [.llamacpp, .ollama]),
            ("keep_alive", [.native, .ollama]),
            ("executable", [.llamacpp]),
            ("extra_args", [.llamacpp]),
        ]
        for (key, types) in meant where !types.contains(provider.type) {
            let origin = reading.origin(of: "\(path).\(key)")
            guard origin != .builtIn else { continue }
            let names = Spelling.alternatives(types.map(\.rawValue))
            reading.warning(
                "\(key) means nothing for \(provider.type.rawValue)",
                at: origin,
                remedy: "it is for \(names)"
            )
        }
    }
}

extension ProviderSettings {
    fileprivate var isHostedByHuggingFace: Bool {
        guard let endpoint, endpoint.scheme == .https else { return false }
        return ["huggingface.co", "huggingface.cloud"].contains {
            endpoint.host == $0 || endpoint.host.hasSuffix("." + $0)
        }
    }
}

extension Origin {
    /// Which layer a value came in: the higher goes before the lower.
    var rank: Int {
        switch self {
        case .builtIn, .derived: 0
        case .file: 1
        case .dotEnv: Self.environmentRank
        case .environment: Self.environmentRank + 1
        case .commandLine: Self.environmentRank + 2
        }
    }

    static let environmentRank = 2
}
