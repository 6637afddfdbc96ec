import Gateway
import HTTP
import JSON
import Providers
import Testing

@testable import Server

struct ChatEndpointTests {
    private let path = "/v1/chat/completions"
    private let whole = #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#
    private let streamed = #"{"model":"m","stream":true,"messages":[{"role":"user","content":"hi"}]}"#

    private func wired(_ json: String, _ events: [GenerationEvent]) -> GenerationPart {
        GenerationPart(events, wire: WirePart(dialect: .openAIChat, bytes: Array(json.utf8)))
    }

    @Test func `a whole answer of the same dialect passes byte for byte`() async throws {
        let body = #"{ "id":"x", "choices":[{"message":{"content":"hi"}}], "odd": 1.10 }"#
        let gateway = FakeGateway(parts: [wired(body, [.text("hi"), .finished(.stop)])])
        let answer = try await OpenAIClient(gateway: gateway).post(path, whole)
        #expect(answer.status == 200)
        #expect(answer.text == body)
        #expect(answer.responder.headers["content-type"] == "application/json")
        #expect(answer.responder.headers["x-martlet-model"] == "fake/small")
        #expect(answer.responder.headers["x-martlet-attempts"] == "1")
        #expect(!answer.context.streamed)
    }

    @Test func `a whole answer is built in OpenAI's order`() async throws {
        let gateway = FakeGateway([
            .started(model: "big"), .reasoning("hm"), .text("hi"), .finished(.length),
            .usage(Usage(promptTokens: 3, completionTokens: 1)),
        ])
        let answer = try await OpenAIClient(gateway: gateway).post(path, whole)
        let json = try answer.responder.json()
        #expect(json["id"]?.string?.hasPrefix("chatcmpl-") == true)
        let created = try #require(json["created"]?.int)
        let id = try #require(json["id"]?.string)
        #expect(
            answer.text == #"{"id":"\#(id)","object":"chat.completion","created":\#(created),"model":"big","#
                + #""choices":[{"index":0,"message":{"role":"assistant","content":"hi","refusal":null,"#
                + #""reasoning_content":"hm"},"logprobs":null,"finish_reason":"length"}],"#
                + #""usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}"#
        )
    }

    @Test func `an answer in many parts is collected for a client that wants it whole`() async throws {
        let gateway = FakeGateway(parts: [
            wired(#"{"choices":[{"delta":{"content":"a"}}]}"#, [.text("a")]),
            wired(#"{"choices":[{"delta":{"content":"b"}}]}"#, [.text("b")]),
            GenerationPart([.toolCall(ToolCallFragment(index: 0, name: "f", arguments: "{"))]),
            GenerationPart([.toolCall(ToolCallFragment(index: 0, arguments: "}"))]),
            GenerationPart([.toolCall(ToolCallFragment(index: 1, name: "g"))]),
            GenerationPart([.finished(.stop)]),
        ])
        let json = try await OpenAIClient(gateway: gateway).post(path, whole).responder.json()
        let message = json["choices"]?[0]?["message"]
        #expect(message?["content"] == "ab")
        #expect(message?["tool_calls"]?[0]?["function"] == ["name": "f", "arguments": "{}"])
        #expect(message?["tool_calls"]?[1]?["function"] == ["name": "g", "arguments": "{}"])
        let ids = message?["tool_calls"]?.array?.compactMap { $0["id"]?.string } ?? []
        #expect(Set(ids).count == 2)
        #expect(json["choices"]?[0]?["finish_reason"] == "tool_calls")
    }

    @Test func `several choices come in their order`() async throws {
        let gateway = FakeGateway([.text("b", choice: 1), .text("a", choice: 0), .finished(.stop, choice: 1)])
        let json = try await OpenAIClient(gateway: gateway).post(path, whole).responder.json()
        #expect(json["choices"]?.array?.map { $0["index"]?.int } == [0, 1])
        #expect(json["choices"]?.array?.map { $0["message"]?["content"]?.string } == ["a", "b"])
    }

    @Test func `a stream says what it is, and ends with DONE`() async throws {
        let gateway = FakeGateway([.text("a")], [.text("b")], [.finished(.stop)])
        let answer = try await OpenAIClient(gateway: gateway).post(path, streamed)
        #expect(answer.responder.headers["content-type"] == "text/event-stream; charset=utf-8")
        #expect(answer.responder.headers["x-martlet-model"] == "fake/small")
        #expect(answer.events.last == "[DONE]")
        #expect(answer.responder.answer.isFinished)
        #expect(answer.context.streamed)
        let chunks = try answer.events.dropLast().map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(Set(chunks.map { $0["id"]?.string }).count == 1)
        #expect(Set(chunks.map { $0["created"]?.int }).count == 1)
        #expect(chunks.filter { $0["choices"]?[0]?["delta"]?["role"] != nil }.count == 1)
    }

    @Test func `no chunk is held back for the next`() async throws {
        let gateway = FakeGateway([.text("a")], [.text("b")], [.finished(.stop)])
        let answer = try await OpenAIClient(gateway: gateway).post(path, streamed)
        #expect(answer.responder.answer.pieces.count == 4)
    }

    @Test func `what fails before the first part has a status of its own, stream or not`() async throws {
        var script = FakeGateway.Script()
        var failure = ProviderError(.overloaded, "'fake' is busy")
        failure.status = 429
        script.breaksOff = failure
        for body in [whole, streamed] {
            let answer = try await OpenAIClient(gateway: FakeGateway(script)).post(path, body)
            #expect(answer.status == 429)
            #expect(answer.responder.answer.isWhole)
            #expect(
                answer.text
                    == #"{"error":{"message":"'fake' is busy","type":"rate_limit_error","param":null,"code":null}}"#
            )
        }
    }

    @Test func `a conversation that is too long has OpenAI's code, whatever the backend called it`() async throws {
        var script = FakeGateway.Script()
        var failure = ProviderError(.contextTooLong, "'gemini' says that this is too long")
        (failure.upstreamCode, failure.status) = ("INVALID_ARGUMENT", 400)
        script.breaksOff = failure
        let answer = try await OpenAIClient(gateway: FakeGateway(script)).post(path, whole)
        #expect(answer.status == 400)
        #expect(answer.text.contains(#""code":"context_length_exceeded""#))
    }

    @Test func `an answer with nothing in it is a bad gateway`() async throws {
        for body in [whole, streamed] {
            let answer = try await OpenAIClient(gateway: FakeGateway(parts: [])).post(path, body)
            #expect(answer.status == 502)
        }
    }

    @Test func `a stream that breaks off ends with an error frame and no DONE`() async throws {
        var script = FakeGateway.Script()
        script.parts = [GenerationPart([.text("a")])]
        script.breaksOff = ProviderError(.cut, "'fake' broke off its answer")
        let answer = try await OpenAIClient(gateway: FakeGateway(script)).post(path, streamed)
        #expect(answer.status == 200)
        let message = "'fake' broke off its answer"
        #expect(
            answer.events.last
                == #"{"error":{"message":"\#(message)","type":"api_error","param":null,"code":null}}"#
        )
        #expect(answer.responder.answer.isFinished)
        #expect(answer.context.errorLabel == "cut")
    }

    @Test func `a whole answer that breaks off is an error with its status`() async throws {
        var script = FakeGateway.Script()
        script.parts = [GenerationPart([.text("a")])]
        script.breaksOff = ProviderError(.stalled, "'fake' stalled")
        let answer = try await OpenAIClient(gateway: FakeGateway(script)).post(path, whole)
        #expect(answer.status == 504)
    }

    @Test func `a client that leaves ends the stream quietly`() async throws {
        let gateway = FakeGateway([.text("a")], [.text("b")], [.finished(.stop)])
        let responder = RecordingResponder(clientLeavesAfter: 1)
        let answer = try await OpenAIClient(gateway: gateway, responder: responder).post(path, streamed)
        #expect(answer.context.errorLabel == "client_gone")
        #expect(answer.responder.answer.pieces.count == 1)
    }

    @Test func `a model of no name is a 404 that is known by its code`() async throws {
        var script = FakeGateway.Script()
        script.refusal = GatewayError(
            .unknownModel,
            "there is no model 'm'; the nearest is 'fake/small'",
            status: 404,
            parameter: "model",
            label: "model_not_found"
        )
        let answer = try await OpenAIClient(gateway: FakeGateway(script)).post(path, whole)
        #expect(answer.status == 404)
        let error = try answer.responder.json()["error"]
        #expect(error?["code"] == "model_not_found")
        #expect(error?["param"] == "model")
    }

    @Test func `a client of functions sees function_call in a whole answer`() async throws {
        let body =
            #"{"model":"m","messages":[{"role":"user","content":"hi"}],"functions":[{"name":"f"}]}"#
        let gateway = FakeGateway(parts: [
            wired(
                #"{"choices":[{"message":{"tool_calls":[]}}]}"#,
                [.toolCall(ToolCallFragment(index: 0, id: "a", name: "f", arguments: "{}")), .finished(.toolCalls)]
            )
        ])
        let json = try await OpenAIClient(gateway: gateway).post(path, body).responder.json()
        #expect(json["choices"]?[0]?["message"]?["function_call"] == ["name": "f", "arguments": "{}"])
        #expect(json["choices"]?[0]?["finish_reason"] == "function_call")
    }
}
