import Foundation
import Testing

@testable import ModelFiles

/// Files that are damaged, or made to harm: each opens, or throws a sentence; nothing else.
@Suite struct HostileGGUFTests {
    /// Every kind of metadata, one tensor of each of a few types, and as few bytes as that takes.
    private static func smallest() -> GGUFWriter {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("llama"))
        writer.set("llama.context_length", .uint32(64))
        writer.set("llama.embedding_length", .uint32(32))
        writer.set("llama.block_count", .uint32(1))
        writer.set("llama.feed_forward_length", .int32s([32]))
        writer.set("llama.attention.head_count", .uint8(4))
        writer.set("llama.attention.layer_norm_rms_epsilon", .float32(1e-5))
        writer.set("llama.rope.freq_base", .float64(10_000))
        writer.set("general.alignment", .uint32(32))
        writer.set("tokenizer.ggml.tokens", .strings(["a", "bc", ""]))
        writer.set("nested", .array([.array([.strings(["deep"])]), .array([.int32s([1])])]))
        writer.set("flag", .bool(true))
        writer.set("large", .uint64(.max))
        writer.add("token_embd.weight", shape: [32, 3], (0..<96).map(Float.init))
        writer.add("rope_freqs.weight", shape: [4], [1, 1, 2, 8])
        TinyModel.add("blk.0.attn_q.weight", .q4_0, [32, 2], &writer)
        return writer
    }

    /// Opens it and uses all that can be asked of it; true if it opened.
    @discardableResult
    private static func use(_ bytes: [UInt8]) -> Bool {
        guard let file = try? unsafe bytes.withUnsafeBytes({ try unsafe GGUFFile(copying: $0) }) else { return false }
        for key in file.metadata.keys {
            _ = try? file.metadata.string(key)
            _ = try? file.metadata.int(key)
            _ = try? file.metadata.double(key)
            _ = try? file.metadata.bool(key)
            _ = try? file.metadata.ints(key)
            _ = try? file.metadata.floats(key)
            if let strings = try? file.metadata.strings(key) {
                for index in strings.indices { _ = strings[index] }
            }
        }
        guard let model = try? ModelFile(gguf: file) else { return false }
        for tensor in model.tensors {
            guard let bytes = try? model.bytes(of: tensor) else { continue }
            #expect(bytes.array.count == tensor.byteCount)
        }
        return true
    }

    @Test func `the smallest file opens as it is`() {
        #expect(Self.use(Self.smallest().bytes()))
    }

    @Test func `a file cut short anywhere is refused`() {
        let bytes = Self.smallest().bytes()
        // What fills the end up to the alignment may be missing.
        let needed = bytes.count - (32 - 2 * 18 % 32) % 32
        for count in 0..<needed { #expect(!Self.use(Array(bytes.prefix(count))), "cut at \(count)") }
    }

    @Test func `any byte of the header may be any other`() {
        let bytes = Self.smallest().bytes()
        let header = Self.smallest().header().count
        var opened = 0
        for place in 0..<header {
            for flip: UInt8 in [0x01, 0x20, 0x80, 0xff] {
                var damaged = bytes
                damaged[place] ^= flip
                if Self.use(damaged) { opened += 1 }
            }
        }
        // Some only change a name or a number; most break the file.
        #expect(opened > 0 && opened < header * 4)
    }

    @Test func `any eight bytes of the header may be a huge or a negative number`() {
        let bytes = Self.smallest().bytes()
        let header = Self.smallest().header().count
        let numbers: [UInt64] = [.max, 1 << 63, (1 << 63) - 1, 1 << 62, 1 << 32, 1 << 31, 0]
        for place in 0..<(header - 8) {
            for number in numbers {
                var damaged = bytes
                damaged.replaceSubrange(place..<(place + 8), with: GGUFWriter.littleEndian(number))
                Self.use(damaged)
            }
        }
    }

    // MARK: One by one

    private static func header(tensors: UInt64, keys: UInt64, version: UInt32 = 3) -> [UInt8] {
        Array("GGUF".utf8) + GGUFWriter.littleEndian(version) + GGUFWriter.littleEndian(tensors)
            + GGUFWriter.littleEndian(keys)
    }

    private static func tensor(
        _ name: String,
        _ shape: [UInt64],
        type: UInt32 = 0,
        offset: UInt64 = 0
    ) -> [UInt8] {
        var bytes = GGUFWriter.string(name) + GGUFWriter.littleEndian(UInt32(shape.count))
        for dimension in shape { bytes += GGUFWriter.littleEndian(dimension) }
        return bytes + GGUFWriter.littleEndian(type) + GGUFWriter.littleEndian(offset)
    }

    private static func key(_ name: String, type: UInt32, _ value: [UInt8]) -> [UInt8] {
        GGUFWriter.string(name) + GGUFWriter.littleEndian(type) + value
    }

    private static func nested(_ depth: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<depth { bytes += GGUFWriter.littleEndian(UInt32(9)) + GGUFWriter.littleEndian(UInt64(1)) }
        return bytes + GGUFWriter.littleEndian(UInt32(0)) + GGUFWriter.littleEndian(UInt64(0))
    }

    private static let room = [UInt8](repeating: 0, count: 4096)

    private static func refused(_ bytes: [UInt8]) -> ModelFileError? {
        #expect(throws: ModelFileError.self) {
            try unsafe bytes.withUnsafeBytes { try unsafe GGUFFile(copying: $0, path: "x.gguf") }
        }
    }

    struct Case: Sendable {
        let message: String
        let bytes: [UInt8]

        init(_ message: String, _ bytes: [UInt8]) {
            self.message = message
            self.bytes = bytes
        }

        init(_ message: String, version: UInt32) {
            self.init(message, header(tensors: 0, keys: 0, version: version))
        }

        init(_ message: String, tensors: [[UInt8]], claimed: UInt64? = nil) {
            let head = header(tensors: claimed ?? UInt64(tensors.count), keys: 0)
            self.init(message, head + tensors.joined() + room)
        }

        init(_ message: String, keys: [[UInt8]], claimed: UInt64? = nil, hasRoom: Bool = true) {
            let head = header(tensors: 0, keys: claimed ?? UInt64(keys.count))
            self.init(message, head + keys.joined() + (hasRoom ? room : []))
        }
    }

    static let array = GGUFWriter.littleEndian(UInt32(4))
    static let cases: [Case] = [
        Case("does not begin with 'GGUF'", Array("GGML".utf8) + room),
        Case("does not begin with 'GGUF'", Array("GGU".utf8)),
        Case("version 1", version: 1),
        Case("version 4", version: 4),
        Case("big-endian", version: UInt32(3).byteSwapped),
        Case("claims 9223372036854775808 tensors", tensors: [], claimed: 1 << 63),
        Case("claims 200 tensors", tensors: [], claimed: 200),
        Case("claims 18446744073709551615 metadata keys", keys: [], claimed: .max),
        Case("type 13", keys: [key("a", type: 13, [])]),
        Case("18446744073709551615", keys: [key("a", type: 8, GGUFWriter.littleEndian(UInt64.max))], hasRoom: false),
        Case(
            "claims 4611686018427387904 elements of a",
            keys: [key("a", type: 9, array + GGUFWriter.littleEndian(UInt64(1 << 62)))]
        ),
        Case("nested deeper", keys: [key("a", type: 9, nested(9))]),
        Case("is not UTF-8", keys: [[1, 0, 0, 0, 0, 0, 0, 0, 0xff]]),
        Case("a stands in it twice", keys: [key("a", type: 0, [1]), key("a", type: 0, [2])]),
        Case("5 dimensions", tensors: [tensor("t", [1, 1, 1, 1, 1])]),
        Case("a dimension of 0", tensors: [tensor("t", [4, 0])]),
        Case("a dimension of 9223372036854775808", tensors: [tensor("t", [1 << 63])]),
        Case("cannot have the shape", tensors: [tensor("t", [1 << 40, 1 << 40])]),
        Case("cannot have the shape", tensors: [tensor("t", [1 << 62])]),
        Case("cannot have the shape", tensors: [tensor("t", [33], type: 2)]),
        Case("IQ4_XS", tensors: [tensor("t", [256], type: 23)]),
        Case("type 99", tensors: [tensor("t", [256], type: 99)]),
        Case("no multiple of 32", tensors: [tensor("t", [4], offset: 7)]),
        Case("no multiple of 32", tensors: [tensor("t", [4], offset: 1 << 63)]),
        Case("beyond the file's end", tensors: [tensor("t", [4], offset: 1 << 62)]),
        Case("beyond the file's end", tensors: [tensor("t", [4], offset: 4096)]),
        Case("beyond the file's end", tensors: [tensor("t", [2048])]),
        Case("a and b overlap", tensors: [tensor("a", [16]), tensor("b", [16], offset: 32)]),
        Case("a stands in it twice", tensors: [tensor("a", [8]), tensor("a", [8], offset: 32)]),
    ]

    @Test(arguments: cases)
    func `what is wrong is said`(hostile: Case) {
        let error = Self.refused(hostile.bytes)
        #expect(error?.file == "x.gguf")
        #expect(error?.message.contains(hostile.message) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: [0, 1, 4, 24, 33, UInt32.max])
    func `an alignment that is no power of two of 8 or more is refused`(alignment: UInt32) {
        let bytes =
            Self.header(tensors: 0, keys: 1)
            + Self.key("general.alignment", type: 4, GGUFWriter.littleEndian(alignment)) + Self.room
        #expect(Self.refused(bytes)?.message.contains("power of two") == true)
    }

    @Test func `a tensor's numbers may be any bits`() throws {
        var writer = Self.smallest()
        writer.add("blk.0.attn_q.weight", .q4_0, shape: [32, 2], bytes: [UInt8](repeating: 0xff, count: 36))
        #expect(Self.use(writer.bytes()))
    }

    @Test func `folders, devices, empty files and missing ones are refused`() throws {
        let folder = try TemporaryFolder()
        try Data().write(to: URL(fileURLWithPath: folder.file("empty.gguf")))
        for path in [folder.path, folder.file("none.gguf"), folder.file("empty.gguf"), "/dev/zero", ""] {
            #expect(throws: ModelFileError.self) { try GGUFFile.open(path) }
        }
        #expect(unsafe mkfifo(folder.file("pipe.gguf"), 0o600) == 0)
        let pipe = #expect(throws: ModelFileError.self) { try GGUFFile.open(folder.file("pipe.gguf")) }
        #expect(pipe?.message == "it is not a file")
    }
}
