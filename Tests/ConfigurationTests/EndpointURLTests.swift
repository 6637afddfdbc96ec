import Testing

@testable import Configuration

struct EndpointURLTests {
    @Test(arguments: [
        ("http://localhost:11434", "http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:11434/", "http://localhost:11434", "http://localhost:11434/v1"),
        ("http://localhost:8001/v1", "http://localhost:8001", "http://localhost:8001/v1"),
        ("http://localhost:8001/v1/", "http://localhost:8001", "http://localhost:8001/v1"),
        ("HTTPS://API.OpenAI.com/v1", "https://api.openai.com", "https://api.openai.com/v1"),
        ("https://api.groq.com/openai/v1", "https://api.groq.com/openai", "https://api.groq.com/openai/v1"),
        ("https://g.example/v1beta/openai/", "https://g.example/v1beta/openai", "https://g.example/v1beta/openai"),
        ("https://g.example/api/v3", "https://g.example/api/v3", "https://g.example/api/v3"),
        ("https://g.example/vault", "https://g.example/vault", "https://g.example/vault/v1"),
        ("http://[::1]:8080/v1", "http://[::1]:8080", "http://[::1]:8080/v1"),
        ("http://[FE80::1]", "http://[fe80::1]", "http://[fe80::1]/v1"),
    ])
    func `an endpoint is the same with and without its v1`(_ test: (text: String, root: String, openAI: String)) throws
    {
        let url = try EndpointURL(parsing: test.text)
        #expect(url.root == test.root)
        #expect(url.openAI == test.openAI)
    }

    @Test(arguments: [
        "", "localhost", "localhost:1", "http://", "http:///x", "file:///etc/passwd", "javascript://x", "http//x",
        "http://a b", "http://a\u{0}b", "http://a\r\nHost: b", "http://u@h", "http://u:p@h", "http://h?x", "http://h#x",
        "http://h:", "http://h:0", "http://h:65536", "http://h:x", "http://h:+1", "http://h:١", "http://[::1",
        "http://[x]", "http://[::1]x", "http://h/../x", "http://h/./x", "http://h/a\\b", "http://h\\@g",
        "http://h/%2e%2e",
        "http://é.example", "http://h/\u{202e}", "http://" + String(repeating: "a", count: 3000),
    ])
    func `what is no plain URL is refused`(_ text: String) {
        #expect(throws: EndpointURLError.self) { try EndpointURL(parsing: text) }
    }

    @Test(arguments: [
        ("localhost:11434", "http://localhost:11434"),
        ("gpu", "http://gpu:11434"),
        ("0.0.0.0", "http://127.0.0.1:11434"),
        ("0.0.0.0:9", "http://127.0.0.1:9"),
        (":9", "http://127.0.0.1:9"),
        ("http://0.0.0.0:9", "http://127.0.0.1:9"),
        ("::1", "http://[::1]:11434"),
        ("[::1]", "http://[::1]:11434"),
        ("[::]:9", "http://[::1]:9"),
        ("https://ollama.example", "https://ollama.example"),
        ("gpu/ollama", "http://gpu:11434/ollama"),
    ])
    func `OLLAMA_HOST is read as Ollama reads it`(_ test: (text: String, root: String)) throws {
        #expect(try EndpointURL(ollamaHost: test.text).root == test.root)
    }

    @Test(arguments: [
        ("localhost", true), ("LOCALHOST", true), ("a.localhost", true), ("127.0.0.1", true), ("127.9.9.9", true),
        ("::1", true), ("0.0.0.0", false), ("::", false), ("127.0.0.1.example.org", false), ("127.0.0", false),
        ("10.0.0.1", false), ("localhost.example", false), ("", false), ("127.0.0.256", false), ("127...1", false),
    ])
    func `loopback is told from the rest`(_ test: (host: String, isLoopback: Bool)) {
        #expect(EndpointURL.isLoopback(host: test.host) == test.isLoopback)
    }
}
