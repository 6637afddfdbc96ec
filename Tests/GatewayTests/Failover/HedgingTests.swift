import EventLoop
import Providers
import Synchronization
import Testing

@testable import Gateway

/// Says its text after a while, and remembers whether it was stopped before.
private final class SlowProvider: Provider {
    let name: String
    let type = "fake"
    let features: Features = [.chat]
    let defaultModel: String? = "m"
    private let delay: Duration
    private let error: ProviderError?
    let calls = Atomic<Int>(0)
    /// How long after its beginning it was told that nobody waits any more.
    let stoppedAfter = Mutex<Duration?>(nil)

    init(_ name: String, after delay: Duration, _ error: ProviderError? = nil) {
        self.name = name
        self.delay = delay
        self.error = error
    }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        calls.add(1, ordering: .relaxed)
        let began = ContinuousClock.now
        do { try await Task.sleep(for: delay) } catch {
            stoppedAfter.withLock { $0 = .now - began }
            throw ProviderError(.cancelled, "nobody waits any more")
        }
        if let error { throw error }
        return Generation(whole: GenerationPart([.text(name), .finished(.stop)]))
    }

    func models() async throws(ProviderError) -> [ModelInfo] { [] }
}

@Suite struct HedgingTests {
    private let loops: EventLoopGroup
    private let metrics = Metrics(version: "test")

    init() throws { loops = try EventLoopGroup(count: 1) }

    private func gateway(_ providers: [any Provider], after delay: Duration? = .milliseconds(50)) -> Gateway {
        let gateway = Gateway(loop: loops.first, observer: Observation(metrics: metrics))
        var plan = RoutePlan(fallbackOrder: providers.map(\.name))
        plan.failover.hedgeAfter = delay
        plan.breakers = Dictionary(uniqueKeysWithValues: providers.map { ($0.name, Breaker.Limits.once) })
        gateway.configure(providers: providers, plan: plan)
        return gateway
    }

    private func ask(_ gateway: Gateway, stream: Bool = true) async throws -> (text: String, context: RequestContext) {
        let context = RequestContext(id: "r", endpoint: .openAIChat, keyName: nil)
        var request = GenerateRequest(model: "default", input: .chat([Message(.user, "hi")]))
        request.stream = stream
        let routed = try await gateway.generate(request, context)
        var text = ""
        while let part = try await routed.next() {
            for event in part.events { if case .text(let more, _) = event { text += more } }
        }
        return (text, context)
    }

    @Test func `the next target is asked beside one that says nothing, and the first to begin has it`() async throws {
        let slow = SlowProvider("slow", after: .seconds(30))
        let quick = SlowProvider("quick", after: .milliseconds(20))
        let gateway = gateway([slow, quick])
        let began = ContinuousClock.now
        let (text, context) = try await ask(gateway)
        #expect(text == "quick")
        #expect(.now - began < .seconds(5))
        #expect(context.attempts == 2)
        #expect(context.provider == "quick")
        let outrun = try #require(context.failedAttempts.first)
        #expect(context.failedAttempts.count == 1 && outrun.provider == "slow" && outrun.label == "outrun")
        // The loser is stopped at once, and nothing is held against it.
        let stopped = try #require(slow.stoppedAfter.withLock { $0 })
        #expect(stopped < .seconds(5))
        // The last to let go of an attempt may be the task that has just ended.
        for _ in 0..<400 where gateway.inFlight > 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(gateway.inFlight == 0)
        #expect(gateway.catalog.providers.allSatisfy { $0.breaker == .closed })
        let told = try PrometheusParser(metrics.render())
        #expect(told.value("martlet_upstream_attempts_total", ["provider": "slow", "outcome": "outrun"]) == 1)
        #expect(told.value("martlet_upstream_attempts_total", ["provider": "quick", "outcome": "ok"]) == 1)
        // Both are in the request log, in the order of their beginnings.
        let logged = RequestRecord(context).loggedAttempts
        #expect(logged.map(\.provider) == ["slow", "quick"] && logged.map(\.error) == ["outrun", nil])
        #expect(logged[0].began < logged[1].began)
    }

    @Test func `the first target keeps what it begins later, and the second one is stopped`() async throws {
        let first = SlowProvider("first", after: .milliseconds(150))
        let second = SlowProvider("second", after: .seconds(30))
        let (text, context) = try await ask(gateway([first, second]))
        #expect(text == "first" && context.provider == "first" && context.attempts == 2)
        #expect(second.stoppedAfter.withLock { $0 } != nil)
        let logged = RequestRecord(context).loggedAttempts
        #expect(logged.map(\.provider) == ["first", "second"] && logged.map(\.error) == [nil, "outrun"])
    }

    @Test func `a target that begins in time is alone, and so are whole answers`() async throws {
        let first = SlowProvider("first", after: .milliseconds(100))
        let second = SlowProvider("second", after: .zero)
        #expect(try await ask(gateway([first, second], after: .seconds(20))).context.attempts == 1)
        #expect(try await ask(gateway([first, second], after: nil)).context.attempts == 1)
        #expect(try await ask(gateway([first, second], after: .milliseconds(10)), stream: false).text == "first")
        #expect(try await ask(gateway([first])).text == "first")
        #expect(second.calls.load(ordering: .relaxed) == 0)
    }

    @Test func `a failure goes to the next target at once, as without it`() async throws {
        let broken = SlowProvider("broken", after: .zero, ProviderError(.refused, "no"))
        let well = SlowProvider("well", after: .milliseconds(5))
        let (text, context) = try await ask(gateway([broken, well], after: .seconds(20)))
        #expect(text == "well" && context.failedAttempts.map(\.label) == ["refused"])
        let error = await #expect(throws: GatewayError.self) { _ = try await ask(gateway([broken])) }
        #expect(error?.message == "no")
        let both = await #expect(throws: GatewayError.self) {
            let other = SlowProvider("other", after: .milliseconds(100), ProviderError(.refused, "neither"))
            _ = try await ask(gateway([other, broken], after: .milliseconds(10)))
        }
        #expect(both?.message.hasPrefix("every backend failed: ") == true && both?.message.contains("neither") == true)
    }

    @Test func `a second target that refuses the request does not spoil the first one's answer`() async throws {
        let first = SlowProvider("first", after: .milliseconds(200))
        let picky = SlowProvider("picky", after: .zero, ProviderError(.contextTooLong, "too long"))
        let (text, _) = try await ask(gateway([first, picky]))
        #expect(text == "first")
        let broken = SlowProvider("broken", after: .milliseconds(200), ProviderError(.refused, "no"))
        let error = await #expect(throws: GatewayError.self) { _ = try await ask(gateway([broken, picky])) }
        #expect(error?.status == 400)
    }

    @Test func `a target that is left alone is not asked beside another`() async throws {
        let first = SlowProvider("first", after: .milliseconds(150))
        // It asks for that: otherwise a check in the background that reaches it would have it probed at once.
        var error = ProviderError(.refused, "no")
        error.retryAfter = .seconds(600)
        let shut = SlowProvider("shut", after: .zero, error)
        let gateway = gateway([shut, first], after: .milliseconds(20))
        #expect(try await ask(gateway).text == "first")
        #expect(gateway.catalog.providers.first { $0.name == "shut" }?.breaker == .open)
        #expect(try await ask(gateway).context.attempts == 1)
        #expect(shut.calls.load(ordering: .relaxed) == 1)
    }

    @Test func `a client that leaves stops both`() async throws {
        let one = SlowProvider("one", after: .seconds(30))
        let two = SlowProvider("two", after: .seconds(30))
        let gateway = gateway([one, two], after: .milliseconds(10))
        let task = Task { try await ask(gateway) }
        while two.calls.load(ordering: .relaxed) == 0 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        let error = await #expect(throws: GatewayError.self) { _ = try await task.value }
        #expect(error?.status == 499)
        #expect(one.stoppedAfter.withLock { $0 } != nil && two.stoppedAfter.withLock { $0 } != nil)
        #expect(gateway.inFlight == 0)
        #expect(gateway.catalog.providers.allSatisfy { $0.breaker == .closed })
    }
}

extension Breaker.Limits {
    /// One failure opens it.
    fileprivate static let once: Breaker.Limits = {
        var limits = Breaker.Limits()
        limits.failures = 1
        limits.cooldown = .seconds(600)
        return limits
    }()
}
