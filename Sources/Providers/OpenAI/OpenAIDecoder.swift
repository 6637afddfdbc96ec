import HTTP
import JSON

/// Reads answers in OpenAI's dialect: whole ones, and the frames of a stream.
///
/// Nothing that a backend sends is believed: numbers are held in bounds, what is no answer is thrown.
struct OpenAIDecoder: Sendable {
    enum Kind: Sendable { case chat, completion }

    let kind: Kind
    let identity: BackendIdentity
    /// Whether the choices answer prompts of their own, so that their prompts add up.
    let manyPrompts: Bool
    let removesRevision: Bool
    private var isStarted = false
    private var choices: [ChoiceState] = []
    private var usage = UsageCount()

    /// More choices or calls than anybody asks for; beyond it an index is nonsense.
    private static let mostChoices = 2048
    private static let mostCalls = 256

    init(kind: Kind, identity: BackendIdentity, manyPrompts: Bool = false, removesRevision: Bool = false) {
        self.kind = kind
        self.identity = identity
        self.manyPrompts = manyPrompts
        self.removesRevision = removesRevision
    }

    private struct ChoiceState {
        var hasContent = false
        var isFinished = false
        /// Ids of the calls begun, by index.
        var calls: [String?] = []
    }

    // MARK: A stream

    /// The events of one frame; nil for a frame that says nothing (`null`, as llama.cpp sends).
    mutating func frame(_ payload: [UInt8], isError: Bool = false) throws(ProviderError) -> [GenerationEvent]? {
        let value = try parse(payload)
        if value.isNull { return nil }
        guard value.object != nil else { throw malformed("a frame that is \(value.kind)") }
        if let error = failure(in: value, isError: isError) { throw error }
        var events: [GenerationEvent] = []
        try read(value, whole: false, into: &events)
        return events
    }

    /// What is left to say when the stream has ended. Throws if that was no proper end.
    mutating func end(done: Bool) throws(ProviderError) -> [GenerationEvent] {
        let hasContent = choices.contains { $0.hasContent }
        let isFinished = choices.contains { $0.isFinished }
        guard hasContent || isFinished else {
            throw ProviderError(
                .emptyAnswer,
                "the provider '\(identity.name)' ended its answer without saying anything"
            )
        }
        guard done || choices.allSatisfy(\.isFinished) else {
            throw ProviderError(.cut, "the provider '\(identity.name)' broke off in the middle of its answer")
        }
        return ending()
    }

    private mutating func ending() -> [GenerationEvent] {
        var events: [GenerationEvent] = []
        for index in choices.indices where choices[index].hasContent && !choices[index].isFinished {
            choices[index].isFinished = true
            events.append(.finished(choices[index].calls.isEmpty ? .stop : .toolCalls, choice: index))
        }
        if let usage = usage.rest(manyPrompts: manyPrompts) { events.append(.usage(usage)) }
        return events
    }

    // MARK: A whole answer

    mutating func whole(_ body: [UInt8]) throws(ProviderError) -> [GenerationEvent] {
        let value = try parse(body)
        guard value.object != nil else { throw malformed("an answer that is \(value.kind)") }
        if let error = failure(in: value, isError: false) { throw error }
        var events: [GenerationEvent] = []
        try read(value, whole: true, into: &events)
        guard choices.contains(where: { $0.hasContent || $0.isFinished }) else {
            throw ProviderError(.emptyAnswer, "the provider '\(identity.name)' answered without saying anything")
        }
        return events + ending()
    }

    // MARK: Both

    private func parse(_ bytes: [UInt8]) throws(ProviderError) -> JSONValue {
        do { return try JSONValue(parsing: bytes) } catch { throw malformed("what is not JSON: \(error)") }
    }

    private func malformed(_ what: String) -> ProviderError {
        ProviderError.malformed(what, from: identity)
    }

    /// The error that an answer of 200 holds instead of content.
    private func failure(in value: JSONValue, isError: Bool) -> ProviderError? {
        let error = value["error"]
        guard isError || error.map({ !$0.isNull }) == true || value["object"] == "error" else { return nil }
        let report = UpstreamReport(json: value) ?? UpstreamReport(message: "")
        let named = error?["code"]?.int ?? error?["status"]?.int ?? value["code"]?.int ?? 0
        guard (400..<600).contains(named) else { return ProviderError(midStream: report, from: identity) }
        return ProviderError(status: named, headers: [:], report: report, from: identity)
    }

    private mutating func read(
        _ value: JSONValue,
        whole: Bool,
        into events: inout [GenerationEvent]
    ) throws(ProviderError) {
        if !isStarted, let model = value["model"]?.string, !model.isEmpty {
            isStarted = true
            events.append(.started(model: modelName(model)))
        }
        let list = value["choices"]?.array ?? []
        for (place, choice) in list.enumerated() {
            try read(choice, index: choice["index"] ?? .int(place), whole: whole, into: &events)
        }
        if let counts = value["usage"], counts.object != nil {
            let index = list.count == 1 ? list[0]["index"]?.int ?? 0 : nil
            if let total = usage.add(Usage(counts), ofChoice: whole ? nil : index) { events.append(.usage(total)) }
        }
        if let timings = value["timings"].flatMap(Timings.init(llamaCpp:)) { events.append(.timings(timings)) }
    }

    private func modelName(_ name: String) -> String {
        guard removesRevision, let at = name.lastIndex(of: "@"), at > name.startIndex else { return name }
        return String(name[..<at])
    }

    private mutating func read(
        _ value: JSONValue,
        index: JSONValue,
        whole: Bool,
        into events: inout [GenerationEvent]
    ) throws(ProviderError) {
        guard let choice = index.int, (0..<Self.mostChoices).contains(choice) else {
            throw malformed("a choice with the index \(index.text.prefix(20))")
        }
        while choices.count <= choice { choices.append(ChoiceState()) }
        let before = events.count
        switch kind {
        case .completion:
            if let text = value["text"]?.string, !text.isEmpty { events.append(.text(text, choice: choice)) }
        case .chat:
            if let message = value[whole ? "message" : "delta"] ?? value[whole ? "delta" : "message"] {
                try read(message: message, choice: choice, into: &events)
            }
        }
        if events.count > before { choices[choice].hasContent = true }
        if let logprobs = value["logprobs"], logprobs.object != nil {
            let tokens = TokenLogprob.list(logprobs)
            if !tokens.isEmpty { events.append(.logprobs(tokens, choice: choice)) }
        }
        if let reason = value["finish_reason"]?.string, !reason.isEmpty, !choices[choice].isFinished {
            choices[choice].isFinished = true
            events.append(.finished(try finishReason(reason, choices[choice]), choice: choice))
        }
    }

    private func finishReason(_ reason: String, _ state: ChoiceState) throws(ProviderError) -> FinishReason {
        switch reason {
        case "length", "max_tokens": return .length
        case "tool_calls", "function_call": return .toolCalls
        case "content_filter": return .contentFilter
        case "error", "abort":
            throw ProviderError(.cut, "the provider '\(identity.name)' gave up in the middle of its answer")
        default: return state.calls.isEmpty ? .stop : .toolCalls
        }
    }

    private mutating func read(
        message: JSONValue,
        choice: Int,
        into events: inout [GenerationEvent]
    ) throws(ProviderError) {
        for name in ["reasoning_content", "reasoning"] {
            guard let text = message[name]?.string, !text.isEmpty else { continue }
            events.append(.reasoning(text, choice: choice))
            break
        }
        if let text = message["content"]?.string {
            if !text.isEmpty { events.append(.text(text, choice: choice)) }
        } else if let parts = message["content"]?.array {
            readParts(parts, choice: choice, into: &events)
        }
        if let text = message["refusal"]?.string, !text.isEmpty { events.append(.refusal(text, choice: choice)) }
        if let calls = message["tool_calls"]?.array {
            for (place, call) in calls.enumerated() {
                let fragment = try fragment(call, place: place, choice: choice)
                events.append(.toolCall(fragment, choice: choice))
            }
        } else if let call = message["function_call"], call.object != nil {
            let fragment = try fragment(["index": 0, "function": call], place: 0, choice: choice)
            events.append(.toolCall(fragment, choice: choice))
        }
    }

    /// Content as a list of parts, as Mistral's reasoning models answer.
    private func readParts(_ parts: [JSONValue], choice: Int, into events: inout [GenerationEvent]) {
        for part in parts {
            if let text = part["text"]?.string, !text.isEmpty { events.append(.text(text, choice: choice)) }
            let thoughts = (part["thinking"]?.array ?? []).compactMap { $0["text"]?.string }.joined()
            if !thoughts.isEmpty { events.append(.reasoning(thoughts, choice: choice)) }
        }
    }

    /// A fragment of a call. Backends that give no index number their calls by place or by id; those that give no
    /// id get one here, since the answer to a call must name it.
    private mutating func fragment(
        _ call: JSONValue,
        place: Int,
        choice: Int
    ) throws(ProviderError) -> ToolCallFragment {
        let id = call["id"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let known = choices[choice].calls
        let index: Int
        if let given = call["index"], !given.isNull {
            guard let number = given.int, (0..<Self.mostCalls).contains(number) else {
                throw malformed("a tool call with the index \(given.text.prefix(20))")
            }
            index = number
        } else if let id {
            index = known.firstIndex(of: id) ?? known.count
        } else {
            index =
                call["function"]?["name"]?.string == nil && !known.isEmpty ? known.count - 1 : max(place, known.count)
        }
        guard index < Self.mostCalls else { throw malformed("more than \(Self.mostCalls) tool calls") }
        let arguments = call["function"]?["arguments"]
        var fragment = ToolCallFragment(
            index: index,
            name: call["function"]?["name"]?.string,
            arguments: arguments?.string ?? arguments.map { $0.isNull ? "" : $0.text } ?? ""
        )
        if index >= known.count || known[index] == nil {
            while choices[choice].calls.count <= index { choices[choice].calls.append(nil) }
            fragment.id = id ?? ToolCallID.make()
            choices[choice].calls[index] = fragment.id
        } else if let id {
            fragment.id = id
        }
        return fragment
    }
}

/// Adds up what a backend says of tokens, whichever of its ways it takes: once at the end with no choice, in the last
/// frame of each choice, or growing with each frame.
private struct UsageCount: Sendable {
    private var total: Usage?
    private var byChoice: [Int: Usage] = [:]

    /// The usage to tell now, if it is the total.
    mutating func add(_ usage: Usage, ofChoice choice: Int?) -> Usage? {
        guard let choice else {
            total = usage
            return usage
        }
        byChoice[choice] = usage
        return nil
    }

    /// What was not told yet, at the end.
    func rest(manyPrompts: Bool) -> Usage? {
        guard total == nil, !byChoice.isEmpty else { return nil }
        return byChoice.values.reduce(into: nil) { (sum: inout Usage?, next) in
            guard var all = sum else { return sum = next }
            all.completionTokens &+= next.completionTokens
            all.promptTokens =
                manyPrompts
                ? all.promptTokens &+ next.promptTokens : max(all.promptTokens, next.promptTokens)
            all.cachedTokens = next.cachedTokens.map { max($0, all.cachedTokens ?? 0) } ?? all.cachedTokens
            all.reasoningTokens = next.reasoningTokens.map { $0 &+ (all.reasoningTokens ?? 0) } ?? all.reasoningTokens
            sum = all
        }
    }
}
