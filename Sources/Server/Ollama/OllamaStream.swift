import Gateway
import JSON
import Providers

/// The stream of `/api/chat` and `/api/generate`, from the parts of an answer to its lines.
///
/// A line that an Ollama sent for the same endpoint passes as it is. Fragments of a tool call are held until the call
/// is whole, because a line holds arguments as an object; everything else goes out as it comes.
struct OllamaStream: AnswerStream {
    private let kind: OllamaLine.Kind
    private let dialect: WireDialect
    private let model: String
    private let context: RequestContext
    private var usage: Usage?
    private var timings: Timings?
    private var reason: FinishReason?
    /// The call whose fragments arrive.
    private var pending: (index: Int, call: ToolCall)?
    private var ledger = ToolCallLedger()
    private var sentCalls = 0
    private var hasPassedLast = false
    /// Why the stream ended before its end.
    private(set) var failure: APIError?

    init(_ kind: OllamaLine.Kind, model: String, context: RequestContext) {
        self.kind = kind
        self.model = model
        self.context = context
        dialect = kind == .chat ? .ollamaChat : .ollamaGenerate
    }

    mutating func add(_ part: GenerationPart) -> [UInt8] {
        guard failure == nil else { return [] }
        if let wire = part.wire, wire.dialect == dialect {
            if part.events.contains(where: \.isFinish) { hasPassedLast = true }
            return wire.bytes + [0x0a]
        }
        var line = OllamaLine()
        do throws(APIError) {
            for event in part.events { try add(event, to: &line) }
        } catch {
            return bytes(of: line) + fail(error)
        }
        return bytes(of: line)
    }

    mutating func end() -> [UInt8] {
        guard failure == nil, !hasPassedLast else { return [] }
        var line = OllamaLine()
        do throws(APIError) { try flush(to: &line) } catch { return fail(error) }
        let durations = OllamaDurations(timings, elapsed: context.elapsed, firstToken: context.firstToken)
        var out = bytes(of: line)
        let ending = OllamaLine.Ending(reason: (reason ?? .stop).inOllama, usage: usage, durations: durations)
        out += bytes(of: OllamaLine(ending: ending))
        return out
    }

    mutating func fail(_ error: APIError) -> [UInt8] {
        failure = error
        context.errorLabel = error.label
        return OllamaDialect().body(of: error) + [0x0a]
    }

    private mutating func add(_ event: GenerationEvent, to line: inout OllamaLine) throws(APIError) {
        switch event {
        case .text(let text, 0), .refusal(let text, 0): line.text += text
        case .reasoning(let text, 0): line.thinking += text
        case .logprobs(let logprobs, 0): line.logprobs += logprobs
        case .toolCall(let fragment, 0): try add(fragment, to: &line)
        case .finished(let reason, 0):
            try flush(to: &line)
            self.reason = reason
        case .usage(let usage): self.usage = usage
        case .timings(let timings): self.timings = timings
        case .restarted:
            line = OllamaLine()
            line.isRestart = true
            (pending, reason, usage) = (nil, nil, nil)
        // There is one choice in this dialect.
        case .started, .text, .refusal, .reasoning, .logprobs, .toolCall, .finished: break
        }
    }

    private mutating func add(_ fragment: ToolCallFragment, to line: inout OllamaLine) throws(APIError) {
        if let open = pending, open.index != fragment.index { try flush(to: &line) }
        let entry = ledger.admit(fragment)
        var call = pending?.call ?? ToolCall(id: entry.id, name: "", arguments: "")
        if call.name.isEmpty, let name = fragment.name { call.name = name }
        call.arguments += fragment.arguments
        pending = (fragment.index, call)
    }

    private mutating func flush(to line: inout OllamaLine) throws(APIError) {
        guard let (_, call) = pending else { return }
        pending = nil
        line.calls.append(try OllamaCall(call, index: sentCalls))
        sentCalls += 1
    }

    private func bytes(of line: OllamaLine) -> [UInt8] {
        guard !line.isEmpty else { return [] }
        var json = JSONWriter(reservingCapacity: 192)
        line.write(kind, model: model, to: &json)
        json.raw([0x0a])
        return json.finish()
    }
}

extension GenerationEvent {
    fileprivate var isFinish: Bool {
        if case .finished = self { true } else { false }
    }
}

extension FinishReason {
    /// Ollama knows no reason of its own for calls and filters.
    var inOllama: String {
        switch self {
        case .stop, .toolCalls: "stop"
        case .length: "length"
        case .contentFilter: "content_filter"
        }
    }
}
