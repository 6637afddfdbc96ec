import Configuration
import HTTP
import JSON
import Synchronization
import Testing

@testable import Providers

/// The part of vLLM 0.32 that is about adapters, in its own words.
private final class FakeVLLM: HTTPTransport {
    struct State {
        var isOpen = true
        var loaded: [String: String] = [:]
        var posts: [String] = []
    }

    let state: Mutex<State>

    init(open: Bool = true, loaded: [String: String] = [:]) {
        state = Mutex(State(isOpen: open, loaded: loaded))
    }

    func send(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        let fields = request.body.flatMap { try? JSONValue(parsing: $0) }
        let (status, text) = state.withLock { state in
            if request.url.hasSuffix("/v1/models") { return (200, Self.list(state.loaded)) }
            let verb = request.url.split(separator: "/").last.map(String.init) ?? ""
            state.posts.append(verb)
            guard state.isOpen else { return (404, #"{"detail":"Not Found"}"#) }
            let name = fields?["lora_name"]?.string ?? ""
            return verb == "load_lora_adapter"
                ? Self.load(name, fields?["lora_path"]?.string ?? "", &state) : Self.unload(name, &state)
        }
        return HTTPClientResponse(status: status, headers: [:], body: ScriptedBody(text).body())
    }

    private static func load(_ name: String, _ path: String, _ state: inout State) -> (Int, String) {
        if name == "tiny" { return error(400, "The lora adapter 'tiny' conflicts with a served base model.") }
        if state.loaded[name] != nil {
            return error(
                400,
                "The lora adapter '\(name)' has already been loaded. If you want to load the adapter in place, set "
                    + "'load_inplace' to True."
            )
        }
        guard path.hasPrefix("/lora/") else {
            return error(404, "Loading lora \(name) failed: No adapter found for \(path)")
        }
        if path == "/lora/broken" { return error(500, "LoRA rank 64 is greater than max_lora_rank 16.") }
        if path == "/lora/none" { return error(500, "Call to add_lora method failed: LoRA is not enabled.") }
        state.loaded[name] = path
        return (200, "Success: LoRA adapter '\(name)' added successfully.")
    }

    private static func unload(_ name: String, _ state: inout State) -> (Int, String) {
        guard state.loaded.removeValue(forKey: name) != nil else {
            return error(404, "The lora adapter '\(name)' cannot be found.")
        }
        return (200, "Success: LoRA adapter '\(name)' removed successfully.")
    }

    private static func error(_ status: Int, _ message: String) -> (Int, String) {
        (status, #"{"error":{"message":"\#(message)","type":"NotFoundError","param":null,"code":\#(status)}}"#)
    }

    private static func list(_ loaded: [String: String]) -> String {
        let cards = loaded.sorted { $0.key < $1.key }.map { #"{"id":"\#($0)","root":"\#($1)","parent":"tiny"}"# }
        let all = [#"{"id":"tiny","root":"/models/tiny"}"#] + cards
        return #"{"object":"list","data":["# + all.joined(separator: ",") + "]}"
    }
}

@Suite struct VLLMAdapterTests {
    private func adapters(_ fake: FakeVLLM) throws -> any ModelAdapters {
        var settings = ProviderSettings(name: "lab", type: .vllm, model: "tiny")
        settings.endpoint = try EndpointURL(parsing: "http://127.0.0.1:9/v1")
        let provider = try ProviderRegistry.provider(for: settings, in: ProviderEnvironment(transport: fake) { [$0] })
        return try #require(provider.adapters)
    }

    private func problem(_ fake: FakeVLLM, _ name: String, _ path: String) async throws -> ProviderError {
        let adapters = try adapters(fake)
        return try #require(
            await #expect(throws: ProviderError.self) { try await adapters.load(adapter: name, from: path) }
        )
    }

    @Test func `an adapter is loaded, and loading it again is no error`() async throws {
        let fake = FakeVLLM()
        let adapters = try adapters(fake)
        try await adapters.load(adapter: "a", from: "/lora/a")
        try await adapters.load(adapter: "a", from: "/lora/a")
        #expect(fake.state.withLock { $0.loaded } == ["a": "/lora/a"])
        try await adapters.unload(adapter: "a")
        try await adapters.unload(adapter: "a")
        #expect(fake.state.withLock { $0.loaded }.isEmpty)
    }

    @Test func `another adapter of the same name takes the place of the old one`() async throws {
        let fake = FakeVLLM(loaded: ["a": "/lora/old"])
        try await adapters(fake).load(adapter: "a", from: "/lora/new")
        #expect(fake.state.withLock { $0.loaded } == ["a": "/lora/new"])
        #expect(
            fake.state.withLock { $0.posts } == ["load_lora_adapter", "unload_lora_adapter", "load_lora_adapter"]
        )
    }

    @Test func `one that vLLM was started with is taken where it loads none while it runs`() async throws {
        try await adapters(FakeVLLM(open: false, loaded: ["a": "/lora/a"])).load(adapter: "a", from: "/lora/a")
        let error = try await problem(FakeVLLM(open: false), "a", "/lora/a")
        #expect(error.message.contains("VLLM_ALLOW_RUNTIME_LORA_UPDATING=True"))
        #expect(error.message.contains("--lora-modules a=/lora/a"))
        #expect(error.code == .unsupported)
    }

    @Test func `a path that is not there is said to be so`() async throws {
        let error = try await problem(FakeVLLM(), "a", "/elsewhere")
        #expect(error.code == .modelNotFound)
        #expect(error.message.contains("'/elsewhere'") && error.message.contains("vLLM's own machine"))
        #expect(!error.message.contains("VLLM_ALLOW"))
    }

    @Test func `what else vLLM refuses is told in its words`() async throws {
        let broken = try await problem(FakeVLLM(), "a", "/lora/broken")
        #expect(broken.message.contains("max_lora_rank") && broken.message.hasPrefix("the adapter 'a' was not loaded"))
        let none = try await problem(FakeVLLM(), "a", "/lora/none")
        #expect(none.message.contains("--enable-lora") && none.code == .unsupported)
        let base = try await problem(FakeVLLM(), "tiny", "/lora/a")
        #expect(base.message.contains("served base model"))
    }
}
