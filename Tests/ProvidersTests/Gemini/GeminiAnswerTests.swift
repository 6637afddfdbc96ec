import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct `Answers from Gemini` {
    private func provider(_ transport: ScriptedTransport) throws -> GeminiProvider {
        try GeminiProvider(.testing(.gemini), .testing(transport))
    }

    private var chat: GenerateRequest {
        var request = GenerateRequest(model: "m", input: .chat([Message(.user, "x")]))
        request.stream = true
        return request
    }

    private static let chunks = [
        #"{"candidates":[{"content":{"role":"model","parts":[{"text":"hm 🤔","thought":true}]},"index":0}],"#
            + #""usageMetadata":{"promptTokenCount":4},"modelVersion":"gemini-2.5-flash","responseId":"r"}"#,
        #"{"candidates":[{"content":{"parts":[{"text":"Grüße"},{"text":""}]}}]}"#,
        #"{"candidates":[{"content":{"parts":[{"text":" 世界"}]},"finishReason":"STOP","index":0}],"#
            + #""usageMetadata":{"promptTokenCount":4,"candidatesTokenCount":10,"thoughtsTokenCount":7,"#
            + #""cachedContentTokenCount":2,"totalTokenCount":21}}"#,
    ]

    private static let story = chunks.map { "data: \($0)\r\n\r\n" }.joined()

    private static let told: [GenerationEvent] = [
        .started(model: "gemini-2.5-flash"), .reasoning("hm 🤔"), .text("Grüße"), .text(" 世界"), .finished(.stop),
        .usage(Usage(promptTokens: 4, completionTokens: 17, cachedTokens: 2, reasoningTokens: 7)),
    ]

    @Test(arguments: 1...80)
    func `a stream is the same however it is cut`(size: Int) async throws {
        let body = ScriptedBody(Self.story, cutEvery: size)
        #expect(try await provider(ScriptedTransport(body: body)).generate(chat).events() == Self.told)
    }

    @Test func `a stream cut in two anywhere is the same`() async throws {
        let bytes = Array(Self.story.utf8)
        for cut in bytes.indices {
            let body = ScriptedBody([Array(bytes[..<cut]), Array(bytes[cut...])])
            let events = try await provider(ScriptedTransport(body: body)).generate(chat).events()
            #expect(events == Self.told, "cut at \(cut)")
        }
    }

    @Test func `a whole answer is one part, and may be printed prettily`() async throws {
        var request = chat
        request.stream = false
        let body = #"""
            {
              "candidates": [ {
                "content": { "parts": [ { "functionCall": { "name": "f", "args": { "b": 1.50, "a": "ü" } } } ] },
                "finishReason": "STOP" } ],
              "usageMetadata": { "promptTokenCount": 4 }
            }
            """#
        let parts = try await provider(ScriptedTransport(200, body)).generate(request).parts()
        #expect(parts.count == 1)
        guard case .toolCall(let call, 0)? = parts.first?.events.first else {
            Issue.record("no tool call")
            return
        }
        #expect(call.name == "f")
        #expect(call.arguments == #"{ "b": 1.50, "a": "ü" }"#)
        #expect(call.id?.hasPrefix("call_") == true)
        #expect(parts[0].events.contains(.finished(.toolCalls)))
    }

    @Test func `calls get ids where they have none, and their signatures are kept`() throws {
        let kept = GeminiSignatures()
        let frame =
            #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f"},"thoughtSignature":"c2ln"},"#
            + #"{"functionCall":{"id":"given","name":"g","args":{}}}]}}]}"#
        var decoder = GeminiDecoder(
            request: chat,
            from: BackendIdentity(name: "box"),
            remember: { kept.remember($0, of: $1) },
            makeID: { "made" }
        )
        let part = try decoder.decode(Array(frame.utf8))
        #expect(
            part?.events == [
                .toolCall(ToolCallFragment(index: 0, id: "made", name: "f", arguments: "{}")),
                .toolCall(ToolCallFragment(index: 1, id: "given", name: "g", arguments: "{}")),
            ]
        )
        #expect(kept["made"] == "c2ln")
        #expect(kept["given"] == nil)
    }

    @Test func `every candidate is a choice`() async throws {
        var request = chat
        request.stream = false
        request.sampling.choices = 2
        let body =
            #"{"candidates":[{"index":1,"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"},"#
            + #"{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}]}"#
        let events = try await provider(ScriptedTransport(200, body)).generate(request).events()
        #expect(
            events == [
                .text("b", choice: 1), .finished(.length, choice: 1), .text("a"), .finished(.stop),
            ]
        )
    }

    @Test func `logprobs have their alternatives`() async throws {
        let frame =
            #"{"candidates":[{"content":{"parts":[{"text":"hi"}]},"finishReason":"STOP","logprobsResult":{"#
            + #""chosenCandidates":[{"token":"hi","logProbability":-0.5}],"#
            + #""topCandidates":[{"candidates":[{"token":"ho","logProbability":-1}]}]}}]}"#
        let events = try await provider(ScriptedTransport(200, "data: \(frame)\n\n")).generate(chat).events()
        let top = TokenLogprob(token: "ho", bytes: [104, 111], logprob: -1)
        let entry = TokenLogprob(token: "hi", bytes: [104, 105], logprob: -0.5, top: [top])
        #expect(events == [.text("hi"), .logprobs([entry]), .finished(.stop)])
    }

    @Test(arguments: [
        ("STOP", FinishReason.stop), ("MAX_TOKENS", .length), ("SAFETY", .contentFilter),
        ("RECITATION", .contentFilter), ("PROHIBITED_CONTENT", .contentFilter), ("OTHER", .contentFilter),
        ("SOMETHING_NEW", .stop),
    ])
    func `every end has its reason`(reason: String, finish: FinishReason) async throws {
        let frame = #"{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"\#(reason)"}]}"#
        let events = try await provider(ScriptedTransport(200, "data: \(frame)\n\n")).generate(chat).events()
        #expect(events.last == .finished(finish))
    }

    @Test func `hostile numbers are bounded`() async throws {
        let frame =
            #"{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],"usageMetadata":{"#
            + #""promptTokenCount":-4,"candidatesTokenCount":1e300,"thoughtsTokenCount":99999999999999999999}}"#
        let events = try await provider(ScriptedTransport(200, "data: \(frame)\n\n")).generate(chat).events()
        let most = Int(Int32.max)
        #expect(events.last == .usage(Usage(promptTokens: 0, completionTokens: 2 * most, reasoningTokens: most)))
    }

    // MARK: Failing

    private static let broken: [(String, ProviderError.Code)] = [
        ("", .emptyAnswer), ("nonsense", .malformed), ("[]", .malformed), ("{}", .cut),
        (#"{"candidates":[{"content":{"parts":[{"text":"a"}]}}]}"#, .cut),
        (#"{"candidates":[{"index":5}]}"#, .malformed), (#"{"candidates":[{"index":-1}]}"#, .malformed),
        (#"{"candidates":[{"content":{"parts":[{"functionCall":{}}]}}]}"#, .malformed),
        (#"{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}"#, .malformed),
        (#"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png"}}]}}]}"#, .unsupported),
        (#"{"promptFeedback":{"blockReason":"SAFETY"}}"#, .badRequest),
        (#"{"error":{"code":503,"message":"The model is overloaded","status":"UNAVAILABLE"}}"#, .overloaded),
        (#"{"error":{"code":500,"message":"x","status":"INTERNAL"}}"#, .unavailable),
        (#"{"error":{"message":"x"}}"#, .unavailable),
    ]

    @Test(arguments: broken)
    func `a stream that breaks is broken`(frame: String, code: ProviderError.Code) async throws {
        let stream = frame.isEmpty ? ": a comment\n\n" : "data: \(frame)\n\n"
        let provider = try provider(ScriptedTransport(200, stream))
        let request = chat
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(request).events()
        }
        #expect(error?.code == code)
        #expect(error?.message.contains("'box'") == true)
    }

    @Test(arguments: [
        (400, "API key not valid. Please pass a valid API key.", "INVALID_ARGUMENT", ProviderError.Code.unauthorized),
        (400, "Unknown name", "INVALID_ARGUMENT", .badRequest),
        (
            400, "The input token count (9) exceeds the maximum number of tokens allowed (8).", "INVALID_ARGUMENT",
            .contextTooLong
        ),
        (403, "Permission denied", "PERMISSION_DENIED", .unauthorized),
        (404, "models/x is not found for API version v1beta", "NOT_FOUND", .modelNotFound),
        (429, "Quota exceeded", "RESOURCE_EXHAUSTED", .overloaded), (500, "x", "INTERNAL", .unavailable),
        (503, "The model is overloaded.", "UNAVAILABLE", .overloaded),
    ])
    func `a status means what Gemini says of it`(
        status: Int,
        message: String,
        name: String,
        code: ProviderError.Code
    ) async throws {
        let body =
            #"{"error":{"code":\#(status),"message":"\#(message)","status":"\#(name)","#
            + #""details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"7s"}]}}"#
        let provider = try provider(ScriptedTransport(status, body))
        let request = chat
        let error = await failure { () async throws(ProviderError) in _ = try await provider.generate(request) }
        #expect(error?.code == code)
        #expect(error?.upstreamCode == name)
        #expect(error?.retryAfter == .seconds(7))
    }

    @Test func `letting an answer go closes its body`() async throws {
        let body = ScriptedBody(Self.story, end: .stall)
        var answer: Generation? = try await provider(ScriptedTransport(body: body)).generate(chat)
        _ = try await answer?.next()
        #expect(!body.isAbandoned)
        answer = nil
        #expect(body.isAbandoned)
    }

    @Test func `cancelling a reader ends its answer at once`() async throws {
        let body = ScriptedBody("data: \(Self.chunks[0])\n\n", end: .stall)
        let answer = try await provider(ScriptedTransport(body: body)).generate(chat)
        let reader = Task { await failure { () async throws(ProviderError) in _ = try await answer.events() } }
        reader.cancel()
        #expect(await reader.value?.code == .cancelled)
    }

    @Test func `an answer that is done does not wait for the end of its body`() async throws {
        let body = ScriptedBody(Self.story, end: .stall)
        #expect(try await provider(ScriptedTransport(body: body)).generate(chat).events() == Self.told)
    }
}
