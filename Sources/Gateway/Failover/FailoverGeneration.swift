import Configuration
import Providers

/// Passes an answer on, and notes in the request's context what goes by: the first token, the pauses between
/// tokens, usage, why it ended. Where its backend fails in the middle, the next one carries it on, if the route and
/// the answer let it. It keeps the backend's count of running requests up until the answer is dropped.
final class FailoverGeneration: @unchecked Sendable {
    // Sendable because an answer has one reader, the request's task.
    private let request: GenerateRequest
    private let attempts: Attempts
    private let observer: any RequestObserver
    private let way: AfterFirstToken
    private var context: RequestContext { attempts.context }

    private var attempt: Attempts.Attempt
    private var answer: OpenedAnswer
    /// What was held back and may go now, the next part last.
    private var released: [GenerationPart]
    private var isOver: Bool

    private var given = GivenAnswer()
    /// Whether what is given is worth remembering: somebody could carry it on.
    private let remembers: Bool
    /// Since the answer goes on at another backend than it began at.
    private var splice: Splice?
    private var last: ContinuousClock.Instant?

    init(
        _ opened: Attempts.Success<OpenedAnswer>,
        _ request: GenerateRequest,
        _ attempts: Attempts,
        _ way: AfterFirstToken,
        _ observer: any RequestObserver
    ) {
        self.request = request
        self.attempts = attempts
        self.observer = observer
        self.way = way
        remembers = request.stream && way != .error && attempts.hasMore
        attempt = opened.attempt
        answer = opened.answer
        released = opened.answer.held.reversed()
        isOver = opened.answer.isOver
    }

    var generation: Generation {
        Generation(truncatedTokens: answer.generation.truncatedTokens) { () async throws(ProviderError) in
            try await self.next()
        }
    }

    private func next() async throws(ProviderError) -> GenerationPart? {
        while true {
            if let part = released.popLast() {
                if let part = passed(part) { return part }
                continue
            }
            guard !isOver else { return nil }
            do throws(ProviderError) {
                if let part = try await answer.generation.next() {
                    if let part = passed(part) { return part }
                    continue
                }
                isOver = true
                guard let rest = splice?.end() else { return nil }
                return noted(rest)
            } catch {
                isOver = true
                // All of it was said: only the end of the connection went wrong.
                if given.isFinished { return nil }
                if Task.isCancelled || error.fault == .clientGone {
                    attempts.abandoned(attempt)
                    throw error
                }
                attempts.brokeOff(error, attempt)
                if let part = try await carryOn(after: error) { return noted(part) }
            }
        }
    }

    // MARK: Carrying on

    /// Moves to the next backend, or throws. Returns what the client is told of that, if anything.
    private func carryOn(after error: ProviderError) async throws(ProviderError) -> GenerationPart? {
        guard remembers, error.fault == .backends else { throw error }
        given.brokeOff()
        switch way {
        case .error: throw error
        case .continue:
            guard let request = given.continued(request) else {
                throw error.adding("it cannot be carried on elsewhere: \(given.obstacle ?? "")")
            }
            let limits = attempt.candidate.target.parameters
            if let most = request.sampling.maxTokens ?? limits.maxTokens, let end = given.end(atMost: most) {
                return end
            }
            let opened = try await open(request, after: error) {
                $0.backend.provider.continuation(of: request) != nil
            }
            let repeats = opened.attempt.candidate.backend.provider.continuation(of: request) != .exact
            take(opened, Splice(after: repeats ? given.text : nil))
            observer.answerMoved(to: opened.attempt.candidate.target.id, way)
            return nil
        case .restart:
            let opened = try await open(request, after: error) { _ in true }
            given.restart()
            take(opened, Splice(after: nil))
            observer.answerMoved(to: opened.attempt.candidate.target.id, way)
            return GenerationPart([.restarted])
        }
    }

    private func open(
        _ request: GenerateRequest,
        after error: ProviderError,
        where isAble: (Attempts.Candidate) -> Bool
    ) async throws(ProviderError) -> Attempts.Success<OpenedAnswer> {
        let refusal: GatewayError
        do {
            return try await attempts.next(where: isAble) { (candidate, limit) async throws(ProviderError) in
                try await OpenedAnswer.asking(candidate, request, within: limit)
            }
        } catch { refusal = error }
        if Task.isCancelled { throw ProviderError(.cancelled, "the client has left") }
        throw error.adding("and nobody could go on: \(refusal.message)")
    }

    private func take(_ opened: Attempts.Success<OpenedAnswer>, _ splice: Splice) {
        self.splice = splice
        attempt = opened.attempt
        answer = opened.answer
        released = opened.answer.held.reversed()
        isOver = opened.answer.isOver
    }

    // MARK: Noting

    private func passed(_ part: GenerationPart) -> GenerationPart? {
        guard splice != nil else { return noted(part) }
        return splice?.pass(part, given).map(noted)
    }

    private func noted(_ part: GenerationPart) -> GenerationPart {
        for event in part.events {
            switch event {
            case .usage(let usage): context.usage = usage
            case .text(let text, _): context.content?.response += text
            case .finished(let reason, _): context.finishReason = reason
            case .restarted: context.content?.response = ""
            default: break
            }
        }
        if remembers { given.note(part.events) }
        if part.events.contains(where: \.isContent) { noteContent() }
        return part
    }

    private func noteContent() {
        let now = ContinuousClock.now
        if context.firstToken == nil { context.firstToken = now - context.began }
        observer.contentArrived(context, after: now - (last ?? context.began), isFirst: last == nil)
        last = now
    }
}

extension ProviderError {
    fileprivate func adding(_ more: String) -> ProviderError {
        var error = self
        error.message += "; \(more)"
        return error
    }
}
