import Testing

@testable import Gateway

@Suite struct AttemptPlanTests {
    private let now = ContinuousClock.now
    private let free = Breaker.Verdict.pass(Breaker.Permit(probeOf: nil))

    private func kept(for seconds: Double, asked: Bool = false) -> Breaker.Refusal {
        Breaker.Refusal(until: now + .seconds(seconds), isAskedFor: asked, reason: "cut")
    }

    @Test func `targets are tried in order, each once`() {
        var plan = AttemptPlan(targets: 3, budget: 9)
        var tried: [Int] = []
        while case .attempt(let target, _) = plan.next(at: now, admit: { _, _ in free }) { tried.append(target) }
        #expect(tried == [0, 1, 2])
        #expect(plan.next(at: now, admit: { _, _ in free }) == .stop(.nobodyLeft([])))
    }

    @Test func `the budget and the deadline end it`() {
        var plan = AttemptPlan(targets: 3, budget: 1)
        _ = plan.next(at: now, admit: { _, _ in free })
        #expect(plan.next(at: now, admit: { _, _ in free }) == .stop(.budgetSpent))
        var late = AttemptPlan(targets: 3, budget: 3, deadline: now + .seconds(2))
        #expect(late.timeLeft(at: now) == .seconds(2))
        #expect(late.next(at: now + .seconds(2), admit: { _, _ in free }) == .stop(.deadlinePassed))
    }

    @Test func `one whose breaker is open is passed over, and tried when nobody else is left`() {
        var plan = AttemptPlan(targets: 3, budget: 9)
        let admit: AttemptPlan.Admission = { target, asLastResort in
            if target == 1 || asLastResort { return self.free }
            return .refuse(self.kept(for: target == 0 ? 9 : 3))
        }
        var tried: [Int] = []
        while case .attempt(let target, _) = plan.next(at: now, admit: admit) { tried.append(target) }
        #expect(tried == [1, 2, 0], "the one that is due soonest goes first among those kept away")
    }

    @Test func `where everybody asked to be left alone it says so, the soonest first`() {
        var plan = AttemptPlan(targets: 2, budget: 9)
        let refusals = [kept(for: 9, asked: true), kept(for: 3, asked: true)]
        let step = plan.next(at: now) { target, _ in .refuse(refusals[target]) }
        let places = [
            AttemptPlan.Kept(target: 1, refusal: refusals[1]), AttemptPlan.Kept(target: 0, refusal: refusals[0]),
        ]
        #expect(step == .stop(.nobodyLeft(places)))
    }

    @Test func `one that cannot do what is wanted is neither tried nor spent`() {
        var plan = AttemptPlan(targets: 2, budget: 9)
        #expect(
            plan.next(at: now) { target, _ in target == 0 ? nil : free } == .attempt(1, Breaker.Permit(probeOf: nil))
        )
        #expect(plan.next(at: now) { _, _ in free } == .attempt(0, Breaker.Permit(probeOf: nil)))
    }
}
