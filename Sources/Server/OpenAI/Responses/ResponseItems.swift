import JSON
import Providers

/// The items of a response's input, or of an answer's output, as the turns of a chat.
///
/// What an assistant did in one go (thought, said, called) stands there as several items, and is one turn here:
/// chat templates know no other way.
struct ResponseItems: Sendable {
    private var finished: [Message] = []
    /// The assistant's turn that items are being added to.
    private var assistant: Message?
    /// The items as they are kept and shown again: with ids, and with content as parts.
    private(set) var shown: [JSONValue] = []

    var messages: [Message] { finished + [assistant].compactMap(\.self) }

    private static let types = ["message", "function_call", "function_call_output", "reasoning"]
    private static let roles = ["system", "developer", "user", "assistant"]

    /// Reads `input`: a text, which is the user's, or an array of items.
    mutating func read(input field: Field) throws(APIError) {
        if case .string(let text) = field.value {
            add(Message(.user, text))
            shown.append(
                .object([
                    "id": .string("msg_" + RandomName.make()), "type": "message", "role": "user",
                    "status": "completed", "content": [["type": "input_text", "text": .string(text)]],
                ])
            )
            return
        }
        let items = try field.array("a string or an array of items")
        guard !items.isEmpty else { throw field.invalid("must not be empty") }
        for item in items { try read(item.object()) }
    }

    mutating func read(_ item: Fields) throws(APIError) {
        switch try item["type"]?.string() ?? "message" {
        case "message": try readMessage(item)
        case "function_call": try readCall(item)
        case "function_call_output": try readOutput(item)
        case "reasoning": try readReasoning(item)
        case "item_reference":
            throw try item.required("type").invalid("is 'item_reference', which is not supported: send the item itself")
        case let other: throw try item.required("type").unknownWord(other, expecting: Self.types)
        }
    }
}

// MARK: Each kind

extension ResponseItems {
    private mutating func readMessage(_ item: Fields) throws(APIError) {
        let role = try item.required("role").word(of: Self.roles)
        let content = try ResponseContent.read(item.required("content"))
        show(item, prefix: "msg_") { members in
            members["type"] = "message"
            members["status"] = members["status"] ?? "completed"
            if let text = members["content"]?.string {
                let part: JSONValue =
                    role == "assistant"
                    ? ["type": "output_text", "text": .string(text), "annotations": []]
                    : ["type": "input_text", "text": .string(text)]
                members["content"] = [part]
            }
        }
        guard role == "assistant" else {
            return add(Message(role: Message.Role(rawValue: role) ?? .user, content: content))
        }
        if let turn = assistant, !turn.content.isEmpty || !turn.toolCalls.isEmpty { endTurn() }
        assistant = assistant ?? Message(role: .assistant, content: [])
        assistant?.content = content
    }

    private mutating func readCall(_ item: Fields) throws(APIError) {
        let call = ToolCall(
            id: try item.required("call_id").nonEmptyString(),
            name: try item.required("name").nonEmptyString(),
            arguments: try item.string("arguments") ?? "{}"
        )
        show(item, prefix: "fc_") { members in members["status"] = members["status"] ?? "completed" }
        assistant = assistant ?? Message(role: .assistant, content: [])
        assistant?.toolCalls.append(call)
    }

    private mutating func readOutput(_ item: Fields) throws(APIError) {
        var message = Message(role: .tool, content: try ResponseContent.read(item.required("output")))
        message.toolCallID = try item.required("call_id").nonEmptyString()
        show(item, prefix: "fco_") { members in members["status"] = members["status"] ?? "completed" }
        add(message)
    }

    /// What it thought, where it says so; a summary in its place where that is all there is.
    private mutating func readReasoning(_ item: Fields) throws(APIError) {
        var texts: [String] = []
        for part in try item.objects("content") ?? [] { texts.append(try part.required("text").string()) }
        if texts.isEmpty {
            for part in try item.objects("summary") ?? [] { texts.append(try part.required("text").string()) }
        }
        show(item, prefix: "rs_") { members in members["summary"] = members["summary"] ?? [] }
        guard !texts.isEmpty else { return }
        if let turn = assistant, !turn.content.isEmpty || !turn.toolCalls.isEmpty { endTurn() }
        var turn = assistant ?? Message(role: .assistant, content: [])
        turn.reasoning = ([turn.reasoning].compactMap(\.self) + texts).joined(separator: "\n")
        assistant = turn
    }

    private mutating func add(_ message: Message) {
        endTurn()
        finished.append(message)
    }

    private mutating func endTurn() {
        if let turn = assistant { finished.append(turn) }
        assistant = nil
    }

    private mutating func show(_ item: Fields, prefix: String, _ change: (inout JSONObject) -> Void) {
        var members = item.members
        if members["id"]?.string == nil { members["id"] = .string(prefix + RandomName.make()) }
        change(&members)
        shown.append(.object(members))
    }
}

/// The content of an item: a text, or an array of parts.
enum ResponseContent {
    private static let types = ["input_text", "input_image", "input_audio", "output_text", "refusal"]

    static func read(_ field: Field) throws(APIError) -> [ContentPart] {
        if case .string(let text) = field.value { return [.text(text)] }
        let elements = try field.array("a string or an array of parts")
        return try elements.map { element throws(APIError) in try part(element.object()) }
    }

    private static func part(_ fields: Fields) throws(APIError) -> ContentPart {
        let type = try fields.required("type")
        switch try type.string() {
        case "input_text", "output_text", "text": return .text(try fields.required("text").string())
        case "refusal": return .text(try fields.required("refusal").string())
        case "input_image": return .image(try image(fields))
        case "input_audio": return try MessageContent.audio(fields.required("input_audio").object())
        case "input_file": throw type.invalid("is 'input_file': files are not supported, only text, images and audio")
        case let other: throw type.unknownWord(other, expecting: types)
        }
    }

    private static func image(_ fields: Fields) throws(APIError) -> ImageContent {
        if let file = fields["file_id"], fields["image_url"] == nil {
            throw file.invalid("is not supported: send the image in image_url")
        }
        return try MessageContent.image(at: fields.required("image_url"), detail: fields["detail"])
    }
}
