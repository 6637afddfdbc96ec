/// A trial of a new model: pure. Requests that have ended and the passing of time go in; when to send it more of the
/// traffic, and whether it passes, comes out.
///
/// Each guard is a `SequentialTest` of how often the new model breaks it; one that is proven broken ends the trial at once.
/// `error_rate<1%` asks how often requests fail; `error_rate<2x` which of the two models a failure is of; `p95<1.5x` how
/// often an answer takes longer than 1.5 times what 95 of 100 of the old model's take.
struct TrialMachine: Sendable {
    typealias Instant = ContinuousClock.Instant

    enum Action: Sendable, Equatable {
        /// So much of the traffic goes to the new model from now on.
        case send(Double)
        case pass(String)
        case fail(String)
    }

    private struct Guarded: Sendable {
        let rule: TrialGuard
        var test = SequentialTest()
    }

    private let steps: [TrialPlan.Step]
    private var guarded: [Guarded]
    private var step = 0
    private var stepBegan: Instant
    private let began: Instant
    private let time: Duration
    private var oldFirstTokens = RecentTimes()
    private var oldTotals = RecentTimes()
    private(set) var oldCount = 0
    private(set) var newCount = 0
    private(set) var oldFailures = 0
    private(set) var newFailures = 0
    private var newInStep = 0
    private var isOver = false

    /// One trial in a hundred may go back although the new model is as good as it must be.
    static let alpha = 0.01
    /// A step with fewer requests than this says nothing; it is given more time.
    static let leastRequests = 10
    /// How many times the trial's time it may take until there were enough.
    private static let longest = 3

    init(_ plan: TrialPlan, now: Instant) {
        steps = plan.steps
        guarded = plan.guards.map { Guarded(rule: $0) }
        began = now
        stepBegan = now
        time = plan.time
    }

    /// What is to be done first.
    func begin() -> [Action] { steps.isEmpty ? [.pass("there was nothing to try")] : [.send(steps[0].share)] }

    var share: Double { step < steps.count ? steps[step].share : 1 }

    /// How much of its time is over, from 0 to 1; where requests are too few it takes longer than planned.
    func fraction(at now: Instant) -> Double {
        guard step < steps.count, !steps.isEmpty else { return 1 }
        let part = min(1, (now - stepBegan) / steps[step].time)
        return (Double(step) + part) / Double(steps.count)
    }

    // MARK: Requests

    mutating func take(_ sample: TrialSample) -> [Action] {
        guard !isOver else { return [] }
        switch sample.arm {
        case .old:
            oldCount += 1
            if sample.failed { oldFailures += 1 }
            sample.firstToken.map { oldFirstTokens.add($0) }
            sample.total.map { oldTotals.add($0) }
        case .new:
            newCount += 1
            newInStep += 1
            if sample.failed { newFailures += 1 }
        }
        for index in guarded.indices {
            observe(sample, &guarded[index])
            let test = guarded[index].test
            guard test.evidence >= 1 / Self.alpha else { continue }
            isOver = true
            return [.fail(broken(guarded[index].rule, test))]
        }
        return []
    }

    private func observe(_ sample: TrialSample, _ guarded: inout Guarded) {
        switch (guarded.rule.measure, guarded.rule.limit) {
        case (.errorRate, .part(let part)):
            if sample.arm == .new { guarded.test.observe(sample.failed, limit: part) }
        case (.errorRate, .times(let times)):
            // Of a failure, which model it is of: the new one's part of the failures follows from its part of the requests.
            guard sample.failed, newCount > 0, oldCount + newCount > RecentTimes.least else { return }
            let weight = times * Double(newCount)
            guarded.test.observe(sample.arm == .new, limit: weight / (weight + Double(max(1, oldCount))))
        case (.errorRate, .time): break
        case (.firstToken(let percentile), let limit):
            observe(sample.firstToken, sample, percentile, limit, oldFirstTokens, &guarded)
        case (.total(let percentile), let limit):
            observe(sample.total, sample, percentile, limit, oldTotals, &guarded)
        }
    }

    private func observe(
        _ taken: Duration?,
        _ sample: TrialSample,
        _ percentile: Double,
        _ limit: TrialGuard.Limit,
        _ old: RecentTimes,
        _ guarded: inout Guarded
    ) {
        guard sample.arm == .new, let taken else { return }
        let most: Duration
        switch limit {
        case .time(let time): most = time
        case .times(let times):
            guard let usual = old.percentile(percentile) else { return }
            most = usual * times
        case .part: return
        }
        guarded.test.observe(taken > most, limit: 1 - percentile)
    }

    // MARK: Time

    mutating func tick(_ now: Instant) -> [Action] {
        guard !isOver, step < steps.count, now - stepBegan >= steps[step].time else { return [] }
        guard newInStep >= Self.leastRequests else {
            guard now - began >= time * Self.longest else { return [] }
            isOver = true
            let came = newInStep == 0 ? "no request" : "only \(newInStep) request\(newInStep == 1 ? "" : "s")"
            return [.fail("\(came) came in the time of a step: too few to tell anything")]
        }
        step += 1
        stepBegan = now
        newInStep = 0
        guard step < steps.count else {
            isOver = true
            return [.pass(held)]
        }
        return [.send(steps[step].share)]
    }

    // MARK: Saying why

    private func broken(_ rule: TrialGuard, _ test: SequentialTest) -> String {
        let what =
            switch rule.measure {
            case .errorRate:
                "\(newFailures) of its \(newCount) requests failed, \(oldFailures) of the old model's \(oldCount)"
            case .firstToken, .total: "\(test.hits) of \(test.observations) answers took longer than that"
            }
        return
            "\(rule.text) does not hold: \(what) (evidence \(Self.rounded(test.evidence)), needed \(Int(1 / Self.alpha)))"
    }

    private var held: String {
        let evidence = guarded.map { "\($0.rule.text): \(Self.rounded($0.test.evidence))" }.joined(separator: ", ")
        return "\(newCount) requests, \(newFailures) failed, beside \(oldCount) and \(oldFailures) of the old model; "
            + "no guard was broken (evidence against them, of 100 needed: \(evidence.isEmpty ? "none" : evidence))"
    }

    private static func rounded(_ number: Double) -> String {
        number >= 100 ? String(Int(min(number, 1e15))) : String((number * 100).rounded() / 100)
    }
}
