import Foundation
import Gateway
import JSON
import Providers
import Testing

@testable import Server

struct ModelTests {
    private func client() -> OpenAIClient {
        func state(_ name: String, _ models: [String], _ status: ProviderState.Status) -> ProviderState {
            var infos = models.map { ModelInfo(id: $0) }
            infos[0].created = Date(timeIntervalSince1970: 1_700_000_000.7)
            return ProviderState(name: name, type: name, status: status, features: .chat, models: infos)
        }
        let catalog = Catalog(
            providers: [
                state("vllm", ["org/big", "shared"], .unhealthy), state("ollama", ["mistral:7b", "shared"], .healthy),
            ],
            active: ModelID(provider: "ollama", model: "mistral:7b"),
            routes: ["fast": ModelID(provider: "ollama", model: "shared")]
        )
        return OpenAIClient(gateway: FakeGateway(FakeGateway.Script(), catalog: catalog))
    }

    @Test func `the list has every model by its whole name, and by its own where that is one's only`() async throws {
        let answer = try await client().get("/v1/models")
        let json = try answer.responder.json()
        #expect(json["object"] == "list")
        #expect(
            json["data"]?.array?.compactMap { $0["id"]?.string } == [
                "default", "fast", "mistral:7b", "ollama/mistral:7b", "ollama/shared", "org/big", "vllm/org/big",
                "vllm/shared",
            ]
        )
        #expect(
            json["data"]?[2] == ["id": "mistral:7b", "object": "model", "created": 1_700_000_000, "owned_by": "ollama"]
        )
        #expect(json["data"]?[7]?["created"] == 0)
    }

    @Test func `the list is the same at every asking`() async throws {
        let client = client()
        let first = try await client.get("/v1/models").text
        let again = try await OpenAIClient(gateway: client.gateway).get("/v1/models").text
        #expect(first == again)
    }

    @Test(arguments: ["vllm/org/big", "org/big", "ollama/mistral:7b", "default", "fast"])
    func `a model is found by an id with slashes and colons in it`(id: String) async throws {
        let answer = try await client().get("/v1/models/{id}", parameter: id)
        #expect(answer.status == 200)
        #expect(try answer.responder.json()["id"]?.string == id)
    }

    @Test(arguments: ["mistrl:7b", "vllm/nothing", ""])
    func `an unknown model is a 404 with a code`(id: String) async throws {
        let answer = try await client().get("/v1/models/{id}", parameter: id)
        #expect(answer.status == 404)
        #expect(try answer.responder.json()["error"]?["code"] == "model_not_found")
    }

    @Test func `an unknown model has the nearest names`() async throws {
        let answer = try await client().get("/v1/models/{id}", parameter: "mistrl:7b")
        #expect(answer.text.contains("the nearest: 'mistral:7b'"))
    }
}
