import Foundation
import JSON
import Testing

@testable import ModelFiles

/// Tensors that a directory has in another form than GGUF.
@Suite struct ConversionTests {
    private static func config(_ kind: String) -> JSONValue {
        [
            "architectures": [.string(kind)], "hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1,
            "num_attention_heads": 2, "num_key_value_heads": 1, "vocab_size": 4, "max_position_embeddings": 64,
            "num_local_experts": 2, "num_experts_per_tok": 1, "head_dim": 16,
        ]
    }

    private static func open(_ kind: String, _ writer: SafetensorsWriter) throws -> ModelFile {
        let folder = try TemporaryFolder()
        try folder.write(config: config(kind))
        try writer.write(to: folder.file("model.safetensors"))
        return try ModelFile.open(folder.path)
    }

    private static func floats(_ file: ModelFile, _ name: String, _ shape: [Int]) throws -> [Float] {
        let bytes = try file.bytes(of: file.expect(name, shape: shape)).array
        return stride(from: 0, to: bytes.count, by: 4).map { index in
            Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[index + $1]) << (8 * $1) })
        }
    }

    private let experts = "model.layers.0.mlp.experts."

    @Test func `gemma's norms get their one, whatever they are stored as`() throws {
        var writer = SafetensorsWriter()
        writer.add("model.norm.weight", [4], [0, 0.5, -1, 2])
        // Halves: 1, -2, the smallest, the largest.
        writer.add("model.layers.0.input_layernorm.weight", "F16", [4], [0, 0x3c, 0, 0xc0, 1, 0, 0xff, 0x7b])
        writer.add("model.layers.0.post_feedforward_layernorm.weight", "BF16", [2], [0x80, 0x3f, 0x00, 0xc0])
        writer.add("model.embed_tokens.weight", [4, 32])
        let file = try Self.open("Gemma2ForCausalLM", writer)
        #expect(try Self.floats(file, "output_norm.weight", [4]) == [1, 1.5, 0, 3])
        #expect(try Self.floats(file, "blk.0.attn_norm.weight", [4]) == [2, -1, 1 + 0x1p-24, 65_505])
        #expect(try Self.floats(file, "blk.0.post_ffw_norm.weight", [2]) == [2, -1])
        #expect(try Self.floats(file, "token_embd.weight", [32, 4])[33] == 33 / 16)
    }

    @Test func `halves are read as what they are`() {
        #expect(Half.float(0) == 0 && Half.float(0x8000).sign == .minus)
        #expect(Half.float(0x3c00) == 1 && Half.float(0xc400) == -4 && Half.float(0x03ff) == 1023 * 0x1p-24)
        #expect(Half.float(0x7c00) == .infinity && Half.float(0xfc00) == -.infinity && Half.float(0x7e00).isNaN)
        #expect(Half.float(0x3555) == 0.33325195)
    }

    @Test func `experts' gate and up are parted and turned`() throws {
        var writer = SafetensorsWriter()
        // Two experts of 3 inputs by 4 outputs, gate and up taking turns: the value says expert, input and output.
        func value(_ expert: Int, _ input: Int, _ output: Int) -> Float { Float(100 * expert + 10 * input + output) }
        var values: [Float] = []
        for expert in 0..<2 {
            for input in 0..<3 {
                for output in 0..<4 { values.append(value(expert, input, output)) }
            }
        }
        writer.add(experts + "gate_up_proj", [2, 3, 4], values)
        writer.add(experts + "gate_up_proj_bias", [2, 4], (0..<8).map(Float.init))
        writer.add(experts + "down_proj", [2, 3, 4], values)
        writer.add(experts + "down_proj_bias", [2, 4], (0..<8).map(Float.init))
        let file = try Self.open("GptOssForCausalLM", writer)
        func expected(_ first: Int, _ every: Int) -> [Float] {
            var expected: [Float] = []
            for expert in 0..<2 {
                for output in stride(from: first, to: 4, by: every) {
                    for input in 0..<3 { expected.append(value(expert, input, output)) }
                }
            }
            return expected
        }
        #expect(try Self.floats(file, "blk.0.ffn_gate_exps.weight", [3, 2, 2]) == expected(0, 2))
        #expect(try Self.floats(file, "blk.0.ffn_up_exps.weight", [3, 2, 2]) == expected(1, 2))
        #expect(try Self.floats(file, "blk.0.ffn_down_exps.weight", [3, 4, 2]) == expected(0, 1))
        #expect(try Self.floats(file, "blk.0.ffn_gate_exps.bias", [2, 2]) == [0, 2, 4, 6])
        #expect(try Self.floats(file, "blk.0.ffn_up_exps.bias", [2, 2]) == [1, 3, 5, 7])
        #expect(try Self.floats(file, "blk.0.ffn_down_exps.bias", [4, 2]) == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test func `large experts are turned square by square`() throws {
        var writer = SafetensorsWriter()
        let (inputs, outputs) = (70, 100)
        let bytes = (0..<(inputs * outputs)).flatMap { GGUFWriter.littleEndian(UInt16($0)) }
        writer.add(experts + "down_proj", "BF16", [1, inputs, outputs], bytes)
        let file = try Self.open("GptOssForCausalLM", writer)
        let turned = try file.bytes(of: file.expect("blk.0.ffn_down_exps.weight", shape: [inputs, outputs, 1])).array
        for output in 0..<outputs {
            for input in 0..<inputs {
                let place = 2 * (output * inputs + input)
                #expect(Int(turned[place]) | Int(turned[place + 1]) << 8 == input * outputs + output)
            }
        }
    }

    @Test func `blocks of MXFP4 are joined with their scales`() throws {
        var writer = SafetensorsWriter()
        // One expert, two rows of a block: gate and up. Weight i of a row is code (i + row) % 16.
        func codes(_ row: Int) -> [UInt8] { (0..<32).map { UInt8(($0 + row) % 16) } }
        let blocks = (0..<2).flatMap { row in (0..<16).map { codes(row)[2 * $0] | codes(row)[2 * $0 + 1] << 4 } }
        writer.add(experts + "gate_up_proj_blocks", "U8", [1, 2, 1, 16], blocks)
        writer.add(experts + "gate_up_proj_scales", "U8", [1, 2, 1], [120, 121])
        writer.add(experts + "down_proj_blocks", "U8", [1, 2, 1, 16], blocks)
        writer.add(experts + "down_proj_scales", "U8", [1, 2, 1], [122, 123])
        let file = try Self.open("GptOssForCausalLM", writer)
        func block(_ scale: UInt8, _ row: Int) -> [UInt8] {
            [scale] + (0..<16).map { codes(row)[$0] | codes(row)[16 + $0] << 4 }
        }
        let gate = try file.expect("blk.0.ffn_gate_exps.weight", shape: [32, 1, 1])
        #expect(gate.type == .mxfp4)
        #expect(try file.bytes(of: gate).array == block(120, 0))
        let up = try file.expect("blk.0.ffn_up_exps.weight", shape: [32, 1, 1])
        #expect(try file.bytes(of: up).array == block(121, 1))
        let down = try file.expect("blk.0.ffn_down_exps.weight", shape: [32, 2, 1])
        #expect(try file.bytes(of: down).array == block(122, 0) + block(123, 1))
    }

    @Test func `experts of shapes that do not fit are refused`() {
        let bad: [(String, String, [Int], Int)] = [
            ("gate_up_proj", "F32", [2, 3, 3], 72), ("gate_up_proj", "F32", [6, 4], 96),
            ("gate_up_proj_bias", "F32", [4], 16),
            ("gate_up_proj_bias", "F32", [2, 3], 24), ("gate_up_proj_blocks", "U8", [1, 2, 1, 16], 32),
            ("gate_up_proj_scales", "U8", [1], 1), ("sideways", "F32", [1], 4), ("down_proj", "U8", [1, 1, 1], 1),
        ]
        for (name, kind, shape, count) in bad {
            var writer = SafetensorsWriter()
            writer.add(experts + name, kind, shape, [UInt8](repeating: 0, count: count))
            #expect(throws: ModelFileError.self, "\(name)") { try Self.open("GptOssForCausalLM", writer) }
        }
        for scales in [[1, 2], [1, 2, 2]] {
            var writer = SafetensorsWriter()
            writer.add(experts + "down_proj_blocks", "U8", [1, 2, 1, 16], [UInt8](repeating: 0, count: 32))
            let count = scales.reduce(1, *)
            writer.add(experts + "down_proj_scales", "U8", scales, [UInt8](repeating: 0, count: count))
            #expect(throws: ModelFileError.self) { try Self.open("GptOssForCausalLM", writer) }
        }
    }

    @Test func `nomic's tensors have one name under both of theirs`() {
        let names = TensorNames(architecture: .nomicBERT, layerCount: 2)
        for (own, other, name) in [
            ("encoder.layers.1.attn.out_proj.weight", "layers.1.self_attn.o_proj.weight", "blk.1.attn_output.weight"),
            ("encoder.layers.1.mlp.fc11.weight", "layers.1.mlp.up_proj.weight", "blk.1.ffn_up.weight"),
            ("encoder.layers.1.mlp.fc12.weight", "layers.1.mlp.gate_proj.weight", "blk.1.ffn_gate.weight"),
            ("encoder.layers.1.norm2.bias", "layers.1.post_mlp_layernorm.bias", "blk.1.layer_output_norm.bias"),
            ("emb_ln.weight", "embeddings.LayerNorm.weight", "token_embd_norm.weight"),
        ] {
            #expect(names.place(own) == .named(name))
            #expect(names.place(other) == .named(name))
        }
    }

    @Test func `BERT's oldest names are read, and its heads left out`() {
        let names = TensorNames(architecture: .bert, layerCount: 1)
        #expect(names.place("bert.embeddings.LayerNorm.gamma") == .named("token_embd_norm.weight"))
        #expect(names.place("bert.encoder.layer.0.output.LayerNorm.beta") == .named("blk.0.layer_output_norm.bias"))
        #expect(names.place("embeddings.token_type_embeddings.weight") == .named("token_types.weight"))
        #expect(names.place("bert.pooler.dense.weight") == .unused)
        #expect(names.place("cls.predictions.bias") == .unused)
        #expect(names.place("bert.embeddings.position_ids") == .unused)
        #expect(names.place("bert.encoder.layer.1.output.dense.weight") == .unknown)
    }
}
