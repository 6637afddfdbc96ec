import EventLoop
import Providers

/// A second attempt beside one that says nothing: `HedgedRace` decides, this carries it out.
///
/// The attempts are children of the request's task and only talk to their backends. All that is counted or told is so by
/// the request's task itself, when it hears of them.
extension Attempts {
    private enum News<Answer: Sendable>: Sendable {
        case waited(HedgedRace.Lane)
        /// Nobody waits any more.
        case nothing
        case ended(HedgedRace.Lane, Course<Answer>)
    }

    /// How an attempt went.
    private enum Course<Answer: Sendable>: Sendable {
        /// Its target has no place for it; it was never asked.
        case notAdmitted(Candidate, Breaker.Permit, AdmissionRefusal)
        case answered(Attempt, Answer)
        case failed(Attempt, ProviderError)
    }

    /// As `next`, with a second attempt beside one that has not begun to answer after `delay`.
    func next<Answer: Sendable>(
        hedgingAfter delay: Duration,
        _ body: @escaping @Sendable (Candidate, Duration?) async throws(ProviderError) -> Answer
    ) async throws(GatewayError) -> Success<Answer> {
        let result = await withTaskGroup(of: News<Answer>.self) { group -> Result<Success<Answer>, GatewayError> in
            var race = HedgedRace()
            var problem: GatewayError?
            while race.verdict == nil {
                while race.wantsAnother {
                    switch step(isHedge: race.wouldHedge) {
                    case .stop(let stop):
                        if !race.wouldHedge { problem = failure(stop, at: .now) }
                        race.foundNobody()
                    case .attempt(let index, let permit):
                        let lane = race.began()
                        let limit = timeLeft
                        group.addTask { [candidate = candidates[index]] in
                            .ended(lane, await self.course(candidate, permit, limit, body))
                        }
                        group.addTask {
                            do { try await EventLoop.sleep(for: delay) } catch { return .nothing }
                            return .waited(lane)
                        }
                    }
                }
                guard race.verdict == nil, let news = await group.next() else { break }
                switch news {
                case .nothing: break
                case .waited(let lane): race.waited(lane)
                case .ended(let lane, .answered(let attempt, let answer)):
                    race.answered(lane)
                    // Whatever else is under way is of no use any more, and its backends are free at once.
                    group.cancelAll()
                    for await case .ended(_, let course) in group { outrun(course) }
                    count(attempt)
                    won(attempt)
                    return .success(Success(attempt: attempt, answer: answer))
                case .ended(let lane, .notAdmitted(let candidate, let permit, let refusal)):
                    if let own = notAdmitted(candidate, permit, refusal) { problem = problem ?? own }
                    race.failed(lane, blamesRequest: refusal.isCallersOwn)
                case .ended(let lane, .failed(let attempt, let error)):
                    count(attempt)
                    guard !Task.isCancelled, error.fault != .clientGone else {
                        abandoned(attempt)
                        group.cancelAll()
                        for await case .ended(_, let course) in group { forget(course) }
                        return .failure(.clientGone)
                    }
                    let refusal = failed(attempt, error)
                    if let refusal { problem = refusal }
                    race.failed(lane, blamesRequest: refusal != nil)
                }
            }
            group.cancelAll()
            for await case .ended(_, let course) in group { outrun(course) }
            return .failure(problem ?? .clientGone)
        }
        return try result.get()
    }

    private func course<Answer: Sendable>(
        _ candidate: Candidate,
        _ permit: Breaker.Permit,
        _ limit: Duration?,
        _ body: @Sendable (Candidate, Duration?) async throws(ProviderError) -> Answer
    ) async -> Course<Answer> {
        let leave: Admissions.Leave
        do throws(AdmissionRefusal) { leave = try await self.leave(for: candidate) } catch {
            return .notAdmitted(candidate, permit, error)
        }
        let attempt = attempt(candidate, permit, leave)
        do throws(ProviderError) { return .answered(attempt, try await body(candidate, limit)) } catch {
            return .failed(attempt, error)
        }
    }

    /// Another attempt was sooner.
    private func outrun<Answer: Sendable>(_ course: Course<Answer>) {
        switch course {
        case .notAdmitted(let candidate, let permit, _): candidate.backend.abandoned(permit)
        case .answered(let attempt, _), .failed(let attempt, _):
            count(attempt)
            outrun(attempt)
        }
    }

    private func forget<Answer: Sendable>(_ course: Course<Answer>) {
        switch course {
        case .notAdmitted(let candidate, let permit, _): candidate.backend.abandoned(permit)
        case .answered(let attempt, _), .failed(let attempt, _):
            count(attempt)
            abandoned(attempt)
        }
    }
}
