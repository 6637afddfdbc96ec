import JSON
import Providers

/// The `response` object in one of its states.
struct ResponseObject: Sendable {
    enum Status: String, Sendable {
        case inProgress = "in_progress"
        case completed
        case incomplete
        case failed
    }

    var identity: AnswerIdentity
    var echo: ResponseEcho
    var status = Status.inProgress
    var items: [OutputItem] = []
    var usage: Usage?
    /// Why it is incomplete.
    var incompleteReason: String?
    var error: APIError?
    /// Seconds since 1970.
    var completed: Int?

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", identity.id)
            json.member("object", "response")
            json.member("created_at", identity.created)
            json.member("status", status.rawValue)
            json.member("background", false)
            json.member("completed_at", orNull: completed)
            json.member("error") { json in writeError(to: &json) }
            json.member("incomplete_details") { json in
                guard let incompleteReason else { return json.null() }
                json.object { json in json.member("reason", incompleteReason) }
            }
            json.member("instructions", orNull: echo.instructions)
            json.member("max_output_tokens", orNull: echo.maxOutputTokens)
            json.member("model", identity.model)
            json.member("output") { json in
                json.array { json in
                    for item in items { json.element { json in item.write(to: &json) } }
                }
            }
            json.member("parallel_tool_calls", echo.parallelToolCalls)
            json.member("previous_response_id", orNull: echo.previousID)
            json.member("reasoning", echo.reasoning)
            json.member("store", echo.store)
            json.member("temperature", orNull: echo.temperature)
            json.member("text", echo.text)
            json.member("tool_choice", echo.toolChoice)
            json.member("tools", echo.tools)
            json.member("top_logprobs", echo.topLogprobs)
            json.member("top_p", orNull: echo.topP)
            json.member("truncation", echo.truncation)
            json.member("usage") { json in writeUsage(to: &json) }
            json.member("user", orNull: echo.user)
            json.member("metadata", echo.metadata)
        }
    }

    /// The object alone.
    var bytes: [UInt8] {
        var json = JSONWriter(reservingCapacity: 1024)
        write(to: &json)
        return json.finish()
    }

    private func writeError(to json: inout JSONWriter) {
        guard let error else { return json.null() }
        json.object { json in
            json.member("code", error.status == 429 ? "rate_limit_exceeded" : "server_error")
            json.member("message", error.message)
        }
    }

    private func writeUsage(to json: inout JSONWriter) {
        guard let usage else { return json.null() }
        json.object { json in
            json.member("input_tokens", usage.promptTokens)
            json.member("input_tokens_details") { json in
                json.object { json in
                    json.member("cached_tokens", usage.cachedTokens ?? 0)
                    json.member("cache_write_tokens", 0)
                }
            }
            json.member("output_tokens", usage.completionTokens)
            json.member("output_tokens_details") { json in
                json.object { json in json.member("reasoning_tokens", usage.reasoningTokens ?? 0) }
            }
            json.member("total_tokens", usage.promptTokens.addingClamped(usage.completionTokens))
        }
    }
}

/// Something that a model did.
struct OutputItem: Sendable {
    enum Kind: Sendable {
        case message([Part])
        case reasoning(String)
        case functionCall(callID: String, name: String, arguments: String)
    }

    /// What a message consists of.
    struct Part: Sendable {
        var text = ""
        var isRefusal = false
        var logprobs: [TokenLogprob] = []
    }

    let id: String
    var kind: Kind
    var status = ResponseObject.Status.inProgress

    init(_ kind: Kind) {
        self.kind = kind
        let prefix =
            switch kind {
            case .message: "msg_"
            case .reasoning: "rs_"
            case .functionCall: "fc_"
            }
        id = prefix + RandomName.make()
    }

    /// What it is, taken out to be added to and put back: so that its text is not copied for every token.
    mutating func take() -> Kind {
        defer { kind = .reasoning("") }
        return kind
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            switch kind {
            case .message(let parts):
                json.member("type", "message")
                json.member("status", status.rawValue)
                json.member("role", "assistant")
                json.member("content") { json in
                    json.array { json in
                        for part in parts { json.element { json in part.write(to: &json) } }
                    }
                }
            case .reasoning(let text):
                json.member("type", "reasoning")
                json.member("status", status.rawValue)
                json.member("summary") { json in json.array { _ in } }
                json.member("content") { json in
                    json.array { json in
                        if !text.isEmpty { json.element { json in json.reasoningPart(text) } }
                    }
                }
            case .functionCall(let callID, let name, let arguments):
                json.member("type", "function_call")
                json.member("status", status.rawValue)
                json.member("call_id", callID)
                json.member("name", name)
                json.member("arguments", arguments)
            }
        }
    }
}

extension OutputItem.Part {
    func write(to json: inout JSONWriter) {
        json.object { json in
            if isRefusal {
                json.member("type", "refusal")
                json.member("refusal", text)
            } else {
                json.member("type", "output_text")
                json.member("text", text)
                json.member("annotations") { json in json.array { _ in } }
                json.member("logprobs") { json in json.tokens(logprobs) }
            }
        }
    }
}

extension JSONWriter {
    mutating func reasoningPart(_ text: String) {
        object { json in
            json.member("type", "reasoning_text")
            json.member("text", text)
        }
    }
}
