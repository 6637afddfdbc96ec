import Gateway
import HTTP
import JSON
import Providers
import Testing

@testable import Server

struct GeminiAnswerTests {
    private static let hello = #"{"contents":[{"parts":[{"text":"hi"}]}]}"#

    private func ask(
        _ gateway: FakeGateway,
        _ target: String,
        _ body: String = hello,
        method: String = "POST",
        _ headers: HTTPHeaders = [:]
    ) async throws -> RecordingResponder {
        let openAI = OpenAIEndpoints.all(gateway: gateway, responses: try await .inMemory())
        let endpoints = openAI + GeminiEndpoints.all(gateway: gateway)
        return await ServerUnderTest(gateway: gateway, endpoints: endpoints).ask(method, target, headers, body)
    }

    private func events(_ answer: RecordingResponder) throws -> [JSONValue] {
        try answer.events.map { try JSONValue(parsing: Array($0.utf8)) }
    }

    @Test(arguments: ["/v1beta/models", "/v1/models"])
    func `both versions of the address answer`(prefix: String) async throws {
        let usage = Usage(promptTokens: 3, completionTokens: 9, cachedTokens: 1, reasoningTokens: 4)
        let gateway = FakeGateway([.reasoning("hm"), .text("Hel"), .text("lo"), .finished(.length), .usage(usage)])
        let answer = try await ask(gateway, "\(prefix)/ollama/mistral:7b:generateContent")
        let json = try answer.json()
        #expect(gateway.lastGeneration?.model == "ollama/mistral:7b")
        #expect(gateway.lastGeneration?.stream == false)
        let candidate = json["candidates"]?[0]
        #expect(
            candidate?["content"] == ["parts": [["text": "Hello"]], "role": "model"],
            "thoughts only when asked for"
        )
        #expect(candidate?["finishReason"] == "MAX_TOKENS")
        #expect(
            json["usageMetadata"] == [
                "promptTokenCount": 3, "candidatesTokenCount": 5, "totalTokenCount": 12, "cachedContentTokenCount": 1,
                "thoughtsTokenCount": 4,
            ]
        )
        #expect(json["modelVersion"] == "small")
        #expect(json["responseId"]?.string == answer.headers["x-request-id"])
    }

    @Test func `thoughts are shown to whoever asks for them`() async throws {
        let body =
            #"{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"thinkingConfig":{"includeThoughts":true}}}"#
        let gateway = FakeGateway([.reasoning("hm"), .text("x"), .finished(.stop)])
        let json = try await ask(gateway, "/v1beta/models/m:generateContent", body).json()
        #expect(json["candidates"]?[0]?["content"]?["parts"]?[0] == ["text": "hm", "thought": true])
        let stream = try events(try await ask(gateway, "/v1beta/models/m:streamGenerateContent?alt=sse", body))
        #expect(stream[0]["candidates"]?[0]?["content"]?["parts"]?[0] == ["text": "hm", "thought": true])
    }

    @Test func `alt=sse is a stream of events, with reason and usage in the last`() async throws {
        let gateway = FakeGateway(
            [.started(model: "big"), .text("a")],
            [.text("b")],
            [.finished(.stop)],
            [.usage(Usage(promptTokens: 1, completionTokens: 2))]
        )
        let answer = try await ask(gateway, "/v1beta/models/m:streamGenerateContent?alt=sse")
        #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
        #expect(gateway.lastGeneration?.stream == true)
        let events = try events(answer)
        #expect(events.count == 3)
        #expect(events.map { $0["candidates"]?[0]?["content"]?["parts"]?[0]?["text"]?.string } == ["a", "b", ""])
        #expect(events.map { $0["candidates"]?[0]?["finishReason"]?.string } == [nil, nil, "STOP"])
        #expect(events[2]["usageMetadata"]?["totalTokenCount"] == 3)
        #expect(events.allSatisfy { $0["modelVersion"] == "big" })
        #expect(answer.answer.isFinished)
    }

    @Test func `without it the stream is one array`() async throws {
        let gateway = FakeGateway([.text("a")], [.text("b")], [.finished(.stop)])
        let answer = try await ask(gateway, "/v1/models/m:streamGenerateContent")
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.answer.pieces.count == 3, "each piece goes out as it comes")
        let array = try #require(try answer.json().array)
        #expect(array.map { $0["candidates"]?[0]?["content"]?["parts"]?[0]?["text"]?.string } == ["a", "b", ""])
    }

    @Test(arguments: [true, false])
    func `a stream that breaks off ends with an error in Google's form`(isEvents: Bool) async throws {
        var script = FakeGateway.Script(parts: [GenerationPart([.text("x")])])
        script.breaksOff = ProviderError(.stalled, "silence")
        let path = "/v1beta/models/m:streamGenerateContent" + (isEvents ? "?alt=sse" : "")
        let answer = try await ask(FakeGateway(script), path)
        let last = isEvents ? try events(answer).last : try answer.json().array?.last
        #expect(last?["error"] == ["code": 504, "message": "silence", "status": "DEADLINE_EXCEEDED"])
        #expect(answer.answer.isFinished)
    }

    @Test func `calls are gathered until they are whole`() async throws {
        let gateway = FakeGateway(
            [.toolCall(ToolCallFragment(index: 0, id: "a", name: "f", arguments: "{\"x\""))],
            [.toolCall(ToolCallFragment(index: 0, arguments: ":1.0}"))],
            [.toolCall(ToolCallFragment(index: 1, id: "a", name: "g"))],
            [.finished(.toolCalls)]
        )
        let answer = try await ask(gateway, "/v1beta/models/m:streamGenerateContent?alt=sse")
        let calls = try events(answer).compactMap { $0["candidates"]?[0]?["content"]?["parts"]?.array }.flatMap(\.self)
            .compactMap { $0["functionCall"] }
        #expect(calls.map { $0["name"]?.string } == ["f", "g"])
        #expect(calls.map { $0["args"] } == [["x": 1], .object([:])])
        #expect(Set(calls.compactMap { $0["id"]?.string }).count == 2, "ids are unique whatever the backend says")
        #expect(try events(answer).last?["candidates"]?[0]?["finishReason"] == "STOP")
        let whole = try await ask(gateway, "/v1beta/models/m:generateContent").json()
        #expect(whole["candidates"]?[0]?["content"]?["parts"]?.array?.count == 2)
    }

    @Test func `a malformed call ends the candidate as Google ends it`() async throws {
        let gateway = FakeGateway(
            [.toolCall(ToolCallFragment(index: 0, name: "f", arguments: "{oops"))],
            [.finished(.stop)]
        )
        let whole = try await ask(gateway, "/v1beta/models/m:generateContent").json()
        #expect(whole["candidates"]?[0]?["finishReason"] == "MALFORMED_FUNCTION_CALL")
        let stream = try events(try await ask(gateway, "/v1beta/models/m:streamGenerateContent?alt=sse"))
        let reasons = stream.compactMap { $0["candidates"]?[0]?["finishReason"]?.string }
        #expect(reasons == ["MALFORMED_FUNCTION_CALL"])
    }

    @Test func `several candidates keep apart`() async throws {
        let gateway = FakeGateway(
            [.text("a", choice: 0), .text("b", choice: 1)],
            [.finished(.stop, choice: 1), .finished(.length, choice: 0)]
        )
        let events = try events(try await ask(gateway, "/v1beta/models/m:streamGenerateContent?alt=sse"))
        #expect(events[0]["candidates"]?.array?.map { $0["index"]?.int } == [0, 1])
        #expect(events[1]["candidates"]?.array?.map { $0["finishReason"]?.string } == ["MAX_TOKENS", "STOP"])
    }

    @Test func `log-probabilities are written as Google does`() async throws {
        let token = TokenLogprob(token: "a", logprob: -0.5, top: [TokenLogprob(token: "b", logprob: -.infinity)])
        let json = try await ask(
            FakeGateway([.text("a"), .logprobs([token]), .finished(.stop)]),
            "/v1/models/m:generateContent"
        ).json()
        #expect(
            json["candidates"]?[0]?["logprobsResult"] == [
                "chosenCandidates": [["token": "a", "logProbability": -0.5]],
                "topCandidates": [["candidates": [["token": "b", "logProbability": -9999]]]],
            ]
        )
    }

    @Test(arguments: [(404, "NOT_FOUND"), (429, "RESOURCE_EXHAUSTED"), (503, "UNAVAILABLE"), (400, "INVALID_ARGUMENT")])
    func `errors have Google's shape`(status: Int, word: JSONValue) async throws {
        var script = FakeGateway.Script()
        script.refusal = GatewayError(.upstreamFailed, "no", status: status, label: "x")
        let answer = try await ask(FakeGateway(script), "/v1beta/models/m:generateContent")
        #expect(answer.status == status)
        #expect(try answer.json()["error"] == ["code": .int(status), "message": "no", "status": word])
    }

    @Test func `a field at fault is named in the details`() async throws {
        let json = try await ask(FakeGateway(FakeGateway.Script()), "/v1beta/models/m:generateContent", "{}").json()
        #expect(json["error"]?["details"]?[0]?["fieldViolations"]?[0]?["field"] == "contents")
    }

    @Test func `tokens are not counted by guessing`() async throws {
        let answer = try await ask(FakeGateway(FakeGateway.Script()), "/v1beta/models/m:countTokens")
        #expect(answer.status == 501)
        #expect(try answer.json()["error"]?["status"] == "UNIMPLEMENTED")
    }

    @Test func `embeddings, one and many`() async throws {
        var script = FakeGateway.Script()
        script.embedding = EmbedAnswer(model: "e", vectors: [[0.5], [2]], promptTokens: 4)
        let gateway = FakeGateway(script)
        let one = try await ask(
            gateway,
            "/v1beta/models/e:embedContent",
            #"{"content":{"parts":[{"text":"a"},{"text":"b"}]},"outputDimensionality":1}"#
        ).json()
        #expect(one == ["embedding": ["values": [0.5]]])
        #expect(gateway.asked.embeddings.last?.input == .texts(["ab"]))
        #expect(gateway.asked.embeddings.last?.dimensions == 1)
        let many = try await ask(
            gateway,
            "/v1beta/models/e:batchEmbedContents",
            #"{"requests":[{"model":"models/e","content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"b"}]}}]}"#
        ).json()
        #expect(many == ["embeddings": [["values": [0.5]], ["values": [2]]]])
        #expect(gateway.asked.embeddings.last?.input == .texts(["a", "b"]))
    }

    @Test(arguments: [
        #"{"requests":[]}"#, #"{"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY"}]}"#,
        #"{"requests":[{"content":{"parts":[{"text":"a"}]},"outputDimensionality":-1}]}"#,
        #"{"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"a"}]},"outputDimensionality":2}]}"#,
        #"{"requests":[{"model":"models/other","content":{"parts":[{"text":"a"}]}}]}"#,
        #"{"requests":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}}]}"#, "{}",
    ])
    func `embedding requests that cannot be are a 400`(body: String) async throws {
        let answer = try await ask(FakeGateway(FakeGateway.Script()), "/v1beta/models/e:batchEmbedContents", body)
        #expect(answer.status == 400)
    }

    @Test func `models are listed in pages, and each by its name`() async throws {
        let gateway = FakeGateway(catalog: .sample)
        let first = try await ask(gateway, "/v1beta/models?pageSize=3", "", method: "GET").json()
        #expect(
            first["models"]?.array?.map { $0["name"]?.string } == [
                "models/ollama/m", "models/ollama/shared:latest", "models/cloud/gpt",
            ]
        )
        #expect(first["models"]?[0]?["inputTokenLimit"] == 8192)
        #expect(
            first["models"]?[2]?["supportedGenerationMethods"] == [
                "generateContent", "streamGenerateContent", "embedContent", "batchEmbedContents",
            ]
        )
        let token = try #require(first["nextPageToken"]?.string)
        let second = try await ask(gateway, "/v1beta/models?pageSize=3&pageToken=\(token)", "", method: "GET").json()
        #expect(second["models"]?.array?.count == 1)
        #expect(second["nextPageToken"] == nil)
        let one = try await ask(gateway, "/v1beta/models/cloud%2Fgpt", "", method: "GET").json()
        #expect(one["name"] == "models/cloud/gpt")
        #expect(try await ask(gateway, "/v1beta/models/nobody", "", method: "GET").status == 404)
        for bad in ["pageSize=-1", "pageSize=x", "pageToken=-1", "pageSize=99999999999999999999"] {
            #expect(try await ask(gateway, "/v1beta/models?\(bad)", "", method: "GET").status == 400)
        }
    }

    @Test(arguments: ["x-goog-api-client", "x-goog-api-key"])
    func `Google's own clients see their list at v1 too`(header: String) async throws {
        let gateway = FakeGateway(catalog: .sample)
        let list = try await ask(gateway, "/v1/models", "", method: "GET", [header: "genai"]).json()
        #expect(list["models"]?.array?.count == 4)
        let one = try await ask(gateway, "/v1/models/cloud/gpt", "", method: "GET", [header: "genai"]).json()
        #expect(one["name"] == "models/cloud/gpt")
        #expect(try await ask(gateway, "/v1/models?key=k", "", method: "GET").json()["models"] != nil)
        let chat = try await ask(gateway, "/v1/chat/completions", "{}", [header: "genai"])
        #expect(try chat.json()["error"]?["param"] == "model", "what is not shared stays OpenAI's")
    }

    @Test func `GET of v1 models stays OpenAI's`() async throws {
        let gateway = FakeGateway(catalog: .sample)
        #expect(try await ask(gateway, "/v1/models", "", method: "GET").json()["object"] == "list")
        #expect(try await ask(gateway, "/v1/models/cloud/gpt", "", method: "GET").json()["object"] == "model")
    }
}
