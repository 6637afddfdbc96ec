import Gateway
import Testing

@testable import Server

struct OpenAIRoutingTests {
    private let router: Router

    init() async throws {
        router = Router(
            OpenAIEndpoints.all(gateway: FakeGateway(FakeGateway.Script()), responses: try await .inMemory()),
            families: [("/v1/", OpenAIDialect())],
            fallback: OpenAIDialect()
        )
    }

    @Test(arguments: [
        ("/v1/models/vllm%2Forg%2Fbig", "vllm/org/big"), ("/v1/models/vllm/org/big", "vllm/org/big"),
        ("/v1/models/ollama/mistral:7b", "ollama/mistral:7b"),
        ("/v1/models/ollama%2Fmistral%3A7b", "ollama/mistral:7b"),
    ])
    func `a model's id may hold slashes and colons, encoded or not`(path: String, id: String) {
        guard case .found(let handler, let parameter) = router.match("GET", path) else {
            return #expect(Bool(false), "no endpoint")
        }
        #expect(handler.path == "/v1/models/{id}")
        #expect(parameter == id)
    }

    @Test(arguments: [
        ("POST", "/v1/chat/completions", "/v1/chat/completions"), ("POST", "/v1/completions", "/v1/completions"),
        ("POST", "/v1/embeddings", "/v1/embeddings"), ("GET", "/v1/models", "/v1/models"),
        ("POST", "/v1/responses", "/v1/responses"), ("GET", "/v1/responses/resp_1", "/v1/responses/{id}"),
        ("DELETE", "/v1/responses/resp_1", "/v1/responses/{id}"),
        ("GET", "/v1/responses/resp_1/input_items", "/v1/responses/{id}/input_items"),
    ])
    func `every endpoint is found by its method and path`(method: String, path: String, expected: String) {
        guard case .found(let handler, _) = router.match(method, path) else {
            return #expect(Bool(false), "no endpoint")
        }
        #expect(handler.path == expected)
    }
}
