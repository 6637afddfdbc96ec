import Curriculum
import Foundation
import ModelFiles
import Tokenization

@testable import Training

/// Four markers and the bytes: the smallest vocabulary that writes everything.
enum TinyVocabulary {
    static func metadata() throws -> Metadata {
        var writer = GGUFWriter()
        let markers = ["<|end|>", "<|system|>", "<|user|>", "<|assistant|>"]
        writer.set("general.architecture", .string("llama"))
        writer.set("tokenizer.ggml.model", .string("gpt2"))
        writer.set("tokenizer.ggml.pre", .string("gpt-2"))
        writer.set("tokenizer.ggml.tokens", .strings(markers + characters.map { String($0) }))
        writer.set("tokenizer.ggml.token_type", .int32s(markers.map { _ in 3 } + characters.map { _ in 1 }))
        writer.set("tokenizer.ggml.merges", .strings([]))
        writer.set("tokenizer.ggml.eos_token_id", .uint32(0))
        writer.set("tokenizer.ggml.bos_token_id", .uint32(0))
        writer.set("tokenizer.ggml.add_bos_token", .bool(false))
        return try unsafe writer.bytes().withUnsafeBytes { try unsafe GGUFFile(copying: $0, path: "tiny").metadata }
    }

    /// The characters that stand for the bytes in GPT-2's files.
    private static var characters: [Character] {
        let plain = Set(Array(33...126) + Array(161...172) + Array(174...255))
        var next: UInt32 = 256
        return (0..<256).map { byte in
            if plain.contains(byte) { return Character(Unicode.Scalar(UInt8(byte))) }
            defer { next += 1 }
            return Character(Unicode.Scalar(next) ?? " ")
        }
    }
}

/// Sums of two digits.
struct SumExamples: ExampleSource {
    var count: UInt64?

    func example(_ number: UInt64) -> Example {
        let (a, b) = (number % 10, number / 10 % 10)
        return Example(kind: "sum", turns: [.init(.user, "\(a)+\(b)"), .init(.assistant, "\(a + b)")])
    }
}

/// A folder that is gone afterwards.
func withFolder<Value>(_ body: (String) throws -> Value) throws -> Value {
    let folder = NSTemporaryDirectory() + "martlet-training-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
}

extension RunPlan {
    /// A run of seconds.
    static func tiny(folder: String, steps: Int, count: UInt64? = nil, threads: Int = 1) throws -> RunPlan {
        let vocabulary = try TinyVocabulary.metadata()
        let tokenizer = try Tokenizer(gguf: vocabulary)
        let encoder = try ChatEncoder(tokenizer, contextWeight: 0.1)
        let parts = [
            Mixture.Part(ExampleTexts(SumExamples(count: count), encoder), weight: 2),
            Mixture.Part(ExampleTexts(SumExamples(count: 40), encoder), weight: 1),
        ]
        return RunPlan(
            name: "tiny",
            shape: ModelShape(
                vocabulary: tokenizer.vocabularySize,
                width: 64,
                layers: 2,
                heads: 4,
                keyValueHeads: 2,
                feedForward: 96,
                context: 64
            ),
            mixture: Mixture(parts, seed: 4, kept: 12),
            vocabulary: vocabulary,
            settings: .init(),
            schedule: LearningRate(peak: 4e-3, warmup: 5, steps: steps),
            seed: 4,
            batchTokens: 512,
            batchRows: 256,
            floats: false,
            threads: threads,
            validateEvery: 10,
            patience: 0,
            checkpointEvery: .seconds(3600),
            export: .f32,
            folder: folder
        )
    }
}
