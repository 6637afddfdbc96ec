import EventLoop
import JSON
import Providers
import Storage
import Synchronization
import Testing

@testable import Gateway

@Suite struct SwitchboardTests {
    private let loops: EventLoopGroup

    init() throws { loops = try EventLoopGroup(count: 1) }

    private struct Quiet: RequestObserver {
        func attemptEnded(_ target: ModelID, error: ProviderError?) {}
        func contentArrived(_ context: RequestContext, after pause: Duration, isFirst: Bool) {}
        func requestEnded(_ context: RequestContext) {}
        func providerHealth(_ provider: ProviderState) {}
    }

    private func board(
        _ providers: [any Provider],
        _ plan: RoutePlan,
        store: SwitchStore? = nil
    ) async -> Switchboard {
        let gateway = Gateway(loop: loops.first, observer: Quiet())
        let board = Switchboard(gateway: gateway, loop: loops.first, store: store)
        await board.restore(plan)
        board.configure(providers: providers, plan: plan)
        return board
    }

    private func plan(_ provider: String, _ model: String = "m") -> RoutePlan {
        RoutePlan(active: RouteTarget(provider: provider, model: model))
    }

    private func target(_ provider: String, _ model: String = "m") -> SwitchTarget {
        SwitchTarget(ModelID(provider: provider, model: model))
    }

    private func active(_ board: Switchboard) throws -> String {
        try #require(board.gateway.resolve("default").first).description
    }

    private func eventually(_ condition: () throws -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if try condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return false
    }

    @Test func `a switch leads default elsewhere once the new model has said something`() async throws {
        let (one, two) = (FakeProvider("one"), FakeProvider("two"))
        let board = await board([one, two], plan("one"))
        let record = try await board.make(SwitchWish(target("two"), by: "alice", why: "faster"))
        #expect(try active(board) == "two/m")
        #expect(two.calls.load(ordering: .relaxed) == 1)
        #expect(record.from?.id.provider == "one")
        let history = try await board.history(nil, before: nil, limit: 9)
        #expect(history.map(\.state) == ["switched"])
        #expect(history.first?.by == "alice" && history.first?.why == "faster")
    }

    @Test func `a model that does not answer the probe leaves the old one serving, and says why`() async throws {
        let dead = FakeProvider("dead", answer: .failure(ProviderError(.refused, "nobody listens")))
        let mute = FakeProvider("mute", answer: .success([GenerationPart([.finished(.stop)])]))
        let board = await board([FakeProvider("one"), dead, mute], plan("one"))
        for (name, words) in [("dead", "nobody listens"), ("mute", "without saying anything")] {
            let error = try #require(
                await #expect(throws: SwitchError.self) { try await board.make(SwitchWish(target(name), by: "x")) }
            )
            #expect(error.message.contains(words) && error.message.contains("one/m goes on"))
            #expect(try active(board) == "one/m")
        }
        #expect(try await board.history(.everyone, before: nil, limit: 9).map(\.state) == ["failed", "failed"])
    }

    @Test func `a newer switch supersedes one that is still at it`() async throws {
        let board = await board([FakeProvider("one"), SilentProvider(), FakeProvider("two")], plan("one"))
        let first = board.begin(SwitchWish(target("silent"), by: "x"))
        _ = try await board.make(SwitchWish(target("two"), by: "x"))
        let error = await #expect(throws: SwitchError.self) { try await first.end.wait() }
        #expect(error?.status == 409)
        #expect(try active(board) == "two/m")
    }

    @Test func `users, keys and routes have choices of their own`() async throws {
        let board = await board([FakeProvider("one"), FakeProvider("two")], plan("one"))
        _ = try await board.make(SwitchWish(target("two"), for: .user("alice"), by: "x"))
        _ = try await board.make(SwitchWish(target("two", "big"), for: .route("fast"), by: "x"))
        #expect(try active(board) == "one/m")
        let routes = board.gateway.state.withLock { $0.routes }
        #expect(try routes.resolve("default", for: Caller(user: "alice")).first?.id.provider == "two")
        #expect(try routes.resolve("default", for: Caller(user: "bob")).first?.id.provider == "one")
        #expect(try routes.resolve("fast").first?.id.model == "big")
        #expect(board.forget(.user("alice")))
        #expect(!board.forget(.user("alice")))
        let now = board.gateway.state.withLock { $0.routes }
        #expect(try now.resolve("default", for: Caller(user: "alice")).first?.id.provider == "one")
    }

    @Test func `what was chosen holds after a restart, until the configuration says something else`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let store = try await SwitchStore(in: database)
        let first = await board([FakeProvider("one"), FakeProvider("two")], plan("one"), store: store)
        _ = try await first.make(SwitchWish(target("two"), by: "x"))
        _ = try await first.make(SwitchWish(target("two"), for: .user("alice"), by: "x"))
        for _ in 0..<200 where try await store.lastNumber() < 2 { try await Task.sleep(for: .milliseconds(5)) }
        let again = await board([FakeProvider("one"), FakeProvider("two")], plan("one"), store: store)
        #expect(try active(again) == "two/m")
        #expect(try await again.previous(.everyone)?.id.provider == "one")
        let changed = await board([FakeProvider("one"), FakeProvider("two")], plan("one", "other"), store: store)
        #expect(try active(changed) == "one/other")
        // Numbers go on where they were.
        #expect(again.begin(SwitchWish(target("one"), by: "x")).record.number > 2)
    }

    @Test func `an edited choice is a switch: a good one takes over, a broken one does not`() async throws {
        let dead = FakeProvider("dead", answer: .failure(ProviderError(.refused, "nobody listens")))
        let (one, two) = (FakeProvider("one"), FakeProvider("two"))
        let board = await board([one, two, dead], plan("one"))
        board.configure(providers: [one, two, dead], plan: plan("dead"), why: ".env:1")
        #expect(try await eventually { board.unended.isEmpty })
        #expect(try active(board) == "one/m")
        board.configure(providers: [one, two, dead], plan: plan("two"), why: ".env:1")
        #expect(try await eventually { try active(board) == "two/m" })
        let history = try await board.history(nil, before: nil, limit: 9)
        #expect(history.map(\.state) == ["switched", "failed"])
        #expect(history.first?.by == "configuration" && history.first?.why == ".env:1")
    }

    @Test func `an edit that breaks the provider in use keeps the old one until the new one answers`() async throws {
        let old = FakeProvider("p")
        let board = await board([old], plan("p"))
        #expect(try await eventually { board.gateway.catalog.providers.first?.status == .healthy })
        let broken = FakeProvider("p", answer: .failure(ProviderError(.refused, "nobody listens")))
        board.configure(providers: [broken], plan: plan("p"))
        #expect(try await eventually { board.unended.isEmpty })
        #expect(board.gateway.provider(named: "p") === old)
        let well = FakeProvider("p")
        board.configure(providers: [well], plan: plan("p", "other"))
        #expect(try await eventually { board.gateway.provider(named: "p") === well })
        #expect(try active(board) == "p/other")
        await old.stopped.wait()
    }

    @Test func `an edit holds though a newer switch took its place, whether that was made or not`() async throws {
        let dead = FakeProvider("dead", answer: .failure(ProviderError(.refused, "nobody listens")))
        for name in ["two", "dead", "p"] {
            let (old, edited, two) = (FakeProvider("p"), LateProvider("p"), FakeProvider("two"))
            let board = await board([old, two, dead], plan("p"))
            #expect(try await eventually { board.gateway.catalog.providers.first?.status == .healthy })
            board.configure(providers: [edited, two, dead], plan: plan("p"))
            #expect(board.gateway.provider(named: "p") === old)
            _ = try? await board.make(SwitchWish(target(name), by: "x"))
            edited.opening.open()
            #expect(try await eventually { board.gateway.provider(named: "p") === edited })
            #expect(try active(board) == (name == "two" ? "two/m" : "p/m"))
        }
    }

    @Test func `a switch under way during an edit stays its asker's, who hears how it ended`() async throws {
        let (old, edited, two) = (FakeProvider("p"), FakeProvider("p"), LateProvider("two"))
        let board = await board([old, two], plan("p"))
        #expect(try await eventually { board.gateway.catalog.providers.first?.status == .healthy })
        let first = board.begin(SwitchWish(target("two"), by: "alice", why: "faster"))
        board.configure(providers: [edited, two], plan: plan("p"))
        two.opening.open()
        let record = try await first.end.wait()
        #expect(record.state == "switched" && record.by == "alice" && record.why == "faster")
        #expect(record.number > first.record.number)
        #expect(try active(board) == "two/m")
        #expect(board.gateway.provider(named: "p") === edited)
        #expect(try await board.record(first.record.number)?.continuedBy == record.number)
    }

    @Test func `whoever withdraws a switch withdraws what it has become`() async throws {
        let (old, edits, two) = (FakeProvider("p"), [FakeProvider("p"), FakeProvider("p")], LateProvider("two"))
        let board = await board([old, two], plan("p"))
        #expect(try await eventually { board.gateway.catalog.providers.first?.status == .healthy })
        let first = board.begin(SwitchWish(target("two"), by: "alice"))
        for edited in edits { board.configure(providers: [edited, two], plan: plan("p")) }
        #expect(board.withdraw(first.record.number))
        let error = await #expect(throws: SwitchError.self) { try await first.end.wait() }
        #expect(error?.message.contains("withdrawn") == true)
        #expect(!board.withdraw(first.record.number))
        two.opening.open()
        #expect(try await eventually { board.gateway.provider(named: "p") === edits[1] })
        #expect(try active(board) == "p/m")
    }

    @Test func `an edit holds where the switch that was under way cannot be made`() async throws {
        let dead = LateProvider("dead", answer: .failure(ProviderError(.refused, "nobody listens")))
        let (old, edited) = (FakeProvider("p"), FakeProvider("p"))
        let board = await board([old, dead], plan("p"))
        #expect(try await eventually { board.gateway.catalog.providers.first?.status == .healthy })
        let first = board.begin(SwitchWish(target("dead"), by: "alice"))
        board.configure(providers: [edited, dead], plan: plan("p"))
        dead.opening.open()
        let error = await #expect(throws: SwitchError.self) { try await first.end.wait() }
        #expect(error?.message.contains("nobody listens") == true)
        #expect(try await eventually { board.gateway.provider(named: "p") === edited })
        #expect(try active(board) == "p/m")
    }

    @Test func `an answer under way finishes on the old model, which is let go of after it`() async throws {
        let parts = [GenerationPart([.text("a")]), GenerationPart([.text("b"), .finished(.stop)])]
        let (one, two) = (FakeProvider("one", answer: .success(parts)), FakeProvider("two"))
        let board = await board([one, two], plan("one"))
        let events = board.gateway.events.subscribe()
        var request = GenerateRequest(model: "default", input: .chat([Message(.user, "hi")]))
        request.stream = true
        let context = RequestContext(id: "r", endpoint: .openAIChat, keyName: nil)
        var routed: RoutedGeneration? = try await board.gateway.generate(request, context)
        let first = try await routed?.next()
        #expect(first?.events == [.text("a")])
        _ = try await board.make(SwitchWish(target("two"), by: "x"))
        #expect(board.gateway.inFlight(of: ModelID(provider: "one", model: "m")) == 1)
        #expect(try await routed?.next()?.events.first == .text("b"))
        #expect(try await routed?.next() == nil)
        routed = nil
        var states: [String] = []
        while states.last != "drained", case .event(let event)? = await events.next() {
            if event.topic == .switching { states.append(event.fields["state"]?.string ?? "") }
        }
        #expect(states == ["loading", "probing", "switched", "drained"])
    }

    @Test(.timeLimit(.minutes(1)))
    func `a thousand switches under load: every request is answered, by whoever the route led to`() async throws {
        let board = await board([FakeProvider("one"), FakeProvider("two")], plan("one"))
        let load = Load()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<8 {
                group.addTask {
                    while !load.isOver.load(ordering: .relaxed) {
                        let request = GenerateRequest(model: "default", input: .chat([Message(.user, "hi")]))
                        let context = RequestContext(id: "r\(client)", endpoint: .openAIChat, keyName: nil)
                        let routed = try await board.gateway.generate(request, context)
                        while try await routed.next() != nil {}
                        board.gateway.finish(context)
                        load.answered.add(1, ordering: .relaxed)
                        try await Task.sleep(for: .microseconds(200))
                    }
                }
            }
            for turn in 0..<1000 {
                let wish = SwitchWish(target(turn.isMultiple(of: 2) ? "two" : "one"), by: "x")
                _ = try await board.make(wish)
                #expect(try active(board) == wish.targets[0].id.description)
            }
            load.isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
        #expect(load.answered.load(ordering: .relaxed) > 100)
    }
}

private final class Load: Sendable {
    let isOver = Atomic(false)
    let answered = Atomic(0)
}
