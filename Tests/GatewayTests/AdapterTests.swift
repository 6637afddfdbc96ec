import EventLoop
import Providers
import Synchronization
import Testing

@testable import Gateway

/// Has a base model, and the adapters that it is given.
private final class AdaptedProvider: Provider, ModelAdapters {
    let name = "lab"
    let type = "vllm"
    let features: Features = [.chat]
    let defaultModel: String? = "base"
    private let state = Mutex<[String: String]>([:])
    let loads = Atomic<Int>(0)
    /// Loads go on when it is open.
    let door = Latch()
    private let problem: ProviderError?

    init(open: Bool = true, problem: ProviderError? = nil) {
        self.problem = problem
        if open { door.open() }
    }

    var adapters: (any ModelAdapters)? { self }
    var loaded: [String: String] { state.withLock { $0 } }
    func restart() { state.withLock { $0 = [:] } }

    func load(adapter name: String, from path: String) async throws(ProviderError) {
        loads.add(1, ordering: .relaxed)
        await door.wait()
        if Task.isCancelled { throw ProviderError(.cancelled, "the load was cancelled") }
        if let problem { throw problem }
        state.withLock { $0[name] = path }
    }

    func unload(adapter name: String) async throws(ProviderError) { state.withLock { $0[name] = nil } }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        guard request.model == "base" || state.withLock({ $0[request.model] }) != nil else {
            throw ProviderError(.modelNotFound, "The model `\(request.model)` does not exist.")
        }
        return Generation(whole: GenerationPart([.text(request.model), .finished(.stop)]))
    }

    func models() async throws(ProviderError) -> [ModelInfo] {
        [ModelInfo(id: "base")] + state.withLock { $0.keys.sorted() }.map { ModelInfo(id: $0) }
    }
}

@Suite struct AdapterTests {
    private let loops: EventLoopGroup

    init() throws { loops = try EventLoopGroup(count: 1) }

    private func gateway(_ provider: any Provider, path: String = "/lora/a") -> Gateway {
        let gateway = Gateway(loop: loops.first, observer: Observation(metrics: Metrics(version: "test")))
        var target = RouteTarget(provider: provider.name, model: "tuned")
        target.profile = "tuned"
        target.adapter = path
        gateway.configure(
            providers: [provider],
            plan: RoutePlan(active: RouteTarget(provider: provider.name, model: "base"), routes: ["tuned": [target]])
        )
        return gateway
    }

    private func ask(_ gateway: Gateway, _ model: String = "tuned") async throws -> String {
        let context = RequestContext(id: "r", endpoint: .openAIChat, keyName: nil)
        let request = GenerateRequest(model: model, input: .chat([Message(.user, "hi")]))
        let routed = try await gateway.generate(request, context)
        var text = ""
        while let part = try await routed.next() {
            for event in part.events { if case .text(let more, _) = event { text += more } }
        }
        return text
    }

    @Test func `a request that names an adapter's profile or model has it loaded, once`() async throws {
        let provider = AdaptedProvider()
        let gateway = gateway(provider)
        #expect(try await ask(gateway) == "tuned")
        #expect(try await ask(gateway, "lab/tuned") == "tuned")
        #expect(try await ask(gateway, "default") == "base")
        #expect(provider.loads.load(ordering: .relaxed) == 1)
        #expect(provider.loaded == ["tuned": "/lora/a"])
    }

    @Test func `a backend that was started anew is given it again`() async throws {
        let provider = AdaptedProvider()
        let gateway = gateway(provider)
        _ = try await ask(gateway)
        provider.restart()
        #expect(try await ask(gateway) == "tuned")
        #expect(provider.loads.load(ordering: .relaxed) == 2)
    }

    @Test func `many wait for one load, and the first that leaves does not end it`() async throws {
        let provider = AdaptedProvider(open: false)
        let gateway = gateway(provider)
        let first = Task { try await ask(gateway) }
        while provider.loads.load(ordering: .relaxed) == 0 { try await Task.sleep(for: .milliseconds(2)) }
        let others = (0..<20).map { _ in Task { try await ask(gateway) } }
        try await Task.sleep(for: .milliseconds(20))
        first.cancel()
        let error = await #expect(throws: GatewayError.self) { _ = try await first.value }
        #expect(error?.status == 499)
        provider.door.open()
        for other in others { #expect(try await other.value == "tuned") }
        #expect(provider.loads.load(ordering: .relaxed) == 1)
    }

    @Test func `what cannot be loaded is told to all who wait, and tried again by the next`() async throws {
        let provider = AdaptedProvider(problem: ProviderError(.modelNotFound, "there is no adapter at /lora/a"))
        let gateway = gateway(provider)
        for tries in 1...2 {
            let error = await #expect(throws: GatewayError.self) { _ = try await ask(gateway) }
            #expect(error?.message.contains("/lora/a") == true)
            // Once more where the model itself was not found: nothing was loaded before, so that there is no more.
            #expect(provider.loads.load(ordering: .relaxed) == tries)
        }
    }

    @Test func `a backend that takes no adapters says so`() async throws {
        let error = await #expect(throws: GatewayError.self) { _ = try await ask(gateway(FakeProvider("plain"))) }
        #expect(error?.message.contains("needs a vLLM") == true)
    }
}
