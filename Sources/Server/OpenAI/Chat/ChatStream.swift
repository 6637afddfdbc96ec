import JSON
import Providers

/// The stream of `/v1/chat/completions`, from the parts of an answer to the bytes of its events.
///
/// A frame that a backend sent in this dialect passes as it is. Everything else is built: one `id` and `created`
/// from first to last, the role in the first delta only, `finish_reason` null until the end, the usage in a chunk
/// of its own where it was asked for.
struct ChatStream: PassingStream {
    private var identity: AnswerIdentity
    private let includesUsage: Bool
    /// Writes a call as `function_call`, for a client that asked with `functions`. Nothing passes unchanged then.
    private let usesFunctions: Bool
    private var choices: [Int: Choice] = [:]
    var frames: FramePassing
    private var usage: Usage?

    private struct Choice {
        var hasRole = false
        var isFinished = false
        var hasToolCalls = false
        var calls = ToolCallLedger()
    }

    init(identity: AnswerIdentity, includesUsage: Bool, usesFunctions: Bool = false) {
        self.identity = identity
        self.includesUsage = includesUsage
        self.usesFunctions = usesFunctions
        frames = FramePassing(usesFunctions ? nil : .openAIChat, includesUsage: includesUsage)
    }

    mutating func end() -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 512)
        if choices.isEmpty { choices[0] = Choice() }
        for index in choices.keys.sorted() where choices[index]?.isFinished == false {
            finish(index, .stop, &json)
        }
        if includesUsage, !frames.hasPassedUsage, let usage {
            frames.lendIdentity(to: &identity)
            EventStream.write(&json) { json in write(usage, to: &json) }
        }
        var bytes = json.finish()
        bytes.append(contentsOf: EventStream.done)
        return bytes
    }

    mutating func fail(_ error: APIError) -> [UInt8] { EventStream.failure(error) }
}

// MARK: Passing frames on

extension ChatStream {
    /// Keeps in mind what a frame that passes has told the client.
    mutating func note(_ events: [GenerationEvent]) {
        for event in events {
            switch event {
            case .usage(let usage): self.usage = usage
            case .started, .timings, .restarted: break
            case .text(_, let choice), .reasoning(_, let choice), .refusal(_, let choice),
                .logprobs(_, let choice):
                choices[choice, default: Choice()].hasRole = true
            case .toolCall(let fragment, let choice):
                choices[choice, default: Choice()].hasRole = true
                choices[choice]?.hasToolCalls = true
                choices[choice]?.calls.admit(fragment)
            case .finished(_, let choice):
                choices[choice, default: Choice()].hasRole = true
                choices[choice]?.isFinished = true
            }
        }
    }
}

// MARK: Building frames

/// What goes into one chunk of one choice.
private struct Delta {
    let choice: Int
    var text: String?
    var reasoning: String?
    var refusal: String?
    var logprobs: [TokenLogprob] = []
}

extension ChatStream {
    mutating func build(_ events: [GenerationEvent]) -> [UInt8] {
        frames.lendIdentity(to: &identity)
        var json = JSONWriter(reservingCapacity: 320)
        var pending: Delta?
        for event in events {
            switch event {
            case .started(let model):
                if choices.isEmpty { identity.model = model }
            case .text(let text, let choice):
                collect(choice, into: &pending, &json) { $0.text = ($0.text ?? "") + text }
            case .reasoning(let text, let choice):
                collect(choice, into: &pending, &json) { $0.reasoning = ($0.reasoning ?? "") + text }
            case .refusal(let text, let choice):
                collect(choice, into: &pending, &json) { $0.refusal = ($0.refusal ?? "") + text }
            case .logprobs(let logprobs, let choice):
                collect(choice, into: &pending, &json) { $0.logprobs += logprobs }
            case .toolCall(let fragment, let choice):
                flush(&pending, &json)
                call(fragment, choice, &json)
            case .finished(let reason, let choice):
                flush(&pending, &json)
                finish(choice, reason, &json)
            case .usage(let usage): self.usage = usage
            case .timings: break
            case .restarted:
                flush(&pending, &json)
                choices = [:]
                EventStream.write(&json) { json in writeRestart(&json) }
            }
        }
        flush(&pending, &json)
        return json.finish()
    }

    private mutating func collect(
        _ choice: Int,
        into pending: inout Delta?,
        _ json: inout JSONWriter,
        _ change: (inout Delta) -> Void
    ) {
        if let delta = pending, delta.choice != choice { flush(&pending, &json) }
        var delta = pending ?? Delta(choice: choice)
        change(&delta)
        pending = delta
    }

    private mutating func flush(_ pending: inout Delta?, _ json: inout JSONWriter) {
        guard let delta = pending else { return }
        pending = nil
        let isFirst = takeRole(delta.choice)
        chunk(&json, delta.choice, logprobs: delta.logprobs, finish: nil) { json in
            if isFirst { json.member("role", "assistant") }
            if let text = delta.text {
                json.member("content", text)
            } else if isFirst {
                json.member("content") { json in json.null() }
            }
            json.member("refusal", ifPresent: delta.refusal)
            json.member("reasoning_content", ifPresent: delta.reasoning)
        }
    }

    /// Whether the next delta of the choice is its first.
    private mutating func takeRole(_ choice: Int) -> Bool {
        let isFirst = !frames.hasPassed && choices[choice]?.hasRole != true
        choices[choice, default: Choice()].hasRole = true
        return isFirst
    }

    private mutating func call(_ fragment: ToolCallFragment, _ choice: Int, _ json: inout JSONWriter) {
        let isFirst = takeRole(choice)
        let isNew = choices[choice]?.calls.isKnown(fragment.index) == false
        // Clients take a call for complete when the next begins.
        if isNew { fillArguments(choice, &json) }
        guard let entry = choices[choice]?.calls.admit(fragment) else { return }
        choices[choice]?.hasToolCalls = true
        // There is room for one function only, where a client speaks of functions.
        if usesFunctions, entry.position > 0 { return }
        chunk(&json, choice, finish: nil) { json in
            if isFirst {
                json.member("role", "assistant")
                json.member("content") { json in json.null() }
            }
            let function = { (json: inout JSONWriter) in
                json.object { json in
                    if isNew { json.member("name", fragment.name ?? "") }
                    json.member("arguments", fragment.arguments)
                }
            }
            write(entry, function, to: &json) { json in
                guard isNew else { return }
                json.member("id", entry.id)
                json.member("type", "function")
            }
        }
    }

    /// The call's place and what is said of it, in the form the client asked in.
    private func write(
        _ entry: ToolCallLedger.Entry,
        _ function: (inout JSONWriter) -> Void,
        to json: inout JSONWriter,
        with members: (inout JSONWriter) -> Void = { _ in }
    ) {
        guard !usesFunctions else { return json.member("function_call", function) }
        json.member("tool_calls") { json in
            json.array { json in
                json.element { json in
                    json.object { json in
                        json.member("index", entry.position)
                        members(&json)
                        json.member("function", function)
                    }
                }
            }
        }
    }

    private mutating func finish(_ choice: Int, _ reason: FinishReason, _ json: inout JSONWriter) {
        guard choices[choice]?.isFinished != true else { return }
        frames.lendIdentity(to: &identity)
        let isFirst = takeRole(choice)
        fillArguments(choice, &json)
        choices[choice]?.isFinished = true
        let shown = choices[choice]?.hasToolCalls == true ? FinishReason.ofCalls(reason) : reason
        chunk(&json, choice, finish: shown.inChat(usesFunctions: usesFunctions)) { json in
            if isFirst {
                json.member("role", "assistant")
                json.member("content", "")
            }
        }
    }

    private mutating func fillArguments(_ choice: Int, _ json: inout JSONWriter) {
        for entry in choices[choice]?.calls.takeWithoutArguments() ?? [] { emptyArguments(entry, choice, &json) }
    }

    /// A call with no arguments has empty ones: clients read them as JSON.
    private func emptyArguments(_ entry: ToolCallLedger.Entry, _ choice: Int, _ json: inout JSONWriter) {
        if usesFunctions, entry.position > 0 { return }
        let function = { (json: inout JSONWriter) in json.object { json in json.member("arguments", "{}") } }
        chunk(&json, choice, finish: nil) { json in
            write(entry, function, to: &json)
        }
    }

    /// One event with one choice in it.
    private func chunk(
        _ json: inout JSONWriter,
        _ choice: Int,
        logprobs: [TokenLogprob] = [],
        finish: String?,
        delta: (inout JSONWriter) -> Void
    ) {
        EventStream.write(&json) { json in
            json.object { json in
                writeHead(&json)
                json.member("choices") { json in
                    json.array { json in
                        json.element { json in
                            json.object { json in
                                json.member("index", choice)
                                json.member("delta") { json in json.object(delta) }
                                json.member("logprobs") { json in json.chatLogprobs(logprobs) }
                                json.member("finish_reason", orNull: finish)
                            }
                        }
                    }
                }
                if includesUsage { json.member("usage") { json in json.null() } }
            }
        }
    }

    /// A chunk that says nothing, but that all before it is void.
    private func writeRestart(_ json: inout JSONWriter) {
        json.object { json in
            writeHead(&json)
            json.member("choices") { json in json.array { _ in } }
            json.restarted()
        }
    }

    private func write(_ usage: Usage, to json: inout JSONWriter) {
        json.object { json in
            writeHead(&json)
            json.member("choices") { json in json.array { _ in } }
            json.member("usage") { json in json.usage(usage) }
        }
    }

    private func writeHead(_ json: inout JSONWriter) {
        json.member("id", identity.id)
        json.member("object", "chat.completion.chunk")
        json.member("created", identity.created)
        json.member("model", identity.model)
    }
}
