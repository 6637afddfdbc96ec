import JSON

/// Passing a client's own body on: only what must change is changed, all else stays byte for byte.
extension OpenAIRequestWriter {
    /// Nil where the client speaks another dialect, or asks for what this backend must be told otherwise.
    func passedOn(_ request: GenerateRequest) -> [UInt8]? {
        guard let wire = request.wire else { return nil }
        switch (wire.dialect, request.input) {
        case (.openAIChat, .chat), (.openAICompletion, .completion): break
        default: return nil
        }
        if !flavor.heedsToolChoice, request.toolChoice == .none, !request.tools.isEmpty { return nil }
        // Bodies with more members than any client has a use for are built anew: here each is compared with the others.
        guard var body = TopLevel(wire.body, most: 256) else { return nil }
        body.set("model", RawJSON(request.model))
        if request.stream {
            body.set("stream", RawJSON(true))
            if flavor.asksForUsage { askForUsage(in: &body) }
        } else if body["stream"] != nil {
            body.set("stream", RawJSON(false))
        }
        if case .chat(let messages) = request.input { adapt(&body, messages: messages, request) }
        if flavor.features.contains(.repeatPenalty) {
            for other in ["repeat_penalty", "repetition_penalty"] where other != flavor.repeatPenaltyField {
                body.rename(other, to: flavor.repeatPenaltyField)
            }
        }
        if flavor.wantsFractionalBias, !request.sampling.logitBias.isEmpty {
            body.set("logit_bias", bias(request.sampling))
        }
        if let begun = request.begun { carryOn(begun, request, in: &body) }
        fill(&body, from: request)
        return body.bytes
    }

    private func carryOn(_ begun: BegunAnswer, _ request: GenerateRequest, in body: inout TopLevel) {
        if let prompt = request.input.begun(begun) { body.set("prompt", RawJSON(prompt)) }
        if body["echo"] != nil { body.set("echo", RawJSON(false)) }
        if let messages = body["messages"] {
            var json = JSONWriter(reservingCapacity: messages.bytes.count + begun.text.utf8.count + 64)
            json.array { json in
                for message in messages.elements { json.element(message) }
                json.element { write(begun, to: &$0) }
            }
            body.set("messages", RawJSON(json.finish()))
            if flavor.continuation == .continueFinalMessage {
                body.set("continue_final_message", RawJSON(true))
                body.set("add_generation_prompt", RawJSON(false))
            }
        }
        // What is left of the answer's limit.
        guard let most = request.sampling.maxTokens else { return }
        for name in ["max_tokens", "max_completion_tokens"] where body[name] != nil { body.set(name, RawJSON(most)) }
    }

    private func askForUsage(in body: inout TopLevel) {
        var options = TopLevel(body["stream_options"] ?? RawJSON([]), most: 64) ?? TopLevel()
        options.set("include_usage", RawJSON(true))
        body.set("stream_options", RawJSON(options.bytes))
    }

    private func adapt(_ body: inout TopLevel, messages: [Message], _ request: GenerateRequest) {
        if !flavor.knowsDeveloperRole, messages.contains(where: { $0.role == .developer }),
            let raw = body["messages"]
        {
            body.set("messages", withoutDeveloper(raw))
        }
        guard let reasoning = request.reasoning else { return }
        for (name, value) in members(for: reasoning) where body[name] == nil { body.set(name, RawJSON(value)) }
    }

    private func withoutDeveloper(_ messages: RawJSON) -> RawJSON {
        var json = JSONWriter(reservingCapacity: messages.bytes.count)
        json.array { json in
            for message in messages.elements {
                guard var members = TopLevel(message, most: 64) else {
                    json.element(message)
                    continue
                }
                let role = members["role"].flatMap { try? JSONValue(parsing: Array($0.bytes)) }
                if role == "developer" {
                    members.set("role", RawJSON("system"))
                    json.element(RawJSON(members.bytes))
                } else {
                    json.element(message)
                }
            }
        }
        return RawJSON(json.finish())
    }

    /// Adds what the configuration, or a route, sets and the client does not.
    private func fill(_ body: inout TopLevel, from request: GenerateRequest) {
        func add(_ name: String, unless others: [String] = [], _ value: (some JSONWritable)?) {
            guard let value, ([name] + others).allSatisfy({ body[$0] == nil }) else { return }
            body.set(name, RawJSON(value))
        }
        let sampling = sampling(for: request)
        add(
            request.input.isChat ? flavor.maxTokensField : "max_tokens",
            unless: ["max_tokens", "max_completion_tokens"],
            sampling.maxTokens
        )
        add("temperature", sampling.temperature)
        add("top_p", sampling.topP)
        add("top_k", sampling.topK)
        add("min_p", sampling.minP)
        add("seed", sampling.seed)
        add("stop", sampling.stop.isEmpty ? nil : sampling.stop)
        add("presence_penalty", sampling.presencePenalty)
        add("frequency_penalty", sampling.frequencyPenalty)
        add(flavor.repeatPenaltyField, sampling.repeatPenalty)
    }
}

/// The members of an object, each name once, so that no backend can read another value than the one Martlet saw.
private struct TopLevel {
    /// Names as JSON text between quotes, in their simplest spelling.
    private var members: [(name: String, value: RawJSON)] = []

    /// Nil for an object with more members than that.
    init?(_ object: RawJSON, most: Int) {
        let all = object.members
        guard all.count <= most else { return nil }
        for (key, value) in all {
            // A name may be spelled with escapes: `mod\u0065l` is `model`.
            let name = key.contains("\\") ? Self.unescaped(key) : key
            put(name, value)
        }
    }

    init() {}

    private static func unescaped(_ key: String) -> String {
        (try? JSONValue(parsing: Array("\"\(key)\"".utf8)))?.string ?? key
    }

    /// The value; nil for `null` too.
    subscript(name: String) -> RawJSON? {
        guard let value = members.first(where: { $0.name == name })?.value,
            !value.bytes.elementsEqual("null".utf8)
        else { return nil }
        return value
    }

    mutating func set(_ name: String, _ value: RawJSON) { put(name, value) }

    /// The last of several wins, as it does in every common reader.
    private mutating func put(_ name: String, _ value: RawJSON) {
        if let index = members.firstIndex(where: { $0.name == name }) {
            members[index].value = value
        } else {
            members.append((name, value))
        }
    }

    mutating func rename(_ name: String, to other: String) {
        guard let index = members.firstIndex(where: { $0.name == name }) else { return }
        let value = members.remove(at: index).value
        if self[other] == nil { put(other, value) }
    }

    var bytes: [UInt8] {
        let size = members.reduce(2) { $0 + $1.value.bytes.count + $1.name.utf8.count + 4 }
        var json = JSONWriter(reservingCapacity: size)
        json.object { json in for (name, value) in members { json.member(name, value) } }
        return json.finish()
    }
}
