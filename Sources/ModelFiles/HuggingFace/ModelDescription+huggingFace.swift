extension ModelDescription {
    /// What a Hugging Face `config.json` says of its model, in the spellings of transformers 4 and 5. Where it is silent,
    /// what transformers takes.
    init(config: ConfigKeys) throws(ModelFileError) {
        let kind = try HuggingFaceKind(config)
        let architecture = kind.architecture
        let embedding = try config.required(
            "hidden_size",
            config.int("hidden_size", "n_embd", in: Limit.embedding)
        )
        let layers = try config.required(
            "num_hidden_layers",
            config.int("num_hidden_layers", "n_layer", in: Limit.layers)
        )
        let heads = try config.required(
            "num_attention_heads",
            config.int("num_attention_heads", "n_head", in: Limit.heads)
        )
        let headSize = try config.int("head_dim", in: Limit.headSize) ?? kind.headSize(embedding, heads)
        let feedForward = try config.required(
            "intermediate_size",
            config.int("intermediate_size", "n_inner", in: Limit.feedForward)
        )
        let epsilon =
            try architecture.isEncoder
            ? config.double("layer_norm_eps", "layer_norm_epsilon") : config.double("rms_norm_eps")
        let sliding = try HuggingFaceSliding(config, kind, layers: layers)
        let rotary = try HuggingFaceRotary(config, kind, headSize: headSize)
        let scale = try config.double("query_pre_attn_scalar") ?? (architecture == .gemma2 ? 256 : nil)
        try kind.checkActivation(config)

        self.init(
            architecture: architecture,
            name: nil,
            licence: nil,
            vocabularySize: try config.required("vocab_size", config.int("vocab_size", in: Limit.vocabulary)),
            contextLength: rotary.contextLength,
            embeddingLength: embedding,
            layerCount: layers,
            feedForwardLength: feedForward,
            headCount: heads,
            keyValueHeadCount: try config.int("num_key_value_heads", in: Limit.heads) ?? heads,
            headSize: headSize,
            valueSize: headSize,
            rotarySize: rotary.size,
            rotaryBase: rotary.base,
            rotaryPairs: try config.bool("rotary_emb_interleaved") == true ? .neighbours : .halves,
            rotaryScaling: rotary.scaling,
            normEpsilon: Float(epsilon ?? kind.normEpsilon),
            slidingWindow: sliding.window,
            slidingEvery: sliding.every,
            slidingFrom: sliding.from,
            attentionSoftcap: try Self.softcap(config, "attn_logit_softcapping", architecture, default: 50),
            finalSoftcap: try Self.softcap(config, "final_logit_softcapping", architecture, default: 30),
            attentionScale: Float(1 / (scale ?? Double(headSize)).squareRoot()),
            embeddingScale: architecture == .gemma2 ? Float(embedding).squareRoot() : 1,
            expertCount: 0,
            expertsUsed: 0,
            expertFeedForwardLength: 0,
            isCausal: !architecture.isEncoder,
            pooling: .none,
            endTokens: try config.ints("eos_token_id") ?? [],
            beginToken: try config.ints("bos_token_id")?.first
        )
        if architecture == .gptOSS {
            let count = try config.int("num_local_experts", "num_experts", in: Limit.experts)
            expertCount = try config.required("num_local_experts", count)
            let used = try config.int("num_experts_per_tok", "experts_per_token", in: Limit.experts)
            expertsUsed = try config.required("num_experts_per_tok", used)
            expertFeedForwardLength = feedForward
            swiGLUAlpha = Float(try config.double("swiglu_alpha") ?? 1.702)
            swiGLULimit = Float(try config.double("swiglu_limit") ?? 7)
        }
        dropStrayTokens()
        try check(config.file)
    }

    /// A cap that is null is off; only one that is not there is the default.
    private static func softcap(
        _ config: ConfigKeys,
        _ name: String,
        _ architecture: Architecture,
        default value: Float
    ) throws(ModelFileError) -> Float? {
        guard architecture == .gemma2 else { return nil }
        if let cap = try config.double(name) { return Float(cap) }
        return config.mentions(name) ? nil : value
    }
}

/// Which of the architectures a directory's class is, and what its configuration takes for granted.
struct HuggingFaceKind {
    let architecture: ModelDescription.Architecture
    let isMistral: Bool

    private static let classes: KeyValuePairs<String, ModelDescription.Architecture> = [
        "Llama": .llama, "Mistral": .llama, "Qwen2": .qwen2, "Qwen3": .qwen3, "Phi3": .phi3, "Gemma2": .gemma2,
        "GptOss": .gptOSS, "Bert": .bert, "NomicBert": .nomicBERT,
    ]
    private static let types: [String: String] = [
        "llama": "Llama", "mistral": "Mistral", "qwen2": "Qwen2", "qwen3": "Qwen3", "phi3": "Phi3", "gemma2": "Gemma2",
        "gpt_oss": "GptOss", "bert": "Bert", "nomic_bert": "NomicBert",
    ]

    init(_ config: ConfigKeys) throws(ModelFileError) {
        let type = try config.string("model_type")
        let named = try config.strings("architectures")?.first
        // Decoders and encoders without their heads give vectors; a classifier's head is none that we run.
        let stem = named.map { name -> String in
            for end in ["ForCausalLM", "ForMaskedLM", "Model"] where name.hasSuffix(end) {
                return String(name.dropLast(end.count))
            }
            return name
        }
        guard let name = stem ?? type.flatMap({ Self.types[$0] }),
            let known = Self.classes.first(where: { $0.key == name })
        else {
            let known = Self.classes.map { "\($0.key)\($0.value.isEncoder ? "Model" : "ForCausalLM")" }
            throw ModelFileError(
                .unsupported,
                file: config.file,
                "its architecture is '\(named ?? type ?? "not named")', and Martlet's engine runs "
                    + known.joined(separator: ", ")
            )
        }
        architecture = known.value
        isMistral = known.key == "Mistral"
    }

    func headSize(_ embedding: Int, _ heads: Int) -> Int {
        switch architecture {
        case .qwen3: 128
        case .gemma2: 256
        case .gptOSS: 64
        default: max(1, embedding / heads)
        }
    }

    var normEpsilon: Double {
        switch architecture {
        case .phi3, .gptOSS: 1e-5
        case .bert, .nomicBERT: 1e-12
        default: 1e-6
        }
    }

    var rotaryBase: Double {
        switch architecture {
        case .gptOSS: 150_000
        case .nomicBERT: 1000
        default: 10_000
        }
    }

    /// That the feed-forward network is the one that the architecture has.
    func checkActivation(_ config: ConfigKeys) throws(ModelFileError) {
        let wanted: [String] =
            switch architecture {
            case .gemma2: ["gelu_pytorch_tanh"]
            case .bert: ["gelu"]
            case .nomicBERT: ["silu", "swiglu"]
            default: ["silu"]
            }
        let name = try config.string("hidden_activation", "activation_function", "hidden_act")
        guard let name, !wanted.contains(name) else { return }
        // Gemma's first files say 'gelu' where they mean its approximation.
        if architecture == .gemma2, name == "gelu" { return }
        throw ModelFileError(
            .unsupported,
            file: config.file,
            "its activation is '\(name)', and Martlet runs \(architecture.rawValue) with '\(wanted[0])'"
        )
    }
}

/// Which layers see only a window.
struct HuggingFaceSliding {
    var window: Int?
    var every = 1
    var from = 0

    init(_ config: ConfigKeys, _ kind: HuggingFaceKind, layers: Int) throws(ModelFileError) {
        every = kind.architecture.slidingEvery
        switch kind.architecture {
        case .llama: window = kind.isMistral ? try Self.window(config, default: 4096) : nil
        case .phi3: window = try Self.window(config, default: nil)
        case .gemma2: window = try Self.window(config, default: 4096)
        case .gptOSS: window = try Self.window(config, default: 128)
        case .qwen2, .qwen3:
            guard try config.bool("use_sliding_window") == true else { return }
            window = try Self.window(config, default: 4096)
            from = try config.int("max_window_layers", in: 0...Int(UInt32.max)) ?? 28
        case .bert, .nomicBERT: return
        }
        if window == 0 { window = nil }
        if window != nil, let types = try config.strings("layer_types") { try read(types, layers, config) }
    }

    /// A window that is null is none; only one that is not there is the default.
    private static func window(_ config: ConfigKeys, default value: Int?) throws(ModelFileError) -> Int? {
        if let window = try config.int("sliding_window", in: 0...Int(UInt32.max)) { return window }
        return config.mentions("sliding_window") ? nil : value
    }

    /// What layers are said to be: all full; or sliding from one on; or all but each n-th.
    private mutating func read(_ types: [String], _ layers: Int, _ config: ConfigKeys) throws(ModelFileError) {
        guard types.count >= layers, types.allSatisfy({ ["sliding_attention", "full_attention"].contains($0) }) else {
            throw unknown(config)
        }
        let slides = types.prefix(layers).map { $0 == "sliding_attention" }
        guard let first = slides.firstIndex(of: true) else { return window = nil }
        if slides[first...].allSatisfy(\.self) {
            (every, from) = (1, first)
        } else {
            let full = slides.firstIndex(of: false) ?? layers
            (every, from) = (full + 1, 0)
            let holds = slides.indices.allSatisfy { slides[$0] == ($0 % every != every - 1) }
            guard first == 0, holds else { throw unknown(config) }
        }
    }

    private func unknown(_ config: ConfigKeys) -> ModelFileError {
        ModelFileError(
            .unsupported,
            file: config.file,
            "layer_types says which layers see only a window in a pattern that Martlet does not know"
        )
    }
}
