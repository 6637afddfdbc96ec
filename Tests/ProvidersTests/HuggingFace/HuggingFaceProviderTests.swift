import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct HuggingFaceProviderTests {
    private typealias Answer = ScriptedTransport.Answer

    private func provider(
        _ transport: ScriptedTransport,
        endpoint: String = "http://127.0.0.1:9",
        model: String? = nil
    ) throws -> any Provider {
        var settings = ProviderSettings(name: "hf", type: .huggingface, endpoint: try EndpointURL(parsing: endpoint))
        settings.model = model
        return try ProviderRegistry.provider(for: settings, in: ProviderEnvironment(transport: transport) { [$0] })
    }

    private func answer(_ status: Int, _ text: String) -> Result<Answer, HTTPClientError> {
        .success(Answer(status: status, body: ScriptedBody(text)))
    }

    private static let notFound = #"{"detail":"Not Found"}"#

    @Test func `transformers serve is known by its health, and a broken list is no harm`() async throws {
        let transport = ScriptedTransport(
            answer(404, Self.notFound),
            answer(200, #"{"status":"ok"}"#),
            answer(500, "Internal Server Error")
        )
        let provider = try provider(transport, model: "org/m")
        #expect(try await provider.models().map(\.id) == ["org/m"])
        #expect(transport.requests.map(\.url) == ["/info", "/health", "/v1/models"].map { "http://127.0.0.1:9" + $0 })
        #expect(!provider.features.contains(.jsonSchema))
    }

    @Test func `a server that does not answer is not taken for another`() async throws {
        let transport = ScriptedTransport(.failure(HTTPClientError(.refused, "nobody listens")))
        let provider = try provider(transport)
        do {
            try await provider.check()
            Issue.record("it answered")
        } catch {
            #expect(error.code == .refused)
        }
    }

    @Test func `a cut stream of transformers serve is read: no DONE, usage with the last frame, a revision`()
        async throws
    {
        let frames = [
            #"{"id":"x","choices":[{"delta":{"role":"assistant"},"index":0}],"model":"/tmp/a@b@main","object":"chat.completion.chunk"}"#,
            #"{"id":"x","choices":[{"delta":{"content":" in"},"index":0}],"model":"/tmp/a@b@main"}"#,
            #"{"id":"x","choices":[{"delta":{},"index":0,"finish_reason":"length"}],"model":"/tmp/a@b@main","usage":{"completion_tokens":1,"prompt_tokens":12,"total_tokens":13}}"#,
        ]
        let text = frames.map { "data: \($0)\n\n" }.joined()
        let provider = try provider(ScriptedTransport(200, text))
        let answer = try await read(provider.generate(chat(stream: true)))
        #expect(
            answer.events == [
                .started(model: "/tmp/a@b"), .text(" in"), .finished(.length),
                .usage(Usage(promptTokens: 12, completionTokens: 1)),
            ]
        )
        #expect(answer.wire.isEmpty)
    }

    @Test func `what transformers serve ignores is not sent to it`() async throws {
        let transport = ScriptedTransport(200, stream(chunk("{}", finish: "stop")))
        var request = chat(stream: true)
        request.tools = [Tool(name: "f")]
        request.toolChoice = .none
        request.reasoning = .effort("none")
        request.wire = WireRequest(
            dialect: .openAIChat,
            body: RawJSON(Array(#"{"model":"a","tool_choice":"none","tools":[{}]}"#.utf8))
        )
        _ = try await read(provider(transport).generate(request))
        let sent = try #require(transport.sent?.object)
        #expect(Set(sent.keys) == ["model", "messages", "stream", "chat_template_kwargs"])
        #expect(sent["chat_template_kwargs"] == ["enable_thinking": false])
    }

    @Test(arguments: [false, true])
    func `transformers serve gets a bias as a fraction, since it takes no whole number`(passes: Bool) async throws {
        let transport = ScriptedTransport(200, stream(chunk("{}", finish: "stop")))
        var request = chat(stream: true)
        request.sampling.logitBias = ["50": -100, "7": 0.5]
        if passes {
            let body = #"{"model":"a","messages":[],"logit_bias":{"50":-100,"7":0.5}}"#
            request.wire = WireRequest(dialect: .openAIChat, body: RawJSON(Array(body.utf8)))
        }
        _ = try await read(provider(transport).generate(request))
        let body = try #require(transport.requests.last?.body)
        #expect(String(decoding: body, as: UTF8.self).contains(#""logit_bias":{"50":-100.0,"7":0.5}"#))
    }

    @Test func `TGI is known by its description`() async throws {
        let transport = ScriptedTransport(
            answer(200, #"{"model_id":"org/m","max_total_tokens":4096,"router":"text-generation-router"}"#)
        )
        let provider = try provider(transport)
        let models = try await provider.models()
        #expect(models.map(\.id) == ["org/m"])
        #expect(models.first?.contextLength == 4096)
        #expect(provider.features.contains([.chat, .jsonSchema, .forcedToolChoice]))
    }

    @Test func `TEI is known by its description and only embeds`() async throws {
        let transport = ScriptedTransport(
            answer(200, #"{"model_id":"org/e","model_type":{"embedding":{"pooling":"cls"}},"max_input_length":512}"#)
        )
        let provider = try provider(transport)
        #expect(try await provider.models().first?.contextLength == 512)
        #expect(provider.features == [.embeddings, .embedTokens])
    }

    @Test func `the hosted router is known by its name, and sends its key`() async throws {
        let transport = ScriptedTransport(answer(200, #"{"data":[{"id":"org/m"}]}"#))
        let provider = try provider(transport, endpoint: "https://router.huggingface.co/v1")
        #expect(provider.features.contains(.jsonSchema))
        #expect(try await provider.models().map(\.id) == ["org/m"])
        #expect(transport.requests.map(\.url) == ["https://router.huggingface.co/v1/models"])
    }

    @Test func `another server in its place is found out`() async throws {
        let transport = ScriptedTransport(
            answer(404, Self.notFound),
            answer(200, #"{"status":"ok"}"#),
            answer(200, #"{"model_id":"org/m"}"#),
            answer(200, "")
        )
        let provider = try provider(transport)
        try await provider.check()
        #expect(!provider.features.contains(.logprobs))
        try await provider.check()
        #expect(provider.features.contains(.logprobs))
    }
}
