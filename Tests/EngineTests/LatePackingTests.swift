import Engine
import Foundation
import ModelFiles
import Testing

struct LatePackingTests {
    @Test(arguments: [("llama", 1), ("mixtral", 2), ("phi3", 2)])
    func `a model computes the same before its matrices are packed, meanwhile and after`(
        _ kind: String,
        threads: Int
    ) throws {
        let model = try TinyModel.load(kind, type: .q4_0, threads: threads)
        let tokens = Array(ForwardTests.tokens.prefix(20))
        func logits() throws -> [Float] {
            let session = try model.makeSession()
            try session.prefill(tokens)
            return session.lastLogits
        }
        // Packing waits for the first step's end.
        let first = try logits()
        for _ in 0..<5 { #expect(try logits() == first) }
        model.finishPacking()
        #expect(try logits() == first)
        model.finishPacking()
        #expect(try logits() == first)
    }

    @Test func `a model that goes while it is being packed leaves nothing behind`() throws {
        for round in 0..<50 {
            let model = try TinyModel.load("mixtral", type: .q8_0, threads: 2)
            if round % 2 == 0 { try model.makeSession().prefill([1, 2, 3]) }
        }
    }

    @Test func `a file that was written to since it was opened is not loaded`() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "martlet-\(UUID()).gguf").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try TinyModel("llama").writer.write(to: path)
        let file = try ModelFile.open(path)
        _ = try LoadedModel(file)
        try TinyModel("qwen2").writer.write(to: path)
        let error = #expect(throws: EngineError.self) { try LoadedModel(file) }
        #expect("\(try #require(error))".contains("open it again"))
    }
}
