import JSON
import Logging
import Providers

/// A line of an answer in Ollama's dialect; a whole answer is one line that is also the last.
struct OllamaLine: Sendable {
    enum Kind: Sendable { case chat, generate }

    /// What the last line says besides.
    struct Ending: Sendable {
        /// `stop`, `length`, `load`, `unload`
        var reason: String
        var usage: Usage?
        var durations: OllamaDurations?
    }

    var text = ""
    var thinking = ""
    var calls: [OllamaCall] = []
    var logprobs: [TokenLogprob] = []
    var ending: Ending?
    /// Whether all lines before it are void.
    var isRestart = false

    var isEmpty: Bool {
        !isRestart && text.isEmpty && thinking.isEmpty && calls.isEmpty && logprobs.isEmpty && ending == nil
    }

    func write(_ kind: Kind, model: String, at now: Timestamp = .now, to json: inout JSONWriter) {
        json.object { json in
            json.member("model", model)
            json.member("created_at", now.rfc3339)
            switch kind {
            case .chat:
                json.member("message") { json in
                    json.object { json in
                        json.member("role", "assistant")
                        json.member("content", text)
                        writeRest(to: &json)
                    }
                }
            case .generate:
                json.member("response", text)
                writeRest(to: &json)
            }
            if !logprobs.isEmpty { json.member("logprobs") { json in json.tokens(logprobs) } }
            if isRestart { json.restarted() }
            json.member("done", ending != nil)
            if let ending { write(ending, to: &json) }
        }
    }

    private func writeRest(to json: inout JSONWriter) {
        if !thinking.isEmpty { json.member("thinking", thinking) }
        if !calls.isEmpty { json.member("tool_calls", calls) }
    }

    private func write(_ ending: Ending, to json: inout JSONWriter) {
        json.member("done_reason", ending.reason)
        if let durations = ending.durations {
            json.member("total_duration", durations.total)
            json.member("load_duration", durations.load)
        }
        json.member("prompt_eval_count", ifPresent: ending.usage?.promptTokens)
        json.member("prompt_eval_duration", ifPresent: ending.durations?.prompt)
        json.member("eval_count", ifPresent: ending.usage?.completionTokens)
        json.member("eval_duration", ifPresent: ending.durations?.completion)
    }
}

/// Nanoseconds: what the backend measured, and where it did not, what was seen of it from here.
struct OllamaDurations: Sendable, Equatable {
    let total: Int
    let load: Int
    let prompt: Int
    let completion: Int

    init(_ timings: Timings?, elapsed: Duration, firstToken: Duration?) {
        let total = timings?.total ?? elapsed
        let load = timings?.load ?? .zero
        let prompt = timings?.prompt ?? max(.zero, (firstToken ?? total) - load)
        self.total = total.wholeNanoseconds
        self.load = load.wholeNanoseconds
        self.prompt = prompt.wholeNanoseconds
        completion = (timings?.completion ?? max(.zero, total - load - prompt)).wholeNanoseconds
    }
}

extension Duration {
    /// As many as fit.
    fileprivate var wholeNanoseconds: Int {
        let (seconds, attoseconds) = components
        let (nanoseconds, isOver) = Int(clamping: seconds).multipliedReportingOverflow(by: 1_000_000_000)
        return isOver ? .max : nanoseconds.addingClamped(Int(attoseconds / 1_000_000_000))
    }
}

/// A call of a tool, with its arguments as an object; arguments that are none are an error.
struct OllamaCall: Sendable, JSONWritable {
    let index: Int
    let id: String
    let name: String
    let arguments: RawJSON

    init(_ call: ToolCall, index: Int) throws(APIError) {
        self.index = index
        id = call.id
        name = call.name
        guard let arguments = CallArguments.object(in: call.arguments) else {
            throw APIError(
                502,
                "the model called '\(call.name.prefix(64))' with arguments that are no JSON object",
                type: "api_error",
                code: "malformed_tool_call",
                label: "malformed_tool_call"
            )
        }
        self.arguments = arguments
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", id)
            json.member("function") { json in
                json.object { json in
                    json.member("index", index)
                    json.member("name", name)
                    json.member("arguments", arguments)
                }
            }
        }
    }
}
