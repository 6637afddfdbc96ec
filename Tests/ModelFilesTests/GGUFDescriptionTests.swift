import Testing

@testable import ModelFiles

@Suite struct GGUFDescriptionTests {
    typealias Architecture = ModelDescription.Architecture

    /// A file of this architecture with no more than it must say.
    private static func least(_ architecture: Architecture) -> GGUFWriter {
        let name = architecture.rawValue
        var writer = GGUFWriter()
        writer.set("general.architecture", .string(name))
        TinyModel.keys(name, &writer)
        let epsilon = architecture.isEncoder ? "layer_norm_epsilon" : "layer_norm_rms_epsilon"
        writer.set("\(name).attention.\(epsilon)", .float32(1e-6))
        writer.set("tokenizer.ggml.tokens", .strings(["a", "b", "c"]))
        return writer
    }

    private static func describe(
        _ architecture: Architecture,
        _ changes: (inout GGUFWriter) -> Void = { _ in }
    ) throws -> ModelDescription {
        var writer = least(architecture)
        changes(&writer)
        return try ModelDescription(gguf: writer.open())
    }

    private static func refused(
        _ architecture: Architecture,
        _ changes: (inout GGUFWriter) -> Void
    ) -> String? {
        #expect(throws: ModelFileError.self) { try describe(architecture, changes) }?.message
    }

    @Test func `a llama says its sizes`() throws {
        let description = try TinyModel.llama().openModel().description
        #expect(description.architecture == .llama)
        #expect(description.name == "Tiny" && description.licence == "mit")
        #expect(description.vocabularySize == 96 && description.contextLength == 512)
        #expect(description.embeddingLength == 64 && description.layerCount == 2)
        #expect(description.feedForwardLength == 128)
        #expect(description.headCount == 8 && description.keyValueHeadCount == 4)
        #expect(description.headSize == 8 && description.valueSize == 8 && description.rotarySize == 8)
        #expect(description.rotaryBase == 10_000 && description.rotaryPairs == .neighbours)
        #expect(description.rotaryScaling == .none && description.normEpsilon == 1e-5)
        #expect(description.slidingWindow == nil && !description.slides(0))
        #expect(description.attentionScale == 1 / Float(8).squareRoot() && description.embeddingScale == 1)
        #expect(description.isCausal && description.pooling == .none)
        #expect(description.beginToken == 1 && description.endTokens == [2])
    }

    @Test(arguments: Architecture.allCases)
    func `each architecture is known, and what it takes for granted`(architecture: Architecture) throws {
        let description = try Self.describe(architecture)
        #expect(description.vocabularySize == 3)
        #expect(description.isCausal == !architecture.isEncoder)
        #expect(description.rotaryPairs == (architecture == .llama ? .neighbours : .halves))
        #expect(description.rotarySize == (architecture == .bert ? 0 : 8))
        #expect(description.embeddingScale == (architecture == .gemma2 ? 8 : 1))
        #expect(description.slidingWindow == (architecture == .gemma2 ? 4096 : nil))
        #expect(description.attentionSoftcap == (architecture == .gemma2 ? 50 : nil))
        #expect(description.finalSoftcap == (architecture == .gemma2 ? 30 : nil))
    }

    @Test func `an architecture that is not known is an error that names those that are`() {
        let message = Self.refused(.llama) { $0.set("general.architecture", .string("mamba")) }
        #expect(
            message
                == "its architecture is 'mamba', and Martlet's engine runs llama, qwen2, qwen3, phi3, gemma2, gpt-oss, "
                + "bert, nomic-bert"
        )
    }

    @Test(arguments: [
        "general.architecture", "llama.context_length", "llama.embedding_length", "llama.block_count",
        "llama.feed_forward_length", "llama.attention.head_count", "llama.attention.layer_norm_rms_epsilon",
        "tokenizer.ggml.tokens",
    ])
    func `a key that is missing is named`(key: String) {
        let message = Self.refused(.llama) { $0.remove(key) }
        #expect(message == "it lacks the metadata key \(key)")
    }

    @Test(
        arguments: [
            ("llama.block_count", .uint32(0)), ("llama.block_count", .uint32(100_000)),
            ("llama.block_count", .int32(-1)),
            ("llama.block_count", .string("2")), ("llama.embedding_length", .uint64(1 << 62)),
            ("llama.attention.head_count", .uint32(0)), ("llama.attention.head_count_kv", .uint32(3)),
            ("llama.attention.head_count_kv", .uint32(16)), ("llama.attention.head_count_kv", .int32s([4, 2])),
            ("llama.rope.dimension_count", .uint32(7)), ("llama.rope.dimension_count", .uint32(10)),
            ("llama.rope.freq_base", .float32(0)), ("llama.rope.freq_base", .float32(-1)),
            ("llama.rope.freq_base", .float32(.nan)), ("llama.attention.layer_norm_rms_epsilon", .float32(-1)),
            ("llama.attention.layer_norm_rms_epsilon", .float32(.infinity)), ("llama.context_length", .uint64(1 << 40)),
            ("llama.expert_count", .uint32(4)), ("llama.attn_logit_softcapping", .float32(-2)),
            ("llama.rope.scaling.type", .string("spiral")), ("llama.pooling_type", .uint32(4)),
            ("llama.pooling_type", .uint32(9)), ("general.name", .uint32(1)), ("general.architecture", .string("\0")),
        ] as [(String, GGUFWriter.Value)]
    )
    func `a value that makes no sense is refused`(key: String, value: GGUFWriter.Value) {
        let message = Self.refused(.llama) {
            if key.hasSuffix("scaling.type") { $0.set("llama.rope.scaling.factor", .float32(2)) }
            $0.set(key, value)
        }
        #expect(message != nil)
    }

    // MARK: Positions

    @Test func `linear and YaRN scaling are read`() throws {
        let linear = try Self.describe(.llama) { $0.set("llama.rope.scaling.factor", .float32(4)) }
        #expect(linear.rotaryScaling == .linear(factor: 4))
        let old = try Self.describe(.llama) { $0.set("llama.rope.scale_linear", .float32(2)) }
        #expect(old.rotaryScaling == .linear(factor: 2))
        let none = try Self.describe(.llama) {
            $0.set("llama.rope.scaling.type", .string("none"))
            $0.set("llama.rope.scaling.factor", .float32(4))
        }
        #expect(none.rotaryScaling == .none)
        for (architecture, truncates) in [(Architecture.qwen2, true), (.gptOSS, false)] {
            let yarn = try Self.describe(architecture) {
                let name = architecture.rawValue
                $0.set("\(name).rope.scaling.type", .string("yarn"))
                $0.set("\(name).rope.scaling.factor", .float32(32))
                $0.set("\(name).rope.scaling.original_context_length", .uint32(4096))
            }
            guard case .yarn(32, 4096, 32, 1, let attention?, truncates) = yarn.rotaryScaling else {
                Issue.record("\(yarn.rotaryScaling)")
                continue
            }
            #expect(abs(attention - 1.3465735902799727) < 1e-12)
        }
    }

    @Test func `divisors of frequencies come from their tensors`() throws {
        let llama = try Self.describe(.llama) { $0.add("rope_freqs.weight", shape: [4], [1, 1, 4, 8]) }
        #expect(llama.rotaryScaling == .divisors([1, 1, 4, 8]))
        let both = try Self.describe(.llama) {
            $0.add("rope_freqs.weight", shape: [4], [1, 1, 4, 8])
            $0.set("llama.rope.scaling.factor", .float32(2))
        }
        #expect(both.rotaryScaling == .divisors([2, 2, 8, 16]))
        let phi = try Self.describe(.phi3) {
            $0.add("rope_factors_short.weight", shape: [4], [1, 1, 1, 1])
            $0.add("rope_factors_long.weight", shape: [4], [1, 2, 3, 4])
            $0.set("phi3.rope.scaling.original_context_length", .uint32(128))
            $0.set("phi3.rope.scaling.attn_factor", .float32(1.25))
        }
        #expect(
            phi.rotaryScaling
                == .longRope(short: [1, 1, 1, 1], long: [1, 2, 3, 4], originalContext: 128, attentionFactor: 1.25)
        )
    }

    @Test(arguments: [[1, 1, 1], [1, 1, 1, 0], [1, 1, 1, -1], [1, 1, 1, .nan], [1, 1, 1, .infinity]] as [[Float]])
    func `divisors that do not fit are refused`(divisors: [Float]) {
        let message = Self.refused(.llama) { $0.add("rope_freqs.weight", shape: [divisors.count], divisors) }
        #expect(message?.contains("rotary scaling is damaged") == true)
    }

    // MARK: Architectures' own

    @Test func `windows slide in the layers that the architecture says`() throws {
        let mistral = try Self.describe(.llama) { $0.set("llama.attention.sliding_window", .uint32(128)) }
        #expect(mistral.slidingWindow == 128 && mistral.slides(0) && mistral.slides(1))
        let gemma = try Self.describe(.gemma2) { $0.set("gemma2.attention.sliding_window", .uint32(64)) }
        #expect(gemma.slidingWindow == 64 && gemma.slides(0) && !gemma.slides(1) && gemma.slides(2))
        let phi = try Self.describe(.phi3) { $0.set("phi3.attention.sliding_window", .uint32(0)) }
        #expect(phi.slidingWindow == nil)
        let qwen = try Self.describe(.qwen2) { $0.set("qwen2.attention.sliding_window", .uint32(64)) }
        #expect(qwen.slidingWindow == nil && !qwen.slides(0))
    }

    @Test func `gemma's scale is its head's size, but for the one of 46 layers`() throws {
        let small = try Self.describe(.gemma2) { $0.set("gemma2.attention.key_length", .uint32(16)) }
        #expect(small.headSize == 16 && small.attentionScale == 0.25)
        let large = try Self.describe(.gemma2) {
            $0.set("gemma2.attention.key_length", .uint32(16))
            $0.set("gemma2.block_count", .uint32(46))
        }
        #expect(large.attentionScale == 1 / Float(8).squareRoot())
    }

    @Test func `experts are counted`() throws {
        let experts = try Self.describe(.gptOSS) {
            $0.set("gpt-oss.expert_count", .uint32(32))
            $0.set("gpt-oss.expert_used_count", .uint32(4))
            $0.set("gpt-oss.expert_feed_forward_length", .uint32(96))
            $0.set("gpt-oss.attention.sliding_window", .uint32(128))
        }
        #expect(experts.expertCount == 32 && experts.expertsUsed == 4 && experts.expertFeedForwardLength == 96)
        #expect(experts.slides(0) && !experts.slides(1))
    }

    @Test(arguments: [(0, .none), (1, .mean), (2, .first), (3, .last)] as [(UInt32, ModelDescription.Pooling)])
    func `pooling is read`(raw: UInt32, pooling: ModelDescription.Pooling) throws {
        #expect(try Self.describe(.bert) { $0.set("bert.pooling_type", .uint32(raw)) }.pooling == pooling)
    }

    @Test func `special tokens beyond the vocabulary are none`() throws {
        let description = try Self.describe(.llama) {
            $0.set("tokenizer.ggml.bos_token_id", .uint32(.max))
            $0.set("tokenizer.ggml.eos_token_id", .uint32(2))
            $0.set("tokenizer.ggml.eot_token_id", .uint32(2))
            $0.set("tokenizer.ggml.eom_token_id", .uint32(3))
        }
        #expect(description.beginToken == nil && description.endTokens == [2])
    }
}
