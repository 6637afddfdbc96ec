import JSON
import Providers

// The pieces that chat and bare completions write alike.

extension JSONWriter {
    mutating func usage(_ usage: Usage) {
        object { json in
            json.member("prompt_tokens", usage.promptTokens)
            json.member("completion_tokens", usage.completionTokens)
            json.member("total_tokens", usage.promptTokens.addingClamped(usage.completionTokens))
            if let cached = usage.cachedTokens {
                json.member("prompt_tokens_details") { json in
                    json.object { json in json.member("cached_tokens", cached) }
                }
            }
            if let reasoning = usage.reasoningTokens {
                json.member("completion_tokens_details") { json in
                    json.object { json in json.member("reasoning_tokens", reasoning) }
                }
            }
        }
    }

    /// `{"content":[…],"refusal":null}`, or null where there are none.
    mutating func chatLogprobs(_ logprobs: [TokenLogprob]) {
        guard !logprobs.isEmpty else { return null() }
        object { json in
            json.member("content") { json in json.tokens(logprobs) }
            json.member("refusal") { json in json.null() }
        }
    }

    /// Tokens with their likeliest rivals.
    mutating func tokens(_ logprobs: [TokenLogprob]) {
        array { json in
            for logprob in logprobs {
                json.element { json in
                    json.object { json in
                        json.tokenMembers(logprob)
                        json.member("top_logprobs") { json in
                            json.array { json in
                                for rival in logprob.top {
                                    json.element { json in json.object { json in json.tokenMembers(rival) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    private mutating func tokenMembers(_ logprob: TokenLogprob) {
        member("token", logprob.token)
        member("logprob", logprob.shown)
        member("bytes", (logprob.bytes ?? Array(logprob.token.utf8)).map(Int.init))
    }
}

extension TokenLogprob {
    /// JSON knows no infinity: an impossible token is shown as OpenAI shows it.
    var shown: Double { logprob.isFinite ? logprob : -9999 }
}

extension Int {
    /// The sum, or the largest number there is.
    func addingClamped(_ other: Int) -> Int {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? .max : sum
    }
}
