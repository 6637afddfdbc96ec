import JSON
import Testing

@testable import ModelFiles

/// `config.json` in the spellings of transformers 4 and 5.
@Suite struct HuggingFaceConfigTests {
    typealias Scaling = ModelDescription.RotaryScaling

    private static func describe(_ kind: String, _ changes: JSONObject = [:]) throws -> ModelDescription {
        var config: JSONObject = [
            "architectures": [.string(kind)], "hidden_size": 64, "intermediate_size": 96, "num_hidden_layers": 4,
            "num_attention_heads": 8, "vocab_size": 320, "max_position_embeddings": 1024,
        ]
        for (key, value) in changes { config[key] = value }
        let text = JSONValue.object(config).text
        return try unsafe Array(text.utf8).withUnsafeBytes {
            try ModelDescription(config: unsafe ConfigKeys("config.json", $0))
        }
    }

    private static func refused(_ kind: String, _ changes: JSONObject) -> String? {
        #expect(throws: ModelFileError.self) { try describe(kind, changes) }?.message
    }

    @Test(
        arguments: [
            ("LlamaForCausalLM", .llama), ("MistralForCausalLM", .llama), ("Qwen2ForCausalLM", .qwen2),
            ("Qwen3ForCausalLM", .qwen3), ("Phi3ForCausalLM", .phi3), ("Gemma2ForCausalLM", .gemma2),
            ("BertModel", .bert), ("NomicBertModel", .nomicBERT), ("Qwen3Model", .qwen3), ("BertForMaskedLM", .bert),
        ] as [(String, ModelDescription.Architecture)]
    )
    func `the class names the architecture`(kind: String, architecture: ModelDescription.Architecture) throws {
        let description = try Self.describe(kind)
        #expect(description.architecture == architecture)
        #expect(description.layerCount == 4 && description.contextLength == 1024 && description.headCount == 8)
        #expect(description.isCausal == !architecture.isEncoder && description.rotaryPairs == .halves)
    }

    @Test func `the type names it where no class does`() throws {
        #expect(try Self.describe("", ["architectures": nil, "model_type": "qwen3"]).architecture == .qwen3)
    }

    @Test(arguments: ["MambaForCausalLM", "BertForSequenceClassification", "LlamaForSequenceClassification", "Llama4"])
    func `one that is not known is an error that names those that are`(kind: String) {
        let message = Self.refused(kind, [:])
        #expect(message?.hasPrefix("its architecture is '\(kind)', and Martlet's engine runs LlamaForCausalLM") == true)
    }

    @Test func `the base is found in either spelling, or is the class's`() throws {
        #expect(try Self.describe("LlamaForCausalLM", ["rope_theta": 5e5]).rotaryBase == 5e5)
        #expect(try Self.describe("LlamaForCausalLM", ["rope_parameters": ["rope_theta": 3e4]]).rotaryBase == 3e4)
        #expect(try Self.describe("LlamaForCausalLM").rotaryBase == 1e4)
        #expect(try Self.describe("NomicBertModel").rotaryBase == 1000)
        #expect(try Self.describe("NomicBertModel", ["rotary_emb_base": 500]).rotaryBase == 500)
        #expect(try Self.describe("GptOssForCausalLM", Self.experts).rotaryBase == 150_000)
    }

    private static let experts: JSONObject = ["num_local_experts": 4, "num_experts_per_tok": 2, "head_dim": 16]
    private static let yarn: JSONValue = [
        "rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 256,
    ]

    @Test(
        arguments: [
            (["type": "linear", "factor": 2.0], .linear(factor: 2)),
            (["rope_type": "dynamic", "factor": 2.0], .none),
            (["rope_type": "default"], .none),
            (
                [
                    "rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                    "original_max_position_embeddings": 512,
                ],
                .llama3(factor: 8, lowFrequencyFactor: 1, highFrequencyFactor: 4, originalContext: 512)
            ),
            (
                ["rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 256, "attention_factor": 1.5],
                .yarn(factor: 4, originalContext: 256, betaFast: 32, betaSlow: 1, attentionFactor: 1.5, truncates: true)
            ),
            (
                [
                    "type": "yarn", "factor": 1.0, "beta_fast": 16, "beta_slow": 2, "truncate": false,
                    "original_max_position_embeddings": 256,
                ],
                .yarn(factor: 1, originalContext: 256, betaFast: 16, betaSlow: 2, attentionFactor: 1, truncates: false)
            ),
        ] as [(JSONValue, Scaling)]
    )
    func `scaling is read from both spellings`(parameters: JSONValue, scaling: Scaling) throws {
        #expect(try Self.describe("LlamaForCausalLM", ["rope_scaling": parameters]).rotaryScaling == scaling)
        #expect(try Self.describe("LlamaForCausalLM", ["rope_parameters": parameters]).rotaryScaling == scaling)
        let nested: JSONValue = ["full_attention": parameters, "sliding_attention": parameters]
        #expect(try Self.describe("LlamaForCausalLM", ["rope_parameters": nested]).rotaryScaling == scaling)
    }

    @Test func `scaling that differs by layer, or is not known, or lacks a part is refused`() {
        let differ: JSONValue = ["full_attention": ["rope_theta": 1e4], "sliding_attention": ["rope_theta": 1e5]]
        #expect(Self.refused("LlamaForCausalLM", ["rope_parameters": differ])?.contains("different ways") == true)
        #expect(Self.refused("LlamaForCausalLM", ["rope_scaling": ["type": "spiral"]])?.contains("'spiral'") == true)
        #expect(Self.refused("LlamaForCausalLM", ["rope_scaling": ["type": "linear"]]) == "it lacks 'factor'")
        #expect(Self.refused("LlamaForCausalLM", ["rope_scaling": ["type": "linear", "factor": 0]]) != nil)
        #expect(Self.refused("LlamaForCausalLM", ["partial_rotary_factor": 1.5]) != nil)
        #expect(Self.refused("NomicBertModel", ["rotary_scaling_factor": 2.0]) != nil)
    }

    @Test func `phi's factors are a long rope under each of its names`() throws {
        for name in ["longrope", "su", "yarn"] {
            let description = try Self.describe(
                "Phi3ForCausalLM",
                [
                    "original_max_position_embeddings": 64,
                    "rope_scaling": [
                        .init(name): nil, "type": .string(name), "short_factor": [1, 1, 1, 1],
                        "long_factor": [1, 2, 3, 4],
                    ],
                ]
            )
            guard case .longRope([1, 1, 1, 1], [1, 2, 3, 4], 64, let attention?) = description.rotaryScaling else {
                Issue.record("\(description.rotaryScaling)")
                continue
            }
            #expect(abs(attention - 1.2909944487358056) < 1e-12)
        }
        let few: JSONObject = ["rope_scaling": ["type": "su", "short_factor": [1], "long_factor": [1]]]
        #expect(Self.refused("Phi3ForCausalLM", few)?.contains("1 divisors for 4") == true)
    }

    @Test func `part of a head may turn`() throws {
        let phi = try Self.describe("Phi3ForCausalLM", ["partial_rotary_factor": 0.75, "head_dim": 8])
        #expect(phi.rotarySize == 6 && phi.headSize == 8)
    }

    @Test func `windows slide where the configuration says`() throws {
        func slides(_ kind: String, _ changes: JSONObject) throws -> [Bool] {
            let description = try Self.describe(kind, changes)
            return (0..<4).map { description.slides($0) }
        }
        #expect(try Self.describe("MistralForCausalLM").slidingWindow == 4096)
        #expect(try Self.describe("MistralForCausalLM", ["sliding_window": nil]).slidingWindow == nil)
        #expect(try slides("MistralForCausalLM", ["sliding_window": 16]) == [true, true, true, true])
        #expect(try slides("Phi3ForCausalLM", [:]) == [false, false, false, false])
        #expect(try slides("Gemma2ForCausalLM", [:]) == [true, false, true, false])
        #expect(try slides("Qwen2ForCausalLM", ["sliding_window": 16]) == [false, false, false, false])
        let some: JSONObject = ["use_sliding_window": true, "sliding_window": 16, "max_window_layers": 3]
        #expect(try slides("Qwen2ForCausalLM", some) == [false, false, false, true])
        let (s, f): (JSONValue, JSONValue) = ("sliding_attention", "full_attention")
        for pattern in [
            [s, f, s, f], [s, s, f, s], [s, s, s, f], [f, f, s, s], [s, s, s, s], [f, f, f, f], [f, f, f, s],
        ] {
            #expect(
                try slides("Gemma2ForCausalLM", ["layer_types": .array(pattern)]) == pattern.map { $0 == s }
            )
        }
        for pattern in [[f, s, f, s], [s, f, f, s], [s, f], [s, f, s, "linear_attention"]] {
            #expect(Self.refused("Gemma2ForCausalLM", ["layer_types": .array(pattern)]) != nil)
        }
    }

    @Test func `gemma's caps and scale are read, and null is none`() throws {
        let gemma = try Self.describe("Gemma2ForCausalLM", ["query_pre_attn_scalar": 64, "head_dim": 16])
        #expect(gemma.attentionSoftcap == 50 && gemma.finalSoftcap == 30 && gemma.embeddingScale == 8)
        #expect(gemma.attentionScale == 0.125 && gemma.headSize == 16)
        let none = try Self.describe(
            "Gemma2ForCausalLM",
            ["attn_logit_softcapping": nil, "final_logit_softcapping": 10]
        )
        #expect(none.attentionSoftcap == nil && none.finalSoftcap == 10)
    }

    @Test func `experts are counted, and their gate's numbers read`() throws {
        var changes = Self.experts
        changes["swiglu_limit"] = 5
        let description = try Self.describe("GptOssForCausalLM", changes)
        #expect(
            description.expertCount == 4 && description.expertsUsed == 2 && description.expertFeedForwardLength == 96
        )
        #expect(description.swiGLUAlpha == 1.702 && description.swiGLULimit == 5)
        #expect(description.slidingWindow == 128 && description.slides(0) && !description.slides(1))
        guard case .yarn(32, 4096, 32, 1, nil, false) = description.rotaryScaling else {
            Issue.record("\(description.rotaryScaling)")
            return
        }
        #expect(Self.refused("GptOssForCausalLM", [:]) == "it lacks 'num_local_experts'")
        changes["num_experts_per_tok"] = 5
        #expect(Self.refused("GptOssForCausalLM", changes) != nil)
    }

    @Test func `nomic's first spelling is read`() throws {
        let description = try Self.describe(
            "NomicBertModel",
            [
                "hidden_size": nil, "intermediate_size": nil, "num_hidden_layers": nil, "num_attention_heads": nil,
                "max_position_embeddings": nil, "n_embd": 64, "n_inner": 128, "n_layer": 2, "n_head": 4,
                "n_positions": 2048,
                "layer_norm_epsilon": 1e-5, "activation_function": "swiglu", "rotary_emb_fraction": 1.0,
                "rotary_emb_interleaved": false, "rotary_scaling_factor": nil,
            ]
        )
        #expect(description.embeddingLength == 64 && description.feedForwardLength == 128)
        #expect(description.layerCount == 2 && description.headCount == 4 && description.contextLength == 2048)
        #expect(description.normEpsilon == 1e-5 && description.rotarySize == 16)
    }

    @Test(arguments: [
        ("LlamaForCausalLM", "gelu"), ("BertModel", "gelu_new"), ("Gemma2ForCausalLM", "relu"),
        ("NomicBertModel", "gelu"),
    ])
    func `another activation is refused`(kind: String, activation: String) {
        let message = Self.refused(kind, ["hidden_act": .string(activation)])
        #expect(message?.contains("its activation is '\(activation)'") == true)
    }

    @Test(
        arguments: [
            ["hidden_size": 0], ["hidden_size": -8], ["hidden_size": 64.5], ["hidden_size": "64"],
            ["hidden_size": 1e300],
            ["num_attention_heads": 100_000], ["num_key_value_heads": 3], ["rms_norm_eps": -1], ["vocab_size": nil],
            ["eos_token_id": "x"], ["architectures": [1]], ["rope_scaling": []], ["max_position_embeddings": 0],
            ["num_hidden_layers": 4_611_686_018_427_387_904], ["head_dim": 7],
            ["layer_types": "x", "sliding_window": 4],
        ] as [JSONObject]
    )
    func `a value that makes no sense is refused`(changes: JSONObject) {
        let kind = changes["layer_types"] == nil ? "LlamaForCausalLM" : "MistralForCausalLM"
        #expect(Self.refused(kind, changes) != nil)
    }
}
