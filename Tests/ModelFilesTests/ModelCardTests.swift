import Testing

@testable import ModelFiles

@Suite struct ModelCardTests {
    @Test func `weights are counted by type, the largest first`() throws {
        var writer = TinyModel.llama()
        writer.set("general.file_type", .uint32(15))
        writer.set("tokenizer.ggml.pre", .string("llama-bpe"))
        writer.set("tokenizer.chat_template", .string("{{ messages }}"))
        let card = try ModelCard(writer.openModel())
        let matrices = 64 * 64 * 2 + 64 * 32 * 2
        let f32 = 64 * 96 + 64 + 2 * (matrices + 2 * 64)
        let q4 = 2 * 2 * 64 * 128
        let q8 = 2 * 64 * 128
        #expect(
            card.shares == [
                ModelCard.Share(type: .f32, tensorCount: 14, weightCount: f32, byteCount: 4 * f32),
                ModelCard.Share(type: .q4_0, tensorCount: 4, weightCount: q4, byteCount: q4 / 32 * 18),
                ModelCard.Share(type: .q8_0, tensorCount: 2, weightCount: q8, byteCount: q8 / 32 * 34),
            ]
        )
        #expect(card.parameterCount == f32 + q4 + q8)
        let bytes = 4 * f32 + q4 / 32 * 18 + q8 / 32 * 34
        #expect(abs(card.bitsPerWeight - 8 * Double(bytes) / Double(f32 + q4 + q8)) < 1e-9)
        #expect(card.fileBytes == writer.bytes().count && card.fileCount == 1)
        #expect(card.quantisation == "Q4_K_M" && card.tokenizer == "llama, llama-bpe" && card.hasChatTemplate)
        #expect(card.memory.map(\.context) == [512])
    }

    @Test func `a file without names has the type of most of its weights`() throws {
        let card = try ModelCard(TinyModel.llama().openModel())
        #expect(card.quantisation == "Q4_0" && card.tokenizer == "llama" && !card.hasChatTemplate)
    }

    @Test func `metadata has a text that is never long`() throws {
        var writer = TinyModel.llama()
        writer.set("long", .string(String(repeating: "ä", count: 5000)))
        writer.set("nested", .array([.array([.uint8(1)])]))
        writer.set("huge", .uint64(.max))
        let metadata = try writer.open().metadata
        #expect(metadata.text("general.name") == "Tiny")
        #expect(metadata.text("long") == String(repeating: "ä", count: 100) + "… (10000 bytes)")
        #expect(
            metadata.text("tokenizer.ggml.tokens") == "[\"token0\", \"token1\", \"token2\", \"token3\", … (96)]"
        )
        #expect(metadata.text("tokenizer.ggml.scores") == "[-0.0, -1.0, -2.0, -3.0, … (96)]")
        #expect(metadata.text("llama.block_count") == "2" && metadata.text("nested") == "[1 arrays]")
        #expect(metadata.text("huge") == "more than 2^63" && metadata.text("none") == nil)
        #expect(metadata.text("llama.attention.layer_norm_rms_epsilon") == "1e-05")
    }
}

@Suite struct MemoryEstimateTests {
    private func estimate(_ writer: GGUFWriter, context: Int) throws -> MemoryEstimate {
        let file = try writer.openModel()
        return MemoryEstimate(file.description, file.tensors, context: context)
    }

    @Test func `the cache is two halves a number, position, layer and key-value head`() throws {
        let estimate = try estimate(TinyModel.llama(), context: 100)
        #expect(estimate.cache == 2 * 4 * (8 + 8) * 2 * 100)
        #expect(try self.estimate(TinyModel.llama(), context: 200).cache == 2 * estimate.cache)
    }

    @Test func `a context is at most the model's`() throws {
        let estimate = try estimate(TinyModel.llama(), context: 1 << 40)
        #expect(estimate.context == 512 && estimate.cache == 2 * 4 * 16 * 2 * 512)
    }

    /// Rows fill groups of 16, columns units of 32, 64 or 256; vectors become floats.
    @Test(
        arguments: [
            (.f32, [64, 30], 64 * 32 * 4), (.bf16, [63, 31], 64 * 32 * 2), (.f16, [100], 400),
            (.q8_0, [64, 16], 64 / 32 * 34 * 16),
            (.q8_0, [32, 1], 64 / 32 * 34 * 16), (.q4_0, [96, 17], 128 / 32 * 18 * 32),
            (.q4_K, [256, 16], 16 * 144 + 64),
            (.q5_K, [512, 33], 2 * 3 * (16 * 176 + 64)), (.q6_K, [256, 16], 16 * 210 + 32),
            (.q3_K, [256, 16], 16 * 110 + 64),
            (.q2_K, [256, 16], 16 * 84), (.mxfp4, [64, 16, 4], 4 * 64 / 32 * 17 * 16),
            (.q8_0, [32, 4, 3], 3 * 2 * 34 * 16),
        ] as [(TensorType, [Int], Int)]
    )
    func `a tensor takes what it is packed into`(type: TensorType, shape: [Int], bytes: Int) throws {
        let tensor = TensorInfo(
            name: "t.weight",
            type: type,
            shape: shape,
            byteCount: try #require(type.byteCount(shape: shape)),
            place: .stored(file: 0, offset: 0)
        )
        #expect(MemoryEstimate.held(tensor) == bytes)
    }

    @Test func `an embedding that is the output too counts once, and one that is only looked up does not`() throws {
        let tied = try estimate(TinyModel.llama(), context: 64)
        var writer = TinyModel.llama()
        TinyModel.addF32("output.weight", [64, 96], &writer)
        let apart = try estimate(writer, context: 64)
        #expect(tied.embedding == 64 * 96 * 4 && apart.embedding == tied.embedding)
        #expect(apart.weights == tied.weights)
        #expect(tied.total == tied.weights + tied.cache + tied.buffers)
    }

    @Test func `what texts are looked up in grows with tokens and pairs, by powers of two`() {
        let llama = MemoryEstimate.vocabulary(tokens: 128_256, pairs: 280_147)
        #expect(llama == (262_144 + 1_048_576) * 16 + 128_256 * 13 + (1 << 20))
        #expect(MemoryEstimate.vocabulary(tokens: 32_000, pairs: 0) == 65_536 * 16 + 32_000 * 17 + (1 << 20))
        #expect(MemoryEstimate.vocabulary(tokens: 0, pairs: 5) == 0)
        #expect(MemoryEstimate.vocabulary(tokens: .max / 2, pairs: 1) == .max)
    }

    @Test func `a file's estimate counts its vocabulary, and is what the card tells`() throws {
        let file = try TinyModel.llama().openModel()
        let estimate = MemoryEstimate(file, context: 100)
        #expect(estimate.total == estimate.weights + estimate.cache + estimate.buffers + estimate.vocabulary)
        var card = try ModelCard(file)
        card.contexts = [100]
        #expect(card.memory == [estimate])
    }

    /// Measured: the memory that the engine had for itself after 416 tokens of this shape (110 million weights in Q4_0),
    /// less what it has with no model.
    @Test func `what the engine was seen to take is within five per cent`() throws {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        let sizes = [
            ("context_length", 8192), ("embedding_length", 768), ("block_count", 12), ("feed_forward_length", 2048),
            ("attention.head_count", 12), ("attention.head_count_kv", 12), ("vocab_size", 32_000),
        ]
        for (key, value) in sizes { writer.set("llama.\(key)", .uint32(UInt32(value))) }
        writer.set("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
        let description = try ModelDescription(gguf: writer.open())
        func tensor(_ name: String, _ type: TensorType, _ shape: [Int]) throws -> TensorInfo {
            let count = try #require(type.byteCount(shape: shape))
            return TensorInfo(
                name: name,
                type: type,
                shape: shape,
                byteCount: count,
                place: .stored(file: 0, offset: 0)
            )
        }
        var tensors = [try tensor("token_embd.weight", .q6_K, [768, 32_000])]
        for layer in 0..<12 {
            for name in ["attn_q", "attn_k", "attn_v", "attn_output"] {
                tensors.append(try tensor("blk.\(layer).\(name).weight", .q4_0, [768, 768]))
            }
            tensors.append(try tensor("blk.\(layer).ffn_gate.weight", .q4_0, [768, 2048]))
            tensors.append(try tensor("blk.\(layer).ffn_up.weight", .q4_0, [768, 2048]))
            tensors.append(try tensor("blk.\(layer).ffn_down.weight", .q4_0, [2048, 768]))
        }
        let total = Double(MemoryEstimate(description, tensors, context: 416).total)
        let measured = 100.7e6
        #expect(abs(total - measured) < 0.05 * measured, "\(total)")
    }

    @Test func `an encoder's text goes through the layers as a whole`() throws {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("bert"))
        TinyModel.keys("bert", &writer)
        writer.set("bert.attention.layer_norm_epsilon", .float32(1e-12))
        writer.set("tokenizer.ggml.tokens", .strings(["a"]))
        let description = try ModelDescription(gguf: writer.open())
        func buffers(_ batch: Int) -> Int {
            MemoryEstimate(description, [], context: 512, batchTokens: batch).buffers
        }
        #expect(buffers(16) == buffers(512))
    }

    @Test func `sizes beyond reason end at the largest number`() throws {
        var writer = TinyModel.llama()
        for (key, value) in [("context_length", 1 << 30), ("block_count", 4096), ("embedding_length", 1 << 18)] {
            writer.set("llama.\(key)", .uint32(UInt32(value)))
        }
        for key in ["head_count", "head_count_kv"] { writer.set("llama.attention.\(key)", .uint32(4096)) }
        for key in ["key_length", "value_length"] { writer.set("llama.attention.\(key)", .uint32(8192)) }
        writer.set("llama.rope.dimension_count", .uint32(8192))
        let estimate = try estimate(writer, context: .max)
        #expect(estimate.cache == .max && estimate.total == .max)
    }
}
