import Foundation

@testable import ModelFiles
@testable import Tokenization

/// Small tokenizers, written as the files that describe them.
enum Samples {
    /// Bytes a to z, space (Ġ), é's two bytes, and a few merges; `extra` are more members of the file, `model` of its model.
    static func byteLevel(_ extra: String = "", model: String = "", preTokenizer: String = gpt2) -> String {
        var tokens = (0x61...0x7a).map { String(UnicodeScalar(UInt8($0))) } + ["Ġ", "Ã", "©", "!", "1"]
        tokens += ["he", "ll", "hell", "hello", "Ġhello", "Ġw", "or", "Ġwor", "Ġworld", "ld", "Ã©", "aa", "aaaa"]
        let merges = [
            "h e", "l l", "he ll", "hell o", "Ġ hello", "Ġ w", "o r", "Ġw or", "l d", "Ġwor ld", "Ã ©", "a a", "aa aa",
        ]
        let vocabulary = tokens.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
        let pairs = merges.map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"model":{"type":"BPE"\(model),"vocab":{\(vocabulary)},"merges":[\(pairs)]},
            "pre_tokenizer":\(preTokenizer),"decoder":{"type":"ByteLevel"}\(extra)}
            """
    }

    static let gpt2 = #"{"type":"ByteLevel","add_prefix_space":false,"use_regex":true}"#

    /// Pieces with bytes to fall back on, as Llama 2's file has them.
    static func pieces(_ extra: String = "") -> String {
        var tokens = ["<unk>", "<s>", "</s>"] + (0..<256).map { String(format: "<0x%02X>", $0) }
        tokens += ["▁", "h", "i", "▁h", "▁hi", "x"]
        let vocabulary = tokens.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
        return """
            {"added_tokens":[{"id":1,"content":"<s>","special":true},{"id":2,"content":"</s>","special":true}],
            "normalizer":{"type":"Sequence","normalizers":[{"type":"Prepend","prepend":"▁"},
            {"type":"Replace","pattern":{"String":" "},"content":"▁"}]},
            "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},
            {"Sequence":{"id":"A","type_id":0}}],"special_tokens":{"<s>":{"id":"<s>","ids":[1],"tokens":["<s>"]}}},
            "decoder":{"type":"Sequence","decoders":[{"type":"Replace","pattern":{"String":"▁"},"content":" "},
            {"type":"ByteFallback"},{"type":"Fuse"},{"type":"Strip","content":" ","start":1,"stop":0}]},
            "model":{"type":"BPE","unk_token":"<unk>","fuse_unk":true,"byte_fallback":true,
            "vocab":{\(vocabulary)},"merges":["▁ h","▁h i"]}\(extra)}
            """
    }

    static func tokenizer(_ json: String) throws -> Tokenizer { try Tokenizer(json: Array(json.utf8)) }
}

/// Writes a GGUF file that has metadata and nothing else.
struct GGUFSample {
    private var bytes: [UInt8] = []
    private var count = 0

    init() {}

    private mutating func number<Number: FixedWidthInteger>(_ value: Number) {
        unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes += Array($0) }
    }

    private mutating func text(_ value: some Collection<UInt8>) {
        number(UInt64(value.count))
        bytes += Array(value)
    }

    private mutating func key(_ name: String, _ type: UInt32) {
        text("tokenizer.ggml.\(name)".utf8)
        number(type)
        count += 1
    }

    mutating func set(_ name: String, _ value: String) {
        key(name, 8)
        text(value.utf8)
    }

    mutating func set(_ name: String, _ value: UInt32) {
        key(name, 4)
        number(value)
    }

    mutating func set(_ name: String, _ value: Bool) {
        key(name, 7)
        bytes.append(value ? 1 : 0)
    }

    mutating func set(_ name: String, strings: [String]) {
        key(name, 9)
        number(UInt32(8))
        number(UInt64(strings.count))
        for string in strings { text(string.utf8) }
    }

    mutating func set(_ name: String, floats: [Float]) {
        key(name, 9)
        number(UInt32(6))
        number(UInt64(floats.count))
        for float in floats { number(float.bitPattern) }
    }

    mutating func set(_ name: String, ints: [Int32]) {
        key(name, 9)
        number(UInt32(5))
        number(UInt64(ints.count))
        for int in ints { number(int) }
    }

    func metadata() throws -> Metadata {
        var head = GGUFSample()
        head.bytes = Array("GGUF".utf8)
        head.number(UInt32(3))
        head.number(UInt64(0))
        head.number(UInt64(count))
        return try unsafe (head.bytes + bytes).withUnsafeBytes { try unsafe GGUFFile(copying: $0).metadata }
    }

    func tokenizer() throws -> Tokenizer { try Tokenizer(gguf: metadata()) }
}
