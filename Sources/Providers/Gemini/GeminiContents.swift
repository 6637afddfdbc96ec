import JSON

/// The turns of a chat as Gemini takes them: what system and developers say apart, the answers of tools together.
struct GeminiContents {
    private enum Part {
        case text(String)
        case thought(String)
        case inline(mediaType: String, base64: String)
        case call(ToolCall, arguments: RawJSON, signature: String?)
        case response(id: String?, name: String, answer: RawJSON)
    }

    private struct Content {
        var role: String
        var parts: [Part]
        var isToolAnswer = false
    }

    private var system: [String] = []
    private var contents: [Content] = []

    /// Throws for what Gemini cannot take. `signature` gives what came with a call; a model that `needsSignatures`
    /// refuses calls without.
    init(
        _ messages: [Message],
        provider: String,
        needsSignatures: Bool,
        signature: (_ id: String) -> String?
    ) throws(ProviderError) {
        let functions = messages.functionNames
        for (index, message) in messages.enumerated() {
            switch message.role {
            case .system, .developer:
                system.append(message.text)
            case .user:
                contents.append(Content(role: "user", parts: try Self.parts(message, provider)))
            case .assistant:
                var parts: [Part] = []
                if let reasoning = message.reasoning, !reasoning.isEmpty { parts.append(.thought(reasoning)) }
                parts += try Self.parts(message, provider).filter { if case .text("") = $0 { false } else { true } }
                let signatures = message.toolCalls.map { signature($0.id) }
                for (place, call) in message.toolCalls.enumerated() {
                    guard let arguments = call.argumentsObject else {
                        throw .noArgumentsObject(message: index, call: place, by: provider)
                    }
                    // Of calls made together only the first is signed.
                    let isFirst = place == 0 && signatures.allSatisfy { $0 == nil }
                    let signature =
                        signatures[place] ?? (isFirst && needsSignatures ? GeminiSignatures.unverified : nil)
                    parts.append(.call(call, arguments: arguments, signature: signature))
                }
                // A turn in which nothing was said is none.
                if !parts.isEmpty { contents.append(Content(role: "model", parts: parts)) }
            case .tool:
                guard let name = message.toolCallID.flatMap({ functions[$0] }) ?? message.name else {
                    var error = ProviderError(
                        .badRequest,
                        "the provider '\(provider)' needs to know which function messages[\(index)] answers: its "
                            + "tool_call_id is that of no call before it"
                    )
                    error.parameter = "messages[\(index)].tool_call_id"
                    throw error
                }
                var parts: [Part] = [
                    .response(id: message.toolCallID, name: name, answer: Self.answer(message.text))
                ]
                parts += try Self.parts(message, provider).filter { if case .text = $0 { false } else { true } }
                // Answers to calls that were made together belong into one turn.
                if let last = contents.indices.last, contents[last].isToolAnswer {
                    contents[last].parts += parts
                } else {
                    contents.append(Content(role: "user", parts: parts, isToolAnswer: true))
                }
            }
        }
    }

    private static func parts(_ message: Message, _ provider: String) throws(ProviderError) -> [Part] {
        var parts: [Part] = []
        for part in message.content {
            switch part {
            case .text(let text): parts.append(.text(text))
            case .image(let image):
                guard case .data(let base64, let mediaType) = image.source else {
                    throw .imageByAddress(by: provider)
                }
                parts.append(.inline(mediaType: mediaType, base64: base64))
            case .audio(let base64, let format):
                parts.append(.inline(mediaType: "audio/" + format, base64: base64))
            }
        }
        return parts.isEmpty ? [.text("")] : parts
    }

    /// Gemini takes an object for a function's answer; anything else becomes its `output`.
    private static func answer(_ text: String) -> RawJSON {
        let bytes = Array(text.utf8)
        let read = try? JSONValue(parsing: bytes)
        if read?.object != nil { return RawJSON(bytes) }
        var json = JSONWriter(reservingCapacity: bytes.count + 16)
        json.object { json in
            if read?.array != nil { json.member("output", RawJSON(bytes)) } else { json.member("output", text) }
        }
        return RawJSON(json.finish())
    }

    // MARK: Writing

    /// The members `systemInstruction` and `contents`.
    func write(to json: inout JSONWriter) {
        if !system.isEmpty {
            json.member("systemInstruction") { json in
                json.object { json in
                    json.member("parts") { json in
                        json.array { json in
                            for text in system { json.element { json in json.object { $0.member("text", text) } } }
                        }
                    }
                }
            }
        }
        json.member("contents") { json in
            json.array { json in
                for content in contents {
                    json.element { json in
                        json.object { json in
                            json.member("role", content.role)
                            json.member("parts") { json in
                                json.array { json in
                                    for part in content.parts { json.element { json in write(part, to: &json) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private func write(_ part: Part, to json: inout JSONWriter) {
        json.object { json in
            switch part {
            case .text(let text): json.member("text", text)
            case .thought(let text):
                json.member("text", text)
                json.member("thought", true)
            case .inline(let mediaType, let base64):
                json.member("inlineData") { json in
                    json.object { json in
                        json.member("mimeType", mediaType)
                        json.member("data", base64)
                    }
                }
            case .call(let call, let arguments, let signature):
                json.member("functionCall") { json in
                    json.object { json in
                        if !call.id.isEmpty { json.member("id", call.id) }
                        json.member("name", call.name)
                        json.member("args", arguments)
                    }
                }
                json.member("thoughtSignature", ifPresent: signature)
            case .response(let id, let name, let answer):
                json.member("functionResponse") { json in
                    json.object { json in
                        json.member("id", ifPresent: id)
                        json.member("name", name)
                        json.member("response", answer)
                    }
                }
            }
        }
    }
}
