import Providers

/// Joins a continuation to what a client already has: nothing said twice, one model's name, one sum of tokens.
struct Splice {
    private var repetition: RepeatedEnd?

    /// `text`: what the client has and the backend may say again; nil where it does not.
    init(after text: String?) { repetition = text.map { RepeatedEnd(of: $0) } }

    /// What the client is to see of a part; nil for nothing. A backend's own bytes belong to its own answer, so they are
    /// never passed on.
    mutating func pass(_ part: GenerationPart, _ given: GivenAnswer) -> GenerationPart? {
        var events: [GenerationEvent] = []
        for event in part.events {
            switch event {
            case .started: break
            case .text(let text, let choice):
                let kept = repetition?.take(text) ?? text
                if !kept.isEmpty { events.append(.text(kept, choice: choice)) }
            case .finished:
                events += rest()
                events.append(event)
            case .usage(let usage): events.append(.usage(given.sum(usage)))
            default: events.append(event)
            }
        }
        return events.isEmpty ? nil : GenerationPart(events)
    }

    /// What is left when the answer is over.
    mutating func end() -> GenerationPart? {
        let events = rest()
        return events.isEmpty ? nil : GenerationPart(events)
    }

    private mutating func rest() -> [GenerationEvent] {
        let text = repetition?.finish() ?? ""
        repetition = nil
        return text.isEmpty ? [] : [.text(text)]
    }
}
