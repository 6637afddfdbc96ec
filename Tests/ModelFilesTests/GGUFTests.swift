import Foundation
import Testing

@testable import ModelFiles

@Suite struct GGUFTests {
    @Test func `tensors come back with name, type, shape and bytes`() throws {
        let file = try TinyModel.llama().openModel()
        #expect(file.tensors.count == 20)
        let down = try file.expect("blk.1.ffn_down.weight", shape: [128, 64])
        #expect(down.type == .q8_0)
        #expect(down.rows == 64 && down.columns == 128)
        #expect(down.byteCount == 128 / 32 * 34 * 64)
        let bytes = try file.bytes(of: down)
        #expect(bytes.count == down.byteCount)
        #expect(bytes.array == (0..<down.byteCount).map { UInt8(truncatingIfNeeded: $0) })
        let embedding = try #require(file.tensor(named: "token_embd.weight"))
        let floats = try file.bytes(of: embedding)
        #expect(unsafe floats.buffer.load(fromByteOffset: 18 * 4, as: Float.self) == 1 / 16)
    }

    @Test func `a file on the disk reads as the same bytes in memory`() throws {
        let folder = try TemporaryFolder()
        try TinyModel.llama().write(to: folder.file("tiny.gguf"))
        let mapped = try ModelFile.open(folder.file("tiny.gguf"))
        let copied = try TinyModel.llama().openModel()
        #expect(mapped.tensors == copied.tensors)
        #expect(mapped.description == copied.description)
        for tensor in mapped.tensors {
            mapped.readIn(tensor, 0..<tensor.byteCount)
            let before = try mapped.bytes(of: tensor).array
            mapped.adviseDone(tensor)
            #expect(try mapped.bytes(of: tensor).array == before)
            #expect(try copied.bytes(of: tensor).array == before)
        }
        try mapped.checkUnchanged()
    }

    @Test func `a file that is written to after it was opened is found out`() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("tiny.gguf")
        try TinyModel.llama().write(to: path)
        let file = try ModelFile.open(path)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 4096)
        try handle.close()
        #expect(throws: ModelFileError.self) { try file.checkUnchanged() }
    }

    @Test(arguments: [2, 3] as [UInt32])
    func `versions 2 and 3 are read`(version: UInt32) throws {
        var writer = GGUFWriter(version: version)
        writer.set("a", .uint8(1))
        #expect(try writer.open().version == Int(version))
    }

    @Test(arguments: [8, 64, 4096])
    func `weights lie at multiples of the file's alignment`(alignment: Int) throws {
        var writer = GGUFWriter(alignment: alignment)
        writer.add("a", shape: [3], [1, 2, 3])
        writer.add("b", shape: [2], [4, 5])
        let file = try writer.open()
        let offsets = file.tensors.compactMap { tensor -> Int? in
            guard case .stored(_, let offset) = tensor.place else { return nil }
            return offset
        }
        #expect(offsets.count == 2 && offsets.allSatisfy { $0 % alignment == 0 })
        #expect(try file.floats("b") == [4, 5])
    }

    @Test func `a tensor that is missing or of another shape is an error that names both`() throws {
        let file = try TinyModel.llama().openModel()
        let missing = #expect(throws: ModelFileError.self) { try file.expect("output.weight", shape: [64, 96]) }
        #expect(missing?.code == .incomplete)
        #expect(missing?.description == "tiny.gguf: it lacks the tensor output.weight, which llama needs")
        let other = #expect(throws: ModelFileError.self) { try file.expect("output_norm.weight", shape: [65]) }
        #expect(
            other?.description == "tiny.gguf: the tensor output_norm.weight should have the shape [65], but has [64]"
        )
        #expect(try file.expectIfPresent("output.weight", shape: [64, 96]) == nil)
    }
}
