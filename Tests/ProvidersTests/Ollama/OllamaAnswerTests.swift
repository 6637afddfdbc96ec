import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct `Answers from Ollama` {
    private func provider(_ transport: ScriptedTransport) throws -> OllamaProvider {
        try OllamaProvider(.testing(.ollama), .testing(transport))
    }

    private var chat: GenerateRequest {
        var request = GenerateRequest(model: "m", input: .chat([Message(.user, "x")]))
        request.stream = true
        return request
    }

    private static let last =
        #"{"model":"m:latest","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","#
        + #""total_duration":5000000000,"load_duration":1000,"prompt_eval_count":26,"prompt_eval_duration":2000,"#
        + #""eval_count":298,"eval_duration":3000}"#

    private static let story =
        #"{"model":"m:latest","message":{"role":"assistant","content":"","thinking":"hm 🤔"},"done":false}"# + "\n"
        + #"{"model":"m:latest","message":{"role":"assistant","content":"Grüße"},"done":false}"# + "\r\n\n"
        + #"{"model":"m:latest","message":{"role":"assistant","content":" 世界"},"done":false}"# + "\n" + last + "\n"

    private static let told: [GenerationEvent] = [
        .started(model: "m:latest"), .reasoning("hm 🤔"), .text("Grüße"), .text(" 世界"), .finished(.stop),
        .usage(Usage(promptTokens: 26, completionTokens: 298)),
        .timings(
            Timings(
                total: .seconds(5),
                load: .nanoseconds(1000),
                prompt: .nanoseconds(2000),
                completion: .nanoseconds(3000)
            )
        ),
    ]

    @Test(arguments: 1...80)
    func `a stream is the same however it is cut`(size: Int) async throws {
        let body = ScriptedBody(Self.story, cutEvery: size)
        let events = try await provider(ScriptedTransport(body: body)).generate(chat).events()
        #expect(events == Self.told)
    }

    @Test func `a stream cut in two anywhere is the same`() async throws {
        let bytes = Array(Self.story.utf8)
        for cut in bytes.indices {
            let body = ScriptedBody([Array(bytes[..<cut]), Array(bytes[cut...])])
            let events = try await provider(ScriptedTransport(body: body)).generate(chat).events()
            #expect(events == Self.told, "cut at \(cut)")
        }
    }

    @Test func `a whole answer is one part`() async throws {
        var request = chat
        request.stream = false
        let line = Self.last.replacing(#""content":"""#, with: #""content":"hi","thinking":"t""#)
        let parts = try await provider(ScriptedTransport(200, line)).generate(request).parts()
        #expect(parts.count == 1)
        #expect(
            parts[0].events.prefix(4) == [.started(model: "m:latest"), .reasoning("t"), .text("hi"), .finished(.stop)]
        )
        #expect(parts[0].wire == nil)
    }

    @Test func `lines pass on to a client of the same dialect`() async throws {
        var request = chat
        request.wire = WireRequest(dialect: .ollamaChat, body: raw(#"{"model":"m","messages":[]}"#))
        let parts = try await provider(ScriptedTransport(200, Self.story)).generate(request).parts()
        #expect(parts.count == 4)
        #expect(parts.allSatisfy { $0.wire?.dialect == .ollamaChat })
        #expect(parts.last?.wire?.bytes == Array(Self.last.utf8))
    }

    @Test func `a completion's text is its response`() async throws {
        let stream =
            #"{"model":"m","response":"a","done":false}"# + "\n"
            + #"{"model":"m","response":"b","done":true,"done_reason":"length"}"#
        var request = GenerateRequest(model: "m", input: .completion(prompt: .text("p"), suffix: nil))
        request.stream = true
        let events = try await provider(ScriptedTransport(200, stream)).generate(request).events()
        #expect(events == [.started(model: "m"), .text("a"), .text("b"), .finished(.length)])
    }

    @Test func `calls get ids of their own, and keep their arguments' text`() throws {
        let line =
            #"{"model":"m","message":{"tool_calls":[{"function":{"name":"f","arguments":{"b":1.50,"a":"ü"}}},"#
            + #"{"id":"given","function":{"name":"g","arguments":{}}},{"function":{}}]},"done":false}"#
        let more = #"{"message":{"tool_calls":[{"function":{"name":"h"}}]},"done":true,"done_reason":"stop"}"#
        var decoder = OllamaDecoder(.chat, request: chat, from: BackendIdentity(name: "box"), makeID: { "made" })
        let first = try decoder.decode(Array(line.utf8))
        #expect(
            first?.events == [
                .started(model: "m"),
                .toolCall(ToolCallFragment(index: 0, id: "made", name: "f", arguments: #"{"b":1.50,"a":"ü"}"#)),
                .toolCall(ToolCallFragment(index: 1, id: "given", name: "g", arguments: "{}")),
            ]
        )
        let second = try decoder.decode(Array(more.utf8))
        #expect(
            second?.events == [
                .toolCall(ToolCallFragment(index: 2, id: "made", name: "h", arguments: "{}")), .finished(.toolCalls),
            ]
        )
        #expect(Set((0..<100).map { _ in ToolCallID.make() }).count == 100)
    }

    @Test func `logprobs come with the text they belong to`() async throws {
        let line =
            #"{"message":{"content":"hi"},"logprobs":[{"token":"hi","logprob":-0.5,"bytes":[104,105,999],"#
            + #""top_logprobs":[{"token":"ho","logprob":-1}]},{"token":3}],"done":true}"#
        var request = chat
        request.sampling.logprobs = true
        let events = try await provider(ScriptedTransport(200, line)).generate(request).events()
        let expected = TokenLogprob(
            token: "hi",
            bytes: [104, 105],
            logprob: -0.5,
            top: [TokenLogprob(token: "ho", logprob: -1)]
        )
        #expect(events == [.text("hi"), .logprobs([expected]), .finished(.stop)])
    }

    @Test func `logprobs that an old Ollama leaves out are missed`() async throws {
        let provider = try provider(ScriptedTransport(200, Self.story))
        var request = chat
        request.sampling.logprobs = true
        let error = await failure { () async throws(ProviderError) in
            _ = try await provider.generate(request).events()
        }
        #expect(error?.code == .unsupported)
    }

    @Test func `hostile numbers are bounded`() async throws {
        let line =
            #"{"message":{"content":"x"},"done":true,"prompt_eval_count":-5,"eval_count":99999999999999999999,"#
            + #""total_duration":1e300}"#
        let events = try await provider(ScriptedTransport(200, line)).generate(chat).events()
        #expect(events.contains(.usage(Usage(promptTokens: 0, completionTokens: Int(Int32.max)))))
    }

    // MARK: Failing

    @Test(arguments: [
        ("", ProviderError.Code.emptyAnswer), ("\n\n", .emptyAnswer), ("hello\n", .malformed), ("[]\n", .malformed),
        ("{}\n", .malformed), (#"{"message":{"content":"a"},"done":false}"#, .cut),
        (#"{"message":{"content":"a"},"done":fal"#, .malformed),
        (#"{"error":"model runner has unexpectedly stopped"}"#, .unavailable),
        (#"{"error":"the input length exceeds the context length"}"#, .contextTooLong),
    ])
    func `a stream that breaks is broken`(stream: String, code: ProviderError.Code) async throws {
        let provider = try provider(ScriptedTransport(200, stream))
        let request = chat
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(request).events()
        }
        #expect(error?.code == code)
        #expect(error?.message.contains("'box'") == true)
        var whole = request
        whole.stream = false
        let again = try self.provider(ScriptedTransport(200, stream))
        let other = await failure { () async throws(ProviderError) in _ = try await again.generate(whole).events() }
        // Whole answers are one line: what is not complete is empty, or is no JSON.
        #expect(other?.code == (code == .cut ? .emptyAnswer : code))
    }

    @Test(arguments: [HTTPClientError.Code.cut, .stalled, .malformed])
    func `a connection that breaks gives what came, then the error`(code: HTTPClientError.Code) async throws {
        let line = #"{"message":{"content":"a"},"done":false}"# + "\n"
        let body = ScriptedBody(line, end: .failure(HTTPClientError(code, "broken")))
        let answer = try await provider(ScriptedTransport(body: body)).generate(chat)
        #expect(try await answer.next()?.events == [.text("a")])
        let error = await failure { () async throws(ProviderError) in _ = try await answer.next() }
        #expect(error?.code.rawValue == code.rawValue)
    }

    @Test func `a failure after the last line is none`() async throws {
        let body = ScriptedBody(Self.story, end: .failure(HTTPClientError(.cut, "broken")))
        #expect(try await provider(ScriptedTransport(body: body)).generate(chat).events() == Self.told)
    }

    @Test(arguments: [
        (404, #"{"error":"model 'm' not found"}"#, ProviderError.Code.modelNotFound, Features()),
        (400, #"{"error":"\"m\" does not support tools"}"#, .unsupported, .tools),
        (400, #"{"error":"\"m\" does not support thinking"}"#, .unsupported, .reasoningControl),
        (400, #"{"error":"invalid options"}"#, .badRequest, Features()),
        (503, #"{"error":"server busy, maximum pending requests exceeded"}"#, .overloaded, Features()),
        (500, #"{"error":"model requires more system memory (9 GiB) than is available"}"#, .unavailable, Features()),
        (502, "<html><title>502 Bad Gateway</title>", .unavailable, Features()),
    ])
    func `a status means what Ollama says of it`(
        status: Int,
        body: String,
        code: ProviderError.Code,
        features: Features
    ) async throws {
        let provider = try provider(ScriptedTransport(status, body))
        let request = chat
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(request) }
        #expect(error?.code == code)
        #expect(error?.unsupported == features)
        #expect(error?.status == status)
    }

    // MARK: Leaving

    @Test func `letting an answer go closes its body`() async throws {
        let body = ScriptedBody(Self.story, end: .stall)
        var answer: Generation? = try await provider(ScriptedTransport(body: body)).generate(chat)
        _ = try await answer?.next()
        #expect(!body.isAbandoned)
        answer = nil
        #expect(body.isAbandoned)
    }

    @Test func `cancelling a reader ends its answer at once`() async throws {
        let body = ScriptedBody(#"{"message":{"content":"a"},"done":false}"# + "\n", end: .stall)
        let answer = try await provider(ScriptedTransport(body: body)).generate(chat)
        let reader = Task { await failure { () async throws(ProviderError) in _ = try await answer.events() } }
        reader.cancel()
        #expect(await reader.value?.code == .cancelled)
    }
}
