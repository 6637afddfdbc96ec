import Configuration
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct `Gemini's models` {
    private func provider(
        _ transport: ScriptedTransport,
        _ endpoint: String? = "http://127.0.0.1:9",
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) throws -> GeminiProvider {
        var settings = ProviderSettings(name: "box", type: .gemini)
        settings.endpoint = try endpoint.map { try EndpointURL(parsing: $0) }
        change(&settings)
        return try GeminiProvider(settings, .testing(transport))
    }

    @Test(
        arguments: [
            ("https://generativelanguage.googleapis.com", "https://generativelanguage.googleapis.com/v1beta"),
            ("http://x:1/", "http://x:1/v1beta"), ("http://x:1/v1beta", "http://x:1/v1beta"),
            ("http://x:1/v1beta/", "http://x:1/v1beta"), ("http://x:1/v1", "http://x:1/v1"),
            ("http://x:1/v1alpha", "http://x:1/v1alpha"), ("http://x:1/gemini", "http://x:1/gemini/v1beta"),
            (nil, "https://generativelanguage.googleapis.com/v1beta"),
        ] as [(String?, String)]
    )
    func `an address may be given with a version or without`(endpoint: String?, base: String) async throws {
        let transport = ScriptedTransport(200, "{}")
        let provider = try provider(transport, endpoint) { $0.apiKey = Secret("AIza-key-123456", source: "KEY") }
        _ = try await provider.models()
        let request = try #require(transport.requests.first)
        #expect(request.url == base + "/models?pageSize=1000")
        #expect(request.headers["x-goog-api-key"] == "AIza-key-123456")
        #expect(request.headers["authorization"] == nil)
    }

    @Test func `without a key nothing goes to Google`() async throws {
        let transport = ScriptedTransport(200, "{}")
        let provider = try provider(transport, nil)
        let error = await failure { () async throws(ProviderError) in _ = try await provider.models() }
        #expect(error?.code == .unauthorized)
        #expect(error?.message.contains("GOOGLE_API_KEY") == true)
        #expect(transport.requests.isEmpty)
    }

    @Test func `the list is read page by page`() async throws {
        let first = #"""
            {"models":[{"name":"models/gemini-2.5-flash","inputTokenLimit":1048576,
            "supportedGenerationMethods":["generateContent","countTokens"]},
            {"name":"models/imagen","supportedGenerationMethods":["predict"]},7],"nextPageToken":"a/b="}
            """#
        let second = #"{"models":[{"name":"models/embed-1","supportedGenerationMethods":["embedContent"]}]}"#
        let transport = ScriptedTransport(
            .success(.init(body: ScriptedBody(first))),
            .success(.init(body: ScriptedBody(second)))
        )
        let models = try await provider(transport).models()
        #expect(models.map(\.id) == ["gemini-2.5-flash", "embed-1"])
        #expect(models[0].contextLength == 1_048_576)
        #expect(transport.requests.last?.url == "http://127.0.0.1:9/v1beta/models?pageSize=1000&pageToken=a%2Fb%3D")
        let chosen = try await provider(ScriptedTransport(200, second)) { $0.models = ["models/other"] }.models()
        #expect(chosen.isEmpty)
    }

    @Test func `a list without an end ends`() async throws {
        let answers = (0..<50).map { _ in
            Result<ScriptedTransport.Answer, HTTPClientError>.success(
                .init(body: ScriptedBody(#"{"models":[{"name":"models/a"}],"nextPageToken":"x"}"#))
            )
        }
        let transport = ScriptedTransport(answers: answers)
        #expect(try await provider(transport).models().count == 20)
    }

    @Test func `one text is embedded alone, many a hundred at a time`() async throws {
        let single = ScriptedTransport(200, #"{"embedding":{"values":[0.5,-1]}}"#)
        let request = EmbedRequest(model: "models/e", input: .texts(["a"]))
        #expect(try await provider(single).embed(request).vectors == [[0.5, -1]])
        #expect(single.requests[0].url == "http://127.0.0.1:9/v1beta/models/e:embedContent")
        #expect(single.sent == (try json(#"{"model":"models/e","content":{"parts":[{"text":"a"}]}}"#)))

        func answer(_ count: Int) -> String {
            let rows = Array(repeating: #"{"values":[1,2]}"#, count: count).joined(separator: ",")
            return #"{"embeddings":[\#(rows)],"usageMetadata":{"promptTokenCount":3}}"#
        }
        let many = ScriptedTransport(
            .success(.init(body: ScriptedBody(answer(100)))),
            .success(.init(body: ScriptedBody(answer(50))))
        )
        var big = EmbedRequest(model: "e", input: .texts((0..<150).map { "t\($0)" }))
        big.dimensions = 2
        let embedded = try await provider(many).embed(big)
        #expect(embedded.vectors.count == 150)
        #expect(embedded.promptTokens == 6)
        #expect(
            many.requests.map(\.url)
                == Array(repeating: "http://127.0.0.1:9/v1beta/models/e:batchEmbedContents", count: 2)
        )
        let last = try json(#"{"model":"models/e","content":{"parts":[{"text":"t149"}]},"outputDimensionality":2}"#)
        #expect(many.sent?["requests"]?[49] == last)
    }

    @Test(arguments: [
        ("{}", ProviderError.Code.malformed), (#"{"embedding":{"values":[]}}"#, .malformed),
        (#"{"embedding":{"values":["x"]}}"#, .malformed), (#"{"embedding":{"values":[1]}}"#, .unsupported),
    ])
    func `vectors that are not what was asked for are refused`(body: String, code: ProviderError.Code) async throws {
        let provider = try provider(ScriptedTransport(200, body))
        let error = await failure { () async throws(ProviderError) in
            var request = EmbedRequest(model: "e", input: .texts(["a"]))
            request.dimensions = 2
            _ = try await provider.embed(request)
        }
        #expect(error?.code == code)
    }
}
