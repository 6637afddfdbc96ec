import Providers
import Testing

@testable import Gateway

struct MemoryLedgerTests {
    private let start = ContinuousClock.now
    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }
    private func id(_ name: String) -> MemoryTenantID { MemoryTenantID(source: name) }
    private let budget = MemoryAmount(host: 100)

    private func claim(_ name: String, _ bytes: Int, gpu: Int = 0) -> MemoryClaim {
        MemoryClaim(id: id(name), title: "native/\(name)", need: MemoryAmount(host: bytes, gpu: gpu))
    }

    private func reading(_ bytes: Int, spare: Int = 0, inUse: Bool = false, used: Double) -> MemoryReading {
        var reading = MemoryReading(
            promised: MemoryAmount(host: bytes),
            held: MemoryAmount(host: bytes),
            lastUsed: at(used)
        )
        reading.spare = spare
        reading.isInUse = inUse
        return reading
    }

    /// With these in memory, each loaded in as many seconds as is said, and last used at 0 s, 1 s, …
    private func ledger(_ models: [(name: String, bytes: Int, load: Double)]) -> MemoryLedger {
        var ledger = MemoryLedger()
        for (second, model) in models.enumerated() {
            ledger.ask(claim(model.name, model.bytes), now: at(-100))
            _ = ledger.settle(budget: nil, isPinned: { _ in false }, now: at(-100))
            ledger.loaded(id(model.name), now: at(-100 + model.load))
            ledger.observe(id(model.name), reading(model.bytes, used: Double(second)))
        }
        return ledger
    }

    private func settle(_ ledger: inout MemoryLedger, pinned: Set<String> = [], _ now: Double) -> [MemoryLedger.Action]
    {
        ledger.settle(budget: budget, isPinned: { pinned.contains($0.id.source) }, now: at(now))
    }

    private func only(_ actions: [MemoryLedger.Action]) -> MemoryLedger.Action? {
        actions.count == 1 ? actions.first : nil
    }

    @Test func `what fits is granted, and what others were granted is not given twice`() {
        var ledger = MemoryLedger()
        ledger.ask(claim("a", 60), now: at(0))
        #expect(settle(&ledger, 0) == [.grant(id("a"))])
        ledger.ask(claim("b", 60), now: at(1))
        // It is loading: it can neither leave nor be looked past.
        guard case .wait(id("b"), let shortage) = settle(&ledger, 1).first else {
            Issue.record("not made to wait")
            return
        }
        #expect(shortage.available == MemoryAmount(host: 40))
        #expect(shortage.inUse == MemoryAmount(host: 60))
    }

    @Test func `the least loss leaves, no more than must, and says why`() {
        var ledger = ledger([("dear", 40, 30), ("cheap", 30, 1), ("tiny", 10, 1)])
        ledger.ask(claim("new", 50), now: at(20))
        guard case .evict(id("cheap"), let why) = only(settle(&ledger, 20)) else {
            Issue.record("another choice")
            return
        }
        #expect(
            why
                == "native/new needs 1 MB; this one was unused for 19 s and loads in 1 s: the least loss of 3 that nobody "
                + "uses"
        )
        // Nothing new is asked for until it has left.
        #expect(settle(&ledger, 21) == [])
        ledger.left(id("cheap"))
        #expect(settle(&ledger, 22) == [.grant(id("new"))])
    }

    @Test func `who is at work is waited for, who is pinned never leaves, and what can never be is refused`() {
        var ledger = ledger([("busy", 60, 1), ("pinned", 30, 1)])
        ledger.observe(id("busy"), reading(60, inUse: true, used: 1))
        ledger.ask(claim("new", 50), now: at(5))
        guard case .wait(id("new"), _) = only(settle(&ledger, pinned: ["pinned"], 5)) else {
            Issue.record("not made to wait")
            return
        }
        ledger.observe(id("busy"), reading(60, used: 6))
        guard case .evict(id("busy"), _) = only(settle(&ledger, pinned: ["pinned"], 7)) else {
            Issue.record("not evicted")
            return
        }
        ledger.left(id("busy"))
        #expect(settle(&ledger, pinned: ["pinned"], 8) == [.grant(id("new"))])
        ledger.ask(claim("huge", 80), now: at(9))
        guard case .refuse(id("huge"), let shortage) = only(settle(&ledger, pinned: ["pinned", "new"], 9)) else {
            Issue.record("not refused")
            return
        }
        #expect(shortage.needed == MemoryAmount(host: 80))
        #expect(ledger.tenants[id("huge")] == nil)
    }

    @Test func `what conversations are kept for is given back before anybody leaves`() {
        var ledger = ledger([("a", 60, 1), ("b", 30, 1)])
        ledger.observe(id("a"), reading(60, spare: 25, inUse: true, used: 1))
        ledger.ask(claim("new", 30), now: at(5))
        #expect(settle(&ledger, 5) == [.trim(id("a"))])
        #expect(settle(&ledger, 5) == [])
        ledger.trimmed(id("a"))
        ledger.observe(id("a"), reading(35, inUse: true, used: 1))
        #expect(settle(&ledger, 6) == [.grant(id("new"))])
    }

    @Test func `what was measured goes before what was thought`() {
        var ledger = MemoryLedger()
        ledger.expect(MemoryAmount(host: 90), of: "a")
        ledger.expect(MemoryAmount(host: 20), of: "b")
        #expect(!ledger.fitTogether(["a", "b"], budget: budget, isPinned: { _ in false }))
        ledger.ask(claim("a", 90), now: at(0))
        _ = settle(&ledger, 0)
        ledger.loaded(id("a"), now: at(1))
        ledger.observe(id("a"), reading(75, used: 1))
        #expect(ledger.fitTogether(["a", "b"], budget: budget, isPinned: { _ in false }))
        ledger.left(id("a"))
        #expect(ledger.need(of: "a") == MemoryAmount(host: 75))
        #expect(ledger.fitTogether(["a", "b"], budget: budget, isPinned: { _ in false }))
    }

    @Test func `weights that are still being packed are promised, and not yet held`() {
        var ledger = ledger([("a", 60, 1)])
        var packing = reading(60, used: 1)
        packing.held = MemoryAmount(host: 10)
        ledger.observe(id("a"), packing)
        #expect(ledger.held == MemoryAmount(host: 10))
        // 90 are free of 100, and 50 of these are spoken for.
        let budget = MemoryBudget.share(1).amount(available: MemoryAmount(host: 90), held: ledger.held)
        ledger.ask(claim("new", 50), now: at(2))
        let actions = ledger.settle(budget: budget, isPinned: { _ in true }, now: at(2))
        guard case .refuse = only(actions) else {
            Issue.record("\(actions)")
            return
        }
    }

    @Test func `memory of graphics cards is counted apart`() {
        var ledger = MemoryLedger()
        let budget = MemoryAmount(host: 100, gpu: 50)
        for (name, gpu) in [("a", 40), ("b", 20)] {
            ledger.ask(claim(name, 10, gpu: gpu), now: at(0))
        }
        let actions = ledger.settle(budget: budget, isPinned: { _ in false }, now: at(0))
        #expect(actions.first == .grant(id("a")))
        #expect(actions.count == 2 && actions.last != .grant(id("b")))
    }

    /// Whatever comes in whatever order.
    @Test(arguments: 1...300)
    func `no more is promised than there is, and only who may leave is told to`(seed: UInt64) {
        var dice = RandomDice(state: seed)
        var ledger = MemoryLedger()
        let names = ["a", "b", "c", "d", "e", "f"]
        let pinned: Set<String> = ["f"]
        var sizes: [String: Int] = [:]
        var inUse: Set<String> = []
        var now = 0.0
        func take(_ actions: [MemoryLedger.Action]) {
            for action in actions {
                switch action {
                case .grant(let id): #expect(ledger.tenants[id]?.phase == .loading)
                case .evict(let id, let why):
                    #expect(!inUse.contains(id.source) && !pinned.contains(id.source))
                    #expect(ledger.tenants[id]?.phase == .leaving)
                    #expect(why.contains("needs"))
                case .refuse(let id, _): #expect(ledger.tenants[id] == nil)
                case .trim, .wait: break
                }
            }
        }
        for _ in 0..<400 {
            now += 1
            let name = names.randomElement(using: &dice) ?? "a"
            let tenant = ledger.tenants[id(name)]
            switch (tenant?.phase, Int.random(in: 0..<4, using: &dice)) {
            case (nil, 0):
                sizes[name] = Int.random(in: 5...70, using: &dice)
                ledger.ask(claim(name, sizes[name] ?? 0), now: at(now))
            case (.loading, 1): ledger.loaded(id(name), now: at(now))
            case (.loading, 2): ledger.left(id(name))
            case (.ready, 0): inUse.insert(name)
            case (.ready, 1): inUse.remove(name)
            case (.leaving, 0) where Bool.random(using: &dice):
                inUse.insert(name)
                ledger.refusesToLeave(id(name))
            case (.leaving, 1): ledger.left(id(name))
            case (.asking, 3): ledger.left(id(name))
            default: break
            }
            for name in names where ledger.tenants[id(name)]?.phase == .ready {
                let isInUse = inUse.contains(name)
                ledger.observe(id(name), reading(sizes[name] ?? 0, inUse: isInUse, used: isInUse ? now : 0))
            }
            for name in names where ledger.tenants[id(name)] == nil { inUse.remove(name) }
            take(settle(&ledger, pinned: pinned, now))
            #expect(ledger.promised.host <= budget.host)
            #expect(ledger.held.host <= budget.host)
        }
        // All work ends: everybody who asked is served or told, sooner or later.
        inUse = []
        for _ in 0..<60 {
            now += 1
            for name in names {
                switch ledger.tenants[id(name)]?.phase {
                case .loading: ledger.loaded(id(name), now: at(now))
                case .leaving: ledger.left(id(name))
                case .ready: ledger.observe(id(name), reading(sizes[name] ?? 0, used: now))
                case .asking, nil: break
                }
            }
            take(settle(&ledger, pinned: pinned, now))
        }
        #expect(!ledger.tenants.values.contains { $0.phase == .asking })
    }
}

/// Chance that is the same each time.
struct RandomDice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) ^ (state << 11)
    }
}
