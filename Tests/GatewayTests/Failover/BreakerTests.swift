import Testing

@testable import Gateway

@Suite struct BreakerTests {
    private let start = ContinuousClock.now
    private func at(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

    private func opened(_ limits: Breaker.Limits = Breaker.Limits()) throws -> Breaker {
        var breaker = Breaker(limits)
        for _ in 0..<limits.failures {
            breaker.failed(try #require(breaker.admit(at: start).permit), reason: "cut", at: start)
        }
        return breaker
    }

    @Test func `so many failures in a row open it, and a success in between does not let them add up`() throws {
        var breaker = Breaker()
        let permit = try #require(breaker.admit(at: start).permit)
        for _ in 0..<4 { breaker.failed(permit, reason: "cut", at: start) }
        breaker.succeeded(permit)
        for _ in 0..<4 { breaker.failed(permit, reason: "cut", at: start) }
        #expect(breaker.phase == .closed)
        breaker.failed(permit, reason: "cut", at: start)
        #expect(breaker.phase == .open)
        #expect(breaker.refusal == Breaker.Refusal(until: at(5), isAskedFor: false, reason: "cut"))
    }

    @Test func `when its time is up one probe passes, and decides`() throws {
        var breaker = try opened()
        #expect(breaker.admit(at: at(4.9)).permit == nil)
        let probe = try #require(breaker.admit(at: at(5)).permit)
        #expect(breaker.admit(at: at(5)).permit == nil)
        breaker.failed(probe, reason: "stalled", at: at(6))
        #expect(breaker.refusal?.until == at(16))
        let second = try #require(breaker.admit(at: at(16)).permit)
        breaker.succeeded(second)
        #expect(breaker.phase == .closed)
    }

    @Test func `a probe that nobody waits for any more leaves the next one to find out`() throws {
        var breaker = try opened()
        let probe = try #require(breaker.admit(at: at(5)).permit)
        breaker.abandoned(probe)
        #expect(breaker.admit(at: at(5)).permit != nil)
    }

    @Test func `as a last resort one probe goes before its time, even where the backend asked for the while`() throws {
        var breaker = try opened()
        #expect(breaker.admit(at: at(1), asLastResort: true).permit != nil)
        #expect(breaker.admit(at: at(1), asLastResort: true).permit == nil)
        var asked = Breaker()
        asked.failed(try #require(asked.admit(at: start).permit), reason: "overloaded", wait: .seconds(30), at: start)
        #expect(asked.admit(at: at(29)).permit == nil)
        #expect(asked.admit(at: at(29), asLastResort: true).permit != nil)
        #expect(asked.admit(at: at(30), asLastResort: true).permit == nil)
    }

    @Test func `the word of a probe of an earlier opening is not taken for that of this one`() throws {
        var breaker = try opened()
        let late = try #require(breaker.admit(at: at(5)).permit)
        breaker.succeeded(Breaker.Permit(probeOf: nil))
        for _ in 0..<5 { breaker.failed(Breaker.Permit(probeOf: nil), reason: "cut", at: at(6)) }
        let probe = try #require(breaker.admit(at: at(11)).permit)
        breaker.failed(late, reason: "cut", at: at(12))
        #expect(breaker.phase == .probing)
        breaker.succeeded(probe)
        #expect(breaker.phase == .closed)
    }

    @Test func `a check that reaches the backend lets a probe go at once`() throws {
        var breaker = try opened()
        breaker.reached(at: at(1))
        #expect(breaker.admit(at: at(1)).permit != nil)
    }

    @Test(arguments: 0..<200)
    func `in any order of events: one probe at a time, nobody before a while that was asked for, and always a way back`(
        seed: UInt64
    ) {
        var random = SplitMix(seed: seed)
        var limits = Breaker.Limits()
        limits.failures = Int(random.below(5))
        var breaker = Breaker(limits)
        var now = start
        var out: [Breaker.Permit] = []
        var askedUntil: ContinuousClock.Instant?
        for _ in 0..<300 {
            now += .milliseconds(Int64(random.below(4000)))
            let permit = out.isEmpty ? nil : out[Int(random.below(UInt64(out.count)))]
            switch random.below(6) {
            case 0, 1:
                let before = breaker.phase
                let asLastResort = random.below(2) == 0
                guard let new = breaker.admit(at: now, asLastResort: asLastResort).permit else {
                    #expect(before != .closed)
                    continue
                }
                if let askedUntil { #expect(now >= askedUntil || before == .closed || asLastResort) }
                #expect(before != .probing)
                out.append(new)
            case 2:
                guard let permit else { continue }
                let wait: Duration? = random.below(4) == 0 ? .seconds(Int64(random.below(20)) + 1) : nil
                breaker.failed(permit, reason: "cut", wait: wait, at: now)
                if let wait, limits.failures > 0 { askedUntil = max(askedUntil ?? now, now + wait) }
                out.removeAll { $0 == permit && $0.probeOf != nil }
            case 3:
                guard let permit else { continue }
                breaker.succeeded(permit)
                out.removeAll { $0 == permit && $0.probeOf != nil }
            case 4:
                guard let permit else { continue }
                breaker.abandoned(permit)
                out.removeAll { $0 == permit && $0.probeOf != nil }
            default: breaker.reached(at: now)
            }
            if limits.failures == 0 { #expect(breaker.phase == .closed) }
        }
        // Whatever has happened: when the probes that are out have ended, somebody is let through in the end.
        for permit in out { breaker.abandoned(permit) }
        #expect(breaker.admit(at: now + .seconds(100)).permit != nil)
    }
}

extension Breaker.Verdict {
    var permit: Breaker.Permit? {
        if case .pass(let permit) = self { permit } else { nil }
    }
}

/// Chance that can be repeated.
struct SplitMix {
    private var state: UInt64
    init(seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 1 }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: UInt64) -> UInt64 { next() % bound }
}
