import Configuration
import JSON

/// Writes requests in OpenAI's dialect for one backend.
struct OpenAIRequestWriter: Sendable {
    var flavor: OpenAIFlavor
    /// What the configuration sets where neither the client nor its route does.
    var defaults: GenerationParameters

    /// How the answer shall be made: as the client says, else its route, else the configuration. Of what was
    /// configured, only what the backend knows.
    func sampling(for request: GenerateRequest) -> Sampling {
        let defaults = request.defaults(before: defaults)
        var sampling = request.sampling
        func fill<Value>(_ field: WritableKeyPath<Sampling, Value?>, _ value: Value?, if feature: Features = []) {
            if sampling[keyPath: field] == nil, flavor.features.isSuperset(of: feature) {
                sampling[keyPath: field] = value
            }
        }
        fill(\.maxTokens, defaults.maxTokens)
        fill(\.temperature, defaults.temperature)
        fill(\.topP, defaults.topP)
        fill(\.topK, defaults.topK, if: .topK)
        fill(\.minP, defaults.minP, if: .minP)
        fill(\.seed, defaults.seed, if: .seed)
        fill(\.presencePenalty, defaults.presencePenalty, if: .penalties)
        fill(\.frequencyPenalty, defaults.frequencyPenalty, if: .penalties)
        fill(\.repeatPenalty, defaults.repeatPenalty, if: .repeatPenalty)
        if sampling.stop.isEmpty, flavor.features.contains(.stop) { sampling.stop = defaults.stop }
        return sampling
    }

    /// The body for a request: the client's own where it speaks this dialect, else one made from scratch.
    func body(for request: GenerateRequest) -> [UInt8] {
        passedOn(request) ?? made(from: request)
    }

    // MARK: Made from scratch

    private func made(from request: GenerateRequest) -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 1024)
        json.object { json in
            json.member("model", request.model)
            switch request.input {
            case .chat(let messages):
                json.member("messages") { json in
                    json.array { json in
                        for message in messages { json.element { write(message, to: &$0) } }
                        if let begun = request.begun { json.element { write(begun, to: &$0) } }
                    }
                }
                if request.begun != nil, flavor.continuation == .continueFinalMessage { sayContinuing(&json) }
                writeChatOptions(request, to: &json)
            case .completion(let prompt, let suffix):
                switch prompt {
                case .text(let text): json.member("prompt", text + (request.begun?.text ?? ""))
                case .texts(let texts): json.member("prompt", texts)
                case .tokens(let tokens): json.member("prompt", tokens)
                }
                json.member("suffix", ifPresent: suffix)
                if request.echo { json.member("echo", true) }
                json.member("best_of", ifPresent: request.bestOf)
                if request.sampling.logprobs { json.member("logprobs", request.sampling.topLogprobs ?? 0) }
            }
            write(sampling(for: request), isChat: request.input.isChat, to: &json)
            if request.stream {
                json.member("stream", true)
                if flavor.asksForUsage {
                    json.member("stream_options") { $0.object { $0.member("include_usage", true) } }
                }
            }
            json.member("user", ifPresent: request.user)
        }
        return json.finish()
    }

    private func sayContinuing(_ json: inout JSONWriter) {
        json.member("continue_final_message", true)
        json.member("add_generation_prompt", false)
    }

    /// What has been answered already, as the turn that is still open.
    func write(_ begun: BegunAnswer, to json: inout JSONWriter) {
        json.object { json in
            json.member("role", "assistant")
            json.member("content", begun.text)
            if flavor.continuation == .prefix { json.member("prefix", true) }
        }
    }

    private func write(_ sampling: Sampling, isChat: Bool, to json: inout JSONWriter) {
        json.member(isChat ? flavor.maxTokensField : "max_tokens", ifPresent: sampling.maxTokens)
        json.member("temperature", ifPresent: sampling.temperature)
        json.member("top_p", ifPresent: sampling.topP)
        json.member("top_k", ifPresent: sampling.topK)
        json.member("min_p", ifPresent: sampling.minP)
        json.member("typical_p", ifPresent: sampling.typicalP)
        json.member("seed", ifPresent: sampling.seed)
        if !sampling.stop.isEmpty { json.member("stop", sampling.stop) }
        json.member("presence_penalty", ifPresent: sampling.presencePenalty)
        json.member("frequency_penalty", ifPresent: sampling.frequencyPenalty)
        json.member(flavor.repeatPenaltyField, ifPresent: sampling.repeatPenalty)
        if !sampling.logitBias.isEmpty { json.member("logit_bias", bias(sampling)) }
        json.member("n", ifPresent: sampling.choices)
    }

    func bias(_ sampling: Sampling) -> RawJSON {
        var json = JSONWriter()
        json.object { json in
            for (token, bias) in sampling.logitBias.sorted(by: { $0.key < $1.key }) {
                // A number's description always has a fraction or an exponent, and was finite when it was read.
                if flavor.wantsFractionalBias {
                    json.member(token, RawJSON(Array("\(bias)".utf8)))
                } else {
                    json.member(token, bias)
                }
            }
        }
        return RawJSON(json.finish())
    }

    private func writeChatOptions(_ request: GenerateRequest, to json: inout JSONWriter) {
        writeTools(of: request, to: &json)
        switch request.format {
        case .text: break
        case .json: json.member("response_format") { $0.object { $0.member("type", "json_object") } }
        case .schema(let schema): json.member("response_format") { write(schema, to: &$0) }
        }
        if request.sampling.logprobs {
            json.member("logprobs", true)
            json.member("top_logprobs", ifPresent: request.sampling.topLogprobs)
        }
        if let reasoning = request.reasoning {
            for (name, value) in members(for: reasoning) { json.member(name, value) }
        }
    }

    private func writeTools(of request: GenerateRequest, to json: inout JSONWriter) {
        guard !request.tools.isEmpty, flavor.heedsToolChoice || request.toolChoice != .none else { return }
        json.member("tools") { json in
            json.array { json in for tool in request.tools { json.element { write(tool, to: &$0) } } }
        }
        switch request.toolChoice {
        case .auto: break
        case .none: json.member("tool_choice", "none")
        case .required: json.member("tool_choice", "required")
        case .function(let name):
            json.member("tool_choice") { json in
                json.object { json in
                    json.member("type", "function")
                    json.member("function") { $0.object { $0.member("name", name) } }
                }
            }
        }
        json.member("parallel_tool_calls", ifPresent: request.parallelToolCalls)
    }

    private func write(_ tool: Tool, to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "function")
            json.member("function") { json in
                json.object { json in
                    json.member("name", tool.name)
                    json.member("description", ifPresent: tool.description)
                    json.member("parameters", ifPresent: tool.parameters)
                    json.member("strict", ifPresent: tool.strict)
                }
            }
        }
    }

    private func write(_ schema: OutputSchema, to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "json_schema")
            json.member("json_schema") { json in
                json.object { json in
                    json.member("name", schema.name)
                    json.member("description", ifPresent: schema.description)
                    json.member("schema", schema.schema)
                    json.member("strict", ifPresent: schema.strict)
                }
            }
        }
    }

    /// The members that ask for this much reasoning.
    func members(for reasoning: ReasoningControl) -> [(name: String, value: JSONValue)] {
        switch (flavor.reasoning, reasoning) {
        case (.effort, .off): [("reasoning_effort", "none")]
        // What OpenAI takes when nothing is said; a model that cannot reason refuses it, as it should.
        case (.effort, .on): [("reasoning_effort", "medium")]
        case (.effort, .effort(let effort)), (.templateSwitch, .effort(let effort)):
            [("reasoning_effort", .string(effort))]
        case (.templateSwitch, .off), (.template, .off), (.template, .effort("none")):
            [("chat_template_kwargs", ["enable_thinking": false])]
        case (.templateSwitch, .on), (.template, .on):
            [("chat_template_kwargs", ["enable_thinking": true])]
        case (.template, .effort(let effort)):
            [("chat_template_kwargs", ["enable_thinking": true, "reasoning_effort": .string(effort)])]
        }
    }
}

extension GenerateRequest.Input {
    var isChat: Bool {
        switch self {
        case .chat: true
        case .completion: false
        }
    }
}
