import EventLoop
import JSON
import Providers
import Storage
import Synchronization
import Testing

@testable import Gateway

/// Says its name after a while, and knows how many of its answers run at a time.
private final class BusyProvider: Provider {
    let name: String
    let type = "fake"
    let features: Features = [.chat]
    let defaultModel: String? = "m"
    private let delay: Duration
    private let isFailing: Bool
    private let state = Mutex<(running: Int, most: Int, calls: Int, stopped: Int)>((0, 0, 0, 0))

    init(_ name: String, after delay: Duration = .zero, isFailing: Bool = false) {
        self.name = name
        self.delay = delay
        self.isFailing = isFailing
    }

    var calls: Int { state.withLock { $0.calls } }
    var mostAtOnce: Int { state.withLock { $0.most } }
    var stopped: Int { state.withLock { $0.stopped } }

    func generate(_ request: GenerateRequest) async throws(ProviderError) -> Generation {
        state.withLock { state in
            state.calls += 1
            state.running += 1
            state.most = max(state.most, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        if delay > .zero {
            do { try await Task.sleep(for: delay) } catch {
                state.withLock { $0.stopped += 1 }
                throw ProviderError(.cancelled, "nobody waits any more")
            }
        }
        if isFailing { throw ProviderError(.unavailable, "out of memory") }
        let usage = Usage(promptTokens: 7, completionTokens: 2)
        return Generation(whole: GenerationPart([.text(name), .finished(.stop), .usage(usage)]))
    }

    func models() async throws(ProviderError) -> [ModelInfo] { [ModelInfo(id: "m")] }
}

@Suite struct ShadowTests {
    private let loops: EventLoopGroup

    init() throws { loops = try EventLoopGroup(count: 1) }

    private struct Stage {
        let gateway: Gateway
        let board: Switchboard
        let log: RequestLog

        func ask(_ id: String, _ model: String = "default") async throws -> (text: String, status: Int) {
            let context = RequestContext(id: id, endpoint: .openAIChat, keyName: nil)
            let request = GenerateRequest(model: model, input: .chat([Message(.user, "hi")]))
            var text = ""
            let routed = try await gateway.generate(request, context)
            while let part = try await routed.next() {
                for event in part.events { if case .text(let more, _) = event { text += more } }
            }
            context.status = 200
            gateway.finish(context)
            return (text, context.attempts)
        }

        var shadows: Shadows? {
            board.state.withLock { $0.running.values.first?.trial?.shadows }
        }

        func trialBegan() async throws {
            for _ in 0..<500 where board.gateway.state.withLock({ $0.plan.trial }) == nil {
                try await Task.sleep(for: .milliseconds(10))
            }
            try #require(board.gateway.state.withLock { $0.plan.trial } != nil)
        }
    }

    private func stage(_ providers: [any Provider], _ limits: AdmissionLimits = AdmissionLimits()) async throws -> Stage
    {
        let log = try await RequestLog(in: SQLiteDatabase.inMemory())
        let observer = Observation(metrics: Metrics(version: "test"), requestLog: log)
        let gateway = Gateway(loop: loops.first, observer: observer)
        let board = Switchboard(gateway: gateway, loop: loops.first, store: nil)
        let plan = RoutePlan(active: RouteTarget(provider: providers[0].name, model: "m"))
        board.configure(providers: providers, plan: plan, limits: limits)
        return Stage(gateway: gateway, board: board, log: log)
    }

    private func wish(_ provider: String, _ trial: TrialPlan) -> SwitchWish {
        var wish = SwitchWish(SwitchTarget(ModelID(provider: provider, model: "m")), by: "x")
        wish.trial = trial
        return wish
    }

    private let shadowed = TrialPlan(share: nil, shadows: true, time: .seconds(600))

    @Test func `copies reach the new model alone, and what they cost is in the log`() async throws {
        let (old, new) = (BusyProvider("old"), BusyProvider("new"))
        let stage = try await stage([old, new])
        let begun = stage.board.begin(wish("new", shadowed))
        try await stage.trialBegan()
        for number in 0..<5 {
            let answer = try await stage.ask("r\(number)")
            #expect(answer.text == "old" && answer.status == 1)
            while new.calls < number + 2 { try await Task.sleep(for: .milliseconds(2)) }
        }
        for _ in 0..<500 where stage.shadows?.counts.sent != 5 { try await Task.sleep(for: .milliseconds(2)) }
        try await Task.sleep(for: .milliseconds(20))
        #expect(stage.board.withdraw(begun.record.number))
        var filter = RequestFilter()
        filter.endpoint = .shadow
        let copies = try await stage.log.recent(filter).map(\.record)
        #expect(copies.map(\.id).sorted() == (0..<5).map { "r\($0)-shadow" })
        #expect(copies.allSatisfy { $0.provider == "new" && $0.status == 200 && $0.promptTokens == 7 })
        #expect(copies.allSatisfy { $0.completionTokens == 2 && $0.keyName == nil })
        let users = try await stage.log.recent().map(\.record).filter { $0.endpoint == .openAIChat }
        #expect(users.count == 5 && users.allSatisfy { $0.provider == "old" })
    }

    @Test func `a new model that falls behind is left out, and nobody waits for it`() async throws {
        let (old, new) = (BusyProvider("old"), BusyProvider("new", after: .milliseconds(400)))
        let stage = try await stage([old, new])
        let begun = stage.board.begin(wish("new", shadowed))
        try await stage.trialBegan()
        let began = ContinuousClock.now
        for number in 0..<100 { #expect(try await stage.ask("r\(number)").text == "old") }
        #expect(.now - began < .seconds(10))
        #expect(new.mostAtOnce <= Shadows.most)
        let counts = try #require(stage.shadows?.counts)
        #expect(counts.leftOut > 0 && counts.sent + counts.leftOut <= 100)
        let progress = try #require(try await stage.board.record(begun.record.number)).fields
        #expect(progress["share"] == .double(0))
        _ = stage.board.withdraw(begun.record.number)
    }

    @Test func `a copy gives its place back when a request waits for one`() async throws {
        let (old, new) = (BusyProvider("old"), BusyProvider("new", after: .milliseconds(600)))
        var limits = AdmissionLimits()
        limits.providers["new"] = AdmissionLimits.Limit(concurrent: 1, queue: 10, patience: .seconds(30))
        let stage = try await stage([old, new], limits)
        let begun = stage.board.begin(wish("new", shadowed))
        try await stage.trialBegan()
        // The probe is over: the place is free.
        let before = new.calls
        _ = try await stage.ask("r0")
        while new.calls == before { try await Task.sleep(for: .milliseconds(2)) }
        _ = try await stage.ask("user", "new/m")
        #expect(new.stopped == 1)
        // And where there is none, none is waited for.
        let busy = Task { try await stage.ask("busy", "new/m") }
        while new.calls < before + 3 { try await Task.sleep(for: .milliseconds(2)) }
        _ = try await stage.ask("r1")
        for _ in 0..<100 where stage.shadows?.counts.leftOut == 0 { try await Task.sleep(for: .milliseconds(2)) }
        #expect(stage.shadows?.counts.leftOut == 1)
        _ = try await busy.value
        _ = stage.board.withdraw(begun.record.number)
    }

    @Test func `a new model that fails its copies goes back, and no user has seen it`() async throws {
        // It answers the probe, and then nothing more.
        let old = BusyProvider("old")
        let new = FakeProvider("new")
        let stage = try await stage([old, new])
        let begun = stage.board.begin(wish("new", shadowed))
        try await stage.trialBegan()
        new.answers(.failure(ProviderError(.unavailable, "out of memory")))
        var asked = 0
        while stage.board.unended.contains(where: { $0.number == begun.record.number }), asked < 300 {
            #expect(try await stage.ask("r\(asked)").text == "old")
            asked += 1
            try await Task.sleep(for: .milliseconds(5))
        }
        let error = await #expect(throws: SwitchError.self) { _ = try await begun.end.wait() }
        #expect(error?.message.contains("old/m goes on") == true)
        let record = try #require(try await stage.board.record(begun.record.number))
        #expect(record.verdict?.contains("requests failed") == true)
    }

    @Test func `copies end when a part of the traffic goes there`() async throws {
        let (old, new) = (BusyProvider("old"), BusyProvider("new"))
        let stage = try await stage([old, new])
        let begun = stage.board.begin(wish("new", TrialPlan(share: 0.5, shadows: true, time: .seconds(1))))
        try await stage.trialBegan()
        var number = 0
        while stage.board.gateway.state.withLock({ $0.plan.trial?.share }) == 0, number < 2000 {
            _ = try await stage.ask("s\(number)")
            number += 1
            try await Task.sleep(for: .milliseconds(5))
        }
        try await Task.sleep(for: .milliseconds(30))
        #expect(number < 2000)
        let copies = try #require(stage.shadows?.counts.sent)
        for number in 0..<40 { _ = try await stage.ask("c\(number)") }
        #expect(stage.shadows.map { $0.counts.sent == copies } ?? true)
        _ = stage.board.withdraw(begun.record.number)
    }
}
