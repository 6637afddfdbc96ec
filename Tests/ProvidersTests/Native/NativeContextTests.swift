import Configuration
import Foundation
import JSON
import Testing

@testable import Providers

struct NativeContextTests {
    private let long = Array(repeating: "the cat sat on a mat .", count: 120).joined(separator: " ")

    @Test func `a prompt that does not fit is refused with both numbers, and cut only where that is asked for`()
        async throws
    {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let request = GenerateRequest.completing(long, by: "tiny", 8)
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(request) }
        #expect(error?.code == .contextTooLong)
        #expect(error?.message.contains("\(TinyModel.context)") == true)
        var cut = request
        cut.truncate = true
        let generation = try await provider.generate(cut)
        let events = try await generation.events()
        #expect(events.reason() == .length)
        let used = try #require(events.usage?.promptTokens)
        #expect(used + 8 <= TinyModel.context)
        #expect(used > TinyModel.context / 2)
        #expect(generation.truncatedTokens > 0)
        var short = GenerateRequest.completing("the cat", by: "tiny", 8)
        short.truncate = true
        #expect(try await provider.generate(short).truncatedTokens == 0)
    }

    @Test func `num_ctx makes the context smaller, and never larger than the model's`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var request = GenerateRequest.completing("the cat sat on a mat . the cat sat on a mat .", by: "tiny", 8)
        request.contextLength = 8
        let small = request
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(small) }
        #expect(error?.code == .contextTooLong)
        request.contextLength = TinyModel.context + 1
        let large = request
        #expect(
            await failure { () async throws(ProviderError) in _ = try await provider.generate(large) }?.parameter
                == "num_ctx"
        )
    }

    @Test func `each provider's n_ctx holds for its own requests, whoever had the model loaded`() async throws {
        let stage = try NativeStage("tiny")
        let small = try stage.provider { $0.contextLength = 8 }
        let usual = try stage.provider()
        let request = GenerateRequest.completing("the cat sat on a mat . the cat sat on a mat .", by: "tiny", 8)
        let error = await failure { () async throws(ProviderError) in _ = try await small.generate(request) }
        #expect(error?.code == .contextTooLong)
        #expect(try await usual.generate(request).events().usage?.completionTokens == 8)
        let again = await failure { () async throws(ProviderError) in _ = try await small.generate(request) }
        #expect(again?.code == .contextTooLong)
        #expect(stage.models.residents.count == 1)
    }

    @Test func `num_thread is heeded, or refused where the machine has not as many`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var request = GenerateRequest.completing("the cat", by: "tiny", 4)
        request.runnerOptions["num_thread"] = 1
        _ = try await provider.generate(request).events()
        #expect(stage.models.residents.map(\.key.threads) == [1])
        request.runnerOptions["num_thread"] = 100_000
        let many = request
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(many) }
        #expect(error?.parameter == "num_thread")
        request.runnerOptions["num_thread"] = 0
        _ = try await provider.generate(request).events()
        #expect(stage.models.residents.contains { $0.key.threads == 2 })
    }

    // MARK: Cutting chats

    /// A token a word.
    private func write(_ messages: [Message]) throws(ProviderError) -> NativeCompletion.Prompt {
        let words = messages.flatMap { $0.text.split(separator: " ").map(String.init) }
        return NativeCompletion.Prompt(tokens: Array(0..<words.count), text: words.joined(separator: " "))
    }

    private func chat(turns: Int) -> [Message] {
        [Message(.system, "be brief")]
            + (0..<turns).flatMap { [Message(.user, "question \($0)"), Message(.assistant, "answer \($0)")] }
            + [Message(.user, "and now")]
    }

    @Test(arguments: [2, 3, 7, 40])
    func `a chat loses its oldest turns, and keeps what the system says and the last`(_ turns: Int) throws {
        for context in [8, 9, 12, 16, 24] {
            let truncation = Truncation(contextLength: context, maxTokens: 2)
            let (_, prompt, count) = try truncation.chat(chat(turns: turns), write)
            let whole = 4 + 4 * turns
            if whole < context {
                #expect(count == 0)
                continue
            }
            #expect(prompt.tokens.count + count == whole)
            #expect(prompt.tokens.count <= truncation.promptLength)
            #expect(prompt.text.hasPrefix("be brief ") && prompt.text.hasSuffix("and now"))
            #expect(prompt.text.hasPrefix("be brief question") || prompt.text == "be brief and now")
            // One turn more would not have fitted.
            if count > 4 { #expect(prompt.tokens.count + 4 > truncation.promptLength) }
        }
    }

    @Test func `a last turn that is too long by itself is left to be refused`() throws {
        let messages = [Message(.user, "a"), Message(.user, long)]
        let (_, prompt, _) = try Truncation(contextLength: 16, maxTokens: nil).chat(messages, write)
        #expect(prompt.tokens.count > 16)
    }

    // MARK: Vectors

    @Test func `vectors are shortened and given their length anew`() {
        #expect(VectorShape(dimensions: 2, normalises: true).apply([3, 4, 12]) == [0.6, 0.8])
        #expect(VectorShape(dimensions: nil, normalises: false).apply([3, 4]) == [3, 4])
        #expect(VectorShape(dimensions: nil, normalises: true).apply([0, 0]) == [0, 0])
    }

    @Test func `texts of different lengths keep their order, and one too long is refused or cut`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let texts = ["the cat sat on a mat", "the", "a dog ran away", "the cat"]
        var request = EmbedRequest(model: "tiny", input: .texts(texts))
        let together = try await provider.embed(request).vectors
        for (text, vector) in zip(texts, together) {
            request.input = .texts([text])
            let alone = try await provider.embed(request).vectors[0]
            #expect(zip(alone, vector).allSatisfy { abs($0 - $1) < 1e-5 })
        }
        request.input = .texts([long])
        let whole = request
        let error = await failure { () async throws(ProviderError) in _ = try await provider.embed(whole) }
        #expect(error?.code == .contextTooLong && error?.message.contains("\(TinyModel.context)") == true)
        request.truncate = true
        #expect(try await provider.embed(request).truncatedTokens > 0)
        request.input = .texts(["the cat"])
        request.dimensions = 4
        let short = try await provider.embed(request).vectors[0]
        #expect(short.count == 4)
        #expect(abs(short.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        request.dimensions = 4096
        let wide = request
        #expect(
            await failure { () async throws(ProviderError) in _ = try await provider.embed(wide) }?.parameter
                == "dimensions"
        )
    }
}
