import Configuration
import EventLoop
import Foundation
import JSON
import ModelFiles
import Testing

@testable import Providers

struct NativeProviderTests {
    @Test func `files of the models directory are listed by what their headers say`() async throws {
        let stage = try NativeStage("tiny", "other-00001-of-00001")
        try Data("GGUF and no more".utf8).write(to: URL(fileURLWithPath: stage.folder + "/broken.gguf"))
        try Data("notes".utf8).write(to: URL(fileURLWithPath: stage.folder + "/notes.txt"))
        let models = try await stage.provider().models()
        #expect(models.map(\.id) == ["other", "tiny"])
        #expect(models[1].family == "llama")
        #expect(models[1].quantization == "F32")
        #expect(models[1].contextLength == TinyModel.context)
        #expect(models[1].parameterSize?.hasSuffix("K") == true)
        #expect((models[1].sizeInBytes ?? 0) > 100_000)
    }

    @Test func `a directory without models says what to do`() async throws {
        let stage = try NativeStage()
        let provider = try stage.provider()
        let error = await failure { () async throws(ProviderError) in _ = try await provider.models() }
        #expect(error?.code == .unavailable)
        #expect(error?.message.contains("put a GGUF file into \(stage.folder)") == true)
        try stage.write("late")
        #expect(try await provider.models().map(\.id) == ["late"])
    }

    @Test(arguments: ["tiny", "tiny.gguf", "tiny:latest"])
    func `a model answers to its name with and without its ending`(_ name: String) async throws {
        let stage = try NativeStage("tiny")
        let events = try await stage.provider().generate(.completing("the cat", by: name)).events()
        #expect(events.first == .started(model: name))
        #expect(!events.text().isEmpty)
        #expect(events.reason() == .length)
        #expect(events.usage?.completionTokens == 16)
        #expect(events.timings?.prompt != nil)
    }

    @Test(arguments: ["../tiny", "/etc/passwd", "sub/tiny", ".hidden", "", "tiny\0", "nothing"])
    func `a request names no file but those of the directory`(_ name: String) async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing("x", by: name))
        }
        #expect(error?.code == .modelNotFound)
    }

    @Test func `a configured file may lie anywhere, and is the default`() async throws {
        let elsewhere = try NativeStage("mine")
        let stage = try NativeStage("tiny")
        let path = elsewhere.folder + "/mine.gguf"
        let provider = try stage.provider { $0.model = path }
        #expect(provider.defaultModel == path)
        #expect(try await provider.models().map(\.id) == [path, "tiny"])
        #expect(try await provider.generate(.completing("the", by: path)).events().usage?.completionTokens == 16)
        let within = try stage.provider { $0.model = "\(stage.folder)/tiny.gguf" }
        #expect(within.defaultModel == "tiny")
        #expect(try await within.models().map(\.id) == ["tiny"])
    }

    @Test(.enabled(if: ChildProcess.findExecutable("llama-server") == nil, "this machine has a llama-server"))
    func `a llamacpp without a llama-server is run by the built-in engine, with its own model alone`() async throws {
        let stage = try NativeStage("tiny", "other")
        let provider = try stage.provider {
            $0.name = "llamacpp"
            $0.type = .llamacpp
            $0.model = "tiny.gguf"
        }
        #expect(provider.type == "native")
        #expect(try await provider.models().map(\.id) == ["tiny.gguf"])
        #expect(try await provider.generate(.completing("the", by: "tiny.gguf")).events().reason() == .length)
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing("the", by: "other"))
        }
        #expect(error?.code == .modelNotFound)
    }

    @Test func `a stream and a whole answer are the same text`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let streamed = try await provider.generate(.completing("the dog", by: "tiny", 40)).parts()
        var request = GenerateRequest.completing("the dog", by: "tiny", 40)
        request.stream = false
        let whole = try await provider.generate(request).parts()
        #expect(whole.count == 1)
        #expect(whole.flatMap(\.events).text() == streamed.flatMap(\.events).text())
        #expect(whole.flatMap(\.events).usage == streamed.flatMap(\.events).usage)
    }

    @Test func `tokens are what their text is`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let text = try await provider.generate(.completing("the cat", by: "tiny")).events()
        var request = GenerateRequest.completing("", by: "tiny")
        let word = TinyModel.firstWord
        request.input = .completion(prompt: .tokens([1, word, word + 1]), suffix: nil)
        let tokens = try await provider.generate(request).events()
        #expect(tokens.text() == text.text())
        #expect(tokens.usage?.promptTokens == 3)
    }

    @Test func `several prompts with several choices each are numbered in order`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var request = GenerateRequest.completing("", by: "tiny", 8)
        request.input = .completion(prompt: .texts(["the cat", "a dog"]), suffix: nil)
        request.sampling.choices = 2
        let events = try await provider.generate(request).events()
        let alone = try await provider.generate(.completing("a dog", by: "tiny", 8)).events()
        for choice in 0..<4 { #expect(events.reason(choice) == .length) }
        #expect(events.text(0) == events.text(1))
        #expect(events.text(2) == alone.text())
        #expect(events.text(3) == alone.text())
        #expect(events.usage?.completionTokens == 32)
    }

    @Test func `a stop text ends the answer before it`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let free = try await provider.generate(.completing("the cat", by: "tiny", 24)).events().text()
        let stop = String(free.dropFirst(free.count / 2).prefix(3))
        var request = GenerateRequest.completing("the cat", by: "tiny", 24)
        request.sampling.stop = [stop]
        let stopped = try await provider.generate(request).events()
        #expect(stopped.reason() == .stop)
        let range = try #require(free.range(of: stop))
        #expect(stopped.text() == String(free[..<range.lowerBound]))
    }

    @Test func `the same seed draws the same text, another seed another`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        func drawn(_ seed: Int) async throws -> String {
            var request = GenerateRequest.completing("the cat", by: "tiny", 32)
            request.sampling.temperature = 2
            request.sampling.minP = 0
            request.sampling.seed = seed
            return try await provider.generate(request).events().text()
        }
        let first = try await drawn(7)
        #expect(try await drawn(7) == first)
        #expect(try await drawn(8) != first)
        #expect(try await drawn(.min) == drawn(.min))
    }

    @Test func `tokens have their probabilities and those of the likeliest, which sum up to the text`() async throws {
        let stage = try NativeStage("tiny")
        var request = GenerateRequest.completing("the cat", by: "tiny", 6)
        request.sampling.logprobs = true
        request.sampling.topLogprobs = 3
        let events = try await stage.provider().generate(request).events()
        let logprobs = events.logprobs()
        #expect(logprobs.count == 6)
        #expect(logprobs.map(\.token).joined() == events.text())
        for logprob in logprobs {
            #expect(logprob.top.count == 3)
            #expect(logprob.top[0].token == logprob.token)
            #expect(logprob.top[0].logprob >= logprob.top[1].logprob)
            #expect(logprob.logprob <= 0)
        }
    }

    @Test func `an echoed prompt comes first, with how likely its tokens were`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var request = GenerateRequest.completing(
            Array(repeating: "the cat sat", count: 15).joined(separator: " "),
            by: "tiny",
            4
        )
        request.echo = true
        request.sampling.logprobs = true
        request.sampling.topLogprobs = 1
        let events = try await provider.generate(request).events()
        request.echo = false
        let bare = try await provider.generate(request).events()
        #expect(events.text() == Array(repeating: "the cat sat", count: 15).joined(separator: " ") + bare.text())
        #expect(events.logprobs().count == 45 + 4)
        #expect(events.logprobs().suffix(4) == bare.logprobs().suffix(4))
        #expect(events.logprobs().allSatisfy { $0.logprob < 0 })
    }

    @Test func `a biased token is forced or forbidden, and one that there is not is refused`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var request = GenerateRequest.completing("the cat", by: "tiny", 3)
        request.sampling.logitBias = [String(TinyModel.firstWord + 1): 100]
        #expect(try await provider.generate(request).events().text() == " cat cat cat")
        request.sampling.logitBias = [String(TinyModel.vocabularySize): 1]
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(request) }
        #expect(error?.code == .badRequest)
        #expect(error?.parameter == "logit_bias")
    }

    @Test
    func `a prompt that leaves no room is refused with both numbers, and one that fits ends at the context's end`()
        async throws
    {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider { $0.contextLength = 20 }
        let long = Array(repeating: "cat", count: 30).joined(separator: " ")
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing(long, by: "tiny"))
        }
        #expect(error?.code == .contextTooLong)
        #expect(error?.message.contains("31 tokens") == true)
        #expect(error?.message.contains("the context 20") == true)
        let events = try await provider.generate(.completing("cat cat", by: "tiny", nil)).events()
        #expect(events.reason() == .length)
        // The last token needs no place: nothing follows it.
        #expect(events.usage == Usage(promptTokens: 3, completionTokens: 18, cachedTokens: 0))
        var longer = GenerateRequest.completing(long, by: "tiny", 2)
        longer.contextLength = 40
        #expect(try await provider.generate(longer).events().usage?.completionTokens == 2)
        longer.contextLength = TinyModel.context + 1
        #expect(
            await failure { () async throws(ProviderError) in _ = try await provider.generate(longer) }?.parameter
                == "num_ctx"
        )
    }

    @Test func `a chat is written as the model's template has it, begun once`() async throws {
        let stage = try NativeStage("bare")
        var writer = TinyModel.writer()
        let template = "{{ bos_token }}{% for message in messages %}{{ message.content }}{% endfor %}"
        writer.set("tokenizer.chat_template", .string(template))
        try writer.write(to: stage.folder + "/chatty.gguf")
        let provider = try stage.provider()
        var request = GenerateRequest.completing("", by: "chatty")
        request.input = .chat([Message(.system, "the cat"), Message(.user, " sat on a")])
        let chat = try await provider.generate(request).events()
        let completion = try await provider.generate(.completing("the cat sat on a", by: "bare")).events()
        #expect(chat.text() == completion.text())
        #expect(chat.usage == completion.usage)
    }

    @Test func `what needs a chat template is refused by name`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(GenerateRequest(model: "tiny", input: .chat([Message(.user, "hi")])))
        }
        #expect(error?.code == .unsupported)
        #expect(error?.message.hasPrefix("the provider 'native' does not support chat with 'tiny'") == true)
    }

    @Test(
        arguments: [
            (["mirostat": 2], "mirostat"), (["mirostat": 0, "num_gpu": 0, "num_batch": 8], nil),
            (["repeat_last_n": -2], "repeat_last_n"), (["repeat_last_n": -1], nil), (["invented": 1], "invented"),
        ] as [([String: Int], String?)]
    )
    func `a runner option that would change the answer and is not there is refused`(
        _ test: (options: [String: Int], refused: String?)
    ) async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        var request = GenerateRequest.completing("the", by: "tiny", 1)
        for (name, value) in test.options { request.runnerOptions[name] = .int(value) }
        let error = await failure { [request] () async throws(ProviderError) in
            _ = try await provider.generate(request).events()
        }
        #expect(error?.message.contains(test.refused ?? "") ?? (test.refused == nil))
    }

    @Test(arguments: ["", "GGUF", "GGUF\u{3}\0\0\0\u{ff}\u{ff}\u{ff}\u{ff}", "not a model at all"])
    func `a file that is no model is an error and nothing else`(_ content: String) async throws {
        let stage = try NativeStage("tiny")
        try Data(content.utf8).write(to: URL(fileURLWithPath: stage.folder + "/bad.gguf"))
        let provider = try stage.provider()
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(.completing("x", by: "bad"))
        }
        #expect(error?.code == .unsupported)
        #expect(error?.message.contains("bad.gguf") == true)
        #expect(try await provider.generate(.completing("x", by: "tiny")).events().reason() == .length)
    }

    @Test func `a model whose tensors were cut off is an error`() async throws {
        let stage = try NativeStage()
        let bytes = TinyModel.writer().bytes()
        for count in [100, 5000, bytes.count / 2, bytes.count - 64] {
            try Data(bytes.prefix(count)).write(to: URL(fileURLWithPath: stage.folder + "/cut.gguf"))
            let provider = try stage.provider()
            let error = await failure { () async throws(ProviderError) in
                _ = try await provider.generate(.completing("x", by: "cut"))
            }
            #expect(error?.code == .unsupported, "\(count) bytes")
        }
    }

    @Test func `texts are embedded by any model, each for itself`() async throws {
        let stage = try NativeStage("tiny")
        let provider = try stage.provider()
        let both = try await provider.embed(EmbedRequest(model: "tiny", input: .texts(["the cat", "a dog ran"])))
        let one = try await provider.embed(EmbedRequest(model: "tiny", input: .texts(["a dog ran"])))
        #expect(both.vectors.count == 2)
        #expect(both.vectors[1] == one.vectors[0])
        #expect(both.promptTokens == 3 + 4)
        let length = both.vectors[0].reduce(0) { $0 + $1 * $1 }
        #expect(abs(length - 1) < 1e-4)
    }
}
