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
                guard let arguments = call.argumentsObject else {
                    throw .noArgumentsObject(message: index, call: place, by: provider)
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
    case .url: throw .imageByAddress(by: provider)
    }
}
