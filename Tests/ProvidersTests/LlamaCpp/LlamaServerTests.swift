import Configuration
import EventLoop
import Foundation
import HTTP
import Testing

@testable import Providers

/// Real programs that stand in for `llama-server`, in a folder of their own.
struct Stage {
    let folder: String
    var settings: ProviderSettings

    init(_ program: String) throws {
        folder = FileManager.default.temporaryDirectory.path + "/martlet-llama-\(UInt64.random(in: .min ... .max))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("GGUF".utf8).write(to: URL(fileURLWithPath: folder + "/tiny.gguf"))
        let path = folder + "/llama-server"
        try Data(program.utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        settings = ProviderSettings(name: "local", type: .llamacpp, model: "tiny")
        settings.executable = path
        settings.timeout = .seconds(20)
    }

    func provider(_ memory: (any MemoryKeeper)? = nil) throws -> any Provider {
        let group = EventLoopGroupForTests.shared
        var environment = ProviderEnvironment(transport: HTTPClient(group: group), loop: group.first) { [folder] name in
            ["\(folder)/\(name)", "\(folder)/\(name).gguf"]
        }
        if let memory { environment.share(memory) }
        return try ProviderRegistry.provider(for: settings, in: environment)
    }

    func read(_ name: String) -> String? { try? String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// Answers 503 until it has been asked for its health three times; wants the key it was given; ends when it is
    /// asked for the model `die`. Writes down how it was called.
    static let server = #"""
        #!/usr/bin/env python3
        import http.server, json, os, sys
        args = dict(zip(sys.argv[1::1], sys.argv[2::1]))
        here = os.path.dirname(os.path.abspath(__file__))
        with open(here + "/calls", "a") as calls: print(json.dumps(sys.argv[1:]), file=calls)
        with open(here + "/key", "w") as key: key.write(os.environ["LLAMA_API_KEY"])
        asked = 0
        class Handler(http.server.BaseHTTPRequestHandler):
            def log_message(self, *args): pass
            def reply(self, code, value):
                body = json.dumps(value).encode()
                self.send_response(code); self.send_header("content-length", str(len(body))); self.end_headers()
                self.wfile.write(body)
            def do_GET(self):
                global asked
                if self.path == "/health":
                    asked += 1
                    return self.reply(503 if asked < 4 else 200, {"error": {"message": "Loading model"}})
                self.reply(200, {"data": [{"id": args["--alias"], "architecture": {"input_modalities": ["text", "image"]}}]})
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                if self.headers["authorization"] != "Bearer " + os.environ["LLAMA_API_KEY"]:
                    return self.reply(401, {"error": {"message": "Invalid API Key"}})
                if body["model"] == "die": os._exit(3)
                self.reply(200, {"model": body["model"], "choices": [
                    {"index": 0, "message": {"content": "hi"}, "finish_reason": "stop"}]})
        http.server.HTTPServer((args["--host"], int(args["--port"])), Handler).serve_forever()
        """#
}

@Suite(.serialized) struct LlamaServerTests {
    @Test func `requests wait while it loads, it is started again when it ends, and it is stopped`() async throws {
        var stage = try Stage(Stage.server)
        defer { stage.remove() }
        stage.settings.contextLength = 512
        stage.settings.threads = 2
        stage.settings.extraArguments = ["--mlock"]
        let provider = try stage.provider()
        try await provider.start()
        // Asked at once, while it answers 503.
        #expect(try await read(provider.generate(chat())).events.contains(.text("hi")))
        #expect(!provider.features.contains(.images))
        #expect(try await provider.models().map(\.id) == ["tiny"])
        #expect(provider.features.contains(.images))
        #expect(try await provider.residency?.loaded().map(\.id) == ["tiny"])
        let call = try #require(stage.read("calls"))
        for part in [
            #""-m", "\#(stage.folder)/tiny.gguf""#, #""--host", "127.0.0.1""#, #""-c", "512""#, #""-t", "2""#,
            #""--mlock""#,
        ] {
            #expect(call.contains(part), "\(call)")
        }
        // The key is a new one each time, and no other user can read it off the command line.
        let key = try #require(stage.read("key"))
        #expect(key.count == 64)
        #expect(!call.contains(key))

        var deadly = chat()
        deadly.model = "die"
        await #expect(throws: ProviderError.self) { try await read(provider.generate(deadly)) }
        // It may take a moment until its end is known; then requests wait for the next one.
        var again: [GenerationEvent] = []
        while again.isEmpty { again = (try? await read(provider.generate(chat())).events) ?? [] }
        #expect(again.contains(.text("hi")))
        #expect(stage.read("calls")?.split(separator: "\n").count == 2)
        #expect(stage.read("key") != key)

        await provider.stop()
        await #expect(throws: ProviderError.self) { try await provider.generate(chat()) }
    }

    @Test func `what it said last is told when it does not start`() async throws {
        var stage = try Stage("#!/bin/sh\necho 'loading' >&2\necho 'error: bad magic' >&2\nexit 1\n")
        defer { stage.remove() }
        stage.settings.timeout = .milliseconds(300)
        let provider = try stage.provider()
        try await provider.start()
        var said = ""
        // On a busy machine the first to ask may be told that it still loads.
        for _ in 0..<30 where !said.contains("ended with code") {
            do {
                _ = try await provider.generate(chat())
                Issue.record("it answered")
            } catch {
                #expect(error.code == .unavailable)
                said = error.message
            }
        }
        #expect(said.contains("ended with code 1: error: bad magic"))
        await provider.stop()
    }

    @Test func `who has waited for too long is told that it still loads`() async throws {
        var stage = try Stage("#!/bin/sh\nexec sleep 60\n")
        defer { stage.remove() }
        stage.settings.timeout = .milliseconds(50)
        let provider = try stage.provider()
        try await provider.start()
        do {
            _ = try await provider.generate(chat())
            Issue.record("it answered")
        } catch {
            #expect(error.code == .unavailable)
            #expect(error.message.contains("still loading"))
        }
        await provider.stop()
    }

    @Test func `a request that waits ends when it is cancelled`() async throws {
        let stage = try Stage("#!/bin/sh\nexec sleep 60\n")
        defer { stage.remove() }
        let provider = try stage.provider()
        try await provider.start()
        let request = Task { () -> ProviderError.Code? in
            do throws(ProviderError) { _ = try await provider.generate(chat()) } catch { return error.code }
            return nil
        }
        for _ in 0..<10 { await Task.yield() }
        request.cancel()
        #expect(await request.value == .cancelled)
        await provider.stop()
    }

    @Test func `many wait for one start, and the first that leaves does not end it`() async throws {
        let stage = try Stage(Stage.server)
        defer { stage.remove() }
        let provider = try stage.provider()
        // The first to ask is who has it started.
        let first = Task { () -> ProviderError.Code? in
            do throws(ProviderError) { _ = try await provider.generate(chat()) } catch { return error.code }
            return nil
        }
        while stage.read("calls") == nil { try await Task.sleep(for: .milliseconds(2)) }
        let others = (0..<8).map { _ in Task { try await read(provider.generate(chat())).events } }
        for _ in 0..<10 { await Task.yield() }
        first.cancel()
        #expect(await first.value == .cancelled)
        for other in others { #expect(try await other.value.contains(.text("hi"))) }
        #expect(stage.read("calls")?.split(separator: "\n").count == 1)
        await provider.stop()
    }

    @Test func `stopping tells those who wait`() async throws {
        let stage = try Stage("#!/bin/sh\nexec sleep 60\n")
        defer { stage.remove() }
        let provider = try stage.provider()
        try await provider.start()
        async let code = { () -> ProviderError.Code? in
            do throws(ProviderError) { _ = try await provider.generate(chat()) } catch { return error.code }
            return nil
        }()
        await provider.stop()
        #expect(await code == .unavailable)
    }

    @Test func `a missing program is told with how to get it, and is used once it is there`() async throws {
        let stage = try Stage(Stage.server)
        defer { stage.remove() }
        let hidden = stage.folder + "/elsewhere"
        try FileManager.default.moveItem(atPath: stage.folder + "/llama-server", toPath: hidden)
        let provider = try stage.provider()
        await #expect(throws: ProviderError.self) { try await provider.start() }
        do {
            _ = try await provider.generate(chat())
            Issue.record("it answered")
        } catch {
            #expect(error.code == .unavailable)
            #expect(error.message.contains("executable"))
        }
        try FileManager.default.moveItem(atPath: hidden, toPath: stage.folder + "/llama-server")
        #expect(try await read(provider.generate(chat())).events.contains(.text("hi")))
        await provider.stop()
    }
}

@Suite struct LlamaServerCommandTests {
    private func command(
        _ model: String?,
        paths: [String] = ["/dev/zero-is-no-file"],
        program: String? = "/bin/sh",
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) throws(ProviderError) -> LlamaServerCommand {
        var settings = ProviderSettings(name: "local", type: .llamacpp, model: model)
        change(&settings)
        return try LlamaServerCommand(settings, modelPaths: { _ in paths }, findProgram: { _ in program })
    }

    @Test func `the arguments are llama-server's own`() throws {
        let command = try command("m", paths: ["/none", #filePath]) {
            $0.contextLength = 4096
            $0.threads = 8
            $0.gpuLayers = -1
            $0.extraArguments = ["--flash-attn", "on"]
        }
        #expect(
            command.arguments(port: 4711) == [
                "-m", #filePath, "--alias", "m", "--host", "127.0.0.1", "--port", "4711", "--jinja", "-c", "4096",
                "-t", "8", "-ngl", "9999", "--flash-attn", "on",
            ]
        )
    }

    @Test func `a program that is missing is told with how to get it`() {
        do {
            _ = try command("m", program: nil)
            Issue.record("it was found")
        } catch {
            #expect(error.code == .unavailable)
            for hint in ["llama-server", "brew install", "github.com/ggml-org/llama.cpp", "endpoint"] {
                #expect(error.message.contains(hint))
            }
        }
    }

    @Test func `a model that is missing is told with where it was looked for`() {
        do {
            _ = try command("m", paths: ["models/m", "models/m.gguf"])
            Issue.record("it was found")
        } catch {
            #expect(error.code == .modelNotFound)
            #expect(error.message.contains("models/m, models/m.gguf"))
        }
    }

    @Test func `a folder is no model, and no model is an error too`() {
        #expect(throws: ProviderError.self) { try command("m", paths: ["/tmp"]) }
        #expect(throws: ProviderError.self) { try command(nil) }
    }
}
