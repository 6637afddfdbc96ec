import Testing

@testable import Gateway

@Suite struct TrialMachineTests {
    private let start = ContinuousClock.now

    private func sample(
        _ arm: TrialSplit.Arm,
        failed: Bool = false,
        _ time: Duration = .milliseconds(100)
    ) -> TrialSample {
        TrialSample(arm: arm, failed: failed, firstToken: failed ? nil : time, total: failed ? nil : time)
    }

    @Test func `steps grow from the first share to half, and copies come before all`() {
        let plan = TrialPlan(share: 0.05, shadows: true, time: .seconds(50))
        #expect(plan.steps.map(\.share) == [0, 0.05, 0.1, 0.25, 0.5])
        #expect(plan.steps.allSatisfy { $0.time == .seconds(10) })
        #expect(TrialPlan(share: 1).steps.map(\.share) == [1])
        #expect(TrialPlan(share: nil, shadows: true).steps.map(\.share) == [0])
    }

    @Test func `a good model gets more and more of the traffic, and passes`() {
        var machine = TrialMachine(TrialPlan(share: 0.25, time: .seconds(10)), now: start)
        #expect(machine.begin() == [.send(0.25)])
        for _ in 0..<50 { #expect(machine.take(sample(.old)) + machine.take(sample(.new)) == []) }
        #expect(machine.tick(start + .seconds(4)) == [])
        #expect(machine.tick(start + .seconds(5)) == [.send(0.5)])
        for _ in 0..<50 { _ = machine.take(sample(.new)) }
        guard case .pass(let why)? = machine.tick(start + .seconds(10)).first else {
            Issue.record("it did not pass")
            return
        }
        #expect(why.contains("100 requests, 0 failed"))
    }

    @Test func `one that fails goes back at once, and says why`() {
        var machine = TrialMachine(TrialPlan(share: 0.05), now: start)
        var taken = 0
        for _ in 0..<20 {
            taken += 1
            if case .fail(let why)? = machine.take(sample(.new, failed: true)).first {
                #expect(why.hasPrefix("error_rate<2% does not hold: \(taken) of its \(taken) requests failed"))
                break
            }
        }
        #expect(taken < 6)
        #expect(machine.take(sample(.new, failed: true)) == [])
    }

    @Test func `one that is too slow beside the old one goes back`() {
        let guards = [TrialGuard(measure: .firstToken(percentile: 0.95), limit: .times(1.5), text: "p95<1.5x")]
        var machine = TrialMachine(TrialPlan(share: 0.05, guards: guards), now: start)
        for index in 0..<100 { _ = machine.take(sample(.old, .milliseconds(100 + index % 10))) }
        var failed = false
        for _ in 0..<60 where !failed {
            if case .fail? = machine.take(sample(.new, .milliseconds(300))).first { failed = true }
        }
        #expect(failed)
        var well = TrialMachine(TrialPlan(share: 0.05, guards: guards), now: start)
        for index in 0..<400 {
            _ = well.take(sample(.old, .milliseconds(100 + index % 10)))
            #expect(well.take(sample(.new, .milliseconds(105 + index % 10))) == [])
        }
    }

    @Test func `failures that both models have do not speak against the new one`() {
        let guards = [TrialGuard(measure: .errorRate, limit: .times(2), text: "error_rate<2x")]
        var machine = TrialMachine(TrialPlan(share: 0.5, guards: guards), now: start)
        for index in 0..<300 {
            let failed = index % 10 == 0
            #expect(machine.take(sample(.old, failed: failed)) + machine.take(sample(.new, failed: failed)) == [])
        }
    }

    @Test func `with too few requests it waits, and goes back in the end`() {
        var machine = TrialMachine(TrialPlan(share: 0.5, time: .seconds(10)), now: start)
        _ = machine.take(sample(.new))
        #expect(machine.tick(start + .seconds(11)) == [])
        guard case .fail(let why)? = machine.tick(start + .seconds(30)).first else {
            Issue.record("it went on")
            return
        }
        #expect(why.contains("too few"))
    }

    @Test func `the same user is always in the same part, and a larger part holds the smaller one`() {
        let target = RouteTarget(provider: "p", model: "new")
        let few = TrialSplit(target: target, share: 0.05, salt: 3)
        let more = TrialSplit(target: target, share: 0.25, salt: 3)
        var inFew = 0
        var inMore = 0
        for number in 0..<10_000 {
            let caller = Caller(user: "user-\(number)", key: "k", request: "r\(number)")
            #expect(few.arm(of: caller) == few.arm(of: Caller(user: "user-\(number)", request: "other")))
            if few.arm(of: caller) == .new {
                inFew += 1
                #expect(more.arm(of: caller) == .new)
            }
            if more.arm(of: caller) == .new { inMore += 1 }
        }
        #expect((400...600).contains(inFew))
        #expect((2300...2700).contains(inMore))
    }
}
