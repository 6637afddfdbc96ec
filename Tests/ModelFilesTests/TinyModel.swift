import Foundation
import ModelFiles

/// Small models for tests, of every key and tensor that their architecture needs.
enum TinyModel {
    /// A llama of two layers, 64 wide, with grouped heads.
    static func llama() -> GGUFWriter {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        writer.set("general.name", .string("Tiny"))
        writer.set("general.license", .string("mit"))
        keys("llama", &writer)
        writer.set("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
        writer.set("tokenizer.ggml.model", .string("llama"))
        writer.set("tokenizer.ggml.tokens", .strings((0..<96).map { "token\($0)" }))
        writer.set("tokenizer.ggml.scores", .float32s((0..<96).map { -Float($0) }))
        writer.set("tokenizer.ggml.token_type", .int32s(Array(repeating: 1, count: 96)))
        writer.set("tokenizer.ggml.bos_token_id", .uint32(1))
        writer.set("tokenizer.ggml.eos_token_id", .uint32(2))
        addF32("token_embd.weight", [64, 96], &writer)
        addF32("output_norm.weight", [64], &writer)
        for layer in 0..<2 {
            let block = "blk.\(layer)."
            addF32(block + "attn_norm.weight", [64], &writer)
            addF32(block + "attn_q.weight", [64, 64], &writer)
            addF32(block + "attn_k.weight", [64, 32], &writer)
            addF32(block + "attn_v.weight", [64, 32], &writer)
            addF32(block + "attn_output.weight", [64, 64], &writer)
            addF32(block + "ffn_norm.weight", [64], &writer)
            add(block + "ffn_gate.weight", .q4_0, [64, 128], &writer)
            add(block + "ffn_up.weight", .q4_0, [64, 128], &writer)
            add(block + "ffn_down.weight", .q8_0, [128, 64], &writer)
        }
        return writer
    }

    /// The sizes that every architecture has.
    static func keys(_ architecture: String, _ writer: inout GGUFWriter) {
        writer.set("\(architecture).context_length", .uint32(512))
        writer.set("\(architecture).embedding_length", .uint32(64))
        writer.set("\(architecture).block_count", .uint32(2))
        writer.set("\(architecture).feed_forward_length", .uint32(128))
        writer.set("\(architecture).attention.head_count", .uint32(8))
        writer.set("\(architecture).attention.head_count_kv", .uint32(4))
    }

    static func addF32(_ name: String, _ shape: [Int], _ writer: inout GGUFWriter) {
        let count = shape.reduce(1, *)
        writer.add(name, shape: shape, (0..<count).map { Float($0 % 17) / 16 })
    }

    /// A tensor of bytes that count up.
    static func add(_ name: String, _ type: TensorType, _ shape: [Int], _ writer: inout GGUFWriter) {
        let count = type.byteCount(shape: shape) ?? 0
        writer.add(name, type, shape: shape, bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0) })
    }
}

extension GGUFWriter {
    func open() throws -> GGUFFile {
        try unsafe bytes().withUnsafeBytes { try unsafe GGUFFile(copying: $0, path: "tiny.gguf") }
    }

    func openModel() throws -> ModelFile { try ModelFile(gguf: open()) }
}

extension TensorBytes {
    var array: [UInt8] { unsafe Array(buffer) }
}

/// A folder that is there for one test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "martlet-models-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    func file(_ name: String) -> String { path + "/" + name }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
