import Gateway
import HTTP
import JSON
import Providers
import Testing

@testable import Server

struct OllamaChatTests {
    private static let hello = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#

    private func server(_ gateway: FakeGateway) -> ServerUnderTest {
        ServerUnderTest(gateway: gateway, endpoints: OllamaEndpoints.all(gateway: gateway))
    }

    /// What comes of a request: the answer, and what the gateway was asked.
    private func chat(
        _ gateway: FakeGateway,
        _ body: String = hello,
        headers: HTTPHeaders = [:]
    ) async throws -> [JSONValue] {
        let answer = await server(gateway).ask("POST", "/api/chat", headers, body)
        return try lines(answer)
    }

    private func lines(_ answer: RecordingResponder) throws -> [JSONValue] {
        try answer.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
    }

    @Test func `stream absent means true, and the lines are NDJSON`() async throws {
        let gateway = FakeGateway([.started(model: "b"), .text("He")], [.text("llo")], [.finished(.stop)])
        let answer = await server(gateway).ask("POST", "/api/chat", [:], Self.hello)
        #expect(answer.headers["content-type"] == "application/x-ndjson")
        #expect(gateway.lastGeneration?.stream == true)
        #expect(answer.answer.isFinished)
        let lines = try lines(answer)
        #expect(lines.map { $0["message"]?["content"]?.string } == ["He", "llo", ""])
        #expect(lines.map { $0["done"]?.bool } == [false, false, true])
        #expect(lines.allSatisfy { $0["model"] == "m" && $0["message"]?["role"] == "assistant" })
        #expect(answer.text.hasSuffix("\n"))
    }

    @Test func `the last line has the reason and durations in nanoseconds`() async throws {
        let timings = Timings(
            total: .milliseconds(5),
            load: .milliseconds(1),
            prompt: .microseconds(1500),
            completion: .milliseconds(2)
        )
        let gateway = FakeGateway(
            [.text("x")],
            [.finished(.length), .usage(Usage(promptTokens: 7, completionTokens: 3)), .timings(timings)]
        )
        let last = try #require(try await chat(gateway).last)
        #expect(last["done_reason"] == "length")
        #expect(last["total_duration"] == 5_000_000)
        #expect(last["load_duration"] == 1_000_000)
        #expect(last["prompt_eval_duration"] == 1_500_000)
        #expect(last["eval_duration"] == 2_000_000)
        #expect(last["prompt_eval_count"] == 7)
        #expect(last["eval_count"] == 3)
    }

    @Test func `durations that the backend does not tell are those seen from here`() async throws {
        let last = try #require(try await chat(FakeGateway([.text("x"), .finished(.stop)])).last)
        let total = try #require(last["total_duration"]?.int)
        #expect(total > 0)
        #expect(last["prompt_eval_count"] == nil, "tokens that nobody counted are not made up")
    }

    @Test func `dates are RFC 3339`() async throws {
        for line in try await chat(FakeGateway([.text("x"), .finished(.stop)])) {
            let date = try #require(line["created_at"]?.string)
            #expect(date.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil)
        }
    }

    @Test func `a whole answer is one object`() async throws {
        let gateway = FakeGateway([.reasoning("hm"), .text("He"), .text("llo"), .finished(.stop)])
        let body = #"{"model":"m","stream":false,"messages":[{"role":"user","content":"hi"}]}"#
        let answer = await server(gateway).ask("POST", "/api/chat", [:], body)
        #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
        #expect(answer.answer.isWhole)
        let json = try answer.json()
        #expect(json["message"]?["content"] == "Hello")
        #expect(json["message"]?["thinking"] == "hm")
        #expect(json["done"] == true)
        #expect(json["done_reason"] == "stop")
    }

    @Test(arguments: ["", "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8"])
    func `there is no demand on the request's content type`(type: String) async throws {
        let gateway = FakeGateway([.text("x"), .finished(.stop)])
        #expect(try await chat(gateway, headers: ["Content-Type": type]).count == 2)
    }

    @Test func `thinking has a place of its own`() async throws {
        let lines = try await chat(FakeGateway([.reasoning("a")], [.text("b")], [.finished(.stop)]))
        #expect(lines[0]["message"]?["thinking"] == "a")
        #expect(lines[0]["message"]?["content"] == "")
        #expect(lines[1]["message"]?["thinking"] == nil)
    }

    @Test func `a tool call's arguments are an object, gathered from their fragments`() async throws {
        let gateway = FakeGateway(
            [.toolCall(ToolCallFragment(index: 0, id: "a", name: "add", arguments: "{\"x\":"))],
            [.toolCall(ToolCallFragment(index: 0, arguments: "1.50}"))],
            [.toolCall(ToolCallFragment(index: 1, id: "b", name: "now"))],
            [.finished(.toolCalls)]
        )
        let answer = await server(gateway).ask("POST", "/api/chat", [:], Self.hello)
        let lines = try lines(answer)
        let calls = lines.compactMap { $0["message"]?["tool_calls"]?.array }.flatMap(\.self)
        #expect(calls.map { $0["function"]?["name"]?.string } == ["add", "now"])
        #expect(calls[0]["function"]?["arguments"] == ["x": 1.5])
        #expect(calls[1]["function"]?["arguments"] == .object([:]))
        #expect(answer.text.contains(#""arguments":{"x":1.50}"#), "as the model wrote it")
        #expect(lines.last?["done_reason"] == "stop")
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1}"#), ("", "{}"), ("  ", "{}"), ("null", "{}"), (#""{\"a\":1}""#, #"{"a":1}"#),
        ("{", nil), ("[1]", nil), ("7", nil), (#""text""#, nil), (#"{"a":1}}"#, nil),
    ])
    func `arguments that are no object are an error, never mended`(text: String, expected: String?) {
        #expect(CallArguments.object(in: text)?.text == expected)
    }

    @Test func `ill-formed arguments end the stream with an error line`() async throws {
        let gateway = FakeGateway(
            [.text("x")],
            [.toolCall(ToolCallFragment(index: 0, id: "a", name: "f", arguments: "{oops"))],
            [.finished(.toolCalls)],
            [.text("never")]
        )
        let answer = await server(gateway).ask("POST", "/api/chat", [:], Self.hello)
        let lines = try lines(answer)
        #expect(lines.count == 2)
        #expect(lines[1]["error"]?.string?.contains("'f'") == true)
        #expect(answer.answer.isFinished)
    }

    @Test func `ill-formed arguments of a whole answer are a 502`() async throws {
        let gateway = FakeGateway([
            .toolCall(ToolCallFragment(index: 0, name: "f", arguments: "{oops")), .finished(.stop),
        ])
        let body = #"{"model":"m","stream":false,"messages":[{"role":"user","content":"hi"}]}"#
        #expect(await server(gateway).ask("POST", "/api/chat", [:], body).status == 502)
    }

    @Test func `an error in mid-stream is a line, and the answer ends properly`() async throws {
        var script = FakeGateway.Script(parts: [GenerationPart([.text("x")])])
        script.breaksOff = ProviderError(.cut, "the backend hung up")
        let answer = await server(FakeGateway(script)).ask("POST", "/api/chat", [:], Self.hello)
        let lines = try lines(answer)
        #expect(lines.last == ["error": "the backend hung up"])
        #expect(answer.answer.isFinished)
    }

    @Test func `an error before the answer has its status`() async throws {
        var script = FakeGateway.Script()
        script.refusal = GatewayError(.unknownModel, "no model 'm'", status: 404, label: "unknown_model")
        let answer = await server(FakeGateway(script)).ask("POST", "/api/chat", [:], Self.hello)
        #expect(answer.status == 404)
        #expect(try answer.json() == ["error": "no model 'm'"])
    }

    @Test func `lines of an Ollama pass as they are`() async throws {
        let wire = { (text: String) in WirePart(dialect: .ollamaChat, bytes: Array(text.utf8)) }
        let gateway = FakeGateway(parts: [
            GenerationPart([.text("x")], wire: wire(#"{"message":{"content":"x"},"done":false,"new":1}"#)),
            GenerationPart([.finished(.stop)], wire: wire(#"{"done":true,"total_duration":9}"#)),
        ])
        let answer = await server(gateway).ask("POST", "/api/chat", [:], Self.hello)
        #expect(
            answer.text
                == #"{"message":{"content":"x"},"done":false,"new":1}"# + "\n" + #"{"done":true,"total_duration":9}"#
                + "\n"
        )
        let sent = gateway.lastGeneration?.wire
        #expect(sent?.dialect == .ollamaChat)
        #expect(sent?.body.text == Self.hello)
    }

    @Test func `a request is read whole`() async throws {
        let gateway = FakeGateway([.text("x"), .finished(.stop)])
        let body = #"""
            {"model":"m","stream":true,"think":"low","keep_alive":"5m","format":{"type":"object","x":1.0},
             "logprobs":true,"top_logprobs":2,
             "options":{"temperature":0.5,"num_ctx":4096,"num_predict":9,"stop":["a","b"],"mirostat":1,"seed":7},
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","z":1,"a":2}}}],
             "messages":[
              {"role":"system","content":"s"},
              {"role":"user","content":"look","images":["iVBORw0KGgoAAA=="]},
              {"role":"assistant","thinking":"t","tool_calls":[
                {"function":{"name":"f","arguments":{"b":1,"a":2.0}}},{"function":{"name":"g"}}]},
              {"role":"tool","tool_name":"g","content":"G"},
              {"role":"tool","content":"F"}]}
            """#
        _ = try await chat(gateway, body)
        let request = try #require(gateway.lastGeneration)
        guard case .chat(let messages) = request.input else { throw TestFailure() }
        #expect(messages.map(\.role) == [.system, .user, .assistant, .tool, .tool])
        #expect(
            messages[1].content == [
                .text("look"), .image(ImageContent(source: .data(base64: "iVBORw0KGgoAAA==", mediaType: "image/png"))),
            ]
        )
        #expect(messages[2].reasoning == "t")
        #expect(messages[2].toolCalls.map(\.arguments) == [#"{"b":1,"a":2.0}"#, "{}"])
        let ids = messages[2].toolCalls.map(\.id)
        #expect(Set(ids).count == 2)
        #expect(messages[3].toolCallID == ids[1], "by the function's name")
        #expect(messages[4].toolCallID == ids[0], "the one that is still open")
        #expect(request.reasoning == .effort("low"))
        #expect(request.keepAlive == .duration(.seconds(300)))
        #expect(request.contextLength == 4096)
        #expect(request.sampling.maxTokens == 9)
        #expect(request.sampling.stop == ["a", "b"])
        #expect(request.sampling.seed == 7)
        #expect(request.sampling.topLogprobs == 2)
        #expect(request.runnerOptions == ["mirostat": 1])
        #expect(request.tools.first?.parameters?.text == #"{"type":"object","z":1,"a":2}"#)
        guard case .schema(let schema) = request.format else { throw TestFailure() }
        #expect(schema.schema.text == #"{"type":"object","x":1.0}"#)
    }

    @Test(arguments: [
        #"{"messages":[]}"#, #"{"model":"","messages":[]}"#, #"{"model":7,"messages":[]}"#, "[]", "", "nonsense",
        #"{"model":"m","messages":"x"}"#, #"{"model":"m","messages":[{"content":"x"}]}"#,
        #"{"model":"m","messages":[{"role":"king","content":"x"}]}"#, #"{"model":"m","messages":[{"role":"user"}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":[1]}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x","images":["data:image/png;base64,AA"]}]}"#,
        #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"format":"xml"}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"think":3}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"stream":"yes"}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function"}]}"#,
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"options":[]}"#,
    ])
    func `what is not as it must be is a 400 that says so`(body: String) async throws {
        let gateway = FakeGateway([.text("x"), .finished(.stop)])
        let answer = await server(gateway).ask("POST", "/api/chat", [:], body)
        #expect(answer.status == 400)
        #expect(try answer.json()["error"]?.string?.isEmpty == false)
        #expect(gateway.asked.generations.isEmpty)
    }

    @Test(arguments: [
        "num_ctx", "num_predict", "temperature", "top_p", "top_k", "min_p", "typical_p", "repeat_penalty",
        "presence_penalty", "frequency_penalty",
    ])
    func `a number out of its range goes no further`(option: String) async {
        let gateway = FakeGateway([.text("x"), .finished(.stop)])
        for value in ["-99999", "1e300", "99999999999999999999", "-1e-300x"] {
            let body = #"{"model":"m","messages":[{"role":"user","content":"x"}],"options":{"\#(option)":\#(value)}}"#
            #expect(await server(gateway).ask("POST", "/api/chat", [:], body).status == 400, "\(option)=\(value)")
        }
        #expect(gateway.asked.generations.isEmpty)
    }

    @Test(arguments: ["../../etc/passwd", "a/../b", "a\\\\b", "a\\r\\nX-Evil: 1", "a\\u0000b", "ollama/..", "./m"])
    func `a model's name that could be a path or a header is refused`(name: String) async {
        let gateway = FakeGateway([.text("x"), .finished(.stop)])
        for (method, path) in [
            ("POST", "/api/chat"), ("POST", "/api/generate"), ("POST", "/api/embed"), ("POST", "/api/embeddings"),
            ("POST", "/api/show"), ("POST", "/api/pull"), ("DELETE", "/api/delete"),
        ] {
            let body = #"{"model":"\#(name)","messages":[{"role":"user","content":"x"}],"prompt":"x","input":"x"}"#
            #expect(await server(gateway).ask(method, path, [:], body).status == 400, "\(path)")
        }
        #expect(gateway.asked.generations.isEmpty && gateway.asked.embeddings.isEmpty)
    }

    @Test(arguments: ["api_base", "base_url", "endpoint", "host", "url", "api_key"])
    func `a request never chooses where it goes`(field: String) async throws {
        let gateway = FakeGateway([.text("x"), .finished(.stop)])
        let body = #"{"model":"m","messages":[{"role":"user","content":"x"}],"\#(field)":"http://evil.com"}"#
        _ = try await chat(gateway, body)
        let request = try #require(gateway.lastGeneration)
        #expect(request.model == "m")
        var shown = request
        shown.wire = nil
        #expect(!"\(shown)".contains("evil.com"), "only the body that a backend of the same dialect gets has it")
    }
}

struct TestFailure: Error {}
