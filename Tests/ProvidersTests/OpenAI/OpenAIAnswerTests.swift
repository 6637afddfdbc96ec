import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct OpenAIAnswerTests {
    private func events(
        _ text: String,
        stream: Bool = true,
        cutEvery size: Int = .max,
        end: ScriptedBody.End = .proper,
        request: GenerateRequest? = nil
    ) async throws -> (events: [GenerationEvent], wire: [String]) {
        var request = request ?? chat()
        request.stream = stream
        let body = ScriptedBody(text, cutEvery: size, end: end)
        return try await read(openAI(ScriptedTransport(body: body)).generate(request))
    }

    private func failure(
        _ text: String,
        stream: Bool = true,
        end: ScriptedBody.End = .proper
    ) async -> ProviderError? {
        do {
            let answer = try await events(text, stream: stream, end: end)
            Issue.record("it was read: \(answer.events)")
            return nil
        } catch {
            return error as? ProviderError
        }
    }

    // MARK: Streams

    private static let greeting = stream(
        chunk(#"{"role":"assistant","content":""}"#),
        chunk(#"{"content":"Hé"}"#),
        chunk(#"{"content":"llo\n"}"#),
        chunk("{}", finish: "stop"),
        #"{"choices":[],"model":"m-1","usage":{"prompt_tokens":3,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":0}}}"#
    )

    @Test(arguments: [1, 2, 3, 7, 64, Int.max])
    func `a stream reads the same however it is cut`(size: Int) async throws {
        let answer = try await events(Self.greeting, cutEvery: size)
        #expect(
            answer.events == [
                .started(model: "m-1"), .text("Hé"), .text("llo\n"), .finished(.stop),
                .usage(Usage(promptTokens: 3, completionTokens: 2, cachedTokens: 1, reasoningTokens: 0)),
            ]
        )
        #expect(answer.wire.count == 5)
        #expect(answer.wire[1] == chunk(#"{"content":"Hé"}"#))
    }

    @Test(arguments: [
        ("\r\n line ends", greeting.replacing("\n", with: "\r\n").replacing("\\r\\n", with: "\\n")),
        ("comments", ": ping\n\n" + greeting.replacing("\n\n", with: "\n\n: still here\n\n")),
        ("no space after the colon", greeting.replacing("data: ", with: "data:")),
        ("null frames", "data: null\n\n" + greeting),
        ("no last blank line", String(greeting.dropLast(2))),
    ])
    func `a stream is read with`(_: String, text: String) async throws {
        #expect(try await events(text).events.contains(.text("Hé")))
        #expect(try await events(text).events.contains(.finished(.stop)))
    }

    @Test func `parallel calls arrive in fragments`() async throws {
        let text = stream(
            chunk(
                #"{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"f","arguments":""}}]}"#
            ),
            chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"x\""}}]}"#),
            chunk(
                #"{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"g","arguments":"{"}}]}"#
            ),
            chunk(
                #"{"tool_calls":[{"index":0,"function":{"arguments":":1}"}},{"index":1,"function":{"arguments":"}"}}]}"#
            ),
            chunk("{}", finish: "tool_calls")
        )
        #expect(
            try await events(text).events.dropFirst() == [
                .toolCall(ToolCallFragment(index: 0, id: "call_a", name: "f")),
                .toolCall(ToolCallFragment(index: 0, arguments: #"{"x""#)),
                .toolCall(ToolCallFragment(index: 1, id: "call_b", name: "g", arguments: "{")),
                .toolCall(ToolCallFragment(index: 0, arguments: ":1}")),
                .toolCall(ToolCallFragment(index: 1, arguments: "}")),
                .finished(.toolCalls),
            ]
        )
    }

    @Test func `calls without index or id are numbered and named here`() async throws {
        let text = stream(
            chunk(#"{"tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}"#),
            chunk(#"{"tool_calls":[{"id":"given","function":{"name":"g","arguments":"{"}}]}"#),
            chunk(#"{"tool_calls":[{"function":{"arguments":"}"}}]}"#),
            chunk("{}", finish: "stop")
        )
        let calls = try await events(text).events.compactMap { event -> ToolCallFragment? in
            if case .toolCall(let call, _) = event { call } else { nil }
        }
        #expect(calls.map(\.index) == [0, 1, 1])
        #expect(calls.map(\.arguments) == [#"{"a":1}"#, "{", "}"])
        #expect(calls[0].id?.hasPrefix("call_") == true)
        #expect(calls[1].id == "given")
        #expect(try await events(text).events.last == .finished(.toolCalls))
    }

    @Test(arguments: ["reasoning_content", "reasoning"])
    func `reasoning and refusals are told apart from text`(field: String) async throws {
        let text = stream(
            chunk(#"{"\#(field)":"hm"}"#),
            chunk(#"{"content":"yes"}"#),
            chunk(#"{"refusal":"no"}"#, finish: "content_filter")
        )
        #expect(
            try await events(text).events.dropFirst()
                == [.reasoning("hm"), .text("yes"), .refusal("no"), .finished(.contentFilter)]
        )
    }

    @Test func `several choices keep their numbers`() async throws {
        let text = stream(
            chunk(#"{"content":"b"}"#, index: 1),
            chunk(#"{"content":"a"}"#),
            chunk("{}", finish: "length", index: 1),
            chunk("{}", finish: "stop")
        )
        #expect(
            try await events(text).events.dropFirst() == [
                .text("b", choice: 1), .text("a"), .finished(.length, choice: 1), .finished(.stop),
            ]
        )
    }

    @Test func `log-probabilities of a chat are read`() async throws {
        let logprobs =
            #"{"content":[{"token":"é","bytes":[195,169],"logprob":-0.5,"top_logprobs":[{"token":"e","bytes":[101],"logprob":-1}]}]}"#
        let text = stream(
            #"{"choices":[{"index":0,"delta":{"content":"é"},"logprobs":\#(logprobs),"finish_reason":"stop"}]}"#
        )
        let token = TokenLogprob(
            token: "é",
            bytes: [195, 169],
            logprob: -0.5,
            top: [TokenLogprob(token: "e", bytes: [101], logprob: -1)]
        )
        #expect(try await events(text).events == [.text("é"), .logprobs([token]), .finished(.stop)])
    }

    @Test func `a completion's text and log-probabilities are read`() async throws {
        let text = stream(
            #"{"model":"m","choices":[{"index":0,"text":"ab","logprobs":{"tokens":["a","b"],"token_logprobs":[null,-2],"top_logprobs":[null,{"x":-3,"b":-2}],"text_offset":[0,1]},"finish_reason":"stop"}]}"#
        )
        let request = GenerateRequest(model: "m", input: .completion(prompt: .text("p"), suffix: nil))
        let answer = try await events(text, request: request)
        let top = [TokenLogprob(token: "b", logprob: -2), TokenLogprob(token: "x", logprob: -3)]
        #expect(
            answer.events == [
                .started(model: "m"), .text("ab"),
                .logprobs([
                    TokenLogprob(token: "a", logprob: 0, textOffset: 0),
                    TokenLogprob(token: "b", logprob: -2, top: top, textOffset: 1),
                ]),
                .finished(.stop),
            ]
        )
    }

    @Test(
        arguments: [
            // In the last frame, as `transformers serve` does it.
            [
                chunk(#"{"content":"a"}"#),
                chunk("{}", finish: "stop", more: #","usage":{"prompt_tokens":4,"completion_tokens":1}"#),
            ],
            // Growing with each frame.
            [
                chunk(#"{"content":"a"}"#, more: #","usage":{"prompt_tokens":4,"completion_tokens":0}"#),
                chunk("{}", finish: "stop", more: #","usage":{"prompt_tokens":4,"completion_tokens":1}"#),
            ],
            // At the end.
            [
                chunk(#"{"content":"a"}"#, more: #","usage":null"#), chunk("{}", finish: "stop"),
                #"{"choices":[],"usage":{"prompt_tokens":4,"completion_tokens":1}}"#,
            ],
        ] as [[String]]
    )
    func `usage is told once, wherever the backend puts it`(frames: [String]) async throws {
        let answer = try await events(frames.map { "data: \($0)\n\n" }.joined() + "data: [DONE]\n\n")
        let usage = answer.events.filter { if case .usage = $0 { true } else { false } }
        #expect(usage == [.usage(Usage(promptTokens: 4, completionTokens: 1))])
    }

    @Test func `usage of many prompts adds up`() async throws {
        func last(_ index: Int, _ prompt: Int) -> String {
            #"{"choices":[{"index":\#(index),"text":"x","finish_reason":"length"}],"usage":{"prompt_tokens":\#(prompt),"completion_tokens":3}}"#
        }
        let request = GenerateRequest(model: "m", input: .completion(prompt: .texts(["a", "b"]), suffix: nil))
        let answer = try await events(stream(last(1, 2), last(0, 5)), request: request)
        #expect(answer.events.last == .usage(Usage(promptTokens: 7, completionTokens: 6)))
    }

    @Test func `numbers beyond all sense are held in bounds`() async throws {
        let text = stream(
            chunk(#"{"content":"a"}"#, finish: "stop"),
            #"{"choices":[],"usage":{"prompt_tokens":-5,"completion_tokens":1e300,"prompt_tokens_details":{"cached_tokens":"x"}}}"#
        )
        guard case .usage(let usage)? = try await events(text).events.last else {
            Issue.record("no usage")
            return
        }
        #expect(usage.promptTokens == 0)
        #expect(usage.completionTokens == Int(Int32.max))
        #expect(usage.cachedTokens == nil)
    }

    // MARK: Ends, good and bad

    @Test func `a stream with a finish reason needs no DONE`() async throws {
        let text = stream(chunk(#"{"content":"a"}"#), chunk("{}", finish: "stop"), done: false)
        #expect(try await events(text).events.last == .finished(.stop))
    }

    @Test func `a stream with DONE needs no finish reason`() async throws {
        #expect(try await events(stream(chunk(#"{"content":"a"}"#))).events.last == .finished(.stop))
    }

    @Test(arguments: [
        (stream(chunk(#"{"content":"a"}"#), done: false), ProviderError.Code.cut),
        (stream(chunk(#"{"content":"a"}"#), done: false) + "data: " + chunk(#"{"content":"a"}"#).dropLast(3), .cut),
        ("", .emptyAnswer),
        (stream(), .emptyAnswer),
        (stream(chunk(#"{"role":"assistant"}"#)), .emptyAnswer),
        (stream("{\"choices\":"), .malformed),
        (stream("[1]"), .malformed),
        (stream(chunk("{}", index: -1)), .malformed),
        (stream(chunk("{}", index: 1 << 40)), .malformed),
        (stream(#"{"choices":[{"index":"0","delta":{"content":"a"}}]}"#), .malformed),
        (stream(chunk(#"{"tool_calls":[{"index":-1}]}"#)), .malformed),
        (stream(chunk(#"{"tool_calls":[{"index":1e18}]}"#)), .malformed),
        (stream(chunk(#"{"content":"a"}"#), chunk("{}", finish: "error")), .cut),
        (stream(#"{"error":{"message":"busy","type":"overloaded","code":429}}"#), .overloaded),
        (stream(#"{"error":{"message":"boom"}}"#), .unavailable),
        (stream(#"{"object":"error","message":"boom","code":503}"#), .unavailable),
        (stream(#"{"error":{"message":"this exceeds the maximum context length"}}"#), .contextTooLong),
        ("event: error\ndata: {\"message\":\"boom\"}\n\n", .unavailable),
    ])
    func `a stream that ends badly says how`(text: String, code: ProviderError.Code) async {
        #expect(await failure(text)?.code == code)
    }

    @Test(arguments: [
        (HTTPClientError.Code.cut, ProviderError.Code.cut), (.stalled, .stalled), (.cancelled, .cancelled),
    ])
    func `a broken connection is told as what it is`(broken: HTTPClientError.Code, code: ProviderError.Code) async {
        let text = stream(chunk(#"{"content":"a"}"#), done: false)
        #expect(await failure(text, end: .failure(HTTPClientError(broken, "broken")))?.code == code)
    }

    @Test func `what came before a break is told`() async throws {
        let body = ScriptedBody(stream(chunk(#"{"content":"a"}"#), "{", done: false))
        let generation = try await openAI(ScriptedTransport(body: body)).generate(chat(stream: true))
        #expect(try await generation.next()?.events == [.started(model: "m-1"), .text("a")])
        await #expect(throws: ProviderError.self) { try await generation.next() }
        // It stays over.
        #expect(try await generation.next() == nil)
    }

    @Test func `an answer that is let go closes its exchange`() async throws {
        let body = ScriptedBody(stream(chunk(#"{"content":"a"}"#), done: false), end: .stall)
        var generation: Generation? = try await openAI(ScriptedTransport(body: body)).generate(chat(stream: true))
        _ = try await generation?.next()
        #expect(!body.isAbandoned)
        generation = nil
        #expect(body.isAbandoned)
    }

    @Test func `a reader that is cancelled stops at once`() async throws {
        let body = ScriptedBody("", end: .stall)
        let generation = try await openAI(ScriptedTransport(body: body)).generate(chat(stream: true))
        let task = Task { () -> ProviderError.Code? in
            do throws(ProviderError) { _ = try await generation.next() } catch { return error.code }
            return nil
        }
        task.cancel()
        #expect(await task.value == .cancelled)
    }

    @Test func `the body is read to its end after DONE, so that its connection lives on`() async throws {
        let body = ScriptedBody([Array(stream(chunk("{}", finish: "stop")).utf8), [0x0a], [0x0a]])
        _ = try await read(openAI(ScriptedTransport(body: body)).generate(chat(stream: true)))
        while body.remaining > 0 { await Task.yield() }
    }

    // MARK: Whole answers

    @Test func `a whole answer is one part`() async throws {
        let text =
            #"{"id":"x","model":"m-1","choices":[{"index":0,"message":{"role":"assistant","content":"hi","reasoning_content":"hm","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}"#
        let answer = try await events(text, stream: false)
        #expect(
            answer.events == [
                .started(model: "m-1"), .reasoning("hm"), .text("hi"),
                .toolCall(ToolCallFragment(index: 0, id: "c", name: "f", arguments: "{}")), .finished(.toolCalls),
                .usage(Usage(promptTokens: 3, completionTokens: 2)),
            ]
        )
        #expect(answer.wire == [text])
    }

    @Test(arguments: [
        ("{}", ProviderError.Code.emptyAnswer), (#"{"choices":[]}"#, .emptyAnswer),
        (#"{"choices":[{"index":0,"message":{"role":"assistant","content":null}}]}"#, .emptyAnswer),
        ("", .malformed), ("<html>", .malformed), ("[]", .malformed),
        (#"{"error":{"message":"no"}}"#, .unavailable), (#"{"error":"no"}"#, .unavailable),
    ])
    func `a whole answer that is none says why`(text: String, code: ProviderError.Code) async {
        #expect(await failure(text, stream: false)?.code == code)
    }

    @Test func `a model that chose to say nothing has answered`() async throws {
        let text = #"{"choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"stop"}]}"#
        #expect(try await events(text, stream: false).events == [.finished(.stop)])
    }

    @Test func `a backend that does not stream is read all the same, but its body is no frame`() async throws {
        let text = #"{"choices":[{"index":0,"message":{"content":"hi"},"finish_reason":"stop"}]}"#
        let transport = ScriptedTransport(200, text, headers: ["content-type": "application/json"])
        let answer = try await read(openAI(transport).generate(chat(stream: true)))
        #expect(answer.events == [.text("hi"), .finished(.stop)])
        #expect(answer.wire.isEmpty)
    }
}
