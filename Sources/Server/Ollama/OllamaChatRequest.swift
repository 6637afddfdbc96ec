import JSON
import Providers

/// A request of `/api/chat`, read and found valid.
struct OllamaChatRequest: Sendable {
    var generate: GenerateRequest
    /// No messages: the client wants the model loaded, or unloaded, and nothing else.
    var asksForNothing: Bool

    init(body: [UInt8]) throws(APIError) {
        let fields = try Fields(body: body)
        let raw = RawJSON(body)
        let model = try fields.ollamaModel()
        let messages = try OllamaMessages(fields, raw: raw).messages
        asksForNothing = messages.isEmpty
        generate = GenerateRequest(model: model, input: .chat(messages))
        try generate.readOllama(fields, raw: raw)
        let tools = raw["tools"]?.elements ?? []
        generate.tools = try (fields.objects("tools") ?? []).enumerated().map { entry throws(APIError) in
            if let type = entry.element["type"] { _ = try type.word(of: ["function"]) }
            let function = try entry.element.required("function").object()
            return try Tool(function, raw: tools.element(entry.offset)?["function"])
        }
        generate.wire = WireRequest(dialect: .ollamaChat, body: raw)
    }
}

/// The `messages` of a chat. Ollama's calls have no ids, or need none: they are made up, and the tools' answers given
/// those of the calls that they answer, by the function's name and in their order.
struct OllamaMessages: Sendable {
    private(set) var messages: [Message] = []
    private var open = OpenCalls()

    init(_ fields: Fields, raw: RawJSON) throws(APIError) {
        let written = raw["messages"]?.elements ?? []
        for (index, turn) in (try fields.objects("messages") ?? []).enumerated() {
            messages.append(try read(turn, written.element(index), at: index))
        }
    }

    private mutating func read(_ turn: Fields, _ raw: RawJSON?, at index: Int) throws(APIError) -> Message {
        let word = try turn.required("role").word(of: ["system", "developer", "user", "assistant", "tool"])
        var message = Message(role: Message.Role(rawValue: word) ?? .user, content: [])
        if let text = try turn.string("content"), !text.isEmpty || turn["images"] == nil {
            message.content = [.text(text)]
        }
        message.content += try turn.ollamaImages()
        message.reasoning = try turn.string("thinking")
        let calls = raw?["tool_calls"]?.elements ?? []
        for (place, call) in (try turn.objects("tool_calls") ?? []).enumerated() {
            let function = try call.required("function").object()
            let name = try function.required("name").nonEmptyString()
            let given = try call.string("id") ?? ""
            let id = given.isEmpty ? "call_\(index)_\(place)" : given
            var arguments = "{}"
            if let field = function["arguments"] {
                _ = try field.object()
                arguments = calls.element(place)?["function"]?["arguments"]?.text ?? field.value.text
            }
            message.toolCalls.append(ToolCall(id: id, name: name, arguments: arguments))
            open.add(id: id, name: name)
        }
        if message.role == .tool {
            message.name = try turn.string(turn["tool_name"] == nil ? "name" : "tool_name")
            message.toolCallID = open.take(id: try turn.string("tool_call_id"), name: message.name)
            if message.content.isEmpty { message.content = [.text("")] }
        }
        guard !message.content.isEmpty || !message.toolCalls.isEmpty || message.reasoning != nil else {
            throw turn.missing("content")
        }
        return message
    }
}
