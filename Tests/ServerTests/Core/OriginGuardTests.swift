import Configuration
import HTTP
import Testing

@testable import Server

struct OriginGuardTests {
    private let endpoints: [EndpointHandler] = [
        .echo("POST", "/api/chat", dialect: OllamaDialect()), .echo("GET", "/api/tags", dialect: OllamaDialect()),
        .echo("DELETE", "/api/delete", dialect: OllamaDialect()), .echo("GET", "/", access: .open),
    ]
    private var closed: ServerUnderTest { ServerUnderTest(endpoints: endpoints) }
    private var open: ServerUnderTest {
        ServerUnderTest(endpoints: endpoints) {
            $0.server.corsOrigins = ["https://chat.example.org", "http://pc:3000/"]
        }
    }

    @Test(arguments: [
        ("POST", "/api/chat"), ("GET", "/api/tags"), ("DELETE", "/api/delete"), ("GET", "/"), ("HEAD", "/"),
        ("OPTIONS", "/api/chat"), ("GET", "/nothing"),
    ])
    func `a cross-origin request is refused whatever its method`(method: String, path: String) async {
        for origin in [
            "http://evil.com", "null", "http://127.0.0.1:8001", "http://127.0.0.1", "",
            "file://", "chrome-extension://abc", "http://127.0.0.1:8000.evil.com", "http://127.0.0.1:8000/x",
        ] {
            let headers: HTTPHeaders = ["Origin": origin, "Content-Type": "text/plain"]
            for server in [closed, open] {
                let answer = await server.ask(method, path, headers, #"{"model":"m"}"#)
                #expect(answer.status == 403, "\(origin)")
                #expect(answer.headers["access-control-allow-origin"] == nil)
            }
        }
    }

    @Test(arguments: [
        ("http://127.0.0.1:8000", "127.0.0.1:8000"), ("http://localhost:8000", "localhost:8000"),
        ("http://LOCALHOST:8000", "localhost:8000"), ("http://[::1]:8000", "[::1]:8000"),
        ("http://localhost", "localhost"), ("http://localhost", "localhost:80"), ("https://localhost", "localhost"),
        ("https://localhost:443", "localhost"), ("https://box.localhost:8443", "box.localhost:8443"),
    ])
    func `the server's own page is served`(origin: String, host: String) async {
        let answer = await closed.ask("POST", "/api/chat", ["Origin": origin, "Host": host])
        #expect(answer.status == 200)
        #expect(answer.headers["access-control-allow-origin"] == nil)
    }

    @Test(arguments: ["https://chat.example.org", "http://pc:3000", "HTTPS://Chat.example.org"])
    func `a page of a configured origin sees the answer`(origin: String) async {
        let answer = await open.ask("POST", "/api/chat", ["Origin": origin])
        #expect(answer.status == 200)
        #expect(answer.headers["access-control-allow-origin"] == origin)
        #expect(answer.headers["vary"] == "Origin")
        #expect(answer.headers["access-control-expose-headers"]?.contains("x-request-id") == true)
        #expect(answer.headers["access-control-allow-credentials"] == nil)
    }

    @Test func `a page of a configured origin sees errors too`() async {
        let answer = await open.ask("GET", "/nothing", ["Origin": "https://chat.example.org"])
        #expect(answer.status == 404)
        #expect(answer.headers["access-control-allow-origin"] == "https://chat.example.org")
    }

    @Test func `a star lets every page in`() async {
        let server = ServerUnderTest(endpoints: endpoints) { $0.server.corsOrigins = ["*"] }
        for origin in ["http://evil.com", "null"] {
            let answer = await server.ask("POST", "/api/chat", ["Origin": origin, "Sec-Fetch-Site": "cross-site"])
            #expect(answer.status == 200)
            #expect(answer.headers["access-control-allow-origin"] == "*")
        }
    }

    @Test func `a preflight is answered without a key, with what the SDKs send`() async {
        let server = ServerUnderTest(endpoints: endpoints) {
            $0.server.corsOrigins = ["https://chat.example.org"]
            $0.server.apiKeys = [.init(name: "test", key: "secret")]
        }
        let answer = await server.ask(
            "OPTIONS",
            "/api/chat",
            [
                "Origin": "https://chat.example.org", "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers":
                    "authorization, content-type,X-Stainless-OS, openai-beta, cookie, host, x-goog-api-key, a\u{1}b",
                "Access-Control-Request-Private-Network": "true",
            ]
        )
        #expect(answer.status == 204)
        #expect(answer.headers["access-control-allow-origin"] == "https://chat.example.org")
        #expect(answer.headers["access-control-allow-methods"] == "POST, OPTIONS")
        #expect(
            answer.headers["access-control-allow-headers"]
                == "authorization, content-type, x-stainless-os, openai-beta, x-goog-api-key"
        )
        #expect(answer.headers["access-control-allow-private-network"] == "true")
        #expect(answer.headers["vary"] == "Origin")
        #expect(answer.body.isEmpty)
    }

    @Test func `a browser's cross-site request without an origin is refused`() async {
        #expect(await closed.ask("GET", "/api/tags", ["Sec-Fetch-Site": "cross-site"]).status == 403)
        let followed: HTTPHeaders = ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"]
        #expect(await closed.ask("GET", "/api/tags", followed).status == 403)
        #expect(await closed.ask("GET", "/", followed).status == 200, "a link to the page is followed")
        for site in ["none", "same-origin", "same-site"] {
            #expect(await closed.ask("GET", "/api/tags", ["Sec-Fetch-Site": site]).status == 200)
        }
    }
}
