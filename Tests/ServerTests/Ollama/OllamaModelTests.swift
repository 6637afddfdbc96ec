import Foundation
import Gateway
import HTTP
import JSON
import Providers
import Testing

@testable import Server

struct OllamaModelTests {
    private func server(_ gateway: FakeGateway) -> ServerUnderTest {
        ServerUnderTest(
            gateway: gateway,
            endpoints: OllamaEndpoints.all(gateway: gateway) + MartletEndpoints.all(gateway: gateway)
        )
    }

    @Test func `every model of every provider is listed by the name that routes to it`() async throws {
        let gateway = FakeGateway(catalog: .sample)
        let json = try await server(gateway).ask("GET", "/api/tags").json()
        let models = try #require(json["models"]?.array)
        #expect(
            models.map { $0["name"]?.string }
                == ["m", "ollama/shared:latest", "cloud/gpt", "cloud/shared:latest"]
        )
        #expect(models.allSatisfy { $0["name"] == $0["model"] })
        #expect(models[0]["digest"] == "0123456789abcdef")
        #expect(models[0]["size"] == 4_000_000_000)
        #expect(models[0]["details"]?["families"] == ["llama"])
        #expect(models[0]["details"]?["format"] == "gguf")
        #expect(models[0]["details"]?["quantization_level"] == "Q4_0")
        for model in models {
            #expect((model["digest"]?.string?.count ?? 0) >= 12, "clients cut it at twelve characters")
            #expect(model["modified_at"]?.string?.hasSuffix("Z") == true)
        }
        #expect(Set(models.map { $0["digest"]?.string }).count == 4)
    }

    @Test func `an empty catalog is an empty list`() async throws {
        let answer = await server(FakeGateway(catalog: Catalog())).ask("GET", "/api/tags")
        #expect(answer.text == #"{"models":[]}"#)
    }

    @Test func `what is in memory is shown of every backend that loads`() async throws {
        var loaded = LoadedModel(id: "m")
        loaded.sizeInBytes = 5
        loaded.gpuBytes = 4
        loaded.expires = Date(timeIntervalSince1970: 0)
        loaded.contextLength = 4096
        let providers = [FakeProvider("ollama", inMemory: [loaded]), FakeProvider("cloud", keepsModels: false)]
        let json = try await server(FakeGateway(catalog: .sample, providers: providers)).ask("GET", "/api/ps").json()
        let models = try #require(json["models"]?.array)
        #expect(models.count == 1)
        #expect(models[0]["name"] == "m")
        #expect(models[0]["size_vram"] == 4)
        #expect(models[0]["context_length"] == 4096)
        #expect(models[0]["expires_at"] == "1970-01-01T00:00:00.000000Z")
    }

    @Test func `a backend's own card is shown as it is`() async throws {
        let card = #"{"capabilities":["completion"],"model_info":{"a.b":1.0},"new":true}"#
        let provider = FakeProvider("ollama", card: card)
        let gateway = FakeGateway(catalog: .sample, providers: [provider])
        let answer = await server(gateway).ask("POST", "/api/show", [:], #"{"name":"m","verbose":true}"#)
        #expect(answer.text == card)
        #expect(provider.deeds == ["show m verbosely"])
    }

    @Test func `a card without capabilities gets them`() async throws {
        let gateway = FakeGateway(catalog: .sample, providers: [FakeProvider("ollama", card: #"{"x":1}"#)])
        let json = try await server(gateway).ask("POST", "/api/show", [:], #"{"model":"m"}"#).json()
        #expect(json == ["x": 1, "capabilities": ["completion", "tools"]])
    }

    @Test func `a model without a card has one made from the catalog`() async throws {
        let gateway = FakeGateway(catalog: .sample, providers: [FakeProvider("cloud", keepsModels: false)])
        let json = try await server(gateway).ask("POST", "/api/show", [:], #"{"model":"cloud/gpt"}"#).json()
        #expect(json["capabilities"] == ["completion", "tools", "vision", "embedding"])
        #expect(json["model_info"]?["general.architecture"] == "unknown")
        #expect(json["details"]?["family"] == "")
        #expect(await server(gateway).ask("POST", "/api/show", [:], #"{"model":"nobody"}"#).status == 404)
    }

    @Test func `a pull's progress passes line by line`() async throws {
        let steps = [
            #"{"status":"pulling manifest"}"#, #"{"status":"downloading","completed":1,"total":2}"#,
            #"{"status":"success"}"#,
        ]
        let provider = FakeProvider("ollama", pullSteps: steps)
        let gateway = FakeGateway(catalog: .sample, providers: [provider])
        let answer = await server(gateway).ask("POST", "/api/pull", [:], #"{"name":"new:1b","insecure":true}"#)
        #expect(answer.text == steps.joined(separator: "\n") + "\n")
        #expect(answer.headers["content-type"] == "application/x-ndjson")
        #expect(provider.deeds == ["pull new:1b insecurely"])
        let whole = await server(gateway).ask("POST", "/api/pull", [:], #"{"model":"ollama/x","stream":false}"#)
        #expect(try whole.json() == ["status": "success"])
        #expect(provider.deeds.last == "pull x")
    }

    @Test func `a pull that fails says so in a line, or with its status`() async throws {
        let failure = ProviderError(.cut, "the pull broke off")
        let provider = FakeProvider("ollama", pullSteps: [#"{"status":"x"}"#], pullFailure: failure)
        let gateway = FakeGateway(catalog: .sample, providers: [provider])
        let answer = await server(gateway).ask("POST", "/api/pull", [:], #"{"model":"x"}"#)
        #expect(answer.text.hasSuffix(#"{"error":"the pull broke off"}"# + "\n"))
        #expect(answer.answer.isFinished)
        let whole = await server(gateway).ask("POST", "/api/pull", [:], #"{"model":"x","stream":false}"#)
        #expect(whole.status == 502)
        let early = FakeGateway(catalog: .sample, providers: [FakeProvider("ollama", pullFailure: failure)])
        #expect(await server(early).ask("POST", "/api/pull", [:], #"{"model":"x"}"#).status == 502)
    }

    @Test func `deleting takes its model from the body of a DELETE`() async throws {
        let provider = FakeProvider("ollama")
        let gateway = FakeGateway(catalog: .sample, providers: [provider, FakeProvider("cloud", keepsModels: false)])
        let answer = await server(gateway).ask("DELETE", "/api/delete", [:], #"{"model":"m"}"#)
        #expect(answer.status == 200)
        #expect(answer.body.isEmpty)
        #expect(provider.deeds == ["delete m"])
        #expect(await server(gateway).ask("DELETE", "/api/delete", [:], #"{"model":"cloud/gpt"}"#).status == 400)
        #expect(await server(gateway).ask("DELETE", "/api/delete", [:], #"{"model":"nobody"}"#).status == 404)
        #expect(await server(gateway).ask("DELETE", "/api/delete").status == 400)
    }

    @Test func `nobody to pull is a 400 that says what to do`() async throws {
        let gateway = FakeGateway(catalog: .sample, providers: [FakeProvider("cloud", keepsModels: false)])
        let answer = await server(gateway).ask("POST", "/api/pull", [:], #"{"model":"x"}"#)
        #expect(answer.status == 400)
        #expect(answer.text.contains("configure an Ollama"))
    }

    @Test func `the version is one that clients know`() async throws {
        let json = try await server(FakeGateway(catalog: .sample)).ask("GET", "/api/version").json()
        #expect(json["version"]?.string?.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
    }

    @Test func `embeddings in both shapes`() async throws {
        var script = FakeGateway.Script()
        script.embedding = EmbedAnswer(
            model: "e",
            vectors: [[0.5, -1], [2, 3]],
            promptTokens: 4,
            timings: Timings(total: .microseconds(3))
        )
        let gateway = FakeGateway(script, catalog: .sample)
        let body =
            #"{"model":"m","input":["a","b"],"truncate":false,"dimensions":2,"options":{"num_ctx":64,"num_gpu":1,"temperature":1}}"#
        let json = try await server(gateway).ask("POST", "/api/embed", [:], body).json()
        #expect(json["embeddings"] == [[0.5, -1], [2, 3]])
        #expect(json["model"] == "m")
        #expect(json["prompt_eval_count"] == 4)
        #expect(json["total_duration"] == 3000)
        let asked = try #require(gateway.asked.embeddings.first)
        #expect(asked.input == .texts(["a", "b"]))
        #expect(asked.truncate == false)
        #expect(asked.contextLength == 64)
        #expect(asked.runnerOptions == ["num_gpu": 1])
        let legacy = try await server(gateway).ask("POST", "/api/embeddings", [:], #"{"model":"m","prompt":"a"}"#)
            .json()
        #expect(legacy == ["embedding": [0.5, -1]])
    }

    @Test func `nothing to embed is no vector`() async throws {
        let gateway = FakeGateway(catalog: .sample)
        for body in [#"{"model":"m"}"#, #"{"model":"m","input":""}"#, #"{"model":"m","input":[]}"#] {
            #expect(try await server(gateway).ask("POST", "/api/embed", [:], body).json()["embeddings"] == [])
        }
        #expect(gateway.asked.embeddings.isEmpty)
    }

    @Test(arguments: [
        #"{"input":"x"}"#, #"{"model":"m","input":7}"#, #"{"model":"m","input":[1]}"#,
        #"{"model":"m","input":"x","dimensions":-1}"#,
        #"{"model":"m","input":"x","dimensions":0}"#, #"{"model":"m","input":"x","options":{"num_ctx":-5}}"#,
    ])
    func `an embedding request that cannot be is a 400`(body: String) async {
        #expect(await server(FakeGateway(catalog: .sample)).ask("POST", "/api/embed", [:], body).status == 400)
    }
}
