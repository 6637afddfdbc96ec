import Foundation
import JSON
import Testing

@testable import ModelFiles

/// Directories as transformers writes them.
@Suite struct HuggingFaceTests {
    private static let llama: JSONValue = [
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 8, "intermediate_size": 16,
        "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 5,
        "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10_000.0, "bos_token_id": 1,
        "eos_token_id": [2, 3], "tie_word_embeddings": false, "hidden_act": "silu",
    ]

    private static let tensors: [(String, [Int])] = [
        ("model.embed_tokens.weight", [5, 8]), ("model.norm.weight", [8]), ("lm_head.weight", [5, 8]),
        ("model.layers.0.input_layernorm.weight", [8]), ("model.layers.0.self_attn.q_proj.weight", [8, 8]),
        ("model.layers.0.self_attn.k_proj.weight", [4, 8]), ("model.layers.0.self_attn.v_proj.weight", [4, 8]),
        ("model.layers.0.self_attn.o_proj.weight", [8, 8]), ("model.layers.0.post_attention_layernorm.weight", [8]),
        ("model.layers.0.mlp.gate_proj.weight", [16, 8]), ("model.layers.0.mlp.up_proj.weight", [16, 8]),
        ("model.layers.0.mlp.down_proj.weight", [8, 16]),
    ]

    private static func weights(_ tensors: [(String, [Int])]) -> SafetensorsWriter {
        var writer = SafetensorsWriter()
        for (name, shape) in tensors { writer.add(name, shape) }
        return writer
    }

    private static func directory(_ config: JSONValue = llama) throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(config: config)
        try weights(tensors).write(to: folder.file("model.safetensors"))
        return folder
    }

    private static func refused(_ path: String) -> String? {
        #expect(throws: ModelFileError.self) { try ModelFile.open(path) }?.message
    }

    @Test(arguments: ["", "config.json", "model.safetensors"])
    func `a directory opens by itself or by a file of it`(name: String) throws {
        let folder = try Self.directory()
        let file = try ModelFile.open(name.isEmpty ? folder.path : folder.file(name))
        #expect(file.format == .safetensors && file.directory == folder.path)
        #expect(file.tensors.count == Self.tensors.count && file.unusedTensors.isEmpty)
        #expect(file.description.endTokens == [2, 3] && file.description.beginToken == 1)
        #expect(file.description.rotaryPairs == .halves)
        let gate = try file.expect("blk.0.ffn_gate.weight", shape: [8, 16])
        #expect(try file.bytes(of: gate).count == 8 * 16 * 4)
        #expect(try file.expect("output.weight", shape: [8, 5]).type == .f32)
        #expect(file.metadata.keys.isEmpty)
        try file.checkUnchanged()
    }

    @Test func `bytes at an odd address are copied to an even one`() throws {
        let folder = try Self.directory()
        for padding in 0..<8 {
            try Self.weights(Self.tensors).write(to: folder.file("model.safetensors"), padding: padding)
            let file = try ModelFile.open(folder.path)
            let norm = try file.expect("output_norm.weight", shape: [8])
            let bytes = try file.bytes(of: norm)
            unsafe #expect(UInt(bitPattern: bytes.buffer.baseAddress) % 8 == 0)
            unsafe #expect(bytes.buffer.load(fromByteOffset: 12, as: Float.self) == 3 / 16)
        }
    }

    @Test func `shards are found by their index`() throws {
        let folder = try Self.directory()
        try FileManager.default.removeItem(atPath: folder.file("model.safetensors"))
        var map = JSONObject()
        for (index, (name, shape)) in Self.tensors.enumerated() {
            let shard = "model-0000\(index % 2 + 1)-of-00002.safetensors"
            map[name] = .string(shard)
            _ = shape
        }
        for shard in 0..<2 {
            let own = Self.tensors.enumerated().filter { $0.offset % 2 == shard }.map(\.element)
            try Self.weights(own).write(to: folder.file("model-0000\(shard + 1)-of-00002.safetensors"))
        }
        let index: JSONValue = ["metadata": ["total_size": 1], "weight_map": .object(map)]
        try folder.write("model.safetensors.index.json", index.text)
        #expect(try ModelFile.open(folder.path).tensors.count == Self.tensors.count)
        #expect(try ModelFile.open(folder.file("model.safetensors.index.json")).tensors.count == Self.tensors.count)
        map["another"] = "model-00001-of-00002.safetensors"
        try folder.write("model.safetensors.index.json", (["weight_map": .object(map)] as JSONValue).text)
        #expect(Self.refused(folder.path)?.contains("it lacks another") == true)
    }

    @Test(arguments: ["../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b.safetensors", "a\\b", "a\0b"])
    func `an index names only files of its folder`(name: String) throws {
        let folder = try Self.directory()
        try FileManager.default.removeItem(atPath: folder.file("model.safetensors"))
        let index: JSONValue = ["weight_map": ["t": .string(name)]]
        try folder.write("model.safetensors.index.json", index.text)
        #expect(Self.refused(folder.path)?.contains("a file of the same folder") == true)
    }

    @Test func `a link to the weights is followed`() throws {
        let folder = try Self.directory()
        let blob = folder.file("blob")
        try FileManager.default.moveItem(atPath: folder.file("model.safetensors"), toPath: blob)
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("model.safetensors"),
            withDestinationPath: blob
        )
        #expect(try ModelFile.open(folder.path).tensors.count == Self.tensors.count)
    }

    @Test func `what lacks says what lacks`() throws {
        let folder = try TemporaryFolder()
        #expect(Self.refused(folder.path)?.contains("no config.json") == true)
        try folder.write(config: Self.llama)
        #expect(Self.refused(folder.path)?.contains("neither model.safetensors nor") == true)
        try folder.write("config.json", "[]")
        #expect(Self.refused(folder.path)?.contains("should be a JSON object, but is an array") == true)
        try folder.write("config.json", String(repeating: "[", count: 100_000))
        #expect(Self.refused(folder.path)?.contains("it is not JSON") == true)
    }

    @Test func `a tensor that the architecture has no place for is refused`() throws {
        let folder = try Self.directory()
        for name in [
            "model.layers.0.self_attn.q_gate.weight", "model.layers.1.mlp.up_proj.weight", "odd", "model.layers.x.a",
        ] {
            try Self.weights(Self.tensors + [(name, [8])]).write(to: folder.file("model.safetensors"))
            #expect(Self.refused(folder.path)?.contains("'\(name)'") == true)
        }
    }

    @Test func `weights that are quantised in another way are refused`() throws {
        let folder = try Self.directory()
        var writer = Self.weights(Self.tensors)
        writer.add("model.norm.weight", "F8_E4M3", [8], [UInt8](repeating: 0, count: 8))
        try writer.write(to: folder.file("model.safetensors"))
        #expect(Self.refused(folder.path)?.contains("stored as F8_E4M3") == true)
    }

    @Test func `a head that is the embedding again is not kept twice`() throws {
        guard var config = Self.llama.object else { return }
        config["tie_word_embeddings"] = true
        let folder = try Self.directory(.object(config))
        let file = try ModelFile.open(folder.path)
        #expect(file.unusedTensors == ["lm_head.weight"] && file.tensor(named: "output.weight") == nil)
    }

    @Test func `other files say name, licence, end tokens and pooling`() throws {
        let folder = try Self.directory()
        let cached = folder.file("models--org--Tiny-1B/snapshots/0123abcd")
        try FileManager.default.createDirectory(atPath: cached + "/1_Pooling", withIntermediateDirectories: true)
        for name in ["config.json", "model.safetensors"] {
            try FileManager.default.copyItem(atPath: folder.file(name), toPath: cached + "/" + name)
        }
        let within = "models--org--Tiny-1B/snapshots/0123abcd/"
        try folder.write(within + "README.md", "---\nlanguage: en\nlicense: 'apache-2.0'\n---\n# Tiny\nlicense: none\n")
        try folder.write(within + "generation_config.json", "{\"eos_token_id\": [3, 4, 99]}")
        try folder.write(within + "1_Pooling/config.json", "{\"pooling_mode_lasttoken\": true}")
        let description = try ModelFile.open(cached + "/").description
        #expect(description.name == "org/Tiny-1B" && description.licence == "apache-2.0")
        #expect(description.endTokens == [2, 3, 4] && description.pooling == .last)
    }
}
