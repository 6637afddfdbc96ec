import Configuration
import HTTP
import JSON
import Synchronization
import Testing

@testable import Server

struct KeyGuardTests {
    private let endpoints: [EndpointHandler] = [
        .echo("POST", "/api/chat", dialect: OllamaDialect()), .echo("POST", "/v1/chat/completions"),
        .echo("GET", "/v1beta/models", dialect: GeminiDialect()), .echo("GET", "/health", access: .open),
        .echo("GET", "/ready", access: .open), .echo("GET", "/metrics", access: .metrics),
    ]
    private var server: ServerUnderTest {
        ServerUnderTest(endpoints: endpoints) {
            $0.server.apiKeys = [.init(name: "alice", key: "key-a"), .init(name: "bob", key: "key-b")]
        }
    }

    @Test(arguments: [
        ("Authorization", "Bearer key-a"), ("authorization", "bearer key-b"), ("Authorization", "Bearer  key-a"),
        ("x-api-key", "key-a"), ("X-Goog-Api-Key", "key-b"),
    ])
    func `a key is taken from every header that SDKs put it in`(name: String, value: String) async {
        #expect(await server.ask("POST", "/api/chat", [name: value]).status == 200)
    }

    @Test(arguments: [
        ("Authorization", "Bearer key-c"), ("Authorization", "Bearer "), ("Authorization", "Bearer"),
        ("Authorization", "key-a"), ("Authorization", "Basic key-a"), ("x-api-key", ""), ("x-api-key", "key-a "),
        ("x-api-key", "KEY-A"), ("x-api-key", "key-akey-b"), ("cookie", "key-a"),
    ])
    func `anything else is a 401`(name: String, value: String) async throws {
        let answer = await server.ask("POST", "/api/chat", [name: value])
        #expect(answer.status == 401)
        #expect(answer.headers["www-authenticate"] == #"Bearer realm="martlet""#)
        #expect(try answer.json()["error"]?.string?.isEmpty == false)
        if !value.isEmpty, value != "Bearer" { #expect(!answer.text.contains(value)) }
    }

    @Test func `one good key is enough`() async {
        let answer = await server.ask("POST", "/api/chat", ["Authorization": "Bearer nope", "x-api-key": "key-a"])
        #expect(answer.status == 200)
    }

    @Test func `only Google's paths take the key from the query`() async {
        #expect(await server.ask("GET", "/v1beta/models?key=key-a").status == 200)
        #expect(await server.ask("GET", "/v1beta/models?pageSize=2&key=key%2Db").status == 200)
        #expect(await server.ask("GET", "/v1beta/models?key=key-c").status == 401)
        #expect(await server.ask("POST", "/api/chat?key=key-a").status == 401)
        #expect(await server.ask("POST", "/v1/chat/completions?key=key-a").status == 401)
    }

    @Test func `a 401 has the shape of the dialect`() async throws {
        #expect(try await server.ask("POST", "/api/chat").json()["error"]?.string != nil)
        #expect(try await server.ask("GET", "/v1beta/models").json()["error"]?["status"] == "UNAUTHENTICATED")
        let martlet = try await server.ask("POST", "/v1/chat/completions").json()
        #expect(martlet["error"]?["type"] == "authentication_error")
    }

    @Test func `nobody without a key learns which paths there are`() async {
        for path in ["/nothing", "/api/nothing", "/v1/models/%zz"] {
            #expect(await server.ask("GET", path).status == 401)
        }
        #expect(await server.ask("GET", "/api/chat").status == 401)
    }

    @Test func `health and readiness need no key, metrics do`() async {
        #expect(await server.ask("GET", "/health").status == 200)
        #expect(await server.ask("GET", "/ready").status == 200)
        #expect(await server.ask("GET", "/metrics").status == 401)
        #expect(await server.ask("GET", "/metrics", ["x-api-key": "key-a"]).status == 200)
        let open = ServerUnderTest(endpoints: endpoints) {
            $0.server.apiKeys = [.init(name: "alice", key: "key-a")]
            $0.metrics.requiresKey = false
        }
        #expect(await open.ask("GET", "/metrics").status == 200)
    }

    @Test func `with no keys on loopback everything is open`() async {
        let server = ServerUnderTest(endpoints: endpoints)
        #expect(await server.ask("POST", "/api/chat").status == 200)
        #expect(await server.ask("GET", "/metrics").status == 200)
    }

    @Test func `keys change without a restart`() async {
        let settings = Mutex(LoadedSettings(settings: Settings()))
        let server = ServerUnderTest(endpoints: endpoints, settings: { settings.withLock { $0 } })
        #expect(await server.ask("POST", "/api/chat").status == 200)
        var changed = Settings()
        changed.server.apiKeys = [.init(name: "alice", key: "key-a")]
        settings.withLock { [changed] in $0 = LoadedSettings(settings: changed) }
        #expect(await server.ask("POST", "/api/chat").status == 401)
        #expect(await server.ask("POST", "/api/chat", ["x-api-key": "key-a"]).status == 200)
    }

    @Test func `a server that others can reach never opens because its keys are taken away`() async {
        let server = ServerUnderTest(bound: "0.0.0.0", endpoints: endpoints) { $0.server.host = "127.0.0.1" }
        let answer = await server.ask("POST", "/api/chat")
        #expect(answer.status == 401)
        #expect(answer.text.contains("MARTLET_API_KEY"))
        #expect(await server.ask("GET", "/health").status == 200)
    }
}
