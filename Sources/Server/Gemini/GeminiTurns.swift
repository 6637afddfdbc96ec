import JSON
import Providers

/// The `contents` of a request as turns of a chat. What functions answered stands among a user's parts there; here each
/// answer is a turn of its own.
struct GeminiTurns: Sendable {
    private(set) var messages: [Message] = []
    private var open = OpenCalls()
    /// How closely pictures shall be looked at.
    private let detail: String?

    init(_ fields: Fields, raw: RawJSON, detail: String?) throws(APIError) {
        self.detail = detail
        if let field = fields.google("systemInstruction") {
            let text = try Self.text(field)
            if !text.isEmpty { messages.append(Message(.system, text)) }
        }
        let field = try fields.required("contents")
        let written = raw["contents"]?.elements ?? []
        let contents = try field.objects()
        guard !contents.isEmpty else { throw field.invalid("must hold at least one content") }
        for (index, content) in contents.enumerated() { try read(content, written.element(index), at: index) }
    }

    /// The text of a content that may hold nothing else: a system's word, something to embed.
    static func text(_ field: Field) throws(APIError) -> String {
        if case .string(let text) = field.value { return text }
        var text = ""
        for part in try field.object().objects("parts") ?? [] {
            guard part["text"] != nil else {
                throw APIError.invalid(part.path.text, "\(part.path.text) must be text: nothing else is taken here")
            }
            text += try part.required("text").string()
        }
        return text
    }

    private mutating func read(_ content: Fields, _ raw: RawJSON?, at index: Int) throws(APIError) {
        let role = try content["role"]?.word(of: ["user", "model", "function"]) ?? "user"
        var message = Message(role: role == "model" ? .assistant : .user, content: [])
        var answers: [Message] = []
        let written = raw?["parts"]?.elements ?? []
        for (place, part) in (try content.required("parts").objects()).enumerated() {
            let raw = written.element(place)
            if let call = try part.google("functionCall")?.object() {
                let arguments = raw?.google("functionCall", "function_call")?["args"]
                message.toolCalls.append(try readCall(call, arguments, id: "call_\(index)_\(place)"))
            } else if let answer = try part.google("functionResponse")?.object() {
                let response = raw?.google("functionResponse", "function_response")?["response"]
                answers.append(try readAnswer(answer, response))
            } else if try part.bool("thought") == true {
                message.reasoning = (message.reasoning ?? "") + (try part.string("text") ?? "")
            } else {
                message.content.append(try readContent(part))
            }
        }
        messages += answers
        let isEmpty = message.content.isEmpty && message.toolCalls.isEmpty && message.reasoning == nil
        if isEmpty, !answers.isEmpty { return }
        guard !isEmpty else { throw APIError.invalid(content.path.text, "\(content.path.text) has no parts") }
        messages.append(message)
    }

    private mutating func readCall(_ call: Fields, _ arguments: RawJSON?, id made: String) throws(APIError) -> ToolCall
    {
        let name = try call.required("name").nonEmptyString()
        let given = try call.string("id") ?? ""
        let id = given.isEmpty ? made : given
        _ = try call.object("args")
        open.add(id: id, name: name)
        let text = call["args"] == nil ? "{}" : arguments?.text ?? "{}"
        return ToolCall(id: id, name: name, arguments: text)
    }

    private mutating func readAnswer(_ answer: Fields, _ response: RawJSON?) throws(APIError) -> Message {
        let name = try answer.required("name").nonEmptyString()
        _ = try answer.required("response").object()
        try answer.refuse(["parts", "willContinue", "scheduling"])
        var message = Message(.tool, response?.text ?? "{}")
        message.name = name
        message.toolCallID = open.take(id: try answer.string("id"), name: name)
        return message
    }

    private func readContent(_ part: Fields) throws(APIError) -> ContentPart {
        if let text = part["text"] { return .text(try text.string()) }
        if let data = try part.google("inlineData")?.object() { return try readData(data) }
        if let file = try part.google("fileData")?.object() { return try readFile(file) }
        let known = ["executableCode", "codeExecutionResult", "videoMetadata"].first { part.google($0) != nil }
        let what =
            known.map { "holds '\($0)', which is not supported" } ?? "holds nothing that is known: a part is text, "
            + "inlineData, fileData, functionCall or functionResponse"
        throw APIError.invalid(part.path.text, "\(part.path.text) \(what)")
    }

    private func readData(_ data: Fields) throws(APIError) -> ContentPart {
        let field = try data.required("data")
        let type = try data.requiredGoogle("mimeType")
        let base64 = try Self.base64(field)
        let name = try type.nonEmptyString().lowercased()
        if name.hasPrefix("image/") {
            return .image(ImageContent(source: .data(base64: base64, mediaType: name), detail: detail))
        }
        let sounds = ["audio/wav": "wav", "audio/x-wav": "wav", "audio/mp3": "mp3", "audio/mpeg": "mp3"]
        guard let format = sounds[name] else {
            throw type.invalid("is '\(name.prefix(64))': images, WAV and MP3 are supported")
        }
        return .audio(base64: base64, format: format)
    }

    /// Google's own libraries write the alphabet for addresses, without padding or with it.
    private static func base64(_ field: Field) throws(APIError) -> String {
        let text = try field.nonEmptyString()
        guard text.utf8.allSatisfy(\.isBase64) else { throw field.invalid("is not base64") }
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let missing = (4 - plain.utf8.count % 4) % 4
        return missing == 3 ? plain : plain + String(repeating: "=", count: missing)
    }

    private func readFile(_ file: Fields) throws(APIError) -> ContentPart {
        let field = try file.requiredGoogle("fileUri")
        let address = try field.nonEmptyString()
        let isOfWeb = address.hasPrefix("https://") || address.hasPrefix("http://")
        let isGoogles = address.hasPrefix("https://generativelanguage.googleapis.com/")
        guard isOfWeb, !isGoogles, !address.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f }) else {
            throw field.invalid(
                "must be an http: or https: address of an image; files kept at Google are not supported"
            )
        }
        let type = try file.google("mimeType")?.string() ?? "image/*"
        guard type.hasPrefix("image/") else {
            throw field.invalid("must be the address of an image, not '\(type.prefix(64))'")
        }
        return .image(ImageContent(source: .url(address), detail: detail))
    }
}
