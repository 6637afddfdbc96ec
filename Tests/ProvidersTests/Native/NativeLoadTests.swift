import Configuration
import Testing

@testable import Providers

/// More asks than the model can answer at once.
struct NativeLoadTests {
    /// Takes all places: nobody reads its answers, and they are longer than what is sent ahead.
    private func occupy(_ provider: any Provider) async throws -> Generation {
        var request = GenerateRequest.completing("the", by: "tiny", nil)
        request.sampling.choices = 16
        let generation = try await provider.generate(request)
        _ = try await generation.next()
        return generation
    }

    @Test func `who has waited too long for a turn is told when to come again`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider { $0.timeout = .milliseconds(300) }
        let running = try await occupy(provider)
        let began = ContinuousClock.now
        let waiting = try await provider.generate(.completing("the cat", by: "tiny"))
        let error = await failure { () async throws(ProviderError) in _ = try await waiting.events() }
        #expect(error?.code == .overloaded)
        #expect(error?.status == nil)
        #expect(error.map { ($0.retryAfter ?? .zero) >= .seconds(1) } == true)
        #expect(error?.message.contains("for its turn") == true)
        #expect(ContinuousClock.now - began >= .milliseconds(300))
        // And the one before it has lost nothing.
        #expect(try await running.events().reason() == .length)
    }

    @Test func `too many that wait are turned away with a 429`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let running = try await occupy(provider)
        var many = GenerateRequest.completing("the cat", by: "tiny", 1)
        many.sampling.choices = 256
        let waiting = try await provider.generate(many)
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing("the cat", by: "tiny"))
        }
        #expect(error?.code == .overloaded)
        #expect(error?.status == 429)
        #expect(error.map { ($0.retryAfter ?? .zero) >= .seconds(1) } == true)
        #expect(try await running.events().reason(15) == .length)
        #expect(try await waiting.events().reason(255) == .length)
        #expect(try await provider.generate(.completing("the cat", by: "tiny")).events().reason() == .length)
    }

    @Test func `one that leaves gives its place to the next at once, whether it was read, waited or made`() async throws
    {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var running: Generation? = try await occupy(provider)
        #expect(stage.models.cacheUsage.running == 16)
        let waiting = try await provider.generate(.completing("a dog", by: "tiny"))
        var leaving: Generation? = try await provider.generate(.completing("a dog ran", by: "tiny"))
        _ = leaving
        leaving = nil
        _ = running
        running = nil
        #expect(try await waiting.events().reason() == .length)
        #expect(try await eventually { stage.models.cacheUsage.running == 0 })
    }
}
