import Gateway
import JSON
import Providers
import Testing

@testable import Server

struct CompletionTests {
    private let path = "/v1/completions"

    private func read(_ members: String) throws -> GenerateRequest {
        try CompletionRequest(body: Array(#"{"model":"m",\#(members)}"#.utf8)).generate
    }

    private func prompt(_ json: String) throws -> String {
        guard case .completion(let prompt, _) = try read(#""prompt":\#(json)"#).input else { return "" }
        return "\(prompt)"
    }

    @Test(arguments: [
        (#""once""#, #"text("once")"#), (#"["once"]"#, #"text("once")"#), (#"["a","b"]"#, #"texts(["a", "b"])"#),
        ("[1,2]", "tokens([1, 2])"), ("[[1,2]]", "tokens([1, 2])"),
    ])
    func `a prompt is a text, several, or token ids`(json: String, expected: String) throws {
        #expect(try prompt(json) == expected)
    }

    @Test func `a prompt of token ids may be long`() throws {
        let ids = String(repeating: "1,", count: 3999) + "1"
        guard case .completion(.tokens(let tokens), nil) = try read(#""prompt":[\#(ids)]"#).input else {
            Issue.record("the prompt is no array of tokens")
            return
        }
        #expect(tokens.count == 4000)
    }

    @Test func `everything else is read`() throws {
        let request = try read(
            #""prompt":"a","suffix":"z","echo":true,"best_of":3,"n":2,"logprobs":5,"max_tokens":9,"stream":false"#
        )
        guard case .completion(_, let suffix) = request.input else { return #expect(Bool(false)) }
        #expect(suffix == "z")
        #expect(request.echo)
        #expect(request.bestOf == 3)
        #expect(request.sampling.choices == 2)
        #expect(request.sampling.logprobs)
        #expect(request.sampling.topLogprobs == 5)
        #expect(request.wire?.dialect == .openAICompletion)
    }

    @Test(arguments: [
        (#""x":1"#, "prompt is required"), (#""prompt":[]"#, "prompt must not be empty"),
        (#""prompt":["a",1]"#, "prompt[1] must be a string, not a number"),
        (#""prompt":[1,"a"]"#, "prompt[1] must be a whole number, not a string"),
        (#""prompt":[-1]"#, "prompt[0] must be from 0 to 2147483647"),
        (#""prompt":[[1],[2]]"#, "prompt must hold one array of token ids, not several"),
        (#""prompt":"a","best_of":1,"n":2"#, "best_of must be at least n (2)"),
        (#""prompt":"a","best_of":2,"stream":true"#, "best_of greater than 1 cannot be streamed"),
    ])
    func `a bad request is refused with the path of its fault`(members: String, message: String) throws {
        let error = try #require(throws: APIError.self) { try read(members) }
        #expect(error.message == message)
    }

    @Test func `a whole answer has the probabilities in four lists`() async throws {
        let tokens = [
            TokenLogprob(token: "é", logprob: -0.5, top: [TokenLogprob(token: "e", logprob: -1)]),
            TokenLogprob(token: "b", logprob: -0.25),
        ]
        let gateway = FakeGateway([.text("éb"), .logprobs(tokens), .finished(.stop)])
        let answer = try await OpenAIClient(gateway: gateway).post(
            path,
            #"{"model":"m","prompt":"abc","logprobs":1}"#
        )
        let json = try answer.responder.json()
        #expect(json["object"] == "text_completion")
        #expect(json["id"]?.string?.hasPrefix("cmpl-") == true)
        let logprobs = json["choices"]?[0]?["logprobs"]
        #expect(logprobs?["tokens"] == ["é", "b"])
        #expect(logprobs?["token_logprobs"] == [-0.5, -0.25])
        #expect(logprobs?["top_logprobs"] == [["e": -1], nil])
        #expect(logprobs?["text_offset"] == [3, 4])
    }

    @Test func `a stream is text_completion objects, usage where asked, and DONE`() async throws {
        let gateway = FakeGateway(
            [.text("a"), .logprobs([TokenLogprob(token: "a", logprob: -1)])],
            [.text("b"), .logprobs([TokenLogprob(token: "b", logprob: -1)])],
            [.finished(.length), .usage(Usage(promptTokens: 1, completionTokens: 2))]
        )
        let body =
            #"{"model":"m","prompt":"p","stream":true,"logprobs":0,"stream_options":{"include_usage":true}}"#
        let answer = try await OpenAIClient(gateway: gateway).post(path, body)
        #expect(answer.events.last == "[DONE]")
        let chunks = try answer.events.dropLast().map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(chunks.map { $0["choices"]?[0]?["text"]?.string } == ["a", "b", "", nil])
        #expect(chunks[2]["choices"]?[0]?["finish_reason"] == "length")
        #expect(chunks[0]["choices"]?[0]?["logprobs"]?["text_offset"] == [1])
        #expect(chunks[1]["choices"]?[0]?["logprobs"]?["text_offset"] == [2])
        #expect(chunks[3]["choices"] == [])
        #expect(chunks[3]["usage"]?["total_tokens"] == 3)
        #expect(Set(chunks.map { $0["id"]?.string }).count == 1)
    }

    @Test func `bytes of the same dialect pass, whole and streamed`() async throws {
        let frame = #"{"id":"c","choices":[{"text":"a","index":0}],"odd":1.10}"#
        let wire = WirePart(dialect: .openAICompletion, bytes: Array(frame.utf8))
        let gateway = FakeGateway(parts: [GenerationPart([.text("a"), .finished(.stop)], wire: wire)])
        let whole = try await OpenAIClient(gateway: gateway).post(path, #"{"model":"m","prompt":"p"}"#)
        #expect(whole.text == frame)
        let streamed = try await OpenAIClient(gateway: gateway)
            .post(path, #"{"model":"m","prompt":"p","stream":true}"#)
        #expect(streamed.text == "data: \(frame)\n\ndata: [DONE]\n\n")
    }

    @Test func `an end without a text gets one`() async throws {
        let frame = #"{"id":"c","created":7,"model":"m","choices":[{"finish_reason":"stop","index":0}]}"#
        let wire = WirePart(dialect: .openAICompletion, bytes: Array(frame.utf8))
        let gateway = FakeGateway(parts: [GenerationPart([.text("a")]), GenerationPart([.finished(.stop)], wire: wire)])
        let answer = try await OpenAIClient(gateway: gateway).post(path, #"{"model":"m","prompt":"p","stream":true}"#)
        let chunks = try answer.events.dropLast().map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(chunks.map { $0["choices"]?[0]?["text"] } == ["a", ""])
        #expect(chunks.last?["choices"]?[0]?["finish_reason"] == "stop")
    }

    @Test func `a backend that cannot complete bare prompts is a 400 that says so`() async throws {
        var script = FakeGateway.Script()
        script.refusal = GatewayError(ProviderError.unsupported(.completion, by: "gemini"))
        let answer = try await OpenAIClient(gateway: FakeGateway(script)).post(path, #"{"model":"m","prompt":"p"}"#)
        #expect(answer.status == 400)
        #expect(answer.text.contains("the provider 'gemini' does not support prompt completion"))
    }
}
