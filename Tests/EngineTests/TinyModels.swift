import Engine
import Kernels
import ModelFiles
import Synchronization

/// Small random models of every architecture, made in memory.
struct TinyModel {
    var writer = GGUFWriter()
    private var random = SmallRandom(seed: 7)
    private let architecture: String
    private let type: TensorType

    static let vocabulary = 96
    static let width = 64
    static let context = 512
    static let layers = 3

    /// All that write text; `TinyModel.encoders` only embed.
    static let generators = ["llama", "mistral", "mixtral", "qwen2", "qwen3", "phi3", "gemma2", "gpt-oss"]
    static let encoders = ["bert", "nomic-bert"]

    /// Made once: that takes longer than most of what is tested with them.
    private static let made = Mutex<[String: ModelFile]>([:])

    static func file(_ kind: String, type: TensorType = .f32) throws -> ModelFile {
        try made.withLock { made in
            if let known = made["\(kind) \(type)"] { return known }
            let file = try TinyModel(kind, type: type).open()
            made["\(kind) \(type)"] = file
            return file
        }
    }

    static func load(
        _ kind: String,
        type: TensorType = .f32,
        threads: Int = 1,
        cache: LoadedModel.CacheType = .f16,
        batch: Int = 512
    ) throws -> LoadedModel {
        try LoadedModel(
            file(kind, type: type),
            options: LoadedModel.Options(threads: threads, cache: cache, batchTokens: batch)
        )
    }

    func open() throws -> ModelFile {
        let file = try unsafe writer.bytes().withUnsafeBytes { bytes in
            try unsafe GGUFFile(copying: bytes, path: "tiny.gguf")
        }
        return try ModelFile(gguf: file)
    }

    init(_ kind: String, type: TensorType = .f32) {
        let isLlama = kind == "mistral" || kind == "mixtral"
        architecture = isLlama ? "llama" : kind
        self.type = type
        keys(kind)
        switch kind {
        case "bert", "nomic-bert": encoder(kind)
        default: generator(kind)
        }
    }

    private mutating func keys(_ kind: String) {
        writer.set("general.architecture", .string(architecture))
        func set(_ key: String, _ value: Int) { writer.set("\(architecture).\(key)", .uint32(UInt32(value))) }
        set("context_length", Self.context)
        set("embedding_length", Self.width)
        set("block_count", Self.layers)
        set("feed_forward_length", 128)
        set("attention.head_count", 4)
        set("attention.head_count_kv", Self.encoders.contains(kind) ? 4 : 2)
        let epsilon = Self.encoders.contains(kind) ? "layer_norm_epsilon" : "layer_norm_rms_epsilon"
        writer.set("\(architecture).attention.\(epsilon)", .float32(1e-5))
        switch kind {
        case "mistral": set("attention.sliding_window", 9)
        case "mixtral":
            set("expert_count", 4)
            set("expert_used_count", 2)
        case "phi3":
            writer.set("phi3.rope.scaling.original_context_length", .uint32(24))
            set("attention.sliding_window", 40)
        case "gemma2": set("attention.sliding_window", 9)
        case "gpt-oss":
            set("attention.sliding_window", 9)
            set("expert_count", 4)
            set("expert_used_count", 2)
            set("expert_feed_forward_length", 96)
        case "bert", "nomic-bert": set("pooling_type", 1)
        default: break
        }
    }

    private mutating func generator(_ kind: String) {
        let isTied = kind == "gemma2" || kind == "qwen3"
        matrix("token_embd.weight", Self.width, Self.vocabulary)
        vector("output_norm.weight", Self.width, around: 1)
        if !isTied { matrix("output.weight", Self.width, Self.vocabulary) }
        if kind == "phi3" {
            vector("rope_factors_short.weight", 8, around: 1)
            vector("rope_factors_long.weight", 8, around: 3)
        }
        for layer in 0..<Self.layers {
            let block = "blk.\(layer)."
            vector(block + "attn_norm.weight", Self.width, around: 1)
            if kind == "phi3" {
                matrix(block + "attn_qkv.weight", Self.width, 128)
            } else {
                matrix(block + "attn_q.weight", Self.width, 64)
                matrix(block + "attn_k.weight", Self.width, 32)
                matrix(block + "attn_v.weight", Self.width, 32)
            }
            matrix(block + "attn_output.weight", 64, Self.width)
            if kind == "qwen2" || kind == "gpt-oss" {
                vector(block + "attn_q.bias", 64)
                vector(block + "attn_k.bias", 32)
                vector(block + "attn_v.bias", 32)
            }
            if kind == "qwen3" {
                vector(block + "attn_q_norm.weight", 16, around: 1)
                vector(block + "attn_k_norm.weight", 16, around: 1)
            }
            if kind == "gemma2" {
                vector(block + "post_attention_norm.weight", Self.width, around: 1)
                vector(block + "post_ffw_norm.weight", Self.width, around: 1)
            }
            if kind == "gpt-oss" {
                vector(block + "attn_output.bias", Self.width)
                vector(block + "attn_sinks.weight", 4)
                vector(block + "post_attention_norm.weight", Self.width, around: 1)
            } else {
                vector(block + "ffn_norm.weight", Self.width, around: 1)
            }
            feedForward(kind, block)
        }
    }

    private mutating func feedForward(_ kind: String, _ block: String) {
        switch kind {
        case "phi3":
            matrix(block + "ffn_up.weight", Self.width, 256)
            matrix(block + "ffn_down.weight", 128, Self.width)
        case "mixtral", "gpt-oss":
            let hidden = kind == "gpt-oss" ? 96 : 128
            matrix(block + "ffn_gate_inp.weight", Self.width, 4)
            matrix(block + "ffn_gate_exps.weight", Self.width, hidden, 4)
            matrix(block + "ffn_up_exps.weight", Self.width, hidden, 4)
            matrix(block + "ffn_down_exps.weight", hidden, Self.width, 4)
            if kind == "gpt-oss" {
                vector(block + "ffn_gate_inp.bias", 4)
                vector(block + "ffn_gate_exps.bias", hidden, 4)
                vector(block + "ffn_up_exps.bias", hidden, 4)
                vector(block + "ffn_down_exps.bias", Self.width, 4)
            }
        default:
            matrix(block + "ffn_gate.weight", Self.width, 128)
            matrix(block + "ffn_up.weight", Self.width, 128)
            matrix(block + "ffn_down.weight", 128, Self.width)
        }
    }

    private mutating func encoder(_ kind: String) {
        matrix("token_embd.weight", Self.width, Self.vocabulary)
        matrix("token_types.weight", Self.width, 2)
        norm("token_embd_norm")
        if kind == "bert" { matrix("position_embd.weight", Self.width, Self.context) }
        for layer in 0..<Self.layers {
            let block = "blk.\(layer)."
            if kind == "bert" {
                for name in ["attn_q", "attn_k", "attn_v", "attn_output"] {
                    matrix(block + name + ".weight", Self.width, 64)
                    vector(block + name + ".bias", 64)
                }
                vector(block + "ffn_up.bias", 128)
                vector(block + "ffn_down.bias", Self.width)
            } else {
                matrix(block + "attn_qkv.weight", Self.width, 192)
                matrix(block + "attn_output.weight", 64, Self.width)
                matrix(block + "ffn_gate.weight", Self.width, 128)
            }
            matrix(block + "ffn_up.weight", Self.width, 128)
            matrix(block + "ffn_down.weight", 128, Self.width)
            norm(block + "attn_output_norm")
            norm(block + "layer_output_norm")
        }
    }

    private mutating func norm(_ name: String) {
        vector(name + ".weight", Self.width, around: 1)
        vector(name + ".bias", Self.width)
    }

    private mutating func vector(_ name: String, _ shape: Int..., around middle: Float = 0) {
        writer.add(name, shape: shape, numbers(shape.reduce(1, *)).map { middle + $0 * 0.2 })
    }

    private mutating func matrix(_ name: String, _ shape: Int...) {
        let values = numbers(shape.reduce(1, *)).map { $0 * 0.2 }
        let isSmall = name.contains("token_types") || name.contains("position") || name.contains("gate_inp")
        guard type != .f32, !isSmall, let count = type.byteCount(shape: shape) else {
            return writer.add(name, shape: shape, values)
        }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            _ = unsafe mk_quantise(mk_type(rawValue: type.rawValue), values, Int64(values.count), buffer.baseAddress)
            filled = count
        }
        writer.add(name, type, shape: shape, bytes: bytes)
    }

    private mutating func numbers(_ count: Int) -> [Float] {
        (0..<count).map { _ in random.next() }
    }
}

/// Numbers between -1 and 1, the same on every machine.
struct SmallRandom {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> Float {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(state >> 40) / Float(1 << 23) - 1
    }

    mutating func tokens(_ count: Int) -> [Int] {
        (0..<count).map { _ in Int((next() + 1) / 2 * Float(TinyModel.vocabulary - 1)) }
    }
}

extension Session {
    var lastLogits: [Float] { row(logitRowCount - 1) }

    func row(_ index: Int) -> [Float] { withLogits(index) { logits in logits.indices.map { logits[$0] } } }
}
