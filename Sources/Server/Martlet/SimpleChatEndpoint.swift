import Gateway
import HTTP
import JSON
import Providers

/// `POST /api/v1/chat`: a message in, an answer out.
struct SimpleChatEndpoint: Sendable {
    let gateway: any GatewayService

    func handle(_ call: Call) async throws {
        let request = try GenerateRequest(simpleChat: call.request.body)
        let (first, routed) = try await call.begin(request, on: gateway)
        if request.stream {
            var stream = SimpleChatStream(target: routed.target, context: call.context)
            try await call.send(first, then: routed, through: &stream)
        } else {
            let answer = try await call.collect([first], then: routed)
            let choice = answer.choices.first
            var headers = AnswerHeaders.json(call.context)
            // The answer's shape has no place for it, and nobody shall take a part for the whole.
            let reason = choice?.reason ?? .stop
            if reason != .stop { headers.add("x-martlet-finish-reason", reason.rawValue) }
            let text = (choice?.text ?? "") + (choice?.refusal ?? "")
            let answered = SimpleAnswer(text, from: routed.target, usage: answer.usage, call.context)
            try await call.responder.send(200, headers, Array(RawJSON(answered).bytes))
        }
    }
}

extension GenerateRequest {
    /// `{"message", "model"?, "system"?, "history"? or "messages"?, "stream"?, "temperature"?, "max_tokens"?}`
    init(simpleChat body: [UInt8]) throws(APIError) {
        let fields = try Fields(body: body)
        let message = try fields.required("message").nonEmptyString()
        var turns: [Message] = []
        if let system = try fields.string("system") { turns.append(Message(.system, system)) }
        let history = fields["history"] == nil ? "messages" : "history"
        for turn in try fields.objects(history) ?? [] {
            let role = try turn.required("role").word(of: ["system", "user", "assistant"])
            turns.append(Message(Message.Role(rawValue: role) ?? .user, try turn.required("content").string()))
        }
        turns.append(Message(.user, message))
        let model = fields["model"] == nil ? "default" : try fields.modelName()
        self.init(model: model, input: .chat(turns))
        stream = try fields.bool("stream") ?? false
        sampling.temperature = try fields.double("temperature", in: NumericRanges.temperature)
        sampling.maxTokens = try fields.int("max_tokens", in: NumericRanges.tokens)
    }
}

/// `{"response","model","provider","latency_ms","usage","request_id"}`
struct SimpleAnswer: JSONWritable {
    private let text: String
    private let target: ModelID
    private let usage: Usage?
    private let milliseconds: Double
    private let id: String

    init(_ text: String, from target: ModelID, usage: Usage?, _ context: RequestContext) {
        self.text = text
        self.target = target
        self.usage = usage
        id = context.id
        milliseconds = (context.elapsed / .microseconds(10)).rounded() / 100
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("response", text)
            json.member("model", target.model)
            json.member("provider", target.provider)
            json.member("latency_ms", milliseconds)
            json.member("usage") { json in
                if let usage { json.usage(usage) } else { json.null() }
            }
            json.member("request_id", id)
        }
    }
}

/// The stream of `/api/v1/chat`: an event `delta` with `{"text"}` for each piece, `thinking` for what the model thinks
/// before, and last `done` with what the whole answer would be; or `error`. Where the client asked for it, `restart`
/// says that all before it is void.
struct SimpleChatStream: AnswerStream {
    private let target: ModelID
    private let context: RequestContext
    private var text = ""
    private var usage: Usage?
    private var reason = FinishReason.stop

    init(target: ModelID, context: RequestContext) {
        self.target = target
        self.context = context
    }

    mutating func add(_ part: GenerationPart) -> [UInt8] {
        var out: [UInt8] = []
        for event in part.events {
            switch event {
            case .text(let piece, _), .refusal(let piece, _):
                text += piece
                Self.append("delta", text: piece, to: &out)
            case .reasoning(let piece, _): Self.append("thinking", text: piece, to: &out)
            case .usage(let usage): self.usage = usage
            case .finished(let reason, _): self.reason = reason
            case .restarted:
                text = ""
                Self.append("restart", RawJSON(JSONValue.object([:])), to: &out)
            case .started, .toolCall, .logprobs, .timings: break
            }
        }
        return out
    }

    mutating func end() -> [UInt8] {
        let answer = SimpleAnswer(text, from: target, usage: usage, context)
        var out: [UInt8] = []
        if reason != .stop {
            // As in the header of a whole answer.
            Self.append("finish", RawJSON(JSONValue.object(["reason": .string(reason.rawValue)])), to: &out)
        }
        Self.append("done", RawJSON(answer), to: &out)
        return out
    }

    mutating func fail(_ error: APIError) -> [UInt8] {
        var out: [UInt8] = []
        Self.append("error", RawJSON(MartletDialect().body(of: error)), to: &out)
        return out
    }

    private static func append(_ event: String, text: String, to out: inout [UInt8]) {
        guard !text.isEmpty else { return }
        append(event, RawJSON(JSONValue.object(["text": .string(text)])), to: &out)
    }

    private static func append(_ event: String, _ data: RawJSON, to out: inout [UInt8]) {
        out.append(contentsOf: "event: \(event)\ndata: ".utf8)
        out.append(contentsOf: data.bytes)
        out.append(contentsOf: "\n\n".utf8)
    }
}
