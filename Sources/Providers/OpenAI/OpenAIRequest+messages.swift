import JSON

extension OpenAIRequestWriter {
    func write(_ message: Message, to json: inout JSONWriter) {
        json.object { json in
            json.member("role", role(of: message))
            json.member("name", ifPresent: message.name)
            json.member("content") { writeContent(of: message, to: &$0) }
            if let field = flavor.reasoningHistoryField { json.member(field, ifPresent: message.reasoning) }
            if !message.toolCalls.isEmpty {
                json.member("tool_calls") { json in
                    json.array { json in for call in message.toolCalls { json.element { write(call, to: &$0) } } }
                }
            }
            json.member("tool_call_id", ifPresent: message.toolCallID)
        }
    }

    private func role(of message: Message) -> String {
        message.role == .developer && !flavor.knowsDeveloperRole ? "system" : message.role.rawValue
    }

    /// Text alone as a string, which every backend takes; anything else as a list of parts.
    private func writeContent(of message: Message, to json: inout JSONWriter) {
        if message.content.isEmpty, !message.toolCalls.isEmpty { return json.null() }
        let isText = message.content.allSatisfy { if case .text = $0 { true } else { false } }
        if isText, message.content.count <= 1 || flavor.joinsTextParts { return json.value(message.text) }
        json.array { json in for part in message.content { json.element { write(part, to: &$0) } } }
    }

    private func write(_ part: ContentPart, to json: inout JSONWriter) {
        json.object { json in
            switch part {
            case .text(let text):
                json.member("type", "text")
                json.member("text", text)
            case .image(let image):
                json.member("type", "image_url")
                json.member("image_url") { json in
                    json.object { json in
                        switch image.source {
                        case .url(let url): json.member("url", url)
                        case .data(let base64, let type): json.member("url", "data:\(type);base64,\(base64)")
                        }
                        json.member("detail", ifPresent: image.detail)
                    }
                }
            case .audio(let base64, let format):
                json.member("type", "input_audio")
                json.member("input_audio") { json in
                    json.object { json in
                        json.member("data", base64)
                        json.member("format", format)
                    }
                }
            }
        }
    }

    private func write(_ call: ToolCall, to json: inout JSONWriter) {
        json.object { json in
            json.member("id", call.id)
            json.member("type", "function")
            json.member("function") { json in
                json.object { json in
                    json.member("name", call.name)
                    json.member("arguments", call.arguments)
                }
            }
        }
    }
}
