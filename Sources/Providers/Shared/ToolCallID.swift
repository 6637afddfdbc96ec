/// Ids for tool calls whose backend gives none.
enum ToolCallID {
    /// An id that no other call of the conversation has, so that the tool's answer finds its call.
    static func make() -> String {
        let bits = UInt64.random(in: .min ... .max)
        let digits = String(bits, radix: 36)
        return "call_" + String(repeating: "0", count: max(0, 13 - digits.count)) + digits
    }
}

extension [Message] {
    /// Which function each tool call of the chat called.
    var functionNames: [String: String] {
        var names: [String: String] = [:]
        for call in lazy.flatMap(\.toolCalls) { names[call.id] = call.name }
        return names
    }
}
