import JSON
import Providers

/// The `messages` of a chat.
struct ChatTurns: Sendable {
    private(set) var messages: [Message] = []
    /// Whether a turn is written in the way of before there were tools (`function_call`, the role `function`).
    private(set) var usesFunctions = false
    /// The id that the last call of each function was given.
    private var callIDs: [String: String] = [:]

    private static let roles = ["system", "developer", "user", "assistant", "tool", "function"]

    init(_ fields: Fields) throws(APIError) {
        let field = try fields.required("messages")
        let turns = try field.objects()
        guard !turns.isEmpty else { throw field.invalid("must hold at least one message") }
        messages.reserveCapacity(turns.count)
        for turn in turns { messages.append(try read(turn)) }
    }

    private mutating func read(_ turn: Fields) throws(APIError) -> Message {
        var message: Message
        switch try turn.required("role").word(of: Self.roles) {
        case "assistant": message = try readAssistant(turn)
        case "tool": message = try readTool(turn)
        case "function": message = try readFunction(turn)
        case let role:
            let content = try MessageContent.read(turn.required("content"))
            message = Message(role: Message.Role(rawValue: role) ?? .user, content: content)
        }
        if let name = try turn.string("name"), message.name == nil { message.name = name }
        return message
    }

    private mutating func readAssistant(_ turn: Fields) throws(APIError) -> Message {
        var message = Message(role: .assistant, content: [])
        if let content = turn["content"] { message.content = try MessageContent.read(content) }
        if let refusal = try turn.string("refusal") { message.content.append(.text(refusal)) }
        message.reasoning = try turn.string("reasoning_content") ?? reasoningText(turn)
        for call in try turn.objects("tool_calls") ?? [] { message.toolCalls.append(try readCall(call)) }
        if let call = try turn.object("function_call") {
            message.toolCalls.append(try readFunctionCall(call))
        }
        guard
            !message.content.isEmpty || !message.toolCalls.isEmpty || message.reasoning != nil
                || turn["content"] != nil
        else { throw turn.missing("content") }
        return message
    }

    /// Some servers call it so; others put an object there, which says nothing that could be passed on.
    private func reasoningText(_ turn: Fields) -> String? { turn["reasoning"]?.value.string }

    private func readCall(_ call: Fields) throws(APIError) -> ToolCall {
        if let type = call["type"] { _ = try type.word(of: ["function"]) }
        let function = try call.required("function").object()
        return ToolCall(
            id: try call.required("id").nonEmptyString(),
            name: try function.required("name").nonEmptyString(),
            arguments: try arguments(function)
        )
    }

    private mutating func readFunctionCall(_ call: Fields) throws(APIError) -> ToolCall {
        usesFunctions = true
        let name = try call.required("name").nonEmptyString()
        let id = "call_function_\(messages.count)"
        callIDs[name] = id
        return ToolCall(id: id, name: name, arguments: try arguments(call))
    }

    /// JSON text; an object in its place is taken as what it means.
    private func arguments(_ function: Fields) throws(APIError) -> String {
        guard let field = function["arguments"] else { return "{}" }
        if case .object = field.value { return field.value.text }
        return try field.string()
    }

    private func readTool(_ turn: Fields) throws(APIError) -> Message {
        var message = Message(role: .tool, content: try MessageContent.read(turn.required("content")))
        message.toolCallID = try turn.required("tool_call_id").nonEmptyString()
        return message
    }

    private mutating func readFunction(_ turn: Fields) throws(APIError) -> Message {
        usesFunctions = true
        let field = try turn.required("name")
        let name = try field.nonEmptyString()
        guard let id = callIDs[name] else { throw field.invalid("names a function that no message before it calls") }
        var message = Message(role: .tool, content: try turn["content"].map(MessageContent.read) ?? [])
        message.name = name
        message.toolCallID = id
        return message
    }
}
