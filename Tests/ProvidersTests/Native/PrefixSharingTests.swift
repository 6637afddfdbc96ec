import Configuration
import Testing

@testable import Providers

/// What a model computes for others is used, and nobody can tell from an answer.
struct PrefixSharingTests {
    private let story = Array(repeating: "the cat sat on a mat. the dog ran far away, and", count: 8).joined(
        separator: " "
    )

    private func alone(_ request: GenerateRequest) async throws -> [GenerationEvent] {
        let stage = try NativeStage("tiny")
        return try await stage.provider().generate(request).events()
    }

    @Test func `a chat's second turn computes only what is new, and says so`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let first = try await provider.generate(.completing(story, by: "tiny", 20)).events()
        #expect(first.usage?.cachedTokens == 0)
        let request = GenerateRequest.completing(story + first.text() + " a dog ran", by: "tiny", 20)
        let second = try await provider.generate(request).events()
        let read = try #require(first.usage).promptTokens
        // All of the first prompt; of the answer, what reads as the same tokens again.
        #expect(try #require(second.usage?.cachedTokens) >= read - 1)
        #expect(try #require(second.usage?.cachedTokens) < #require(second.usage?.promptTokens))
        #expect(try await second.text() == alone(request).text())
    }

    @Test func `choices of one prompt read it once`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var request = GenerateRequest.completing(story, by: "tiny", 30)
        request.sampling.choices = 4
        request.sampling.temperature = 1.5
        request.sampling.seed = 7
        let together = try await provider.generate(request).events()
        // The first choice has read it; a prompt counts once.
        #expect(together.usage?.cachedTokens == 0)
        #expect(Set((0..<4).map { together.text($0) }).count > 1)
        for choice in 0..<4 {
            var single = request
            single.sampling.choices = 1
            single.sampling.seed = 7 + choice
            #expect(try await alone(single).text() == together.text(choice))
        }
    }

    @Test func `an echoed prompt with probabilities is read whole`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        _ = try await provider.generate(.completing(story, by: "tiny", 4)).events()
        var request = GenerateRequest.completing(story, by: "tiny", 4)
        request.echo = true
        request.sampling.logprobs = true
        let answer = try await provider.generate(request).events()
        #expect(answer.usage?.cachedTokens == 0)
        #expect(
            try await answer.logprobs().map(\.logprob).dropFirst()
                == alone(request).logprobs().map(\.logprob).dropFirst()
        )
    }

    @Test(arguments: 0..<6)
    func `whoever asks at the same time, and whatever came before, a seed gives its text`(_ round: Int) async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let words = story.split(separator: " ")
        let requests = (0..<24).map { index in
            let beginning = words.prefix(.random(in: 0...words.count)).joined(separator: " ")
            var request = GenerateRequest.completing(beginning + " a cat \(index % 5)", by: "tiny", .random(in: 1...40))
            request.sampling.temperature = index % 3 == 0 ? 0 : 1.2
            request.sampling.seed = index
            request.sampling.choices = .random(in: 1...3)
            request.user = index % 4 == 0 ? nil : "user \(index % 4)"
            return request
        }
        let texts = try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
            for (index, request) in requests.enumerated() {
                group.addTask {
                    try await Task.sleep(for: .milliseconds(.random(in: 0...30)))
                    let generation = try await provider.generate(request)
                    // Some leave before the end.
                    if index % 7 == 3 {
                        _ = try await generation.next()
                        return (index, [])
                    }
                    let events = try await generation.events()
                    return (index, (0..<(request.sampling.choices ?? 1)).map { events.text($0) })
                }
            }
            var texts: [Int: [String]] = [:]
            for try await (index, text) in group { texts[index] = text }
            return texts
        }
        let elsewhere = try NativeStage("tiny")
        let other = try elsewhere.provider()
        for (index, request) in requests.enumerated() where texts[index]?.isEmpty == false {
            for choice in 0..<(request.sampling.choices ?? 1) {
                var single = request
                single.sampling.choices = 1
                single.sampling.seed = index + choice
                // The other has its caches too, but is asked by one at a time.
                #expect(try await other.generate(single).events().text() == texts[index]?[choice])
            }
        }
        #expect(try await eventually { stage.models.cacheUsage.running == 0 })
        #expect(stage.models.cacheUsage.runningPositions == 0)
    }

    @Test func `what is kept is told, stays within its bounds, and leaves with the model`() async throws {
        let stage = try NativeStage("tiny")
        // Room for about one context.
        stage.grant(10 << 20)
        let provider = try stage.provider()
        let residency = try #require(provider.residency)
        for index in 0..<20 {
            _ = try await provider.generate(.completing("\(index) " + story, by: "tiny", 4)).events()
        }
        #expect(try await eventually { stage.models.cacheUsage.running == 0 })
        let usage = stage.models.cacheUsage
        #expect(usage.kept > 0 && usage.keptPositions > 0 && usage.bytes > 0)
        #expect(usage.bytes <= 10 << 20)
        try await residency.unload("tiny")
        #expect(stage.models.cacheUsage == CacheUsage())
    }
}
