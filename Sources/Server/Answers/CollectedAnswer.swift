import Providers

/// An answer put together from its events, for a client that wants it whole.
struct CollectedAnswer: Sendable {
    struct Choice: Sendable {
        let index: Int
        var text = ""
        var reasoning = ""
        var refusal = ""
        var toolCalls: [ToolCall] = []
        var logprobs: [TokenLogprob] = []
        var finishReason: FinishReason?
        fileprivate var calls = ToolCallLedger()
        /// Where in `toolCalls` the call of each index is.
        fileprivate var places: [Int: Int] = [:]

        fileprivate init(index: Int) { self.index = index }
    }

    /// The model as the backend names it, where it says so.
    private(set) var model: String?
    /// In the order of their indices; at least one, once there is anything.
    private(set) var choices: [Choice] = []
    private(set) var usage: Usage?
    private(set) var timings: Timings?

    mutating func add(_ part: GenerationPart) {
        for event in part.events { add(event) }
    }

    mutating func add(_ event: GenerationEvent) {
        switch event {
        case .started(let model): self.model = model
        case .text(let text, let choice): edit(choice) { $0.text += text }
        case .reasoning(let text, let choice): edit(choice) { $0.reasoning += text }
        case .refusal(let text, let choice): edit(choice) { $0.refusal += text }
        case .toolCall(let fragment, let choice): edit(choice) { $0.add(fragment) }
        case .logprobs(let logprobs, let choice): edit(choice) { $0.logprobs += logprobs }
        case .finished(let reason, let choice): edit(choice) { $0.finishReason = reason }
        case .usage(let usage): self.usage = usage
        case .timings(let timings): self.timings = timings
        case .restarted: choices = []
        }
    }

    private mutating func edit(_ index: Int, _ change: (inout Choice) -> Void) {
        if let place = choices.firstIndex(where: { $0.index == index }) { return change(&choices[place]) }
        let place = choices.firstIndex { $0.index > index } ?? choices.endIndex
        choices.insert(Choice(index: index), at: place)
        change(&choices[place])
    }
}

extension CollectedAnswer.Choice {
    fileprivate mutating func add(_ fragment: ToolCallFragment) {
        let entry = calls.admit(fragment)
        if let place = places[fragment.index] {
            toolCalls[place].arguments += fragment.arguments
            if toolCalls[place].name.isEmpty, let name = fragment.name { toolCalls[place].name = name }
        } else {
            places[fragment.index] = toolCalls.count
            toolCalls.append(ToolCall(id: entry.id, name: fragment.name ?? "", arguments: fragment.arguments))
        }
    }

    /// Why it ended, as the client shall see it: a model that has called tools stopped for them, whatever its
    /// backend calls that.
    var reason: FinishReason { toolCalls.isEmpty ? finishReason ?? .stop : FinishReason.ofCalls(finishReason) }
}

extension FinishReason {
    static func ofCalls(_ reason: FinishReason?) -> FinishReason {
        switch reason {
        case .length: .length
        case .contentFilter: .contentFilter
        case .stop, .toolCalls, nil: .toolCalls
        }
    }
}
