import JSON

/// The turns of a chat as Ollama takes them: text and pictures apart, arguments as objects.
struct OllamaTurns {
    private struct Turn {
        var message: Message
        var images: [String] = []
        var arguments: [RawJSON] = []
        var toolName: String?
    }

    private var turns: [Turn] = []

    /// Throws for parts that Ollama cannot take.
    init(_ messages: [Message], provider: String) throws(ProviderError) {
        let functions = messages.functionNames
        turns.reserveCapacity(messages.count)
        for (index, message) in messages.enumerated() {
            var turn = Turn(message: message)
            for part in message.content {
                switch part {
                case .text: break
                case .image(let image): turn.images.append(try base64(image, provider: provider))
                case .audio: throw .unsupported(.audio, by: provider)
                }
            }
            for (place, call) in message.toolCalls.enumerated() {
                guard let arguments = argumentsObject(call.arguments) else {
                    var error = ProviderError(
                        .badRequest,
                        "the provider '\(provider)' takes the arguments of tool calls as an object, and "
                            + "messages[\(index)].tool_calls[\(place)].function.arguments is no JSON object"
                    )
                    error.parameter = "messages[\(index)].tool_calls[\(place)].function.arguments"
                    throw error
                }
                turn.arguments.append(arguments)
            }
            if message.role == .tool { turn.toolName = message.toolCallID.flatMap { functions[$0] } ?? message.name }
            turns.append(turn)
        }
    }

    func write(to json: inout JSONWriter) {
        json.array { json in
            for turn in turns { json.element { json in json.object { json in write(turn, to: &json) } } }
        }
    }

    private func write(_ turn: Turn, to json: inout JSONWriter) {
        let message = turn.message
        json.member("role", role(message.role))
        json.member("content", message.text)
        json.member("thinking", ifPresent: message.reasoning)
        if !turn.images.isEmpty { json.member("images", turn.images) }
        if !message.toolCalls.isEmpty {
            json.member("tool_calls") { json in
                json.array { json in
                    for (call, arguments) in zip(message.toolCalls, turn.arguments) {
                        json.element { json in write(call, arguments, to: &json) }
                    }
                }
            }
        }
        json.member("tool_name", ifPresent: turn.toolName)
        if message.role == .tool { json.member("tool_call_id", ifPresent: message.toolCallID) }
    }

    private func write(_ call: ToolCall, _ arguments: RawJSON, to json: inout JSONWriter) {
        json.object { json in
            if !call.id.isEmpty { json.member("id", call.id) }
            json.member("function") { json in
                json.object { json in
                    json.member("name", call.name)
                    json.member("arguments", arguments)
                }
            }
        }
    }

    /// Ollama knows no developers: what they say is the system's word.
    private func role(_ role: Message.Role) -> String {
        switch role {
        case .system, .developer: "system"
        case .user: "user"
        case .assistant: "assistant"
        case .tool: "tool"
        }
    }
}

/// Pictures travel inside the request; addresses would have to be fetched, which nobody here does.
private func base64(_ image: ImageContent, provider: String) throws(ProviderError) -> String {
    switch image.source {
    case .data(let base64, _): return base64
    case .url:
        var error = ProviderError(
            .unsupported,
            "the provider '\(provider)' does not support images by address: send the image itself, as a data: URL"
        )
        error.unsupported = .images
        throw error
    }
}

/// JSON text of an object, as it is; no text at all means no arguments.
private func argumentsObject(_ text: String) -> RawJSON? {
    let bytes = Array(text.utf8)
    if bytes.allSatisfy({ [0x20, 0x09, 0x0a, 0x0d].contains($0) }) { return RawJSON(Array("{}".utf8)) }
    guard let json = try? JSONValue(parsing: bytes), json.object != nil else { return nil }
    return RawJSON(bytes)
}
