import JSON

extension Usage {
    init(_ value: JSONValue) {
        self.init(
            promptTokens: value["prompt_tokens"]?.boundedCount ?? 0,
            completionTokens: value["completion_tokens"]?.boundedCount ?? 0,
            cachedTokens: value["prompt_tokens_details"]?["cached_tokens"]?.boundedCount,
            reasoningTokens: value["completion_tokens_details"]?["reasoning_tokens"]?.boundedCount
        )
    }
}

extension Timings {
    /// llama.cpp's own measurements.
    init?(llamaCpp value: JSONValue) {
        func duration(_ name: String) -> Duration? {
            guard let milliseconds = value[name]?.double, (0...1e12).contains(milliseconds) else { return nil }
            return .nanoseconds(Int64(milliseconds * 1e6))
        }
        let prompt = duration("prompt_ms")
        let completion = duration("predicted_ms")
        guard prompt != nil || completion != nil else { return nil }
        self.init(total: (prompt ?? .zero) + (completion ?? .zero), prompt: prompt, completion: completion)
    }
}

extension TokenLogprob {
    /// In the form of chats (`content`), or of completions (`tokens`, `token_logprobs`, …).
    static func list(_ value: JSONValue) -> [TokenLogprob] {
        if let entries = value["content"]?.array ?? value["refusal"]?.array {
            return entries.compactMap(Self.init(chat:))
        }
        guard let tokens = value["tokens"]?.array else { return [] }
        return tokens.indices.compactMap { index in
            guard let token = tokens[index].string else { return nil }
            let top = (value["top_logprobs"]?[index]?.object ?? [:]).compactMap { token, logprob in
                logprob.double.map { TokenLogprob(token: token, logprob: $0) }
            }
            return TokenLogprob(
                token: token,
                // The first token of an echoed prompt has none.
                logprob: value["token_logprobs"]?[index]?.double ?? 0,
                top: top.sorted { ($1.logprob, $0.token) < ($0.logprob, $1.token) },
                textOffset: value["text_offset"]?[index]?.int
            )
        }
    }

    private init?(chat value: JSONValue) {
        guard let token = value["token"]?.string, let logprob = value["logprob"]?.double else { return nil }
        self.init(
            token: token,
            bytes: value["bytes"]?.array?.compactMap { $0.int.flatMap(UInt8.init(exactly:)) },
            logprob: logprob,
            top: (value["top_logprobs"]?.array ?? []).compactMap(Self.init(chat:))
        )
    }
}
