import Engine
import Foundation
import ModelFiles
import Testing
import Tokenization

@testable import Training

@Suite struct AdapterTests {
    @Test(arguments: ["llama", "qwen2"])
    func `a model of a file is read as the engine reads it`(_ architecture: String) throws {
        try withModel(architecture) { file in
            let learner = try Learner(tuning: file, context: 64, capacity: 128, threads: 2, floats: true)
            let batch = Self.batch(40)
            let loss = try learner.evaluate([batch]).loss
            let session = try LoadedModel(file, options: .init(threads: 1, cache: .f32)).makeSession()
            var expected = 0.0
            for (row, token) in batch.tokens.enumerated() {
                try session.decode(Int(token))
                session.withLogits(0) { logits in
                    let sum = logits.indices.reduce(0.0) { $0 + exp(Double(logits[$1])) }
                    expected += log(sum) - Double(logits[Int(batch.targets[row])])
                }
            }
            #expect(abs(loss - expected / Double(batch.rows)) < 1e-4)
        }
    }

    @Test(arguments: ["llama", "qwen2"])
    func `an adapter's gradients are what the loss does`(_ architecture: String) throws {
        try withModel(architecture) { file in
            let learner = try Learner(tuning: file, context: 64, capacity: 128, threads: 1, floats: true)
            let tuned = try AdapterLearner(learner, of: file, rank: 4, alpha: 8, seed: 1)
            let adapter = tuned.adapter, batch = Self.batch(50)
            // B is not zero any more, so that A's gradients are neither.
            for _ in 0..<3 { _ = try tuned.learn([batch], rate: 1e-2) }
            _ = try learner.gradients([batch])
            learner.crew.run { adapter.takeGradients(&$0) }
            var random = SeededRandom(5)
            let before = (0..<adapter.size).map { adapter.values[$0] }
            for range in [
                adapter.targets[0].a..<adapter.targets[0].b, adapter.targets[9].b..<adapter.size, 0..<adapter.size,
            ] {
                let direction = range.map { _ in Float(random.normal()) }
                let expected = zip(range, direction).reduce(0.0) { $0 + Double(adapter.gradients[$1.0]) * Double($1.1) }
                func loss(_ step: Float) throws -> Double {
                    for (place, change) in zip(range, direction) {
                        adapter.values[place] = before[place] + step * change
                    }
                    learner.crew.run { adapter.apply(&$0) }
                    return try learner.evaluate([batch]).loss
                }
                let slope = (try loss(1e-3) - loss(-1e-3)) / 2e-3
                _ = try loss(0)
                #expect(abs(slope - expected) < 2e-3 + 2e-2 * abs(expected))
            }
        }
    }

    @Test func `it learns, and what it writes makes of the model what it learnt`() throws {
        try withModel("llama") { file in
            let learner = try Learner(tuning: file, context: 64, capacity: 128, threads: 2)
            learner.settings.decay = 0
            let tuned = try AdapterLearner(learner, of: file, rank: 8, alpha: 16, seed: 1)
            let batch = Self.batch(30)
            let before = try learner.evaluate([batch]).loss
            for _ in 0..<40 { _ = try tuned.learn([batch], rate: 1e-2) }
            let after = try learner.evaluate([batch]).loss
            #expect(after < before * 0.5)
            let path = NSTemporaryDirectory() + "adapter-\(UUID().uuidString).gguf"
            defer { try? FileManager.default.removeItem(atPath: path) }
            try tuned.write(to: path)
            let written = try GGUFFile.open(path)
            #expect(try written.metadata.string("general.type") == "adapter")
            #expect(try written.metadata.double("adapter.lora.alpha") == 16)
            #expect(written.tensors.count == 2 * 7 * 2)
            let a = try #require(written.tensors.first { $0.name == "blk.1.ffn_down.weight.lora_a" })
            let b = try #require(written.tensors.first { $0.name == "blk.1.ffn_down.weight.lora_b" })
            #expect(a.shape == [96, 8])
            #expect(b.shape == [8, 64])
        }
    }

    private static func batch(_ rows: Int) -> TokenBatch {
        var random = SeededRandom(8)
        var text = WeightedText()
        for _ in 0...rows { text.append([Int32(random.next() % 260)], weight: 1) }
        var batch = TokenBatch()
        batch.append(text)
        return batch
    }

    /// A model of random weights, in a file.
    private func withModel(_ architecture: String, _ body: (ModelFile) throws -> Void) throws {
        var random = SeededRandom(2)
        var writer = GGUFWriter()
        let vocabulary = try TinyVocabulary.metadata()
        for key in vocabulary.keys { if let value = try vocabulary.value(key) { writer.set(key, value) } }
        writer.set("general.architecture", .string(architecture))
        let sizes = [
            ("context_length", 64), ("embedding_length", 64), ("block_count", 2), ("feed_forward_length", 96),
            ("attention.head_count", 4), ("attention.head_count_kv", 2),
        ]
        for (key, value) in sizes { writer.set("\(architecture).\(key)", .uint32(UInt32(value))) }
        writer.set("\(architecture).attention.layer_norm_rms_epsilon", .float32(1e-5))
        let shape = ModelShape(
            vocabulary: 260,
            width: 64,
            layers: 2,
            heads: 4,
            keyValueHeads: 2,
            feedForward: 96,
            context: 64,
            isTied: architecture == "qwen2"
        )
        for tensor in ParameterLayout(shape).tensors {
            let isNorm = tensor.shape.count == 1
            writer.add(
                tensor.name,
                shape: tensor.shape,
                tensor.range.map { _ in Float(random.normal()) * 0.1 + (isNorm ? 1 : 0) }
            )
        }
        if architecture == "qwen2" {
            for layer in 0..<2 {
                for (name, count) in [("q", 64), ("k", 32), ("v", 32)] {
                    let values = (0..<count).map { _ in Float(random.normal()) * 0.3 }
                    writer.add("blk.\(layer).attn_\(name).bias", shape: [count], values)
                }
            }
        }
        let file = try unsafe writer.bytes().withUnsafeBytes { try unsafe GGUFFile(copying: $0, path: "model.gguf") }
        try body(ModelFile(gguf: file))
    }
}
