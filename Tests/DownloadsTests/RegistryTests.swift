import HTTP
import Testing

@testable import Downloads

struct RegistryTests {
    private static let place = "https://registry.test/v2/library/tiny"

    private func layer(_ kind: String, _ text: String, on stage: PullStage) throws -> String {
        let bytes = Array(text.utf8)
        let digest = try PullStage.sha256(bytes)
        stage.web.page("\(Self.place)/blobs/sha256:\(digest)") { request in
            guard request.headers["authorization"] == "Bearer t1" else { return Self.refusal }
            return FakeWeb.Answer(status: 307, headers: ["location": "https://cdn.test/\(digest)"])
        }
        stage.web.file("https://cdn.test/\(digest)", bytes)
        return
            #"{"mediaType":"application/vnd.ollama.image.\#(kind)","digest":"sha256:\#(digest)","size":\#(bytes.count)}"#
    }

    private static let refusal = FakeWeb.Answer(
        status: 401,
        headers: [
            "www-authenticate":
                #"Bearer realm="https://auth.test/token",service="s",scope="repository:library/tiny:pull""#
        ]
    )

    private func manifest(_ layers: [String], on stage: PullStage) {
        let text = #"{"schemaVersion":2,"layers":[\#(layers.joined(separator: ","))]}"#
        stage.web.page("\(Self.place)/manifests/1b") { request in
            guard request.headers["authorization"] == "Bearer t1" else { return Self.refusal }
            return FakeWeb.Answer(body: Array(text.utf8))
        }
        stage.web.page("https://auth.test/token?service=s&scope=repository%3Alibrary%2Ftiny%3Apull", #"{"token":"t1"}"#)
    }

    @Test func `a model comes by its digest, with a token that nobody else is shown, and with its licence`()
        async throws
    {
        let stage = try PullStage()
        let layers = [
            try layer("model", "GGUF weights", on: stage), try layer("license", "Do what you like.", on: stage),
            try layer("template", "{{ .Prompt }}", on: stage),
        ]
        manifest(layers, on: stage)
        let steps = try await stage.steps(stage.pull("ollama:tiny:1b"))
        #expect(stage.text("tiny-1b.gguf") == "GGUF weights")
        #expect(stage.shelf.licence(of: "tiny-1b") == "Do what you like.")
        let active = try #require(stage.shelf.record(of: "tiny-1b")?.active)
        #expect(active.source == "ollama:tiny:1b" && active.revision?.hasPrefix("sha256:") == true)
        #expect(steps.contains { $0.status.contains("template") })
        for request in stage.web.requests where request.headers["authorization"] != nil {
            #expect(request.url.hasPrefix("https://registry.test/"))
        }
        #expect(stage.web.requests.allSatisfy { $0.reach == .publicOnly })
    }

    @Test(
        arguments: [
            #"{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:../../../../etc/passwd","size":5}"#,
            #"{"mediaType":"application/vnd.ollama.image.model","digest":"../../x","size":5}"#,
            #"{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:00","size":5}"#,
            #"{"mediaType":"application/vnd.ollama.image.model","size":5}"#, "5",
            #"{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:\#(String(repeating: "a", count: 64))","size":-1}"#,
        ]
    )
    func `a digest that is none becomes neither a path nor an address`(_ layer: String) async throws {
        let stage = try PullStage()
        manifest([layer], on: stage)
        await #expect(throws: DownloadError.self) { try await stage.steps(stage.pull("ollama:tiny:1b")) }
        #expect(stage.names.isEmpty)
        #expect(stage.web.requests.allSatisfy { !$0.url.contains("blobs") })
    }

    @Test func `a file at an address comes with what is known of it, and its key stays out of the record`() async throws
    {
        let stage = try PullStage()
        let bytes = Array("GGUF web".utf8)
        let digest = try PullStage.sha256(bytes)
        stage.web.file("https://files.test/x.gguf?key=secret", bytes)
        await #expect(throws: DownloadError.self) {
            let wrong = String(repeating: "0", count: 64)
            return try await stage.steps(stage.pull("https://files.test/x.gguf?key=secret#sha256=\(wrong)"))
        }
        #expect(stage.names.isEmpty)
        _ = try await stage.steps(stage.pull("https://files.test/x.gguf?key=secret#sha256=\(digest)"))
        let active = try #require(stage.shelf.record(of: "x")?.active)
        #expect(active.source == "https://files.test/x.gguf" && active.digest == "sha256:\(digest)")
    }

    @Test func `addresses that are set may be anywhere, and no others`() {
        #expect(Web.isWrittenOut("http://127.0.0.1:8080"))
        #expect(Web.isWrittenOut("http://localhost:1"))
        #expect(Web.isWrittenOut("http://[fd00::1]:1"))
        #expect(!Web.isWrittenOut("https://huggingface.co"))
        #expect(!Web.isWrittenOut("https://10.0.0.1.example.org"))
    }
}
