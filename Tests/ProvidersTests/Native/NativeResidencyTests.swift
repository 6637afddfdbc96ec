import Configuration
import Foundation
import Testing

@testable import Providers

/// What happens between requests: models that come and go, clients that leave, many at once.
struct NativeResidencyTests {
    @Test func `a model is loaded by the first request, once for all, and unloaded when asked`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let residency = try #require(provider.residency)
        #expect(try await residency.loaded().isEmpty)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<6 { group.addTask { try await residency.load("tiny.gguf", keepAlive: nil) } }
            try await group.waitForAll()
        }
        let loaded = try await residency.loaded()
        #expect(loaded.map(\.id) == ["tiny"])
        #expect((loaded[0].sizeInBytes ?? 0) > 100_000)
        let left = try #require(loaded[0].expires).timeIntervalSinceNow
        #expect((290...301).contains(left))
        try await residency.unload("tiny")
        #expect(try await residency.loaded().isEmpty)
        try await residency.unload("tiny")
    }

    @Test(.timeLimit(.minutes(1)))
    func `who tells a model to leave does not wait for those who want it again`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let residency = try #require(provider.residency)
        let asking = (0..<3).map { _ in
            Task {
                while !Task.isCancelled {
                    _ = try await provider.generate(.completing("the cat", by: "tiny", 2)).events()
                }
            }
        }
        for _ in 0..<200 {
            try await residency.unload("tiny")
            await Task.yield()
        }
        for task in asking { task.cancel() }
    }

    @Test func `a model stays for as long as the last request wanted`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let residency = try #require(provider.residency)
        try await residency.load("tiny", keepAlive: .forever)
        #expect(try await residency.loaded().first?.expires == nil)
        var request = GenerateRequest.completing("the", by: "tiny", 2)
        request.keepAlive = .duration(.zero)
        _ = try await provider.generate(request).events()
        #expect(try await eventually { try await residency.loaded().isEmpty })
        try await residency.load("tiny", keepAlive: .duration(.milliseconds(40)))
        #expect(try await eventually { try await residency.loaded().isEmpty })
    }

    @Test func `clients at once get what each gets alone`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let prompts = (0..<8).map { String(repeating: " the cat sat", count: $0 * 3 + 1) + " on \($0)" }
        var alone: [String] = []
        for prompt in prompts {
            alone.append(try await provider.generate(.completing(prompt, by: "tiny", 48)).events().text())
        }
        let together = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, prompt) in prompts.enumerated() {
                group.addTask {
                    (index, try await provider.generate(.completing(prompt, by: "tiny", 48)).events().text())
                }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        for (index, text) in alone.enumerated() { #expect(together[index] == text) }
    }

    @Test func `a client that leaves frees its place, and a stream that nobody reads holds up nobody`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        // Read never, and dropped at the end of the scope.
        let idle = try await provider.generate(.completing("the", by: "tiny", nil))
        do {
            let left = try await provider.generate(.completing("a", by: "tiny", nil))
            _ = try await left.next()
        }
        #expect(try await provider.generate(.completing("the cat", by: "tiny", 40)).events().reason() == .length)
        // 500 tokens were wanted; those that wait for the reader are bounded.
        var request = GenerateRequest.completing("the", by: "tiny", 2)
        request.keepAlive = .duration(.zero)
        _ = try await provider.generate(request).events()
        #expect(try await provider.residency?.loaded().count == 1)
        withExtendedLifetime(idle) {}
    }

    @Test func `a task that is cancelled ends its answer and lets the model go`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let residency = try #require(provider.residency)
        let reader = Task {
            var request = GenerateRequest.completing("the", by: "tiny", nil)
            request.keepAlive = .duration(.zero)
            request.contextLength = TinyModel.context
            let generation = try await provider.generate(request)
            while try await generation.next() != nil { try? await Task.sleep(for: .milliseconds(20)) }
        }
        #expect(try await eventually { try await residency.loaded().count == 1 })
        reader.cancel()
        _ = await reader.result
        #expect(try await eventually { try await residency.loaded().isEmpty })
    }

    @Test func `a client that stops waiting does not abort the load`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let residency = try #require(provider.residency)
        let impatient = Task { try await residency.load("tiny", keepAlive: .forever) }
        impatient.cancel()
        _ = await impatient.result
        // It never began, or it ends well.
        try await residency.load("tiny", keepAlive: .forever)
        #expect(try await residency.loaded().count == 1)
    }

    @Test func `where memory lacks, the model that nobody uses leaves, and one in use stays`() async throws {
        let stage = try NativeStage("one", "two", "three")
        let provider = try stage.provider()
        let residency = try #require(provider.residency)
        try await residency.load("one", keepAlive: .forever)
        let size = try #require(try await residency.loaded().first?.sizeInBytes)
        // Room for what is there, and half a model.
        stage.grant(size * 3 / 2)
        try await residency.load("two", keepAlive: .forever)
        #expect(try await residency.loaded().map(\.id) == ["two"])
        let running = try await provider.generate(.completing("the", by: "two", nil))
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing("the", by: "three"))
        }
        #expect(error?.code == .overloaded)
        #expect(error?.retryAfter == .seconds(5))
        #expect(error?.message.contains("while models in use take") == true)
        #expect(try await residency.loaded().map(\.id) == ["two"])
        withExtendedLifetime(running) {}
    }

    @Test func `what can never fit is refused with the numbers`() async throws {
        let stage = try NativeStage("one")
        stage.grant(1000)
        let provider = try stage.provider()
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing("the", by: "one"))
        }
        #expect(error?.code == .overloaded)
        #expect(error?.message.contains("of memory, and") == true)
    }

    @Test
    func
        `a file that is replaced while its model is loaded is another model, and a running answer ends as the old one`()
        async throws
    {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let old = try await provider.generate(.completing("the cat", by: "tiny", 30)).events().text()
        let running = try await provider.generate(.completing("the cat", by: "tiny", 30))
        let first = try await running.next()
        try stage.write("new", seed: 9)
        try FileManager.default.removeItem(atPath: stage.folder + "/tiny.gguf")
        try FileManager.default.moveItem(atPath: stage.folder + "/new.gguf", toPath: stage.folder + "/tiny.gguf")
        let new = try await provider.generate(.completing("the cat", by: "tiny", 30)).events().text()
        #expect(new != old)
        let rest = try await running.events()
        #expect(((first?.events ?? []) + rest).text() == old)
        withExtendedLifetime(running) {}
    }

    @Test func `a file that is deleted while its model is loaded is gone for the next request, and no answer breaks`()
        async throws
    {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let running = try await provider.generate(.completing("the cat", by: "tiny", 30))
        try FileManager.default.removeItem(atPath: stage.folder + "/tiny.gguf")
        #expect(try await running.events().reason() == .length)
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing("the", by: "tiny"))
        }
        #expect(error?.code == .modelNotFound)
    }

    @Test func `a provider that ends lets go of its models`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        try await provider.residency?.load("tiny", keepAlive: .forever)
        await provider.stop()
        #expect(stage.models.residents.isEmpty)
    }
}
