import JSON
import Providers

/// The stream of `:streamGenerateContent`: each piece is an answer of its own, as an event or as an element of one long
/// array. Why it ended, and the usage, stand in the last.
struct GeminiStream: AnswerStream {
    enum Framing: Sendable {
        /// `?alt=sse`
        case events
        case array
    }

    private let framing: Framing
    private let includesThoughts: Bool
    private var answer: GeminiAnswer
    private var states: [Int: State] = [:]
    private var hasWritten = false

    private struct State {
        var ledger = ToolCallLedger()
        var pending: (index: Int, call: ToolCall)?
        var reason: FinishReason?
        var failed = false
    }

    init(_ answer: GeminiAnswer, framing: Framing, includesThoughts: Bool) {
        self.answer = answer
        self.framing = framing
        self.includesThoughts = includesThoughts
    }

    mutating func add(_ part: GenerationPart) -> [UInt8] {
        var candidates: [GeminiAnswer.Candidate] = []
        var restarts = false
        for event in part.events {
            switch event {
            case .started(let model): if !hasWritten { answer.model = model }
            case .usage(let usage): answer.usage = usage
            case .timings: break
            case .restarted:
                candidates = []
                states = [:]
                restarts = true
            case .text(let text, let choice), .refusal(let text, let choice):
                edit(choice, &candidates) { $0.append(text) }
            case .reasoning(let text, let choice):
                if includesThoughts { edit(choice, &candidates) { $0.append(thought: text) } }
            case .logprobs(let logprobs, let choice): edit(choice, &candidates) { $0.logprobs += logprobs }
            case .toolCall(let fragment, let choice): add(fragment, choice, &candidates)
            case .finished(let reason, let choice):
                flush(choice, &candidates)
                states[choice, default: State()].reason = reason
            }
        }
        let shown = candidates.filter { !$0.isEmpty }
        let restart = restarts ? frame { json in json.object { json in json.restarted() } } : []
        return shown.isEmpty ? restart : restart + frame(shown, isLast: false)
    }

    mutating func end() -> [UInt8] {
        if states.isEmpty { states[0] = State() }
        var candidates: [GeminiAnswer.Candidate] = []
        for index in states.keys.sorted() {
            flush(index, &candidates)
            // A candidate that ended for a malformed call has said so.
            guard states[index]?.failed != true || candidates.contains(where: { $0.index == index }) else { continue }
            let reason = (states[index]?.reason ?? .stop).inGemini
            edit(index, &candidates) { $0.finishReason = $0.finishReason ?? reason }
        }
        var bytes = frame(candidates, isLast: true)
        if framing == .array { bytes.append(UInt8(ascii: "]")) }
        return bytes
    }

    mutating func fail(_ error: APIError) -> [UInt8] {
        var bytes = frame { json in GeminiDialect.write(error, to: &json) }
        if framing == .array { bytes.append(UInt8(ascii: "]")) }
        return bytes
    }

    // MARK: Pieces

    private mutating func edit(
        _ choice: Int,
        _ candidates: inout [GeminiAnswer.Candidate],
        _ change: (inout GeminiAnswer.Candidate) -> Void
    ) {
        if states[choice] == nil { states[choice] = State() }
        let place = candidates.firstIndex { $0.index == choice } ?? candidates.endIndex
        if place == candidates.endIndex { candidates.append(GeminiAnswer.Candidate(index: choice)) }
        change(&candidates[place])
    }

    private mutating func add(
        _ fragment: ToolCallFragment,
        _ choice: Int,
        _ candidates: inout [GeminiAnswer.Candidate]
    ) {
        if let open = states[choice]?.pending, open.index != fragment.index { flush(choice, &candidates) }
        var state = states[choice] ?? State()
        let entry = state.ledger.admit(fragment)
        var call = state.pending?.call ?? ToolCall(id: entry.id, name: "", arguments: "")
        if call.name.isEmpty, let name = fragment.name { call.name = name }
        call.arguments += fragment.arguments
        state.pending = (fragment.index, call)
        states[choice] = state
    }

    /// Sends the call that has been gathered.
    private mutating func flush(_ choice: Int, _ candidates: inout [GeminiAnswer.Candidate]) {
        guard let call = states[choice]?.pending?.call else { return }
        states[choice]?.pending = nil
        var failed = false
        edit(choice, &candidates) { candidate in
            candidate.add(call)
            failed = candidate.finishReason != nil
        }
        if failed { states[choice]?.failed = true }
    }

    private mutating func frame(_ candidates: [GeminiAnswer.Candidate], isLast: Bool) -> [UInt8] {
        var answer = answer
        if !isLast { answer.usage = nil }
        return frame { json in answer.write(candidates, to: &json) }
    }

    private mutating func frame(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 320)
        switch framing {
        case .events:
            json.raw("data: ".utf8)
            write(&json)
            json.raw("\n\n".utf8)
        case .array:
            json.raw((hasWritten ? ",\r\n" : "[").utf8)
            write(&json)
        }
        hasWritten = true
        return json.finish()
    }
}

extension GeminiAnswer.Candidate {
    fileprivate var isEmpty: Bool { parts.isEmpty && logprobs.isEmpty && finishReason == nil }

    fileprivate mutating func append(_ text: String) {
        if case .text(let before) = parts.last {
            parts[parts.count - 1] = .text(before + text)
        } else if !text.isEmpty {
            parts.append(.text(text))
        }
    }

    fileprivate mutating func append(thought: String) {
        if case .thought(let before) = parts.last {
            parts[parts.count - 1] = .thought(before + thought)
        } else if !thought.isEmpty {
            parts.append(.thought(thought))
        }
    }
}
