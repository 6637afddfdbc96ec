import Providers

/// Passes an answer on, and notes in the request's context what goes by: the first token, the pauses between
/// tokens, usage, why it ended. An answer that says nothing becomes an error. It keeps the backend's count of running
/// requests up until the answer is dropped.
final class ObservedGeneration: @unchecked Sendable {
    // Sendable because an answer has one reader, the request's task.
    private let inner: Generation
    private let context: RequestContext
    private let inFlight: Backend.InFlight
    private let observer: any RequestObserver
    private var last: ContinuousClock.Instant?
    private var opening = AnswerOpening()
    /// What was held back and may go now, the next part last.
    private var released: [GenerationPart] = []
    private var isOver = false

    init(
        _ inner: Generation,
        _ context: RequestContext,
        _ inFlight: Backend.InFlight,
        _ observer: any RequestObserver
    ) {
        self.inner = inner
        self.context = context
        self.inFlight = inFlight
        self.observer = observer
    }

    var generation: Generation { Generation { () async throws(ProviderError) in try await self.next() } }

    private func next() async throws(ProviderError) -> GenerationPart? {
        if let part = released.popLast() { return part }
        while !isOver {
            guard let part = try await read() else {
                isOver = true
                if opening.isDecided { return nil }
                guard !opening.end() else { throw emptyAnswer }
                break
            }
            if opening.isDecided { return part }
            if opening.add(part) { break }
        }
        released = opening.takeHeld().reversed()
        return released.popLast()
    }

    private var emptyAnswer: ProviderError {
        let name = context.provider ?? "the backend"
        return ProviderError(.emptyAnswer, "the provider '\(name)' answered without saying anything")
    }

    private func read() async throws(ProviderError) -> GenerationPart? {
        guard let part = try await inner.next() else { return nil }
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
