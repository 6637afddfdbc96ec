import Configuration
import Foundation
import JSON
import Testing

@testable import Providers

struct NativeLibraryTests {
    @Test func `a model's card is read from its file`() async throws {
        let stage = try NativeStage("tiny")
        let library = try #require(try stage.provider().library)
        let card = try await library.show("tiny", verbose: false).json
        let json = try JSONValue(parsing: Array(card.bytes))
        #expect(json["capabilities"]?.array == ["completion"])
        #expect(json["details"]?["family"]?.string == "llama")
        #expect(json["details"]?["format"]?.string == "gguf")
        #expect(json["model_info"]?["llama.context_length"]?.int == TinyModel.context)
        #expect(json["model_info"]?["tokenizer.ggml.tokens"]?.isNull == true)
        #expect((json["model_info"]?["general.parameter_count"]?.int ?? 0) > 1000)
        #expect(json["parameters"]?.string?.contains("\"</s>\"") == true)
        #expect(json["tensors"] == nil)
        let verbose = try JSONValue(parsing: Array(try await library.show("tiny", verbose: true).json.bytes))
        #expect(verbose["tensors"]?.array?.isEmpty == false)
        #expect(verbose["model_info"]?["tokenizer.ggml.tokens"]?.array?.count == TinyModel.vocabularySize)
    }

    @Test func `a deleted model is gone from memory and disk, with all of its parts`() async throws {
        let stage = try NativeStage("tiny", "big-00001-of-00001")
        let provider = try stage.provider()
        _ = try await provider.generate(.completing("the", by: "tiny", 2)).events()
        let library = try #require(provider.library)
        try await library.delete("tiny")
        try await library.delete("big")
        #expect(stage.models.residents.isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: stage.folder).isEmpty)
        let error = await failure { () async throws(ProviderError) in try await library.delete("tiny") }
        #expect(error?.code == .modelNotFound)
    }

    @Test func `what is configured to lie elsewhere is not deleted`() async throws {
        let elsewhere = try NativeStage("mine")
        let path = elsewhere.folder + "/mine.gguf"
        let provider = try NativeStage("tiny").provider { $0.model = path }
        let library = try #require(provider.library)
        let error = await failure { () async throws(ProviderError) in try await library.delete(path) }
        #expect(error?.code == .unsupported)
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func `names are claimed for what they are`() throws {
        let library = try #require(try NativeStage().provider().library)
        #expect(library.claim("all-MiniLM-L6-v2") == .certain)
        #expect(library.claim("org/name:Q4_K_M") == .possible)
        #expect(library.claim("mistral:7b") == .none)
    }
}
