import Foundation
import Testing

@testable import ModelFiles

@Suite struct SplitTests {
    private let folder: TemporaryFolder

    /// Three parts of a model, a tensor each.
    init() throws {
        folder = try TemporaryFolder()
        for number in 0..<3 { try part(number).write(to: file(number)) }
    }

    private func file(_ number: Int) -> String { folder.file("m-0000\(number + 1)-of-00003.gguf") }

    private func part(_ number: Int, tensor: String? = nil) -> GGUFWriter {
        var writer = GGUFWriter()
        writer.set("split.no", .uint16(UInt16(number)))
        writer.set("split.count", .uint16(3))
        writer.set("split.tensors.count", .int32(3))
        if number == 0 { writer.set("general.name", .string("whole")) }
        writer.add(tensor ?? "t\(number)", shape: [2], [Float(number), 0.5])
        return writer
    }

    private func refused(_ number: Int) -> String? {
        #expect(throws: ModelFileError.self) { try GGUFFile.open(file(number)) }?.description
    }

    @Test(arguments: 0..<3)
    func `any part opens all`(given: Int) throws {
        let whole = try GGUFFile.open(file(given))
        #expect(try whole.metadata.string("general.name") == "whole")
        #expect(whole.tensors.map(\.name) == ["t0", "t1", "t2"])
        #expect(try whole.floats("t2") == [2, 0.5])
    }

    @Test func `a folder of one model stands for it, and of several for none`() throws {
        let folder = try TemporaryFolder()
        try TinyModel.llama().write(to: folder.file("tiny-00002-of-a.gguf"))
        try part(1).write(to: folder.file("m-00002-of-00003.gguf"))
        #expect(try ModelFile.open(folder.path).tensors.count == 20)
        #expect(try ModelFile.open(folder.path + "/").description.name == "Tiny")
        try part(0).write(to: folder.file("m-00001-of-00003.gguf"))
        let error = #expect(throws: ModelFileError.self) { try ModelFile.open(folder.path) }
        #expect(
            error?.message == "it holds 2 models; name one of them: m-00001-of-00003.gguf, tiny-00002-of-a.gguf"
        )
    }

    @Test func `a part that is missing is named`() throws {
        try FileManager.default.removeItem(atPath: file(1))
        #expect(refused(2)?.contains("m-00002-of-00003.gguf: it cannot be read") == true)
    }

    @Test func `parts of different models are refused`() throws {
        try part(2).write(to: file(1))
        #expect(refused(0)?.contains("part 2 of 3") == true)
        var other = part(1)
        other.set("split.count", .uint16(4))
        try other.write(to: file(1))
        #expect(refused(0)?.contains("part 2 of 3") == true)
    }

    @Test func `a tensor of two parts, or one too few, is refused`() throws {
        try part(1, tensor: "t0").write(to: file(1))
        #expect(refused(0)?.contains("two of its parts have the tensor t0") == true)
        var few = part(1)
        few.removeTensor("t1")
        try few.write(to: file(1))
        #expect(refused(0)?.contains("3 tensors together, but have 2") == true)
    }

    @Test func `a part under another name says what the name should be`() throws {
        try part(1).write(to: folder.file("renamed.gguf"))
        let error = #expect(throws: ModelFileError.self) { try GGUFFile.open(folder.file("renamed.gguf")) }
        #expect(error?.message.contains("-00001-of-00003.gguf") == true)
    }

    @Test func `a count beyond reason opens no files`() throws {
        var writer = part(0)
        writer.set("split.count", .uint64(1 << 40))
        try writer.write(to: file(0))
        #expect(refused(0)?.contains("split.count should be from") == true)
    }
}
