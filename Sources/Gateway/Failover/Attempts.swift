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
    private let candidates: [Candidate]
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
            let now = ContinuousClock.now
            let step = plan.next(at: now) { index, asLastResort in
                let candidate = candidates[index]
                return isAble(candidate) ? candidate.backend.admit(at: now, asLastResort: asLastResort) : nil
            }
            switch step {
            case .stop(let stop): throw failure(stop, at: now)
            case .attempt(let index, let permit):
                guard let pass = try await admission(to: candidates[index], permit) else { continue }
                let now = ContinuousClock.now
                let attempt = begin(candidates[index], permit, pass, at: now)
                do {
                    let answer = try await body(candidates[index], plan.timeLeft(at: now))
                    succeeded(attempt)
                    return Success(attempt: attempt, answer: answer)
                } catch {
                    if Task.isCancelled || error.fault == .clientGone {
                        abandoned(attempt)
                        throw .clientGone
                    }
                    note(error, attempt)
                    if error.fault == .callers { throw callersFault(error) }
                    failures.append((attempt.candidate.target.id, error))
                }
            }
        }
    }

    /// The target's leave to begin, which may have to be waited for. Nil where it has no place, so that another is tried;
    /// a caller that is over its own limit is not helped by another.
    private func admission(
        to candidate: Candidate,
        _ permit: Breaker.Permit
    ) async throws(GatewayError) -> Admissions.Leave? {
        do throws(AdmissionRefusal) {
            return try await admissions.enter(candidate.target.id, candidate.backend, context)
        } catch {
            candidate.backend.abandoned(permit)
            let refusal = error.providerError
            guard !error.isCallersOwn else { throw GatewayError(refusal) }
            context.provider = candidate.target.id.provider
            context.model = candidate.target.id.model
            failures.append((candidate.target.id, refusal))
            return nil
        }
    }

    private func begin(
        _ candidate: Candidate,
        _ permit: Breaker.Permit,
        _ leave: Admissions.Leave,
        at now: ContinuousClock.Instant
    ) -> Attempt {
        context.attempts += 1
        context.provider = candidate.target.id.provider
        context.model = candidate.target.id.model
        return Attempt(
            candidate: candidate,
            inFlight: candidate.backend.enter(candidate.target.id.model, leave.pass),
            permit: permit,
            began: now - context.began
        )
    }

    // MARK: Telling

    private func succeeded(_ attempt: Attempt) {
        let backend = attempt.candidate.backend
        observer.attemptEnded(attempt.candidate.target.id, error: nil)
        if backend.succeeded(attempt.permit) { healthChanged() }
    }

    /// The client has left, which says nothing of the backend.
    func abandoned(_ attempt: Attempt) { attempt.candidate.backend.abandoned(attempt.permit) }

    /// An answer broke off after it had begun.
    func brokeOff(_ error: ProviderError, _ attempt: Attempt) {
        note(error, attempt, afterFirstToken: true)
        failures.append((attempt.candidate.target.id, error))
    }

    private func note(_ error: ProviderError, _ attempt: Attempt, afterFirstToken: Bool = false) {
        let target = attempt.candidate.target.id
        observer.attemptEnded(target, error: error)
        context.failedAttempts.append(
            FailedAttempt(
                provider: target.provider,
                model: target.model,
                label: error.code.rawValue,
                status: error.status,
                afterFirstToken: afterFirstToken,
                began: attempt.began.microseconds,
                ended: context.elapsed.microseconds
            )
        )
        let backend = attempt.candidate.backend
        guard error.fault == .backends else { return backend.abandoned(attempt.permit) }
        let wait = error.retryAfter.map { min($0, Self.longestWait) }
        if backend.failed(attempt.permit, error, wait: wait, at: .now) { healthChanged() }
    }

    // MARK: Saying no

    /// The backend blames the request. Where others were tried before it, the client should know.
    private func callersFault(_ error: ProviderError) -> GatewayError {
        var refusal = GatewayError(error)
        if !failures.isEmpty { refusal.message += "; before that: \(told)" }
        return refusal
    }

    private var told: String { failures.map(\.error.message).joined(separator: "; ") }

    private func failure(_ stop: AttemptPlan.Stop, at now: ContinuousClock.Instant) -> GatewayError {
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
