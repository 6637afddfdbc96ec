import Configuration
import EventLoop
import Foundation
import HTTP
import JSON
import Testing

@testable import Providers

/// A running server to try a provider on, named by the environment: `MARTLET_TEST_TRANSFORMERS=http://127.0.0.1:8001 MODEL`.
struct RealServer: Sendable, CustomStringConvertible {
    let type: ProviderType
    let endpoint: String
    let model: String

    private init?(_ type: ProviderType, _ variable: String) {
        let parts = ProcessInfo.processInfo.environment[variable]?.split(separator: " ").map(String.init) ?? []
        guard parts.count == 2 else { return nil }
        self.type = type
        endpoint = parts[0]
        model = parts[1]
    }

    static let all = [
        RealServer(.huggingface, "MARTLET_TEST_TRANSFORMERS"), RealServer(.llamacpp, "MARTLET_TEST_LLAMACPP"),
        RealServer(.openai, "MARTLET_TEST_LLAMACPP"), RealServer(.vllm, "MARTLET_TEST_VLLM"),
    ].compactMap(\.self)

    var description: String { "\(type.rawValue) at \(endpoint)" }

    func provider(_ group: EventLoopGroup) throws -> any Provider {
        var settings = ProviderSettings(name: "real", type: type, endpoint: try EndpointURL(parsing: endpoint))
        settings.model = model
        return try ProviderRegistry.provider(
            for: settings,
            in: ProviderEnvironment(transport: HTTPClient(group: group)) { [$0] }
        )
    }
}

/// The same questions for every real server there is. Runs only where the environment names one.
@Suite(.enabled(if: !RealServer.all.isEmpty), .serialized) struct RealServerTests {
    private let group = EventLoopGroupForTests.shared

    @Test(arguments: RealServer.all) func `it answers whole and streamed alike`(server: RealServer) async throws {
        let provider = try server.provider(group)
        try await provider.check()
        var request = GenerateRequest(model: server.model, input: .chat([Message(.user, "Once upon a time")]))
        request.sampling.maxTokens = 8
        request.sampling.temperature = 0
        let whole = try await read(provider.generate(request))
        request.stream = true
        let streamed = try await read(provider.generate(request))
        func text(_ events: [GenerationEvent]) -> String {
            events.map { if case .text(let text, 0) = $0 { text } else { "" } }.joined()
        }
        #expect(!text(whole.events).isEmpty)
        #expect(text(whole.events) == text(streamed.events))
        for events in [whole.events, streamed.events] {
            #expect(events.contains(.finished(.length)))
            let usage = events.compactMap { if case .usage(let usage) = $0 { usage } else { nil } }
            #expect(usage.count == 1)
            #expect(usage.first?.completionTokens == 8)
            #expect((usage.first?.promptTokens ?? 0) > 0)
            guard case .started(let model)? = events.first else {
                Issue.record("no model: \(events)")
                continue
            }
            #expect(!model.contains("@"))
        }
    }

    @Test(arguments: RealServer.all) func `it completes prompts`(server: RealServer) async throws {
        var request = GenerateRequest(
            model: server.model,
            input: .completion(prompt: .text("Once upon a time"), suffix: nil)
        )
        request.sampling.maxTokens = 4
        request.stream = true
        let events = try await read(server.provider(group).generate(request)).events
        #expect(events.contains(.finished(.length)))
        #expect(events.contains { $0.isContent })
    }

    @Test(arguments: RealServer.all) func `it lists its models`(server: RealServer) async throws {
        let provider = try server.provider(group)
        let models = try await provider.models()
        #expect(!models.isEmpty)
        print(server, models, provider.features.names)
    }

    @Test(arguments: RealServer.all) func `each stream's connection is used again`(server: RealServer) async throws {
        let provider = try server.provider(group)
        var request = GenerateRequest(model: server.model, input: .chat([Message(.user, "hi")]))
        request.sampling.maxTokens = 2
        request.stream = true
        for _ in 0..<5 { _ = try await read(provider.generate(request)) }
    }

    @Test(arguments: RealServer.all) func `what it refuses is told`(server: RealServer) async throws {
        var request = GenerateRequest(model: server.model, input: .chat([]))
        request.wire = WireRequest(
            dialect: .openAIChat,
            body: RawJSON(Array(#"{"model":"x","messages":"none"}"#.utf8))
        )
        do {
            _ = try await read(server.provider(group).generate(request))
            Issue.record("it took that")
        } catch {
            print(server, error)
            #expect((error as? ProviderError)?.status != nil)
        }
    }
}

/// `MARTLET_TEST_LLAMA_SERVER=/path/of/llama-server /path/of/model.gguf`
@Suite(.enabled(if: RealProgram.wanted != nil)) struct RealProgramTests {
    @Test func `Martlet runs a real llama-server`() async throws {
        let wanted = try #require(RealProgram.wanted)
        var settings = ProviderSettings(name: "child", type: .llamacpp, model: wanted.model)
        settings.executable = wanted.program
        settings.contextLength = 256
        settings.threads = 1
        let group = EventLoopGroupForTests.shared
        let environment = ProviderEnvironment(transport: HTTPClient(group: group), loop: group.first) { [$0] }
        let provider = try ProviderRegistry.provider(for: settings, in: environment)
        try await provider.start()
        var request = GenerateRequest(model: wanted.model, input: .chat([Message(.user, "Once upon a time")]))
        request.sampling.maxTokens = 8
        request.stream = true
        let answer = try await read(provider.generate(request))
        #expect(answer.events.contains(.finished(.length)))
        #expect(answer.wire.count > 8)
        let loaded = try await provider.residency?.loaded()
        #expect(loaded?.map(\.contextLength) == [256])
        #expect(loaded?.map(\.id) == [wanted.model])
        request.input = .chat([Message(.user, String(repeating: "again and ", count: 400))])
        do {
            _ = try await read(provider.generate(request))
            Issue.record("a prompt longer than the context was taken")
        } catch {
            #expect(error.code == .contextTooLong)
        }
        await provider.stop()
    }
}

enum RealProgram {
    static let wanted: (program: String, model: String)? = {
        let text = ProcessInfo.processInfo.environment["MARTLET_TEST_LLAMA_SERVER"] ?? ""
        let parts = text.split(separator: " ").map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }()
}

enum EventLoopGroupForTests {
    /// One for all tests that need sockets.
    static let shared: EventLoopGroup = {
        do { return try EventLoopGroup(count: 1) } catch { preconditionFailure("no event loop: \(error)") }
    }()
}
