/// GGUF's names for the tensors of a Hugging Face directory.
struct TensorNames {
    let architecture: ModelDescription.Architecture
    let layerCount: Int

    enum Place: Equatable {
        /// Under this name, as it is.
        case named(String)
        /// Under this name, with one added to each weight.
        case plusOne(String)
        /// Experts: of a layer, what is it.
        case experts(layer: Int, String)
        /// Nothing that the engine computes with: a pooler, a head for training.
        case unused
        case unknown
    }

    func place(_ name: String) -> Place {
        var name = name[...]
        for prefix in ["model.", "bert.", "nomic_bert.", "encoder."] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
        }
        if architecture.isEncoder {
            // The oldest files call a norm's weight and bias so.
            if name.hasSuffix(".gamma") { name = name.dropLast(5) + "weight" }
            if name.hasSuffix(".beta") { name = name.dropLast(4) + "bias" }
        }
        if Self.isUnused(name) { return .unused }
        guard let (stem, end) = Self.split(name) else { return .unknown }
        if let outer = outer[String(stem)] {
            return needsOne(outer) ? .plusOne("\(outer).\(end)") : .named("\(outer).\(end)")
        }
        guard let (layer, rest) = Self.layer(stem), layer < layerCount else { return .unknown }
        if architecture == .gptOSS, rest.hasPrefix("mlp.experts.") {
            return .experts(layer: layer, String(rest.dropFirst("mlp.experts.".count)))
        }
        guard let inner = inner[String(rest)] else { return .unknown }
        let full = "blk.\(layer).\(inner).\(end)"
        return needsOne(inner) ? .plusOne(full) : .named(full)
    }

    private func needsOne(_ name: String) -> Bool { architecture == .gemma2 && name.hasSuffix("norm") }

    private static func isUnused(_ name: Substring) -> Bool {
        name.hasPrefix("pooler.") || name.hasPrefix("cls.") || name.hasSuffix("position_ids")
            || name.hasSuffix("rotary_emb.inv_freq") || name.hasSuffix(".attention.self.distance_embedding.weight")
    }

    /// `a.b.weight` as `a.b` and `weight`. What is a tensor of its own, as the experts' and the sinks, ends in a weight.
    private static func split(_ name: Substring) -> (stem: Substring, end: Substring)? {
        if name.hasSuffix(".weight") { return (name.dropLast(7), "weight") }
        if name.hasSuffix(".bias") { return (name.dropLast(5), "bias") }
        return (name, "weight")
    }

    /// `layers.12.mlp.up_proj` as 12 and `mlp.up_proj`.
    private static func layer(_ name: Substring) -> (Int, Substring)? {
        let parts = name.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "layers" || parts[0] == "layer", parts[1].allSatisfy(\.isWholeNumber),
            let layer = Int(parts[1])
        else { return nil }
        return (layer, parts[2])
    }

    // MARK: Tables

    private var outer: [String: String] {
        switch architecture {
        case .bert, .nomicBERT: Self.encoderOuter
        default: Self.decoderOuter
        }
    }

    private static let decoderOuter = ["embed_tokens": "token_embd", "norm": "output_norm", "lm_head": "output"]
    private static let encoderOuter = [
        "embeddings.word_embeddings": "token_embd", "embeddings.token_type_embeddings": "token_types",
        "embeddings.position_embeddings": "position_embd", "embeddings.LayerNorm": "token_embd_norm",
        "emb_ln": "token_embd_norm",
    ]

    private var inner: [String: String] {
        switch architecture {
        case .bert: Self.bert
        case .nomicBERT: Self.nomic
        case .gemma2: Self.gemma2
        case .gptOSS: Self.gptOSS
        case .llama, .qwen2, .qwen3, .phi3: Self.decoder
        }
    }

    private static let decoder = [
        "input_layernorm": "attn_norm",
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.qkv_proj": "attn_qkv", "self_attn.o_proj": "attn_output",
        "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
        "post_attention_layernorm": "ffn_norm",
        "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down",
        "mlp.gate_up_proj": "ffn_up",
    ]
    private static let gemma2 = decoder.merging([
        "post_attention_layernorm": "post_attention_norm", "pre_feedforward_layernorm": "ffn_norm",
        "post_feedforward_layernorm": "post_ffw_norm",
    ]) { _, new in new }
    private static let gptOSS = decoder.merging([
        "post_attention_layernorm": "post_attention_norm", "self_attn.sinks": "attn_sinks",
        "mlp.router": "ffn_gate_inp",
    ]) { _, new in new }
    private static let bert = [
        "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v",
        "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm",
        "intermediate.dense": "ffn_up", "output.dense": "ffn_down", "output.LayerNorm": "layer_output_norm",
    ]
    /// As the model was published, and as transformers itself names them.
    private static let nomic = [
        "attn.Wqkv": "attn_qkv", "attn.out_proj": "attn_output", "norm1": "attn_output_norm",
        "norm2": "layer_output_norm", "mlp.fc11": "ffn_up", "mlp.fc12": "ffn_gate", "mlp.fc2": "ffn_down",
        "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
        "self_attn.o_proj": "attn_output", "post_attention_layernorm": "attn_output_norm",
        "post_mlp_layernorm": "layer_output_norm", "mlp.up_proj": "ffn_up", "mlp.gate_proj": "ffn_gate",
        "mlp.down_proj": "ffn_down",
    ]
}
