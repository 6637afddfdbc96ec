import HTTP
import JSON
import Testing

@testable import Server

struct RouterTests {
    private let server = ServerUnderTest(endpoints: [
        .echo("GET", "/", "root"),
        .echo("POST", "/api/chat", "chat", dialect: OllamaDialect()),
        .echo("DELETE", "/api/delete", "delete", dialect: OllamaDialect()),
        .echo("GET", "/v1/models", "list"),
        .echo("GET", "/v1/models/{id}", "one"),
        .echo("POST", "/v1/models/{model}:generateContent", "google", dialect: GeminiDialect()),
        .echo("POST", "/v1/models/{model}:streamGenerateContent", "stream", dialect: GeminiDialect()),
    ])

    @Test(arguments: [
        ("GET", "/", "root:"), ("HEAD", "/", "root:"), ("POST", "/api/chat", "chat:"),
        ("POST", "/api/chat/", "chat:"), ("DELETE", "/api/delete", "delete:"), ("GET", "/v1/models/", "list:"),
        ("GET", "/v1/models/mistral:7b", "one:mistral:7b"),
        ("GET", "/v1/models/ollama/mistral:7b", "one:ollama/mistral:7b"),
        ("GET", "/v1/models/ollama%2Fmistral%3A7b", "one:ollama/mistral:7b"),
        ("GET", "/v1/models/hf.co%2fQwen%2fQwen3", "one:hf.co/Qwen/Qwen3"),
        ("GET", "/v1/models/a%20b/", "one:a b"), ("GET", "/v1/models/%C3%BC", "one:ü"),
        ("POST", "/v1/models/ollama/mistral:7b:generateContent", "google:ollama/mistral:7b"),
        ("POST", "/v1/models/m%3AgenerateContent", "google:m"),
        ("POST", "/v1/models/m:streamGenerateContent", "stream:m"),
        ("GET", "/v1/models/m:generateContent", "one:m:generateContent"),
    ])
    func `a request finds its endpoint`(method: String, path: String, expected: String) async {
        let answer = await server.ask(method, path)
        #expect(answer.status == 200)
        #expect(answer.text == expected)
    }

    @Test(arguments: [
        ("GET", "/api/chat", "POST, OPTIONS"), ("POST", "/v1/models", "GET, HEAD, OPTIONS"),
        ("PUT", "/v1/models/m", "GET, HEAD, OPTIONS"),
        ("PUT", "/v1/models/m:generateContent", "POST, OPTIONS, GET, HEAD"),
        ("TRACE", "/", "GET, HEAD, OPTIONS"),
    ])
    func `a method that the path has not is a 405 that says which it has`(
        method: String,
        path: String,
        allowed: String
    ) async {
        let answer = await server.ask(method, path)
        #expect(answer.status == 405)
        let names = { (text: String) in Set(text.split(separator: ", ").map(String.init)) }
        #expect(names(answer.headers["allow"] ?? "") == names(allowed))
    }

    @Test func `OPTIONS says which methods there are`() async {
        let answer = await server.ask("OPTIONS", "/api/chat")
        #expect(answer.status == 204)
        #expect(answer.headers["allow"] == "POST, OPTIONS")
    }

    @Test(arguments: [
        "/v1/models/%", "/v1/models/%4", "/v1/models/%zz", "/v1/models/a%2", "/v1/models/%ff", "/v1/models/%c3",
        "/v1/models/%00", "/v1/models/a%0d%0aX-Evil:%201", "/v1/models/%7f",
    ])
    func `a name that cannot be read, or would break a header, is a 400`(path: String) async {
        #expect(await server.ask("GET", path).status == 400)
    }

    @Test(arguments: [
        ("/api/nothing", "error"), ("/api/v1/nothing", "error.message"), ("/v1/nothing", "error.message"),
        ("/v1beta/nothing", "error.status"), ("/nothing", "error.message"), ("/v1x", "error.message"),
    ])
    func `an unknown path is a 404 in the dialect of its family`(path: String, member: String) async throws {
        let answer = await server.ask("GET", path)
        #expect(answer.status == 404)
        var value: JSONValue? = try answer.json()
        for name in member.split(separator: ".") { value = value?[String(name)] }
        #expect(value?.string?.isEmpty == false)
    }

    @Test func `a path that only looks alike is another`() async {
        for path in ["/API/chat", "/api//chat", "/api/chat/x", "/api%2Fchat", "/./api/chat", "//"] {
            #expect(await server.ask("POST", path).status == 404, "\(path)")
        }
    }
}
