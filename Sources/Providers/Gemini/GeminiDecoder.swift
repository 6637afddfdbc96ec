import JSON

/// Reads the chunks of an answer. A whole answer is one chunk; a stream's have the same shape, each with what is new.
struct GeminiDecoder: AnswerDecoder {
    private let backend: BackendIdentity
    private let remember: @Sendable (_ signature: String, _ id: String) -> Void
    private let makeID: @Sendable () -> String

    private var hasStarted = false
    private var calls: [Int]
    private var hasBegun: [Bool]
    private var isFinished: [Bool]
    private var usage: Usage?
    private(set) var isComplete = false

    init(
        request: GenerateRequest,
        from backend: BackendIdentity,
        remember: @escaping @Sendable (_ signature: String, _ id: String) -> Void,
        makeID: @escaping @Sendable () -> String = ToolCallID.make
    ) {
        self.backend = backend
        let choices = max(1, request.sampling.choices ?? 1)
        self.remember = remember
        self.makeID = makeID
        calls = Array(repeating: 0, count: choices)
        hasBegun = Array(repeating: false, count: choices)
        isFinished = hasBegun
    }

    mutating func decode(_ frame: [UInt8]) throws(ProviderError) -> GenerationPart? {
        guard let chunk = try? JSONValue(parsing: frame), chunk.object != nil else {
            throw .malformed("a part of an answer that is no JSON object", from: backend)
        }
        if chunk["error"] != nil { throw failure(chunk) }
        var events: [GenerationEvent] = []
        if !hasStarted, let model = chunk["modelVersion"]?.string {
            events.append(.started(model: GeminiModelName(model).short))
        }
        hasStarted = true
        let candidates = chunk["candidates"]?.array ?? []
        if candidates.isEmpty, let reason = chunk["promptFeedback"]?["blockReason"]?.string { throw blocked(reason) }
        if !candidates.isEmpty {
            let written = RawJSON(frame)["candidates"]?.elements ?? []
            for (candidate, written) in zip(candidates, written) { try read(candidate, written, to: &events) }
        }
        if let usage = chunk["usageMetadata"].flatMap(Usage.init(gemini:)) { self.usage = usage }
        if isFinished.allSatisfy({ $0 }), let usage {
            isComplete = true
            events.append(.usage(usage))
        }
        return events.isEmpty ? nil : GenerationPart(events)
    }

    mutating func end() throws(ProviderError) -> GenerationPart? {
        if isComplete { return nil }
        guard hasStarted else {
            throw ProviderError(.emptyAnswer, "the provider '\(backend.name)' sent an empty answer")
        }
        // Fewer candidates than were asked for may come, but none without an end.
        guard isFinished.contains(true), hasBegun == isFinished else {
            throw ProviderError(.cut, "the provider '\(backend.name)' ended its answer before it was done")
        }
        isComplete = true
        return usage.map { GenerationPart([.usage($0)]) }
    }

    // MARK: Content

    private mutating func read(
        _ candidate: JSONValue,
        _ written: RawJSON,
        to events: inout [GenerationEvent]
    ) throws(ProviderError) {
        let choice = candidate["index"]?.int ?? 0
        guard calls.indices.contains(choice) else {
            throw .malformed("a candidate that was not asked for", from: backend)
        }
        hasBegun[choice] = true
        let parts = candidate["content"]?["parts"]?.array ?? []
        if !parts.isEmpty {
            let written = written["content"]?["parts"]?.elements ?? []
            for (part, written) in zip(parts, written) { try read(part, written, choice, to: &events) }
        }
        let logprobs = candidate["logprobsResult"].map([TokenLogprob].init(gemini:)) ?? []
        if !logprobs.isEmpty { events.append(.logprobs(logprobs, choice: choice)) }
        if let reason = candidate["finishReason"]?.string, reason != "FINISH_REASON_UNSPECIFIED" {
            isFinished[choice] = true
            events.append(.finished(try finish(reason, choice, candidate["finishMessage"]?.string), choice: choice))
        }
    }

    private mutating func read(
        _ part: JSONValue,
        _ written: RawJSON,
        _ choice: Int,
        to events: inout [GenerationEvent]
    ) throws(ProviderError) {
        if let text = part["text"]?.string {
            guard !text.isEmpty else { return }
            let isThought = part["thought"]?.bool == true
            events.append(isThought ? .reasoning(text, choice: choice) : .text(text, choice: choice))
        } else if let call = part["functionCall"] {
            guard let name = call["name"]?.string else {
                throw .malformed("a function call without a name", from: backend)
            }
            let given = call["id"]?.string ?? ""
            let id = given.isEmpty ? makeID() : given
            if let signature = part["thoughtSignature"]?.string { remember(signature, id) }
            // The text as it came: members in their order, numbers to their last digit.
            let arguments = call["args"]?.isNull == false ? written["functionCall"]?["args"]?.text : nil
            let fragment = ToolCallFragment(index: calls[choice], id: id, name: name, arguments: arguments ?? "{}")
            events.append(.toolCall(fragment, choice: choice))
            calls[choice] += 1
        } else if let type = part["inlineData"]?["mimeType"]?.string {
            throw ProviderError(
                .unsupported,
                "the provider '\(backend.name)' answered with \(backend.presentable(type, limit: 100)), which cannot "
                    + "be passed on: only text and tool calls can"
            )
        }
    }

    // MARK: Ends

    private func finish(_ reason: String, _ choice: Int, _ message: String?) throws(ProviderError) -> FinishReason {
        switch reason {
        case "MAX_TOKENS": return .length
        case "SAFETY", "RECITATION", "LANGUAGE", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "OTHER", "IMAGE_SAFETY",
            "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER", "NO_IMAGE":
            return .contentFilter
        case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "TOO_MANY_TOOL_CALLS", "MISSING_THOUGHT_SIGNATURE",
            "MALFORMED_RESPONSE":
            var error = ProviderError.malformed(
                "an answer that its own server could not read (\(reason)\(message.map { ": " + $0 } ?? ""))",
                from: backend
            )
            error.message = backend.presentable(error.message)
            error.upstreamCode = reason
            throw error
        default: return calls[choice] > 0 ? .toolCalls : .stop
        }
    }

    private func blocked(_ reason: String) -> ProviderError {
        var error = ProviderError(
            .badRequest,
            "the provider '\(backend.name)' refuses this prompt (\(backend.presentable(reason, limit: 100)))"
        )
        error.status = 400
        error.upstreamCode = "content_filter"
        return error
    }

    private func failure(_ chunk: JSONValue) -> ProviderError {
        let report = UpstreamReport(json: chunk) ?? UpstreamReport(message: "")
        var error = ProviderError(midStream: report, from: backend)
        if let status = chunk["error"]?["code"]?.int, (400...599).contains(status) {
            error.code = ProviderError.Code(status: status, report: report)
            error.status = status
        }
        return error
    }
}

extension Usage {
    fileprivate init?(gemini usage: JSONValue) {
        guard usage.object != nil else { return nil }
        func count(_ name: String) -> Int? { usage[name]?.boundedCount }
        let thoughts = count("thoughtsTokenCount")
        self.init(
            promptTokens: (count("promptTokenCount") ?? 0) + (count("toolUsePromptTokenCount") ?? 0),
            completionTokens: (count("candidatesTokenCount") ?? 0) + (thoughts ?? 0),
            cachedTokens: count("cachedContentTokenCount"),
            reasoningTokens: thoughts
        )
    }
}

extension [TokenLogprob] {
    fileprivate init(gemini result: JSONValue) {
        let top = result["topCandidates"]?.array ?? []
        self = (result["chosenCandidates"]?.array ?? []).enumerated().compactMap { index, chosen in
            var entry = TokenLogprob(gemini: chosen)
            if top.indices.contains(index) {
                entry?.top = (top[index]["candidates"]?.array ?? []).compactMap(TokenLogprob.init(gemini:))
            }
            return entry
        }
    }
}

extension TokenLogprob {
    fileprivate init?(gemini candidate: JSONValue) {
        guard let token = candidate["token"]?.string, let logprob = candidate["logProbability"]?.double,
            logprob.isFinite
        else { return nil }
        self.init(token: token, bytes: Array(token.utf8), logprob: logprob)
    }
}
