import JSON
import Providers

/// What whole and streamed completions write alike.
struct CompletionJSON {
    var identity: AnswerIdentity
    var offsets: TextOffsets

    func writeHead(to json: inout JSONWriter) {
        json.member("id", identity.id)
        json.member("object", "text_completion")
        json.member("created", identity.created)
        json.member("model", identity.model)
    }

    mutating func writeChoice(
        _ index: Int,
        _ text: String,
        _ logprobs: [TokenLogprob],
        finish: FinishReason?,
        to json: inout JSONWriter
    ) {
        let offsets = logprobs.map { self.offsets.take($0, choice: index) }
        json.object { json in
            json.member("text", text)
            json.member("index", index)
            json.member("logprobs") { json in Self.write(logprobs, offsets, to: &json) }
            // What has no tools cannot have stopped for one.
            json.member("finish_reason", orNull: finish.map { $0 == .toolCalls ? "stop" : $0.rawValue })
        }
    }

    /// The four lists side by side, as they were before chat.
    private static func write(_ logprobs: [TokenLogprob], _ offsets: [Int], to json: inout JSONWriter) {
        guard !logprobs.isEmpty else { return json.null() }
        json.object { json in
            json.member("tokens", logprobs.map(\.token))
            json.member("token_logprobs") { json in
                json.array { json in
                    for logprob in logprobs { json.element { json in write(logprob, to: &json) } }
                }
            }
            json.member("top_logprobs") { json in
                guard logprobs.contains(where: { !$0.top.isEmpty }) else { return json.null() }
                json.array { json in
                    for logprob in logprobs { json.element { json in writeRivals(logprob.top, to: &json) } }
                }
            }
            json.member("text_offset", offsets)
        }
    }

    /// The first token of an echoed prompt has no probability.
    private static func write(_ logprob: TokenLogprob, to json: inout JSONWriter) {
        if logprob.logprob.isNaN { json.null() } else { json.value(logprob.shown) }
    }

    private static func writeRivals(_ rivals: [TokenLogprob], to json: inout JSONWriter) {
        guard !rivals.isEmpty else { return json.null() }
        var seen: Set<String> = []
        json.object { json in
            for rival in rivals where seen.insert(rival.token).inserted { json.member(rival.token, rival.shown) }
        }
    }
}
