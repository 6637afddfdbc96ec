import JSON
import Providers

/// A whole answer of `/v1/chat/completions`.
struct ChatAnswer {
    let identity: AnswerIdentity
    let answer: CollectedAnswer
    /// Writes a call as `function_call`, for a client that asked with `functions`.
    var usesFunctions = false

    func body() -> [UInt8] {
        var json = JSONWriter(reservingCapacity: 512)
        json.object { json in
            json.member("id", identity.id)
            json.member("object", "chat.completion")
            json.member("created", identity.created)
            json.member("model", answer.model ?? identity.model)
            json.member("choices") { json in
                json.array { json in
                    for choice in answer.choices { json.element { json in write(choice, to: &json) } }
                }
            }
            if let usage = answer.usage { json.member("usage") { json in json.usage(usage) } }
        }
        return json.finish()
    }

    private func write(_ choice: CollectedAnswer.Choice, to json: inout JSONWriter) {
        json.object { json in
            json.member("index", choice.index)
            json.member("message") { json in writeMessage(choice, to: &json) }
            json.member("logprobs") { json in json.chatLogprobs(choice.logprobs) }
            json.member("finish_reason", choice.reason.inChat(usesFunctions: usesFunctions))
        }
    }

    private func writeMessage(_ choice: CollectedAnswer.Choice, to json: inout JSONWriter) {
        let hasText = !choice.text.isEmpty || (choice.toolCalls.isEmpty && choice.refusal.isEmpty)
        json.object { json in
            json.member("role", "assistant")
            json.member("content", orNull: hasText ? choice.text : nil)
            json.member("refusal", orNull: choice.refusal.isEmpty ? nil : choice.refusal)
            if !choice.reasoning.isEmpty { json.member("reasoning_content", choice.reasoning) }
            if usesFunctions {
                if let call = choice.toolCalls.first {
                    json.member("function_call") { json in writeFunction(call, to: &json) }
                }
            } else if !choice.toolCalls.isEmpty {
                json.member("tool_calls") { json in writeCalls(choice.toolCalls, to: &json) }
            }
        }
    }

    private func writeCalls(_ calls: [ToolCall], to json: inout JSONWriter) {
        json.array { json in
            for call in calls {
                json.element { json in
                    json.object { json in
                        json.member("id", call.id)
                        json.member("type", "function")
                        json.member("function") { json in writeFunction(call, to: &json) }
                    }
                }
            }
        }
    }

    private func writeFunction(_ call: ToolCall, to json: inout JSONWriter) {
        json.object { json in
            json.member("name", call.name)
            json.member("arguments", call.arguments.isEmpty ? "{}" : call.arguments)
        }
    }
}

extension FinishReason {
    func inChat(usesFunctions: Bool) -> String {
        usesFunctions && self == .toolCalls ? "function_call" : rawValue
    }
}
