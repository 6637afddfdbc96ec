import JSON
import Providers

/// What is known of an answer besides its candidates.
struct GeminiAnswer: Sendable {
    /// A candidate, whole or a piece of it.
    struct Candidate: Sendable {
        enum Part: Sendable {
            case text(String)
            case thought(String)
            case call(id: String, name: String, arguments: RawJSON)
        }

        let index: Int
        var parts: [Part] = []
        var logprobs: [TokenLogprob] = []
        /// In Google's words; nil until the end.
        var finishReason: String?
        var finishMessage: String?
    }

    var model: String
    var id: String
    var usage: Usage?

    func write(_ candidates: [Candidate], to json: inout JSONWriter) {
        json.object { json in
            json.member("candidates") { json in
                json.array { json in
                    for candidate in candidates { json.element { json in write(candidate, to: &json) } }
                }
            }
            if let usage { json.member("usageMetadata") { json in write(usage, to: &json) } }
            json.member("modelVersion", model)
            json.member("responseId", id)
        }
    }

    private func write(_ candidate: Candidate, to json: inout JSONWriter) {
        json.object { json in
            json.member("content") { json in
                json.object { json in
                    json.member("parts") { json in
                        json.array { json in
                            let parts = candidate.parts.isEmpty ? [.text("")] : candidate.parts
                            for part in parts { json.element { json in write(part, to: &json) } }
                        }
                    }
                    json.member("role", "model")
                }
            }
            json.member("finishReason", ifPresent: candidate.finishReason)
            json.member("finishMessage", ifPresent: candidate.finishMessage)
            json.member("index", candidate.index)
            if !candidate.logprobs.isEmpty {
                json.member("logprobsResult") { json in write(candidate.logprobs, to: &json) }
            }
        }
    }

    private func write(_ part: Candidate.Part, to json: inout JSONWriter) {
        json.object { json in
            switch part {
            case .text(let text): json.member("text", text)
            case .thought(let text):
                json.member("text", text)
                json.member("thought", true)
            case .call(let id, let name, let arguments):
                json.member("functionCall") { json in
                    json.object { json in
                        json.member("id", id)
                        json.member("name", name)
                        json.member("args", arguments)
                    }
                }
            }
        }
    }

    /// Google counts thoughts apart from what they lead to.
    private func write(_ usage: Usage, to json: inout JSONWriter) {
        json.object { json in
            let thoughts = usage.reasoningTokens ?? 0
            json.member("promptTokenCount", usage.promptTokens)
            json.member("candidatesTokenCount", max(0, usage.completionTokens &- thoughts))
            json.member("totalTokenCount", usage.promptTokens.addingClamped(usage.completionTokens))
            json.member("cachedContentTokenCount", ifPresent: usage.cachedTokens)
            json.member("thoughtsTokenCount", ifPresent: usage.reasoningTokens)
        }
    }

    private func write(_ logprobs: [TokenLogprob], to json: inout JSONWriter) {
        func token(_ logprob: TokenLogprob, _ json: inout JSONWriter) {
            json.object { json in
                json.member("token", logprob.token)
                json.member("logProbability", logprob.shown)
            }
        }
        json.object { json in
            json.member("chosenCandidates") { json in
                json.array { json in for logprob in logprobs { json.element { json in token(logprob, &json) } } }
            }
            guard logprobs.contains(where: { !$0.top.isEmpty }) else { return }
            json.member("topCandidates") { json in
                json.array { json in
                    for logprob in logprobs {
                        json.element { json in
                            json.object { json in
                                json.member("candidates") { json in
                                    json.array { json in
                                        for rival in logprob.top { json.element { json in token(rival, &json) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

extension GeminiAnswer.Candidate {
    /// Adds a call, or where its arguments are no object, ends the candidate as Google does: nothing is mended.
    mutating func add(_ call: ToolCall) {
        if let arguments = CallArguments.object(in: call.arguments) {
            parts.append(.call(id: call.id, name: call.name, arguments: arguments))
        } else {
            finishReason = "MALFORMED_FUNCTION_CALL"
            finishMessage = "Malformed function call: the arguments of '\(call.name.prefix(64))' are no JSON object"
        }
    }
}

extension FinishReason {
    /// Google's models stop for calls as they stop for anything.
    var inGemini: String {
        switch self {
        case .stop, .toolCalls: "STOP"
        case .length: "MAX_TOKENS"
        case .contentFilter: "SAFETY"
        }
    }
}
