import Configuration
import EventLoop
import JSON
import Providers
import Synchronization
import Testing

@testable import Gateway

@Suite struct GatewayTests {
    private let loops: EventLoopGroup
    private let observer = CountingObserver()

    init() throws { loops = try EventLoopGroup(count: 1) }

    private func gateway(_ providers: [any Provider], _ plan: RoutePlan = RoutePlan()) -> Gateway {
        let gateway = Gateway(loop: loops.first, observer: observer)
        gateway.configure(providers: providers, plan: plan)
        return gateway
    }

    private func context() -> RequestContext { RequestContext(id: "r", endpoint: .openAIChat, keyName: nil) }

    private func request(_ model: String) -> GenerateRequest {
        GenerateRequest(model: model, input: .chat([Message(.user, "hi")]))
    }

    @Test func `settings that change keep the providers that did not, and make another the default`() async throws {
        let (one, two) = (FakeProvider("one"), FakeProvider("two"))
        let gateway = gateway([one, two])
        #expect(gateway.catalog.active?.provider == "one")
        gateway.configure(providers: [two, one], plan: RoutePlan(active: RouteTarget(provider: "two", model: nil)))
        #expect(gateway.catalog.providers.map(\.name) == ["two", "one"])
        #expect(try gateway.resolve("default").map(\.provider) == ["two"])
        #expect(one.stops.load(ordering: .relaxed) + two.stops.load(ordering: .relaxed) == 0)
    }

    @Test func `a refused connection moves on to the next target`() async throws {
        let dead = FakeProvider("dead", answer: .failure(ProviderError(.refused, "nobody listens")))
        let well = FakeProvider("well")
        let gateway = gateway(
            [dead, well],
            RoutePlan(active: RouteTarget(provider: "dead", model: "m"), fallbackOrder: ["dead", "well"])
        )
        let context = context()
        let routed = try await gateway.generate(request("default"), context)
        #expect(routed.target == ModelID(provider: "well", model: "m"))
        #expect(context.provider == "well")
        let parts = try await collect(routed)
        #expect(parts.flatMap(\.events) == [.text("hello"), .finished(.stop)])
        #expect(context.firstToken != nil)
        #expect(context.finishReason == .stop)
    }

    @Test func `an answer that blames the request is not tried elsewhere`() async throws {
        let strict = FakeProvider("strict", answer: .failure(ProviderError(.badRequest, "no such role")))
        let other = FakeProvider("other")
        let gateway = gateway(
            [strict, other],
            RoutePlan(active: RouteTarget(provider: "strict", model: "m"), fallbackOrder: ["other"])
        )
        let error = await #expect(throws: GatewayError.self) {
            try await gateway.generate(request("default"), context())
        }
        #expect(error?.status == 400)
        #expect(other.calls.load(ordering: .relaxed) == 0)
    }

    @Test func `when nobody can be reached the error names every backend and says when to come back`() async throws {
        let down = ["one", "two"].map { FakeProvider($0, answer: .failure(ProviderError(.refused, "\($0) is down"))) }
        let plan = RoutePlan(active: RouteTarget(provider: "one", model: "m"), fallbackOrder: ["one", "two"])
        let gateway = gateway(down, plan)
        let error = await #expect(throws: GatewayError.self) {
            try await gateway.generate(request("default"), context())
        }
        #expect(error?.status == 503)
        // Which comes first depends on whom the background has asked already.
        #expect(error?.message.contains("one is down") == true)
        #expect(error?.message.contains("two is down") == true)
        #expect(error?.retryAfter != nil)
    }

    @Test func `what a backend cannot do is refused by name`() async throws {
        let gateway = gateway([FakeProvider("plain")])
        var request = request("plain/m")
        request.tools = [Tool(name: "f")]
        request.sampling.seed = 1
        let error = await #expect(throws: GatewayError.self) { try await gateway.generate(request, context()) }
        #expect(error?.status == 400)
        #expect(error?.message == "the provider 'plain' does not support tools, seed")
    }

    @Test func `an option that only Ollama has is refused by its name`() async throws {
        let gateway = gateway([FakeProvider("plain")])
        var request = request("plain/m")
        request.runnerOptions = ["num_gpu": 1, "mirostat": 2]
        let error = await #expect(throws: GatewayError.self) { try await gateway.generate(request, context()) }
        #expect(error?.message == "the provider 'plain' does not support mirostat, num_gpu")
    }

    @Test func `fields that only another dialect knows are refused by their own names`() async throws {
        let gateway = gateway([FakeProvider("plain"), FakeProvider("able", features: [.chat, .openAIFields])])
        var request = request("plain/m")
        request.wireFields = [WireField("verbosity", .openAIFields), WireField("grammar", .serverFields)]
        request.sampling.seed = 1
        let error = await #expect(throws: GatewayError.self) { try await gateway.generate(request, context()) }
        #expect(error?.message == "the provider 'plain' does not support seed, verbosity, grammar")
        request.model = "able/m"
        let other = await #expect(throws: GatewayError.self) { try await gateway.generate(request, context()) }
        #expect(other?.message == "the provider 'able' does not support seed, grammar")
    }

    @Test(
        arguments: [
            [[.started(model: "m")], [.finished(.stop)]],
            [[.started(model: "m"), .text("", choice: 0), .finished(.stop)]],
            [[.finished(.stop)], [.usage(Usage(promptTokens: 3, completionTokens: 0))]],
            [],
        ] as [[[GenerationEvent]]]
    )
    func `an answer that says nothing is an error before anything is sent`(events: [[GenerationEvent]]) async throws {
        let blank = FakeProvider("blank", answer: .success(events.map { GenerationPart($0) }))
        let gateway = gateway([blank])
        let error = await #expect(throws: GatewayError.self) {
            try await gateway.generate(request("blank/m"), context())
        }
        #expect(error?.status == 502)
        #expect(error?.label == "empty_answer")
        #expect(error?.message == "the provider 'blank' answered without saying anything")
    }

    @Test(
        arguments: [
            // The token that ends a turn.
            [[.started(model: "m")], [.finished(.stop)], [.usage(Usage(promptTokens: 3, completionTokens: 1))]],
            [[.started(model: "m")], [.finished(.length)]],
            [[.finished(.contentFilter)], [.usage(Usage(promptTokens: 3, completionTokens: 0))]],
            [[.started(model: "m")], [.reasoning("hm")], [.finished(.stop)]],
            [[.toolCall(ToolCallFragment(index: 0, id: "a", name: "f"))], [.finished(.toolCalls)]],
            [[.refusal("no")], [.finished(.stop)]],
        ] as [[[GenerationEvent]]]
    )
    func `an answer that ends without text for a reason is passed on whole`(events: [[GenerationEvent]]) async throws {
        let terse = FakeProvider("terse", answer: .success(events.map { GenerationPart($0) }))
        let routed = try await gateway([terse]).generate(request("terse/m"), context())
        #expect(try await collect(routed).map(\.events) == events)
    }

    @Test func `a target that can do what is asked is taken before one that cannot`() async throws {
        let plain = FakeProvider("plain")
        let able = FakeProvider("able", features: [.chat, .tools])
        let gateway = gateway([plain, able], RoutePlan(fallbackOrder: ["plain", "able"]))
        var request = request("default")
        request.tools = [Tool(name: "f")]
        #expect(try await gateway.generate(request, context()).target.provider == "able")
    }

    @Test func `a profile's parameters go with the request`() async throws {
        var parameters = GenerationParameters()
        parameters.temperature = 0.25
        let provider = FakeProvider("p")
        let target = RouteTarget(provider: "p", model: "x", parameters: parameters)
        let gateway = gateway([provider], RoutePlan(routes: ["precise": [target]]))
        _ = try await gateway.generate(request("precise"), context())
        #expect(provider.lastRequest?.model == "x")
        #expect(provider.lastRequest?.defaults.temperature == 0.25)
        #expect(gateway.catalog.routes == ["precise": ModelID(provider: "p", model: "x")])
    }

    @Test func `models are remembered while a provider cannot tell, and forgotten when it says that it has none`()
        async throws
    {
        let provider = FakeProvider("p", model: nil, models: ["a"])
        let gateway = gateway([provider])
        func listed() async throws -> [String] {
            await gateway.modelsChanged(of: "p")
            return try #require(gateway.catalog.providers.first).models.map(\.id)
        }
        #expect(try await listed() == ["a"])
        var error = ProviderError(.unavailable, "it does not say")
        provider.answers(.failure(error))
        #expect(try await listed() == ["a"])
        error.hasNoModels = true
        provider.answers(.failure(error))
        #expect(try await listed() == [])
    }

    @Test func `a model that was listed in the background is found by its bare name`() async throws {
        let gateway = gateway([FakeProvider("p", models: ["alpha", "beta"])])
        #expect(try await gateway.generate(request("beta"), context()).target.description == "p/beta")
        #expect(gateway.catalog.providers[0].models.map(\.id) == ["m", "alpha", "beta"])
    }

    @Test func `a name that nobody has listed yet waits for the first answers, and no longer`() async throws {
        let slow = FakeProvider("slow", models: ["beta"], listsAtOnce: false)
        let hung = FakeProvider("hung", listsAtOnce: false)
        let gateway = gateway([slow, hung])
        let asked = Task(executorPreference: loops.first) { [self] in
            try await gateway.generate(request("beta"), context()).target.description
        }
        loops.first.spawn { slow.listing.open() }
        #expect(try await asked.value == "slow/beta")
        hung.listing.open()
        let error = await #expect(throws: GatewayError.self) {
            try await gateway.generate(request("gamma"), context())
        }
        #expect(error?.status == 404)
    }

    @Test func `a backend that never tells its models delays an unknown name once, and not for long`() async throws {
        let gateway = Gateway(loop: loops.first, observer: observer, patience: .milliseconds(1))
        gateway.configure(providers: [SilentProvider(), FakeProvider("well", models: ["alpha"])], plan: RoutePlan())
        await #expect(throws: GatewayError.self) { try await gateway.generate(request("nobody's"), context()) }
        // From now on nobody waits: a task that starts at once is over at once.
        let loop = loops.first
        let answered = await withCheckedContinuation { continuation in
            loop.execute { [self] in
                let failure = Mutex<(any Error)?>(nil)
                loop.spawnNow {
                    do { _ = try await gateway.generate(request("nobody's"), context()) } catch {
                        failure.withLock { $0 = error }
                    }
                }
                continuation.resume(returning: failure.withLock { $0 is GatewayError })
            }
        }
        #expect(answered)
        // The other's models come in the background, which may be busy.
        for _ in 0..<2000 where !gateway.catalog.providers.contains(where: { $0.models.contains { $0.id == "alpha" } })
        {
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(try await gateway.generate(request("alpha"), context()).target.provider == "well")
    }

    @Test
    func `an unchanged provider outlives a new configuration, and a removed one is stopped after its last answer`()
        async throws
    {
        let kept = FakeProvider("kept")
        let removed = FakeProvider("removed")
        let gateway = gateway([kept, removed])
        var routed: RoutedGeneration? = try await gateway.generate(request("removed/m"), context())
        gateway.configure(providers: [kept], plan: RoutePlan())
        try await Task.sleep(for: .milliseconds(20))
        #expect(removed.stops.load(ordering: .relaxed) == 0)
        #expect(throws: GatewayError.self) { try gateway.resolve("removed/m") }
        #expect(routed != nil)
        routed = nil
        try await withDeadline(.seconds(30)) { await removed.stopped.wait() }
        #expect(removed.stops.load(ordering: .relaxed) == 1)
        #expect(kept.stops.load(ordering: .relaxed) == 0)
    }

    private func collect(_ routed: RoutedGeneration) async throws -> [GenerationPart] {
        var parts: [GenerationPart] = []
        while let part = try await routed.next() { parts.append(part) }
        return parts
    }
}

/// Counts what it is told.
final class CountingObserver: RequestObserver {
    let attempts = Atomic<Int>(0)
    let contents = Atomic<Int>(0)
    let ends = Atomic<Int>(0)

    func attemptEnded(_ target: ModelID, error: ProviderError?) { attempts.add(1, ordering: .relaxed) }
    func contentArrived(_ context: RequestContext, after pause: Duration, isFirst: Bool) {
        contents.add(1, ordering: .relaxed)
    }
    func requestEnded(_ context: RequestContext) { ends.add(1, ordering: .relaxed) }
    func providerHealth(_ provider: ProviderState) {}
}
