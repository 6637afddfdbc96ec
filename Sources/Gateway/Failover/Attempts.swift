import Logging
import Providers

/// One request's way through its targets: tries them as its plan says, and tells everybody who counts how each went.
///
/// It lives as long as the answer, since an answer that breaks off may go on at the next target.
final class Attempts: @unchecked Sendable {
    // Sendable by confinement: the request's task is all that touches it.

    struct Candidate: Sendable {
        let target: RouteTable.Target
        let backend: Backend
    }

    /// A target that began to answer.
    struct Success<Answer: Sendable>: Sendable {
        let attempt: Attempt
        let answer: Answer
    }

    /// A target that was asked; as long as this is held, its backend counts a request.
    struct Attempt: Sendable {
        let candidate: Candidate
        let inFlight: Backend.InFlight
        let permit: Breaker.Permit
        let began: Duration
    }

    let context: RequestContext
    let policy: FailoverPolicy
    let candidates: [Candidate]
    private let admissions: Admissions
    private let observer: any RequestObserver
    private let healthChanged: @Sendable () -> Void
    private var plan: AttemptPlan
    private var failures: [(target: ModelID, error: ProviderError)] = []

    /// No backend that asks to be left alone is believed for longer.
    private static let longestWait = Duration.seconds(3600)

    init(
        _ candidates: [Candidate],
        _ policy: FailoverPolicy,
        _ admissions: Admissions,
        _ context: RequestContext,
        _ observer: any RequestObserver,
        healthChanged: @escaping @Sendable () -> Void
    ) {
        self.candidates = candidates
        self.admissions = admissions
        self.context = context
        self.policy = policy
        self.observer = observer
        self.healthChanged = healthChanged
        plan = AttemptPlan(
            targets: candidates.count,
            budget: policy.attempts,
            deadline: policy.deadline.map { context.began + $0 }
        )
    }

    var hasMore: Bool { plan.hasMore }

    // MARK: Trying

    /// Tries the targets that are left until one begins to answer, or says that the request is at fault. `body` is
    /// given how long it may take, where that is limited.
    func next<Answer: Sendable>(
        where isAble: (Candidate) -> Bool = { _ in true },
        _ body: (Candidate, Duration?) async throws(ProviderError) -> Answer
    ) async throws(GatewayError) -> Success<Answer> {
        while true {
            switch step(where: isAble) {
            case .stop(let stop): throw failure(stop, at: .now)
            case .attempt(let index, let permit):
                let candidate = candidates[index]
                let leave: Admissions.Leave
                do throws(AdmissionRefusal) { leave = try await self.leave(for: candidate) } catch {
                    if let own = notAdmitted(candidate, permit, error) { throw own }
                    continue
                }
                let attempt = attempt(candidate, permit, leave)
                count(attempt)
                do {
                    let answer = try await body(candidate, timeLeft)
                    won(attempt)
                    return Success(attempt: attempt, answer: answer)
                } catch {
                    if Task.isCancelled || error.fault == .clientGone {
                        abandoned(attempt)
                        throw .clientGone
                    }
                    if let refusal = failed(attempt, error) { throw refusal }
                }
            }
        }
    }

    /// Who is tried next. A second attempt beside another goes to nobody who is left alone.
    func step(isHedge: Bool = false, where isAble: (Candidate) -> Bool = { _ in true }) -> AttemptPlan.Step {
        let now = ContinuousClock.now
        return plan.next(at: now) { index, asLastResort in
            let candidate = candidates[index]
            guard isAble(candidate) else { return nil }
            return candidate.backend.admit(at: now, asLastResort: asLastResort && !isHedge)
        }
    }

    /// How long the next attempt may take to begin its answer, where that is limited.
    var timeLeft: Duration? { plan.timeLeft(at: .now) }

    /// The target's leave to begin, which may have to be waited for.
    func leave(for candidate: Candidate) async throws(AdmissionRefusal) -> Admissions.Leave {
        try await admissions.enter(candidate.target.id, candidate.backend, context)
    }

    /// The target has no place, so that another is tried; a caller that is over its own limit is not helped by another, and
    /// is told so by what this returns.
    func notAdmitted(
        _ candidate: Candidate,
        _ permit: Breaker.Permit,
        _ refusal: AdmissionRefusal
    ) -> GatewayError? {
        candidate.backend.abandoned(permit)
        guard !refusal.isCallersOwn else { return GatewayError(refusal.providerError) }
        context.provider = candidate.target.id.provider
        context.model = candidate.target.id.model
        failures.append((candidate.target.id, refusal.providerError))
        return nil
    }

    func attempt(_ candidate: Candidate, _ permit: Breaker.Permit, _ leave: Admissions.Leave) -> Attempt {
        Attempt(
            candidate: candidate,
            inFlight: candidate.backend.enter(candidate.target.id.model, leave.pass),
            permit: permit,
            began: context.elapsed
        )
    }

    /// It is one of the request's, and the last so far.
    func count(_ attempt: Attempt) {
        context.attempts += 1
        context.provider = attempt.candidate.target.id.provider
        context.model = attempt.candidate.target.id.model
    }

    // MARK: Telling

    /// It has begun to answer, or has done so.
    func won(_ attempt: Attempt) {
        let backend = attempt.candidate.backend
        context.answeringSince = attempt.began
        observer.attemptEnded(attempt.candidate.target.id, error: nil)
        if backend.succeeded(attempt.permit) { healthChanged() }
    }

    /// The client has left, which says nothing of the backend.
    func abandoned(_ attempt: Attempt) { attempt.candidate.backend.abandoned(attempt.permit) }

    /// It has failed before it answered. Returned is what the caller is told at once, where the request is at fault.
    func failed(_ attempt: Attempt, _ error: ProviderError) -> GatewayError? {
        note(error, attempt)
        if error.fault == .callers { return callersFault(error) }
        failures.append((attempt.candidate.target.id, error))
        return nil
    }

    /// Another target was sooner, which is no fault of this one.
    func outrun(_ attempt: Attempt) {
        abandoned(attempt)
        observer.attemptOutrun(attempt.candidate.target.id)
        keep(attempt, FailedAttempt.outrun)
    }

    /// An answer broke off after it had begun.
    func brokeOff(_ error: ProviderError, _ attempt: Attempt) {
        note(error, attempt, afterFirstToken: true)
        failures.append((attempt.candidate.target.id, error))
    }

    private func note(_ error: ProviderError, _ attempt: Attempt, afterFirstToken: Bool = false) {
        let target = attempt.candidate.target.id
        observer.attemptEnded(target, error: error)
        keep(attempt, error.code.rawValue, error.status, afterFirstToken: afterFirstToken)
        let backend = attempt.candidate.backend
        guard error.fault == .backends else { return backend.abandoned(attempt.permit) }
        let wait = error.retryAfter.map { min($0, Self.longestWait) }
        if backend.failed(attempt.permit, error, wait: wait, at: .now) { healthChanged() }
    }

    private func keep(_ attempt: Attempt, _ label: String, _ status: Int? = nil, afterFirstToken: Bool = false) {
        context.failedAttempts.append(
            FailedAttempt(
                provider: attempt.candidate.target.id.provider,
                model: attempt.candidate.target.id.model,
                label: label,
                status: status,
                afterFirstToken: afterFirstToken,
                began: attempt.began.microseconds,
                ended: context.elapsed.microseconds
            )
        )
    }

    // MARK: Saying no

    /// The backend blames the request. Where others were tried before it, the client should know.
    private func callersFault(_ error: ProviderError) -> GatewayError {
        var refusal = GatewayError(error)
        if !failures.isEmpty { refusal.message += "; before that: \(told)" }
        return refusal
    }

    private var told: String { failures.map(\.error.message).joined(separator: "; ") }

    func failure(_ stop: AttemptPlan.Stop, at now: ContinuousClock.Instant) -> GatewayError {
        switch stop {
        case .nobodyLeft(let kept): return nobodyLeft(kept, at: now)
        case .budgetSpent: return exhausted("no more than \(failures.count) are tried")
        case .deadlinePassed: return exhausted("the time for the request is over")
        }
    }

    /// All that were tried have failed; those in `kept` are left alone for now.
    private func nobodyLeft(_ kept: [AttemptPlan.Kept], at now: ContinuousClock.Instant) -> GatewayError {
        let reasons = kept.map { kept in
            let name = candidates[kept.target].backend.name
            let seconds = max(1, ((kept.refusal.until - now).microseconds + 999_999) / 1_000_000)
            let why = kept.refusal.isAskedFor ? "which asked for that" : "after failing"
            return "'\(name)' is left alone for \(seconds) s more, \(why) (\(kept.refusal.reason))"
        }
        var error = exhausted(reasons.joined(separator: "; "))
        guard let soonest = kept.map(\.refusal.until).min() else { return error }
        let wait = max(soonest - now, .seconds(1))
        error.retryAfter = failures.isEmpty ? wait : min(error.retryAfter ?? wait, wait)
        return error
    }

    private func exhausted(_ reason: String) -> GatewayError {
        guard let last = failures.last else {
            let message = reason.isEmpty ? "no backend is left to answer" : "nobody can be asked now: \(reason)"
            var error = GatewayError(.noBackend, message, status: 503, label: "no_backend")
            error.retryAfter = .seconds(5)
            return error
        }
        var error = GatewayError(last.error)
        guard failures.count > 1 || !reason.isEmpty else { return error }
        error.message = ["every backend failed: \(told)", reason].filter { !$0.isEmpty }.joined(separator: "; ")
        return error
    }
}

extension GatewayError {
    static var clientGone: GatewayError {
        GatewayError(.clientGone, "the client has left", status: 499, label: "client_gone")
    }
}
