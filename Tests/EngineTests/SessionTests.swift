import Engine
import ModelFiles
import Testing

struct SessionTests {
    private func failure(_ body: () throws -> Void) -> EngineError.Code? {
        do { try body() } catch { return (error as? EngineError)?.code }
        return nil
    }

    @Test func `tokens that are none are refused, and nothing changes`() throws {
        let session = try TinyModel.load("llama").makeSession()
        try session.prefill([1, 2, 3])
        for bad in [-1, TinyModel.vocabulary, .max, .min] {
            #expect(failure { try session.prefill([4, bad]) } == .badToken)
            #expect(failure { try session.decode(bad) } == .badToken)
        }
        #expect(session.tokens == [1, 2, 3])
        #expect(failure { try session.prefill([]) } == .badBatch)
    }

    @Test func `a full context says so, and holds what it held`() throws {
        let session = try TinyModel.load("llama").makeSession(capacity: 8)
        try session.prefill(Array(0..<8))
        #expect(failure { try session.decode(1) } == .contextFull)
        #expect(session.position == 8)
        try session.truncate(to: 7)
        try session.decode(1)
        #expect(failure { try session.prefill([1]) } == .contextFull)
        let model = session.model
        #expect(failure { _ = try model.makeSession(capacity: 0) } == .contextFull)
        #expect(failure { _ = try model.makeSession(capacity: TinyModel.context + 1) } == .contextFull)
    }

    @Test func `a step is called off between layers, and can be taken again`() throws {
        for threads in [1, 2] {
            let model = try TinyModel.load("qwen3", threads: threads)
            let session = try model.makeSession()
            try session.prefill([1, 2, 3])
            var asked = 0
            let code = failure {
                try session.prefill([4, 5, 6]) {
                    asked += 1
                    return asked == 2
                }
            }
            #expect(code == .cancelled)
            #expect(asked == 2)
            #expect(session.tokens == [1, 2, 3])
            try session.prefill([4, 5, 6])
            let fresh = try model.makeSession()
            try fresh.prefill([1, 2, 3, 4, 5, 6])
            #expect(session.lastLogits == fresh.lastLogits)
        }
    }

    @Test func `long sequences are turned as long ones from their first token on`() throws {
        // This model turns sequences of up to 24 tokens otherwise than longer ones.
        let model = try TinyModel.load("phi3")
        let tokens = Array(ForwardTests.tokens.prefix(30))
        let long = try model.makeSession()
        try long.prefill(tokens)
        let grown = try model.makeSession()
        try grown.prefill(Array(tokens.prefix(20)))
        let short = grown.lastLogits
        for token in tokens.dropFirst(20) { try grown.decode(token) }
        #expect(grown.lastLogits == long.lastLogits)
        try grown.truncate(to: 19)
        try grown.decode(tokens[19])
        #expect(grown.lastLogits == short)
        // Called off while its keys are computed anew.
        try grown.truncate(to: 20)
        #expect(failure { try grown.prefill(Array(tokens.dropFirst(20))) { true } } == .cancelled)
        try grown.truncate(to: 19)
        try grown.decode(tokens[19])
        #expect(grown.lastLogits == short)
    }

    @Test func `a batch takes each session once, of its own model, and no more tokens than fit`() throws {
        let model = try TinyModel.load("llama", batch: 8)
        let session = try model.makeSession()
        var twice = Batch()
        twice.append(session, [1])
        twice.append(session, [2])
        #expect(failure { try model.step(twice) } == .busy)
        // And it is free again.
        try session.decode(3)
        #expect(failure { try model.step(Batch()) } == .badBatch)
        var large = Batch()
        large.append(session, Array(0..<9))
        #expect(failure { try model.step(large) } == .badBatch)
        var strange = Batch()
        let other = try TinyModel.load("llama").makeSession()
        strange.append(other, [1])
        #expect(failure { try model.step(strange) } == .wrongUse)
        #expect(failure { try TinyModel.load("bert").makeSession().decode(1) } == .wrongUse)
    }

    @Test func `progress rises to one, and memory is told`() throws {
        var parts: [Double] = []
        let model = try LoadedModel(TinyModel.file("llama", type: .q8_0), options: .init(threads: 2)) {
            parts.append($0)
        }
        #expect(parts.last == 1)
        #expect(parts == parts.sorted())
        #expect(model.threads == 2)
        #expect(model.memory.packedWeights > 0)
        #expect(model.cacheBytesPerPosition >= TinyModel.layers * 2 * 32 * 2)
    }

    // MARK: hostile files

    static let required: [(kind: String, tensor: String)] = [
        ("llama", "token_embd.weight"), ("llama", "output_norm.weight"), ("llama", "blk.1.attn_q.weight"),
        ("llama", "blk.2.ffn_down.weight"), ("qwen3", "blk.0.attn_k_norm.weight"), ("phi3", "blk.0.attn_qkv.weight"),
        ("gemma2", "blk.0.post_ffw_norm.weight"), ("gpt-oss", "blk.1.attn_sinks.weight"),
        ("gpt-oss", "blk.1.ffn_gate_inp.weight"), ("mixtral", "blk.0.ffn_up_exps.weight"),
        ("bert", "position_embd.weight"), ("bert", "token_embd_norm.bias"),
        ("nomic-bert", "blk.0.layer_output_norm.weight"),
    ]

    @Test(arguments: required)
    func `a missing tensor is named`(_ kind: String, _ tensor: String) throws {
        var model = TinyModel(kind)
        model.writer.removeTensor(tensor)
        let message = #expect(throws: (any Error).self) { try LoadedModel(model.open()) }
        let text = message.map { "\($0)" } ?? ""
        // Without its embedding a file does not say how large its vocabulary is; without a fused matrix, three are missed.
        let others = ["tokenizer.ggml.tokens", "attn_q.weight"]
        #expect(([tensor] + others).contains { text.contains($0) }, "\(text)")
    }

    @Test(arguments: required)
    func `a tensor of another shape is named`(_ kind: String, _ tensor: String) throws {
        for shape in [[1], [63, 64], [64, 96, 2]] {
            var model = TinyModel(kind)
            model.writer.add(tensor, shape: shape, [Float](repeating: 0, count: shape.reduce(1, *)))
            #expect(throws: (any Error).self) {
                let loaded = try LoadedModel(model.open())
                // The vocabulary's size is that of its embedding: that one may shrink, and then the ids are fewer.
                guard loaded.description.vocabularySize == TinyModel.vocabulary else {
                    throw EngineError(.badModel, "shrunk")
                }
            }
        }
    }

    @Test func `weights that are no numbers give an error, not a token`() throws {
        var model = TinyModel("llama")
        model.writer.add("output_norm.weight", shape: [64], [Float](repeating: .nan, count: 64))
        let session = try LoadedModel(model.open()).makeSession()
        try session.prefill([1, 2])
        for temperature in [Float(0), 1] {
            var sampler = try Sampler(SamplingParameters(temperature: temperature))
            #expect(failure { _ = try sampler.next(after: session) } == .notANumber)
        }
    }
}
