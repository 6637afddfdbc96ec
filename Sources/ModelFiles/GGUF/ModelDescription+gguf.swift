extension ModelDescription {
    /// What a GGUF file says of its model.
    init(gguf file: GGUFFile) throws(ModelFileError) {
        let metadata = file.metadata
        let name = try metadata.required("general.architecture", metadata.string("general.architecture"))
        let architecture = try Architecture(named: name, file: file.path)
        let keys = ArchitectureKeys(metadata: metadata, prefix: name)

        let embeddingLength = try keys.requiredInt("embedding_length", in: Limit.embedding)
        let layerCount = try keys.requiredInt("block_count", in: Limit.layers)
        let headCount = try keys.requiredInt("attention.head_count", in: Limit.heads)
        let headSize = try keys.int("attention.key_length", in: Limit.headSize) ?? max(1, embeddingLength / headCount)
        let feedForward = try keys.int("feed_forward_length", in: 0...Limit.feedForward.upperBound)
        let expertFeedForward = try keys.int("expert_feed_forward_length", in: Limit.feedForward)
        let experts = try keys.int("expert_count", in: Limit.experts) ?? 0
        let epsilon = architecture.isEncoder ? "attention.layer_norm_epsilon" : "attention.layer_norm_rms_epsilon"
        let hasRotary = architecture != .bert
        let rotarySize = try hasRotary ? keys.int("rope.dimension_count", in: 0...headSize) ?? headSize : 0
        let window = try Self.slidingWindow(keys, architecture)
        var licence = try metadata.string("general.license.name")
        if licence == nil { licence = try metadata.string("general.license") }

        self.init(
            architecture: architecture,
            name: try metadata.string("general.name"),
            licence: licence,
            vocabularySize: try Self.vocabularySize(file, keys),
            contextLength: try keys.requiredInt("context_length", in: Limit.context),
            embeddingLength: embeddingLength,
            layerCount: layerCount,
            feedForwardLength: try metadata.required("\(name).feed_forward_length", feedForward ?? expertFeedForward),
            headCount: headCount,
            keyValueHeadCount: try keys.int("attention.head_count_kv", in: Limit.heads) ?? headCount,
            headSize: headSize,
            valueSize: try keys.int("attention.value_length", in: Limit.headSize)
                ?? max(1, embeddingLength / headCount),
            rotarySize: rotarySize,
            rotaryBase: try keys.double("rope.freq_base") ?? 10_000,
            // The converters reorder the rows of Llama's queries and keys so that neighbours are pairs, and no others'.
            rotaryPairs: architecture == .llama ? .neighbours : .halves,
            rotaryScaling: try hasRotary ? Self.rotaryScaling(file, keys, architecture) : .none,
            normEpsilon: Float(try keys.requiredDouble(epsilon)),
            slidingWindow: window,
            slidingEvery: architecture.slidingEvery,
            attentionSoftcap: try Self.softcap(keys, "attn_logit_softcapping", architecture, default: 50),
            finalSoftcap: try Self.softcap(keys, "final_logit_softcapping", architecture, default: 30),
            attentionScale: try Self.attentionScale(
                keys,
                architecture,
                headSize: headSize,
                layerCount: layerCount,
                perHead: Float(embeddingLength) / Float(headCount)
            ),
            embeddingScale: architecture == .gemma2 ? Float(embeddingLength).squareRoot() : 1,
            expertCount: experts,
            expertsUsed: try keys.int("expert_used_count", in: Limit.experts) ?? 0,
            expertFeedForwardLength: experts > 0 ? expertFeedForward ?? feedForward ?? 0 : 0,
            isCausal: try keys.bool("attention.causal") ?? !architecture.isEncoder,
            pooling: try Self.pooling(keys),
            endTokens: [],
            beginToken: try metadata.int("tokenizer.ggml.bos_token_id")
        )
        for key in ["eos", "eot", "eom"] {
            if let id = try metadata.int("tokenizer.ggml.\(key)_token_id") { endTokens.append(id) }
        }
        dropStrayTokens()
        try check(file.path)
    }

    /// The embedding has a row for each token; files of a vocabulary alone have none.
    private static func vocabularySize(_ file: GGUFFile, _ keys: ArchitectureKeys) throws(ModelFileError) -> Int {
        if let embedding = file.tensors.first(where: { $0.name == "token_embd.weight" }) { return embedding.rows }
        if let size = try keys.int("vocab_size", in: Limit.vocabulary) { return size }
        return try file.metadata.required(
            "tokenizer.ggml.tokens",
            file.metadata.arrayCount("tokenizer.ggml.tokens")
        )
    }

    private static func slidingWindow(
        _ keys: ArchitectureKeys,
        _ architecture: Architecture
    ) throws(ModelFileError) -> Int? {
        // Qwen's files may carry a window that the models were not trained to use.
        guard [.llama, .phi3, .gemma2, .gptOSS].contains(architecture) else { return nil }
        let window = try keys.int("attention.sliding_window", in: 0...Int(UInt32.max))
        if window == nil, architecture == .gemma2 { return 4096 }
        return window == 0 ? nil : window
    }

    /// Gemma's early files lack its caps.
    private static func softcap(
        _ keys: ArchitectureKeys,
        _ key: String,
        _ architecture: Architecture,
        default value: Float
    ) throws(ModelFileError) -> Float? {
        let cap = try keys.double(key).map { Float($0) } ?? (architecture == .gemma2 ? value : 0)
        return cap == 0 ? nil : cap
    }

    private static func attentionScale(
        _ keys: ArchitectureKeys,
        _ architecture: Architecture,
        headSize: Int,
        layerCount: Int,
        perHead: Float
    ) throws(ModelFileError) -> Float {
        if let scale = try keys.double("attention.scale"), scale != 0 { return Float(scale) }
        // Gemma 2 27B, of 46 layers, divides by its width a head, which is more than a head's size; no key says so.
        if architecture == .gemma2, layerCount == 46 { return 1 / perHead.squareRoot() }
        return 1 / Float(headSize).squareRoot()
    }

    private static func pooling(_ keys: ArchitectureKeys) throws(ModelFileError) -> Pooling {
        switch try keys.int("pooling_type") {
        case nil, 0: return .none
        case 1: return .mean
        case 2: return .first
        case 3: return .last
        case .some(let other):
            throw ModelFileError(
                .unsupported,
                file: keys.metadata.file,
                other == 4
                    ? "it is a reranker (\(keys.prefix).pooling_type is 4), which Martlet's engine does not run"
                    : "\(keys.prefix).pooling_type is \(other), which is not known"
            )
        }
    }
}

extension ModelDescription.Architecture {
    /// In gemma2 and gpt-oss every other layer sees everything.
    var slidingEvery: Int { self == .gemma2 || self == .gptOSS ? 2 : 1 }
}

/// The metadata under an architecture's own name: `llama.block_count`.
struct ArchitectureKeys {
    let metadata: Metadata
    let prefix: String

    func int(_ key: String, in range: ClosedRange<Int> = .min ... .max) throws(ModelFileError) -> Int? {
        try metadata.uniformInt("\(prefix).\(key)", in: range)
    }

    func requiredInt(_ key: String, in range: ClosedRange<Int>) throws(ModelFileError) -> Int {
        try metadata.required("\(prefix).\(key)", int(key, in: range))
    }

    func double(_ key: String) throws(ModelFileError) -> Double? { try metadata.double("\(prefix).\(key)") }

    func requiredDouble(_ key: String) throws(ModelFileError) -> Double {
        try metadata.required("\(prefix).\(key)", double(key))
    }

    func bool(_ key: String) throws(ModelFileError) -> Bool? { try metadata.bool("\(prefix).\(key)") }
    func string(_ key: String) throws(ModelFileError) -> String? { try metadata.string("\(prefix).\(key)") }
}
