import Gateway
import HTTP
import JSON
import Providers
import Testing

@testable import Server

struct MartletEndpointTests {
    private func server(_ gateway: FakeGateway) -> ServerUnderTest {
        ServerUnderTest(gateway: gateway, endpoints: MartletEndpoints.all(gateway: gateway) { Array("up 1\n".utf8) })
    }

    @Test func `a message in, an answer out`() async throws {
        let usage = Usage(promptTokens: 3, completionTokens: 4)
        let gateway = FakeGateway([.text("Hel"), .text("lo"), .finished(.stop), .usage(usage)])
        let answer = await server(gateway).ask("POST", "/api/v1/chat", ["x-request-id": "r1"], #"{"message":"hi"}"#)
        let json = try answer.json()
        #expect(
            Set(try #require(json.object).keys)
                == ["response", "model", "provider", "latency_ms", "usage", "request_id"]
        )
        #expect(json["response"] == "Hello")
        #expect(json["model"] == "small")
        #expect(json["provider"] == "fake")
        #expect(json["usage"] == ["prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7])
        #expect(json["request_id"] == "r1")
        #expect((json["latency_ms"]?.double ?? -1) >= 0)
        #expect(gateway.lastGeneration?.model == "default")
        #expect(gateway.lastGeneration?.stream == false)
    }

    @Test func `an answer that was cut short says so in a header`() async throws {
        let answer = await server(FakeGateway([.text("Hel"), .finished(.length)]))
            .ask("POST", "/api/v1/chat", [:], #"{"message":"hi"}"#)
        #expect(answer.headers["x-martlet-finish-reason"] == "length")
        #expect(try answer.json()["usage"] == .null)
    }

    @Test func `history and settings reach the backend`() async throws {
        let gateway = FakeGateway([.text("x"), .finished(.stop)])
        let body = #"""
            {"message":"now","model":"p/m","system":"s","temperature":0.2,"max_tokens":9,
             "history":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}
            """#
        _ = await server(gateway).ask("POST", "/api/v1/chat", [:], body)
        let request = try #require(gateway.lastGeneration)
        guard case .chat(let turns) = request.input else { throw TestFailure() }
        #expect(turns.map(\.role) == [.system, .user, .assistant, .user])
        #expect(turns.map(\.text) == ["s", "a", "b", "now"])
        #expect(request.model == "p/m")
        #expect(request.sampling.temperature == 0.2)
        #expect(request.sampling.maxTokens == 9)
    }

    @Test func `a stream is events, and the last is the whole answer`() async throws {
        let gateway = FakeGateway([.reasoning("t"), .text("a")], [.text("b")], [.finished(.stop)])
        let answer = await server(gateway).ask("POST", "/api/v1/chat", [:], #"{"message":"hi","stream":true}"#)
        #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
        let names = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }
        #expect(names == ["event: thinking", "event: delta", "event: delta", "event: done"])
        let payloads = try answer.events.map { try JSONValue(parsing: Array($0.utf8)) }
        #expect(payloads[1] == ["text": "a"])
        #expect(payloads[3]["response"] == "ab")
        #expect(answer.answer.isFinished)
    }

    @Test func `a stream that breaks off ends with an error`() async throws {
        var script = FakeGateway.Script(parts: [GenerationPart([.text("x")])])
        script.breaksOff = ProviderError(.stalled, "silence")
        let answer = await server(FakeGateway(script)).ask(
            "POST",
            "/api/v1/chat",
            [:],
            #"{"message":"a","stream":true}"#
        )
        #expect(answer.text.contains("event: error\n"))
        #expect(answer.text.contains("silence"))
        #expect(!answer.text.contains("event: done"))
    }

    @Test(arguments: [
        "{}", #"{"message":""}"#, #"{"message":7}"#, #"{"message":"x","temperature":-1}"#, "x",
        #"{"message":"x","max_tokens":-1}"#, #"{"message":"x","max_tokens":0}"#, #"{"message":"x","model":"../x"}"#,
        #"{"message":"x","history":[{"role":"tool","content":"x"}]}"#, #"{"message":"x","temperature":3}"#,
    ])
    func `what cannot be is a 400 that names the field`(body: String) async throws {
        let answer = await server(FakeGateway(FakeGateway.Script())).ask("POST", "/api/v1/chat", [:], body)
        #expect(answer.status == 400)
        #expect(try answer.json()["error"]?["message"]?.string?.isEmpty == false)
    }

    @Test func `providers and models are listed from memory`() async throws {
        let json = try await server(FakeGateway(catalog: .sample)).ask("GET", "/api/models").json()
        #expect(json["active"] == ["provider": "ollama", "model": "m"])
        #expect(
            json["providers"]?[0] == [
                "name": "ollama", "type": "ollama", "status": "healthy", "models": ["m", "shared:latest"],
            ]
        )
        #expect(json["providers"]?[2]?["status"] == "unhealthy")
        #expect(json["providers"]?[2]?["problem"] == "the provider 'far' refused the connection")
        let empty = await server(FakeGateway(catalog: Catalog())).ask("GET", "/api/models")
        #expect(empty.text.hasPrefix(#"{"active":null,"providers":[]"#))
    }

    @Test func `what a key has chosen for itself is told to who uses it`() throws {
        let own = (key: "laptop", id: ModelID(provider: "far", model: "big"))
        let json = try JSONValue(parsing: ProviderListEndpoint.body(.sample, own: own))
        #expect(json["own"] == ["key": "laptop", "provider": "far", "model": "big"])
        #expect(json["active"] == ["provider": "ollama", "model": "m"])
    }

    @Test func `health is always there, readiness when a backend is`() async throws {
        let health = await server(FakeGateway(catalog: Catalog())).ask("GET", "/health")
        #expect(health.status == 200)
        #expect(health.text == #"{"status":"ok","name":"martlet"}"#)
        #expect(await server(FakeGateway(catalog: .sample)).ask("GET", "/ready").status == 200)
        var down = Catalog.sample
        for index in down.providers.indices { down.providers[index].status = .unhealthy }
        for (catalog, word) in [(Catalog(), "OPENAI_API_KEY"), (down, "martlet doctor")] {
            let answer = await server(FakeGateway(catalog: catalog)).ask("GET", "/ready")
            #expect(answer.status == 503)
            #expect(answer.headers["retry-after"] == "5")
            #expect(answer.text.contains(word))
        }
    }

    @Test func `metrics are text for Prometheus`() async {
        let answer = await server(FakeGateway(catalog: .sample)).ask("GET", "/metrics")
        #expect(answer.text == "up 1\n")
        #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    }

    @Test func `where no model can answer, the list of models says why and what was looked for`() async throws {
        let gateway = FakeGateway(catalog: Catalog())
        let endpoints = MartletEndpoints.all(gateway: gateway, lookedFor: { ["OPENAI_API_KEY is not set"] })
        let json = try await ServerUnderTest(gateway: gateway, endpoints: endpoints).ask("GET", "/api/models").json()
        #expect(json["active"] == .null)
        #expect(json["looked_for"] == ["OPENAI_API_KEY is not set"])
        #expect(json["problem"]?.string?.contains("martlet doctor") == true)
    }
}
