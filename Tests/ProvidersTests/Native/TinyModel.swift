import Configuration
import EventLoop
import Foundation
import Gateway
import HTTP
import ModelFiles
import Synchronization

@testable import Providers

/// A llama of two layers with weights by chance (the same ones for the same seed), whose answers are made of its words: a
/// model for whatever does not ask for sense.
enum TinyModel {
    static let words = [
        "▁the", "▁cat", "▁sat", "▁on", "▁a", "▁mat", ".", "▁and", "▁dog", "▁ran", ",", "▁far", "▁away", "▁é", "▁日",
        "▁🙂",
    ]
    /// What words are put together from: their beginnings.
    private static let fragments = Set(
        words.flatMap { word in (2..<max(2, word.count)).map { String(word.prefix($0)) } }
    ).subtracting(words).sorted()
    /// Control tokens, then all bytes, then fragments, then words.
    static let firstWord = 3 + 256 + fragments.count
    static let vocabularySize = firstWord + words.count
    static let context = 512
    private static let width = 32

    static func writer(seed: UInt64 = 1, context: Int = context) -> GGUFWriter {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        writer.set("llama.context_length", .uint32(UInt32(context)))
        writer.set("llama.embedding_length", .uint32(UInt32(width)))
        writer.set("llama.block_count", .uint32(2))
        writer.set("llama.feed_forward_length", .uint32(64))
        writer.set("llama.attention.head_count", .uint32(4))
        writer.set("llama.attention.head_count_kv", .uint32(2))
        writer.set("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
        let tokens = ["<unk>", "<s>", "</s>"] + (0..<256).map { String(format: "<0x%02X>", $0) } + fragments + words
        writer.set("tokenizer.ggml.model", .string("llama"))
        writer.set("tokenizer.ggml.tokens", .strings(tokens))
        writer.set("tokenizer.ggml.scores", .float32s(tokens.indices.map { -Float($0) }))
        let kinds: [Int32] =
            [2, 3, 3] + Array(repeating: 6, count: 256)
            + Array(repeating: 1, count: fragments.count + words.count)
        writer.set("tokenizer.ggml.token_type", .int32s(kinds))
        writer.set("tokenizer.ggml.bos_token_id", .uint32(1))
        writer.set("tokenizer.ggml.eos_token_id", .uint32(2))
        addWeights(seed, to: &writer)
        return writer
    }

    private static func addWeights(_ seed: UInt64, to writer: inout GGUFWriter) {
        var random = Chance(state: seed)
        func values(_ count: Int, _ scale: Float) -> [Float] { (0..<count).map { _ in random.next() * scale } }
        writer.add("token_embd.weight", shape: [width, vocabularySize], values(width * vocabularySize, 1))
        writer.add("output_norm.weight", shape: [width], Array(repeating: 1, count: width))
        // Of the words one is the likeliest, come what may: the others' logits are zero.
        let dull = [Float](repeating: 0, count: width * firstWord)
        writer.add("output.weight", shape: [width, vocabularySize], dull + values(width * words.count, 1))
        for layer in 0..<2 {
            let block = "blk.\(layer)."
            writer.add(block + "attn_norm.weight", shape: [width], Array(repeating: 1, count: width))
            writer.add(block + "ffn_norm.weight", shape: [width], Array(repeating: 1, count: width))
            for (name, rows, columns) in [
                ("attn_q", width, width), ("attn_k", width / 2, width), ("attn_v", width / 2, width),
                ("attn_output", width, width), ("ffn_gate", 64, width), ("ffn_up", 64, width), ("ffn_down", width, 64),
            ] {
                writer.add(block + name + ".weight", shape: [columns, rows], values(rows * columns, 0.3))
            }
        }
    }

    private struct Chance {
        var state: UInt64
        /// From -1 to 1.
        mutating func next() -> Float {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max)
        }
    }
}

/// A models directory that is there for one test, and a native provider over it.
final class NativeStage: Sendable {
    let folder: String
    let models: ResidentModels
    private let memory = Residency(available: { nil })

    init(_ names: String...) throws {
        folder = FileManager.default.temporaryDirectory.path + "/martlet-native-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        models = ResidentModels(keeper: memory)
        for (index, name) in names.enumerated() { try write(name, seed: UInt64(index + 1)) }
    }

    /// How much memory models are told there is; nil for as much as they like.
    func grant(_ bytes: Int?) {
        var plan = ResidencyPlan()
        plan.budget = bytes.map(MemoryBudget.bytes) ?? .usual
        memory.configure(plan)
    }

    func write(
        _ name: String,
        seed: UInt64 = 1,
        context: Int = TinyModel.context,
        template: String? = nil
    ) throws {
        var writer = TinyModel.writer(seed: seed, context: context)
        if let template { writer.set("tokenizer.chat_template", .string(template)) }
        try writer.write(to: "\(folder)/\(name).gguf")
    }

    func provider(
        builtIn: BuiltInModel? = nil,
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) throws -> any Provider {
        var settings = ProviderSettings(name: "native", type: .native)
        settings.threads = 2
        change(&settings)
        var environment = ProviderEnvironment(transport: ScriptedTransport()) { [folder] name in
            name.hasPrefix("/") ? [name] : ["\(folder)/\(name)", "\(folder)/\(name).gguf"]
        }
        environment.modelsDirectory = folder
        environment.residentModels = models
        environment.builtIn = builtIn
        return try ProviderRegistry.provider(for: settings, in: environment)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }
}

extension GenerateRequest {
    /// Greedy, and streamed.
    static func completing(_ prompt: String, by model: String, _ most: Int? = 16) -> GenerateRequest {
        var request = GenerateRequest(model: model, input: .completion(prompt: .text(prompt), suffix: nil))
        request.stream = true
        request.sampling.temperature = 0
        request.sampling.maxTokens = most
        return request
    }
}

extension [GenerationEvent] {
    func text(_ choice: Int = 0) -> String {
        compactMap { if case .text(let text, choice) = $0 { text } else { nil } }.joined()
    }

    func reason(_ choice: Int = 0) -> FinishReason? {
        lazy.compactMap { if case .finished(let reason, choice) = $0 { reason } else { nil } }.first
    }

    func logprobs(_ choice: Int = 0) -> [TokenLogprob] {
        flatMap { event -> [TokenLogprob] in if case .logprobs(let all, choice) = event { all } else { [] } }
    }

    var usage: Usage? { lazy.compactMap { if case .usage(let usage) = $0 { usage } else { nil } }.first }
    var timings: Timings? { lazy.compactMap { if case .timings(let timings) = $0 { timings } else { nil } }.first }
}
