import Prompts

/// How a chat's answer is told apart: in which format, and which tools it may call.
struct AnswerPlan: Sendable {
    var format: AnswerFormat
    /// The names of the tools; none where none may be called.
    var tools: Set<String> = []
    /// Whether it may call several at once.
    var isParallel = true
    /// Special tokens that are marks of the format.
    var marks: Set<Int32> = []
}

/// Turns a choice's text into events: what it says, what it thinks, which tools it calls.
struct AnswerReading: Sendable {
    private let choice: Int
    private let isParallel: Bool
    private let makeID: @Sendable () -> String
    private var parser: AnswerParser
    private var hasCalled = false

    init(_ plan: AnswerPlan, choice: Int, makeID: @escaping @Sendable () -> String = ToolCallID.make) {
        self.choice = choice
        self.makeID = makeID
        isParallel = plan.isParallel
        parser = AnswerParser(plan.format, tools: plan.tools)
    }

    var callsTools: Bool { hasCalled }
    /// One call was all it might make, and that is made.
    var isOver: Bool { !isParallel && parser.finishedCalls > 0 }

    mutating func feed(_ text: String) -> [GenerationEvent] { told(parser.feed(text)) }

    mutating func finish() -> [GenerationEvent] { told(parser.finish()) }

    private mutating func told(_ events: [AnswerEvent]) -> [GenerationEvent] {
        events.compactMap { event in
            // After the one call that may be made only its arguments count.
            if !isParallel, hasCalled {
                guard case .arguments(index: 0, _) = event else { return nil }
            }
            switch event {
            case .text(let text): return .text(text, choice: choice)
            case .reasoning(let text): return .reasoning(text, choice: choice)
            case .call(let index, let name):
                hasCalled = true
                return .toolCall(ToolCallFragment(index: index, id: makeID(), name: name), choice: choice)
            case .arguments(let index, let text):
                return .toolCall(ToolCallFragment(index: index, arguments: text), choice: choice)
            }
        }
    }
}
