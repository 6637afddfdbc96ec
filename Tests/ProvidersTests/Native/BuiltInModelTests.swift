import Configuration
import Foundation
import ModelFiles
import Testing

@testable import Providers

/// With a small model by chance in the place of the program's own, which may have none.
struct BuiltInModelTests {
    /// A models directory, and elsewhere what is taken for the program's own model.
    private struct Stage {
        let files: NativeStage
        let elsewhere: NativeStage
        let provider: any Provider

        init(beside names: String..., change: (inout ProviderSettings) -> Void = { _ in }) throws {
            files = try NativeStage()
            for name in names { try files.write(name) }
            elsewhere = try NativeStage("trained")
            provider = try files.provider(builtIn: BuiltInModel(file: elsewhere.folder + "/trained.gguf"), change)
        }
    }

    @Test func `it is listed last, with a note on what it is`() async throws {
        let stage = try Stage(beside: "mine")
        let models = try await stage.provider.models()
        #expect(models.map(\.id) == ["mine", "martlet"])
        #expect(models.last?.note?.contains("martlet pull") == true)
        #expect(models.first?.note == nil)
        #expect(stage.provider.standIn == "martlet")
    }

    @Test func `it answers, the same each time where nobody says how`() async throws {
        let stage = try Stage()
        var request = GenerateRequest.completing("the cat", by: "martlet", 8)
        request.sampling.temperature = nil
        let first = try await stage.provider.generate(request).events().text()
        let second = try await stage.provider.generate(request).events().text()
        #expect(!first.isEmpty)
        #expect(first == second)
        _ = try await stage.provider.generate(.completing("the", by: "martlet:latest", 1)).events()
    }

    @Test func `it is greedy and not endless where nothing says otherwise`() {
        var settings = ProviderSettings(name: "native", type: .native)
        #expect(BuiltInModel.settings(settings).parameters.temperature == 0)
        #expect(BuiltInModel.settings(settings).parameters.maxTokens == 512)
        settings.parameters.temperature = 0.7
        #expect(BuiltInModel.settings(settings).parameters.temperature == 0.7)
    }

    @Test func `it computes with one thread where nobody says otherwise`() async throws {
        for (configured, expected) in [(nil, 1), (2, 2)] as [(Int?, Int)] {
            let stage = try Stage(beside: "mine") { $0.threads = configured }
            _ = try await stage.provider.generate(.completing("the", by: "martlet", 1)).events()
            #expect(stage.files.models.residents.first?.key.threads == expected)
        }
    }

    @Test func `it stays in memory when nobody uses it`() async throws {
        let stage = try Stage()
        _ = try await stage.provider.generate(.completing("the", by: "martlet", 1)).events()
        #expect(stage.files.models.residents.first?.deadline == nil)
    }

    @Test func `a file of the user's that is called as it is takes its place`() async throws {
        let stage = try Stage(beside: "martlet")
        #expect(try await stage.provider.models().map(\.id) == ["martlet"])
        #expect(try await stage.provider.models().first?.note == nil)
        _ = try await stage.provider.generate(.completing("the", by: "martlet", 1)).events()
        #expect(stage.files.models.residents.first?.key.path == stage.files.folder + "/martlet.gguf")
    }

    @Test func `only the provider called native has it`() async throws {
        let stage = try Stage(beside: "mine") { $0.name = "files" }
        #expect(try await stage.provider.models().map(\.id) == ["mine"])
        #expect(stage.provider.standIn == nil)
    }

    @Test func `it cannot be deleted`() async throws {
        let stage = try Stage()
        let library = try #require(stage.provider.library)
        let error = await failure { () async throws(ProviderError) in try await library.delete("martlet") }
        #expect(error?.code == .unsupported)
        #expect(FileManager.default.fileExists(atPath: stage.elsewhere.folder + "/trained.gguf"))
    }

    @Test func `the program's own, where it has one, can be opened and chatted with`() throws {
        guard BuiltInModel.embedded != nil else { return }
        let file = try ModelFile.open(native: BuiltInModel.embeddedPath)
        #expect(try file.metadata.string("tokenizer.chat_template") != nil)
        #expect(file.description.contextLength >= 2048)
        #expect(FileStamp(path: BuiltInModel.embeddedPath)?.size ?? 0 <= 24_000_000)
    }
}
