import Foundation
import JSON
import Providers

/// The stream of `/v1/responses`: a pure machine from the parts of an answer to the named events of the dialect,
/// and to the object that a client gets who asked for it whole.
///
/// Messages and reasoning follow one another: one ends where the other begins. Function calls stay open until the
/// end, because their fragments may alternate.
struct ResponseStream: AnswerStream {
    private(set) var response: ResponseObject
    private var sequence = 0
    private var hasBegun = false
    /// The message or reasoning that is being written.
    private var open: Int?
    /// The items of the calls, by the calls' indices.
    private var calls: [Int: Int] = [:]
    private var ledger = ToolCallLedger()
    private var finishReason: FinishReason?
    private let keep: (@Sendable (ResponseObject) async -> Bool)?

    /// `keep` stores the finished answer, and says whether it did. It is asked before the client is told that the
    /// answer is complete, so that the client can go on from it at once.
    init(
        identity: AnswerIdentity,
        echo: ResponseEcho,
        keep: (@Sendable (ResponseObject) async -> Bool)? = nil
    ) {
        response = ResponseObject(identity: identity, echo: echo)
        self.keep = keep
    }

    mutating func add(_ part: GenerationPart) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 512)
        if !hasBegun {
            for case .started(let model) in part.events { response.identity.model = model }
            begin(&json)
        }
        for (place, event) in part.events.enumerated() {
            switch event {
            case .text(let text, 0):
                let next = place + 1 < part.events.count ? part.events[place + 1] : nil
                // The tokens' probabilities go with the text that they make.
                if case .logprobs(let logprobs, 0) = next {
                    write(text, logprobs, isRefusal: false, &json)
                } else {
                    write(text, [], isRefusal: false, &json)
                }
            case .refusal(let text, 0): write(text, [], isRefusal: true, &json)
            case .reasoning(let text, 0): think(text, &json)
            case .toolCall(let fragment, 0): call(fragment, &json)
            case .finished(let reason, 0): finishReason = reason
            case .usage(let usage): response.usage = usage
            // Not to be asked for in this dialect: its items are numbered from first to last.
            case .restarted, .started, .timings, .logprobs: break
            // A response has one choice.
            case .text, .refusal, .reasoning, .toolCall, .finished: break
            }
        }
        return json.finish()
    }

    /// Brings the answer into its last state, and stores it.
    mutating func settle() async {
        for place in response.items.indices {
            response.items[place].status = .completed
            if case .functionCall(let id, let name, "") = response.items[place].kind {
                response.items[place].kind = .functionCall(callID: id, name: name, arguments: "{}")
            }
        }
        switch finishReason {
        case .length: (response.status, response.incompleteReason) = (.incomplete, "max_output_tokens")
        case .contentFilter: (response.status, response.incompleteReason) = (.incomplete, "content_filter")
        case .stop, .toolCalls, nil: response.status = .completed
        }
        if response.status == .completed {
            response.completed = Int(Date().timeIntervalSince1970)
        } else if let last = response.items.indices.last {
            response.items[last].status = .incomplete
        }
        if let keep, response.echo.store { response.echo.store = await keep(response) }
    }

    mutating func end() -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 1024)
        if !hasBegun { begin(&json) }
        for place in openItems { close(place, &json) }
        Self.event(response.status == .incomplete ? "response.incomplete" : "response.completed", number(), &json) {
            json in
            json.member("response") { json in response.write(to: &json) }
        }
        return json.finish()
    }

    mutating func fail(_ error: APIError) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 1024)
        if !hasBegun { begin(&json) }
        response.status = .failed
        for place in response.items.indices where response.items[place].status == .inProgress {
            response.items[place].status = .incomplete
        }
        response.error = error
        Self.event("response.failed", number(), &json) { json in
            json.member("response") { json in response.write(to: &json) }
        }
        return json.finish()
    }
}

// MARK: The model's doings

extension ResponseStream {
    private mutating func begin(_ json: inout JSONWriter) {
        hasBegun = true
        for name in ["response.created", "response.in_progress"] {
            Self.event(name, number(), &json) { json in json.member("response") { json in response.write(to: &json) } }
        }
    }

    private mutating func write(
        _ text: String,
        _ logprobs: [TokenLogprob],
        isRefusal: Bool,
        _ json: inout JSONWriter
    ) {
        guard !text.isEmpty || !logprobs.isEmpty else { return }
        let place = openMessage(&json)
        guard case .message(var parts) = response.items[place].take() else { return }
        if parts.last?.isRefusal != isRefusal {
            if let last = parts.last { closePart(last, place, parts.count - 1, &json) }
            parts.append(OutputItem.Part(isRefusal: isRefusal))
            partEvent("response.content_part.added", place, parts.count - 1, &json) { json in
                OutputItem.Part(isRefusal: isRefusal).write(to: &json)
            }
        }
        parts[parts.count - 1].text += text
        parts[parts.count - 1].logprobs += logprobs
        response.items[place].kind = .message(parts)
        Self.event(isRefusal ? "response.refusal.delta" : "response.output_text.delta", number(), &json) { json in
            position(place, parts.count - 1, &json)
            json.member("delta", text)
            if !isRefusal { json.member("logprobs") { json in json.tokens(logprobs) } }
        }
    }

    private mutating func openMessage(_ json: inout JSONWriter) -> Int {
        if let open, case .message = response.items[open].kind { return open }
        return begin(OutputItem(.message([])), &json)
    }

    private mutating func think(_ text: String, _ json: inout JSONWriter) {
        guard !text.isEmpty else { return }
        let place: Int
        if let open, case .reasoning = response.items[open].kind {
            place = open
        } else {
            place = begin(OutputItem(.reasoning("")), &json)
            partEvent("response.content_part.added", place, 0, &json) { json in json.reasoningPart("") }
        }
        guard case .reasoning(var thoughts) = response.items[place].take() else { return }
        thoughts += text
        response.items[place].kind = .reasoning(thoughts)
        Self.event("response.reasoning_text.delta", number(), &json) { json in
            position(place, 0, &json)
            json.member("delta", text)
        }
    }

    private mutating func call(_ fragment: ToolCallFragment, _ json: inout JSONWriter) {
        let entry = ledger.admit(fragment)
        let place: Int
        if let known = calls[fragment.index] {
            place = known
        } else {
            let kind = OutputItem.Kind.functionCall(callID: entry.id, name: fragment.name ?? "", arguments: "")
            place = begin(OutputItem(kind), &json)
            open = nil
            calls[fragment.index] = place
        }
        guard !fragment.arguments.isEmpty,
            case .functionCall(let id, let name, var arguments) = response.items[place].take()
        else { return }
        arguments += fragment.arguments
        response.items[place].kind = .functionCall(callID: id, name: name, arguments: arguments)
        Self.event("response.function_call_arguments.delta", number(), &json) { json in
            position(place, nil, &json)
            json.member("delta", fragment.arguments)
        }
    }

    /// Ends the message or reasoning before it, and begins an item.
    private mutating func begin(_ item: OutputItem, _ json: inout JSONWriter) -> Int {
        if let open { close(open, &json) }
        let place = response.items.count
        response.items.append(item)
        open = place
        Self.event("response.output_item.added", number(), &json) { json in
            json.member("output_index", place)
            json.member("item") { json in item.write(to: &json) }
        }
        return place
    }
}

// MARK: Ends

extension ResponseStream {
    private var openItems: [Int] { ([open].compactMap(\.self) + calls.values).sorted() }

    private mutating func close(_ place: Int, _ json: inout JSONWriter) {
        switch response.items[place].kind {
        case .message(let parts):
            if let last = parts.last { closePart(last, place, parts.count - 1, &json) }
        case .reasoning(let text):
            Self.event("response.reasoning_text.done", number(), &json) { json in
                position(place, 0, &json)
                json.member("text", text)
            }
            partEvent("response.content_part.done", place, 0, &json) { json in json.reasoningPart(text) }
        case .functionCall(_, let name, let arguments):
            Self.event("response.function_call_arguments.done", number(), &json) { json in
                position(place, nil, &json)
                json.member("name", name)
                json.member("arguments", arguments)
            }
        }
        if response.items[place].status == .inProgress { response.items[place].status = .completed }
        if open == place { open = nil }
        Self.event("response.output_item.done", number(), &json) { json in
            json.member("output_index", place)
            json.member("item") { json in response.items[place].write(to: &json) }
        }
    }

    private mutating func closePart(_ part: OutputItem.Part, _ place: Int, _ index: Int, _ json: inout JSONWriter) {
        Self.event(part.isRefusal ? "response.refusal.done" : "response.output_text.done", number(), &json) { json in
            position(place, index, &json)
            json.member(part.isRefusal ? "refusal" : "text", part.text)
            if !part.isRefusal { json.member("logprobs") { json in json.tokens(part.logprobs) } }
        }
        partEvent("response.content_part.done", place, index, &json) { json in part.write(to: &json) }
    }

    private mutating func partEvent(
        _ name: String,
        _ place: Int,
        _ index: Int,
        _ json: inout JSONWriter,
        _ part: (inout JSONWriter) -> Void
    ) {
        Self.event(name, number(), &json) { json in
            position(place, index, &json)
            json.member("part", part)
        }
    }

    /// Where an event belongs.
    private func position(_ place: Int, _ content: Int?, _ json: inout JSONWriter) {
        json.member("item_id", response.items[place].id)
        json.member("output_index", place)
        json.member("content_index", ifPresent: content)
    }

    private static func event(
        _ name: String,
        _ number: Int,
        _ json: inout JSONWriter,
        _ members: (inout JSONWriter) -> Void
    ) {
        json.raw("event: ".utf8)
        json.raw(name.utf8)
        json.raw("\n".utf8)
        EventStream.write(&json) { json in
            json.object { json in
                json.member("type", name)
                json.member("sequence_number", number)
                members(&json)
            }
        }
    }

    /// The number of the next event.
    private mutating func number() -> Int {
        defer { sequence += 1 }
        return sequence
    }
}
