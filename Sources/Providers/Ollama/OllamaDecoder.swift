import JSON

/// Reads the lines of an answer from `/api/chat` or `/api/generate`. A whole answer is one line that is also last.
struct OllamaDecoder: AnswerDecoder {
    private let kind: OllamaRequest.Kind
    private let backend: BackendIdentity
    /// Whether lines are passed on as they are to a client of the same dialect.
    private let passes: Bool
    private let wantsLogprobs: Bool
    private let makeID: @Sendable () -> String

    private var hasStarted = false
    private var hasText = false
    private var hasLogprobs = false
    private var calls = 0
    private(set) var isComplete = false

    init(
        _ kind: OllamaRequest.Kind,
        request: GenerateRequest,
        from backend: BackendIdentity,
        makeID: @escaping @Sendable () -> String = ToolCallID.make
    ) {
        self.kind = kind
        self.backend = backend
        passes = request.begun == nil && request.wire?.dialect == kind.dialect
        wantsLogprobs = request.sampling.logprobs
        self.makeID = makeID
    }

    mutating func decode(_ frame: [UInt8]) throws(ProviderError) -> GenerationPart? {
        if frame.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0d || $0 == 0x0a }) { return nil }
        guard let line = try? JSONValue(parsing: frame), line.object != nil else {
            throw .malformed("a line that is no JSON object", from: backend)
        }
        if line["error"] != nil, let report = UpstreamReport(json: line) {
            throw ProviderError(midStream: report, from: backend)
        }
        guard line["done"] != nil || line["message"] != nil || line["response"] != nil else {
            throw .malformed("a line that is no part of an answer", from: backend)
        }
        var events: [GenerationEvent] = []
        if !hasStarted, let model = line["model"]?.string {
            hasStarted = true
            events.append(.started(model: model))
        }
        content(of: line, raw: RawJSON(frame), to: &events)
        if line["done"]?.bool == true { try finish(line, &events) }
        let wire = passes ? WirePart(dialect: kind.dialect, bytes: frame) : nil
        return events.isEmpty && wire == nil ? nil : GenerationPart(events, wire: wire)
    }

    mutating func end() throws(ProviderError) -> GenerationPart? {
        if isComplete { return nil }
        guard hasStarted || hasText || calls > 0 else {
            throw ProviderError(.emptyAnswer, "the provider '\(backend.name)' sent an empty answer")
        }
        throw ProviderError(.cut, "the provider '\(backend.name)' ended its answer before it was done")
    }

    // MARK: Content

    private mutating func content(of line: JSONValue, raw: RawJSON, to events: inout [GenerationEvent]) {
        let body: JSONValue?
        let text: String?
        switch kind {
        case .chat:
            body = line["message"]
            text = body?["content"]?.string
        case .generate:
            body = line
            text = line["response"]?.string
        }
        if let thought = body?["thinking"]?.string, !thought.isEmpty { events.append(.reasoning(thought)) }
        if let text, !text.isEmpty {
            hasText = true
            events.append(.text(text))
        }
        let called = body?["tool_calls"]?.array ?? []
        if !called.isEmpty {
            let written = kind == .chat ? raw["message"]?["tool_calls"] : raw["tool_calls"]
            for (call, written) in zip(called, written?.elements ?? []) { add(call, written, to: &events) }
        }
        let logprobs = (line["logprobs"] ?? body?["logprobs"])?.array ?? []
        if !logprobs.isEmpty {
            hasLogprobs = true
            events.append(.logprobs(logprobs.compactMap(TokenLogprob.init(ollama:))))
        }
    }

    private mutating func add(_ call: JSONValue, _ written: RawJSON, to events: inout [GenerationEvent]) {
        guard let name = call["function"]?["name"]?.string else { return }
        // The text as the model's server wrote it: members in their order, numbers to their last digit.
        let arguments = call["function"]?["arguments"]?.string ?? written["function"]?["arguments"]?.text ?? "{}"
        let given = call["id"]?.string ?? ""
        events.append(
            .toolCall(
                ToolCallFragment(
                    index: calls,
                    id: given.isEmpty ? makeID() : given,
                    name: name,
                    arguments: arguments == "null" ? "{}" : arguments
                )
            )
        )
        calls += 1
    }

    // MARK: The last line

    private mutating func finish(_ line: JSONValue, _ events: inout [GenerationEvent]) throws(ProviderError) {
        isComplete = true
        if wantsLogprobs, hasText, !hasLogprobs {
            throw ProviderError(
                .unsupported,
                "the provider '\(backend.name)' sent no logprobs: its Ollama is too old for them, update it"
            )
        }
        let reason: FinishReason =
            switch line["done_reason"]?.string {
            case "length": .length
            // `load` and `unload` answer a request that asked for nothing else.
            default: calls > 0 ? .toolCalls : .stop
            }
        events.append(.finished(reason))
        let usage = Usage(
            promptTokens: line["prompt_eval_count"]?.boundedCount ?? 0,
            completionTokens: line["eval_count"]?.boundedCount ?? 0
        )
        if usage.promptTokens > 0 || usage.completionTokens > 0 { events.append(.usage(usage)) }
        let timings = Timings(ollama: line)
        if timings != Timings() { events.append(.timings(timings)) }
    }
}

extension Timings {
    /// From an answer's durations in nanoseconds.
    init(ollama line: JSONValue) {
        self.init(
            total: line["total_duration"]?.boundedNanoseconds,
            load: line["load_duration"]?.boundedNanoseconds,
            prompt: line["prompt_eval_duration"]?.boundedNanoseconds,
            completion: line["eval_duration"]?.boundedNanoseconds
        )
    }
}

extension TokenLogprob {
    fileprivate init?(ollama entry: JSONValue) {
        guard let token = entry["token"]?.string, let logprob = entry["logprob"]?.double, logprob.isFinite else {
            return nil
        }
        let bytes = entry["bytes"]?.array?.compactMap { $0.int.flatMap(UInt8.init(exactly:)) }
        let top = (entry["top_logprobs"]?.array ?? []).compactMap(TokenLogprob.init(ollama:))
        self.init(token: token, bytes: bytes, logprob: logprob, top: top)
    }
}
