import Providers
import Storage
import Synchronization
import Testing

@testable import Gateway

struct MemoryLessonTests {
    private let start = ContinuousClock.now

    private func claim(_ need: Int, knownAs name: String?) -> MemoryClaim {
        var claim = MemoryClaim(id: MemoryTenantID(source: "child"), title: "local/m", need: MemoryAmount(host: need))
        claim.knownAs = name
        return claim
    }

    private func ask(_ ledger: inout MemoryLedger, _ claim: MemoryClaim) -> Int? {
        ledger.ask(claim, now: start)
        return ledger.tenants[claim.id]?.promised.host
    }

    @Test func `what it took the last time goes before a guess, and not before what is exact`() {
        var ledger = MemoryLedger()
        ledger.remember(MemoryLesson(need: MemoryAmount(host: 70), loadTime: .seconds(3)), as: "file -c 512")
        #expect(ask(&ledger, claim(40, knownAs: "file -c 512")) == 70)
        #expect(ledger.tenants.values.first?.loadTime == .seconds(3))
        #expect(ask(&ledger, claim(40, knownAs: "file -c 1024")) == 40)
        ledger.remember(MemoryLesson(need: MemoryAmount(host: 70), loadTime: .seconds(5)), as: "child ")
        #expect(ask(&ledger, claim(40, knownAs: nil)) == 40)
        #expect(ledger.tenants.values.first?.loadTime == .seconds(5))
    }

    @Test func `what is kept for requests to come is no part of the lesson`() {
        var ledger = MemoryLedger()
        let claim = claim(40, knownAs: "x")
        ledger.ask(claim, now: start)
        _ = ledger.settle(budget: nil, isPinned: { _ in false }, now: start)
        ledger.loaded(claim.id, now: start + .seconds(2))
        var reading = MemoryReading(promised: MemoryAmount(host: 90), held: .none, lastUsed: start)
        reading.spare = 30
        ledger.observe(claim.id, reading)
        ledger.left(claim.id)
        #expect(ledger.lessons["x"] == MemoryLesson(need: MemoryAmount(host: 60), loadTime: .seconds(2)))
        #expect(ledger.need(of: "child") == MemoryAmount(host: 60))
    }

    @Test func `lessons outlive the program, the latest of each model`() async throws {
        let database = try await SQLiteDatabase.inMemory()
        let store = try await MemoryLessonStore(in: database)
        let small = MemoryLesson(need: MemoryAmount(host: 5, gpu: 7), loadTime: .milliseconds(1500))
        try await store.keep(MemoryLesson(need: MemoryAmount(host: 1)), as: "a")
        try await store.keep(small, as: "a")
        try await store.keep(MemoryLesson(need: MemoryAmount(host: 2)), as: "b'; DROP TABLE memory_lesson")
        let again = try await MemoryLessonStore(in: database).lessons()
        #expect(again.count == 2)
        #expect(again["a"] == small)
        for number in 0..<1010 {
            try await store.keep(MemoryLesson(need: MemoryAmount(host: number)), as: "m\(number)")
        }
        let kept = try await store.lessons()
        #expect(kept.count == 1000 && kept["a"] == nil && kept["m1009"] != nil)
    }

    /// One that says what it takes, and leaves when it is told.
    private final class Child: MemoryTenant {
        let keeper: Residency
        let id: MemoryTenantID
        let takes: Int
        init(_ keeper: Residency, _ id: MemoryTenantID, takes: Int) {
            (self.keeper, self.id, self.takes) = (keeper, id, takes)
        }
        var reading: MemoryReading {
            MemoryReading(promised: MemoryAmount(host: takes), held: MemoryAmount(host: takes), lastUsed: .now)
        }
        func giveBackSpare() {}
        func leave() -> Bool {
            keeper.left(id, why: nil)
            return true
        }
    }

    @Test func `a residency tells what it has learnt when a model leaves, and goes by it in the next run`() {
        let told = Mutex<[String: MemoryLesson]>([:])
        let first = Residency { MemoryAmount(host: 1000) }
        first.learn(from: [:]) { name, lesson in told.withLock { $0[name] = lesson } }
        let claim = claim(100, knownAs: "x")
        let child = Child(first, claim.id, takes: 300)
        first.admit(claim, child) { #expect($0 == nil) }
        first.loaded(claim.id)
        first.left(claim.id, why: "it ended")
        #expect(told.withLock { $0["x"]?.need } == MemoryAmount(host: 300))
        let second = Residency { MemoryAmount(host: 1000) }
        second.learn(from: told.withLock { $0 }) { _, _ in }
        second.admit(claim, child) { #expect($0 == nil) }
        #expect(second.report.models.first?.promised == MemoryAmount(host: 300))
    }
}
