import Configuration
import Foundation
import HTTP
import JSON
import Testing

@testable import Providers

@Suite struct `Ollama's models` {
    private func provider(
        _ transport: ScriptedTransport,
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) throws -> OllamaProvider {
        var settings = try ProviderSettings.testing(.ollama)
        change(&settings)
        return try OllamaProvider(settings, .testing(transport))
    }

    private static let tags = #"""
        {"models":[{"name":"mistral:7b","model":"mistral:7b","modified_at":"2025-01-02T03:04:05.123456789+02:00",
        "size":4113301824,"digest":"61e88e","details":{"family":"llama","parameter_size":"7.2B",
        "quantization_level":"Q4_0"}},{"name":"nomic:latest","size":-1,"details":null},{"name":""},7]}
        """#

    @Test func `the list has what Ollama tells of each`() async throws {
        let models = try await provider(ScriptedTransport(200, Self.tags)).models()
        #expect(models.map(\.id) == ["mistral:7b", "nomic:latest"])
        #expect(models[0].created == Date(timeIntervalSince1970: 1_735_779_845))
        #expect(models[0].sizeInBytes == 4_113_301_824)
        #expect(models[0].digest == "sha256:61e88e")
        #expect(models[0].family == "llama")
        #expect(models[0].parameterSize == "7.2B")
        #expect(models[0].quantization == "Q4_0")
        #expect(models[1].sizeInBytes == 0)
    }

    @Test func `a list in the settings chooses from it, a missing tag meaning latest`() async throws {
        let models = try await provider(ScriptedTransport(200, Self.tags)) { $0.models = ["Nomic", "gone"] }.models()
        #expect(models.map(\.id) == ["nomic:latest"])
    }

    @Test(arguments: [
        ("mistral", "mistral:latest"), ("mistral:7b", "mistral:7b"), ("host:5000/team/m", "host:5000/team/m:latest"),
        ("host:5000/team/m:q4", "host:5000/team/m:q4"), ("", ":latest"),
    ])
    func `a name without a tag means latest`(name: String, canonical: String) {
        #expect(OllamaModelName.canonical(name) == canonical)
    }

    @Test(arguments: ["[]", "{}", "nonsense", ""])
    func `a list that is none is malformed`(body: String) async throws {
        let provider = try provider(ScriptedTransport(200, body))
        let error = await failure { () async throws(ProviderError) in _ = try await provider.models() }
        #expect(error?.code == .malformed)
    }

    @Test func `the loaded models have their memory`() async throws {
        let body = #"""
            {"models":[{"name":"a:1","model":"a:1","size":6,"size_vram":5,"expires_at":"2025-01-02T03:04:05Z",
            "context_length":4096}]}
            """#
        let residency = try #require(provider(ScriptedTransport(200, body)).residency)
        let loaded = try await residency.loaded()
        #expect(loaded.map(\.id) == ["a:1"])
        #expect(loaded[0].gpuBytes == 5)
        #expect(loaded[0].contextLength == 4096)
        #expect(loaded[0].expires == Date(timeIntervalSince1970: 1_735_787_045))
    }

    @Test func `loading and unloading ask for nothing`() async throws {
        let transport = ScriptedTransport(
            .success(.init(body: ScriptedBody(#"{"done":true,"done_reason":"load"}"#))),
            .success(.init(body: ScriptedBody(#"{"done":true,"done_reason":"unload"}"#)))
        )
        let residency = try #require(provider(transport) { $0.contextLength = 8192 }.residency)
        try await residency.load("m", keepAlive: .forever)
        let loading = #"{"model":"m","prompt":"","stream":false,"options":{"num_ctx":8192},"keep_alive":-1}"#
        #expect(transport.sent == (try json(loading)))
        #expect(transport.requests.last?.deadlines.firstByte == .seconds(1800))
        try await residency.unload("m")
        #expect(transport.sent?["keep_alive"] == 0)
    }

    @Test func `a model that only embeds is loaded by embedding nothing`() async throws {
        let transport = ScriptedTransport(
            .success(.init(status: 400, body: ScriptedBody(#"{"error":"\"m\" does not support generate"}"#))),
            .success(.init(body: ScriptedBody(#"{"embeddings":[]}"#)))
        )
        let residency = try #require(provider(transport).residency)
        try await residency.load("m", keepAlive: nil)
        #expect(transport.requests.map(\.url) == ["http://127.0.0.1:9/api/generate", "http://127.0.0.1:9/api/embed"])
    }

    // MARK: Embedding

    @Test func `texts become vectors in their order`() async throws {
        let transport = ScriptedTransport(
            200,
            #"{"model":"m","embeddings":[[0.5,-1],[2,3e-2]],"prompt_eval_count":9,"total_duration":7}"#
        )
        var request = EmbedRequest(model: "m", input: .texts(["a", "b"]))
        request.dimensions = 2
        request.truncate = false
        request.contextLength = 512
        let answer = try await provider(transport).embed(request)
        #expect(answer.vectors == [[0.5, -1], [2, 0.03]])
        #expect(answer.promptTokens == 9)
        #expect(answer.timings?.total == .nanoseconds(7))
        let sent = #"{"model":"m","input":["a","b"],"truncate":false,"dimensions":2,"options":{"num_ctx":512}}"#
        #expect(transport.sent == (try json(sent)))
    }

    @Test(arguments: [
        (#"{"embeddings":[[1]]}"#, ProviderError.Code.malformed), (#"{"embeddings":[[1],[]]}"#, .malformed),
        (#"{"embeddings":[[1],["x"]]}"#, .malformed), (#"{"embeddings":[[1],[1e300]]}"#, .malformed),
        (#"{"embeddings":[[1],[1]]}"#, .unsupported), ("{}", .malformed),
    ])
    func `vectors that are not what was asked for are refused`(body: String, code: ProviderError.Code) async throws {
        let provider = try provider(ScriptedTransport(200, body))
        let error = await failure { () async throws(ProviderError) in
            var request = EmbedRequest(model: "m", input: .texts(["a", "b"]))
            request.dimensions = 2
            _ = try await provider.embed(request)
        }
        #expect(error?.code == code)
    }

    // MARK: The library

    @Test func `a pull tells its steps and ends with success`() async throws {
        let lines = [
            #"{"status":"pulling manifest"}"#, #"{"status":"pulling x","digest":"sha256:1","total":10,"completed":5}"#,
            #"{"status":"success"}"#,
        ]
        let transport = ScriptedTransport(body: ScriptedBody(lines.joined(separator: "\n"), cutEvery: 7))
        let progress = try await #require(provider(transport).library).pull("m", insecure: true)
        var seen: [String] = []
        while let step = try await progress.next() { seen.append(step.text) }
        #expect(seen == lines)
        #expect(transport.sent == (try json(#"{"model":"m","insecure":true,"stream":true}"#)))
    }

    @Test(arguments: [
        (#"{"error":"pull model manifest: file does not exist"}"#, ProviderError.Code.modelNotFound),
        (#"{"error":"no space left on device"}"#, .unavailable), (#"{"status":"pulling"}"#, .cut), ("x", .malformed),
        ("", .cut),
    ])
    func `a pull that ends without success has failed`(line: String, code: ProviderError.Code) async throws {
        let library = try #require(provider(ScriptedTransport(200, line)).library)
        let error = await failure { () async throws(ProviderError) in
            let progress = try await library.pull("m", insecure: false)
            while try await progress.next() != nil {}
        }
        #expect(error?.code == code)
    }

    @Test func `deleting and describing name the model in a body`() async throws {
        let card = #"{"license":"x","capabilities":["completion"],"z":1,"a":2}"#
        let transport = ScriptedTransport(.success(.init()), .success(.init(body: ScriptedBody(card))))
        let library = try #require(provider(transport).library)
        try await library.delete("m")
        #expect(transport.requests.last?.method == "DELETE")
        #expect(transport.sent == ["model": "m"])
        #expect(try await library.show("m", verbose: true).json.text == card)
        #expect(transport.sent == ["model": "m", "verbose": true])
    }

    @Test func `a key goes in its header, and an address may end in v1`() async throws {
        let transport = ScriptedTransport(200, Self.tags)
        var settings = try ProviderSettings.testing(.ollama, "https://ollama.example/v1/")
        settings.apiKey = Secret("k-12345678", source: "KEY")
        settings.headers = ["x-team": "blue"]
        _ = try await OllamaProvider(settings, .testing(transport)).models()
        let request = try #require(transport.requests.first)
        #expect(request.url == "https://ollama.example/api/tags")
        #expect(request.headers["authorization"] == "Bearer k-12345678")
        #expect(request.headers["x-team"] == "blue")
    }

    @Test func `without an endpoint there is no provider`() throws {
        let settings = ProviderSettings(name: "box", type: .ollama)
        #expect(throws: ProviderError.self) { try OllamaProvider(settings, .testing(ScriptedTransport())) }
    }
}
