import Providers

/// Passes an answer on, and notes in the request's context what goes by: the first token, the pauses between
/// tokens, usage, why it ended. It keeps the backend's count of running requests up until the answer is dropped.
final class FailoverGeneration: @unchecked Sendable {
    // Sendable because an answer has one reader, the request's task.
    private let attempts: Attempts
    private let observer: any RequestObserver
    private var attempt: Attempts.Attempt
    private var answer: OpenedAnswer
    private var context: RequestContext { attempts.context }
    private var last: ContinuousClock.Instant?
    /// What was held back and may go now, the next part last.
    private var released: [GenerationPart]
    private var isOver: Bool

    init(_ opened: Attempts.Success<OpenedAnswer>, _ attempts: Attempts, _ observer: any RequestObserver) {
        self.attempts = attempts
        self.observer = observer
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
        if let part = released.popLast() { return noted(part) }
        guard !isOver else { return nil }
        do throws(ProviderError) {
            if let part = try await answer.generation.next() { return noted(part) }
            isOver = true
            return nil
        } catch {
            isOver = true
            if Task.isCancelled || error.fault == .clientGone {
                attempts.abandoned(attempt)
            } else {
                attempts.brokeOff(error, attempt)
            }
            throw error
        }
    }

    private func noted(_ part: GenerationPart) -> GenerationPart {
        for event in part.events {
            switch event {
            case .usage(let usage): context.usage = usage
            case .text(let text, _): context.content?.response += text
            case .finished(let reason, _): context.finishReason = reason
            default: break
            }
        }
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
