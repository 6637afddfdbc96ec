import EventLoop
import Foundation
import Gateway
import HTTP
import JSON
import Providers
import Synchronization
import Testing

@testable import Server

struct OllamaGenerateTests {
    private func request(_ body: String) throws -> GenerateRequest {
        try OllamaGenerateRequest(body: Array(body.utf8)).generate
    }

    private func ask(_ gateway: FakeGateway, _ path: String, _ body: String) async -> RecordingResponder {
        let server = ServerUnderTest(gateway: gateway, endpoints: OllamaEndpoints.all(gateway: gateway))
        return await server.ask("POST", path, [:], body)
    }

    @Test func `a prompt is a chat, because a template goes around it`() throws {
        let request = try request(#"{"model":"m","prompt":"p","system":"s","images":["/9j/AAAA"],"think":false}"#)
        guard case .chat(let turns) = request.input else { throw TestFailure() }
        #expect(turns.map(\.role) == [.system, .user])
        #expect(
            turns[1].content.last == .image(ImageContent(source: .data(base64: "/9j/AAAA", mediaType: "image/jpeg")))
        )
        #expect(request.reasoning == .off)
        #expect(request.stream)
        #expect(request.wire?.dialect == .ollamaGenerate)
        #expect(request.neededFeatures.isSuperset(of: [.chat, .images, .reasoningControl]))
    }

    @Test func `raw, or with a suffix, it is completed as it is`() throws {
        guard case .completion(.text("p"), nil) = try request(#"{"model":"m","prompt":"p","raw":true}"#).input,
            case .completion(.text("p"), "s") = try request(#"{"model":"m","prompt":"p","suffix":"s"}"#).input
        else { throw TestFailure() }
    }

    @Test(arguments: [
        (#""template":"{{ .Prompt }}""#, Features.templateOverride), (#""context":[1,2]"#, .tokenContext),
        (#""raw":true,"images":["AAAA"]"#, .rawImages), (#""suffix":"s","system":"x""#, .templateOverride),
        (#""format":"json""#, .jsonMode), (#""keep_alive":0"#, .keepAlive),
        (#""options":{"num_ctx":9}"#, .contextLength),
        (#""options":{"mirostat":1}"#, .runnerOptions), (#""options":{"repeat_penalty":1.1}"#, .repeatPenalty),
        (#""logprobs":true"#, .logprobs), (#""think":true"#, .reasoningControl),
    ])
    func `what not every backend can do is asked for, never dropped`(field: String, feature: Features) throws {
        #expect(try request(#"{"model":"m","prompt":"p",\#(field)}"#).neededFeatures.contains(feature))
    }

    @Test(arguments: [
        #""raw":true,"system":"x""#, #""raw":true,"template":"x""#, #""raw":true,"context":[1]"#, #""context":[-1]"#,
        #""context":["a"]"#, #""context":[1.5]"#, #""width":512"#, #""prompt":7"#, #""images":"x""#, #""images":[""]"#,
    ])
    func `what cannot be is a 400`(field: String) {
        #expect(throws: APIError.self) { try request(#"{"model":"m",\#(field)}"#) }
    }

    @Test func `the lines have response where a chat has a message`() async throws {
        let gateway = FakeGateway([.reasoning("t")], [.text("x")], [.finished(.stop)])
        let answer = await ask(gateway, "/api/generate", #"{"model":"m","prompt":"p"}"#)
        let lines = try answer.text.split(separator: "\n").map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(lines.map { $0["response"]?.string } == ["", "x", ""])
        #expect(lines[0]["thinking"] == "t")
        #expect(lines.allSatisfy { $0["message"] == nil })
        #expect(lines.last?["done_reason"] == "stop")
    }

    @Test(arguments: [
        ("/api/generate", #"{"model":"m"}"#, "load m -", "load"),
        ("/api/generate", #"{"model":"m","prompt":""}"#, "load m -", "load"),
        ("/api/generate", #"{"model":"m","prompt":"","keep_alive":-1}"#, "load m forever", "load"),
        ("/api/generate", #"{"model":"m","prompt":"","keep_alive":0}"#, "unload m", "unload"),
        ("/api/generate", #"{"model":"m","keep_alive":"0s","stream":false}"#, "unload m", "unload"),
        ("/api/chat", #"{"model":"m","messages":[]}"#, "load m -", "load"),
        ("/api/chat", #"{"model":"m","keep_alive":0}"#, "unload m", "unload"),
        ("/api/chat", #"{"model":"ollama/m","keep_alive":"10m"}"#, "load m duration(600.0 seconds)", "load"),
    ])
    func `an empty prompt loads a model, and with keep_alive 0 unloads it`(
        path: String,
        body: String,
        deed: String,
        reason: JSONValue
    ) async throws {
        let provider = FakeProvider("ollama")
        let gateway = FakeGateway(catalog: .sample, providers: [provider])
        let answer = await ask(gateway, path, body)
        #expect(answer.status == 200)
        let json = try answer.json()
        #expect(json["done"] == true)
        #expect(json["done_reason"] == reason)
        #expect((path == "/api/chat" ? json["message"]?["content"] : json["response"]) == "")
        #expect(provider.deeds == [deed])
        #expect(gateway.asked.generations.isEmpty)
    }

    @Test func `a client that leaves does not abort its model's load`() async throws {
        let loop = try EventLoop()
        let thread = Thread { loop.run() }
        thread.start()
        defer { loop.stop() }
        let provider = SlowlyLoading()
        let gateway = FakeGateway(catalog: .sample, providers: [provider])
        let server = ServerUnderTest(gateway: gateway, endpoints: OllamaEndpoints.all(gateway: gateway))
        let request = loop.spawn { await server.ask("POST", "/api/generate", [:], #"{"model":"ollama/m"}"#).status }
        await provider.hasBegun.value
        request.cancel()
        provider.mayEnd.open()
        _ = await request.value
        #expect(provider.wasCancelled.withLock { $0 } == false)
        #expect(gateway.asked.finished.count == 1)
    }

    @Test func `where nothing is loaded, a model that is there counts as loaded, and unloading is a 400`() async throws
    {
        let gateway = FakeGateway(
            catalog: .sample,
            providers: [FakeProvider("cloud", type: "openai", keepsModels: false)]
        )
        #expect(await ask(gateway, "/api/generate", #"{"model":"cloud/gpt"}"#).status == 200)
        let answer = await ask(gateway, "/api/generate", #"{"model":"cloud/gpt","keep_alive":0}"#)
        #expect(answer.status == 400)
        #expect(answer.text.contains("'cloud'"))
        #expect(await ask(gateway, "/api/generate", #"{"model":"nobody"}"#).status == 404)
    }
}

/// An Ollama whose load takes as long as a test wants.
private final class SlowlyLoading: Provider, ModelResidency {
    let name = "ollama"
    let type = "ollama"
    let features: Features = [.chat]
    let defaultModel: String? = nil
    let hasBegun = Gate()
    let mayEnd = Gate()
    /// Nil until the load has ended.
    let wasCancelled = Mutex<Bool?>(nil)
    var residency: (any ModelResidency)? { self }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        throw ProviderError.unsupported(.chat, by: name)
    }

    func models() async throws(ProviderError) -> [ModelInfo] { [] }

    func load(_ model: String, keepAlive: KeepAlive?) async throws(ProviderError) {
        hasBegun.open()
        await mayEnd.value
        wasCancelled.withLock { $0 = Task.isCancelled }
    }

    func unload(_ model: String) async throws(ProviderError) {}
    func loaded() async throws(ProviderError) -> [LoadedModel] { [] }
}

/// Holds whoever waits until it is opened.
private final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    func open() { continuation.finish() }

    /// Awaited once.
    var value: Void { get async { for await _ in stream {} } }
}

extension Catalog {
    /// An Ollama with two models, a cloud with one, and one that is down.
    static var sample: Catalog {
        var first = ModelInfo(id: "m")
        first.sizeInBytes = 4_000_000_000
        first.digest = "sha256:0123456789abcdef"
        first.family = "llama"
        first.parameterSize = "7B"
        first.quantization = "Q4_0"
        first.contextLength = 8192
        var down = ProviderState(name: "far", type: "vllm", status: .unhealthy, features: [.chat])
        down.problem = "the provider 'far' refused the connection"
        return Catalog(
            providers: [
                ProviderState(
                    name: "ollama",
                    type: "ollama",
                    status: .healthy,
                    features: [.chat, .tools],
                    models: [first, ModelInfo(id: "shared:latest")]
                ),
                ProviderState(
                    name: "cloud",
                    type: "openai",
                    status: .healthy,
                    features: [.chat, .tools, .images, .embeddings],
                    models: [ModelInfo(id: "gpt"), ModelInfo(id: "shared:latest")]
                ),
                down,
            ],
            active: ModelID(provider: "ollama", model: "m")
        )
    }
}
