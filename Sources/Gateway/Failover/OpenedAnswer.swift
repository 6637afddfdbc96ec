import Configuration
import Providers

/// An answer that has begun to say something: what came of it so far, and the rest.
struct OpenedAnswer: Sendable {
    let generation: Generation
    let held: [GenerationPart]
    /// Whether `held` is all of it.
    let isOver: Bool

    /// Asks a target, and waits until its answer says something: until then a failure is the next target's to mend,
    /// and its client sees nothing of it. Of a whole answer the client sees nothing before its end.
    static func asking(
        _ candidate: Attempts.Candidate,
        _ request: GenerateRequest,
        within limit: Duration?
    ) async throws(ProviderError) -> OpenedAnswer {
        var request = request
        request.model = candidate.target.id.model
        request.defaults = candidate.target.parameters
        request.opensWithin = limit
        if let begun = request.begun, let most = request.sampling.maxTokens ?? request.defaults.maxTokens {
            request.sampling.maxTokens = max(1, most - begun.tokens)
        }
        let generation = try await candidate.backend.generate(request, adapter: candidate.target.adapter)
        var opening = AnswerOpening()
        opening.takesBareEnd = request.begun != nil
        while let part = try await generation.next() {
            if opening.add(part), request.stream {
                return OpenedAnswer(generation: generation, held: opening.takeHeld(), isOver: false)
            }
        }
        guard opening.isDecided || !opening.end() else {
            throw ProviderError(
                .emptyAnswer,
                "the provider '\(candidate.backend.name)' answered without saying anything"
            )
        }
        return OpenedAnswer(generation: generation, held: opening.takeHeld(), isOver: true)
    }
}
