package import Gateway
package import HTTP

/// The headers of answers: what they are, and which model they came from.
///
/// `x-request-id` is the router's to add.
package enum AnswerHeaders {
    package static func json(_ context: RequestContext) -> HTTPHeaders {
        describing(context, contentType: "application/json")
    }

    /// Of a stream of server-sent events. Says to proxies in between that they must not hold it back.
    package static func eventStream(_ context: RequestContext) -> HTTPHeaders {
        var headers = describing(context, contentType: "text/event-stream; charset=utf-8")
        headers.add("cache-control", "no-cache")
        headers.add("x-accel-buffering", "no")
        return headers
    }

    /// Ollama's streams of JSON lines.
    package static func jsonLines(_ context: RequestContext) -> HTTPHeaders {
        describing(context, contentType: "application/x-ndjson")
    }

    /// `x-martlet-model` where a model was chosen, and `x-martlet-attempts`. Errors have them too.
    package static func describing(_ context: RequestContext, contentType: String) -> HTTPHeaders {
        var headers = HTTPHeaders()
        headers.add("content-type", contentType)
        if let provider = context.provider, let model = context.model {
            headers.add("x-martlet-model", headerSafe("\(provider)/\(model)"))
        }
        headers.add("x-martlet-attempts", String(context.attempts))
        if context.truncatedTokens > 0 { headers.add("x-martlet-truncated", "\(context.truncatedTokens) tokens") }
        return headers
    }

    /// A backend names its models as it likes: what a header cannot hold is percent-encoded.
    private static func headerSafe(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var safe: [UInt8] = []
        for byte in text.utf8 {
            if (0x21...0x7e).contains(byte) {
                safe.append(byte)
            } else {
                safe += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: safe, as: UTF8.self)
    }
}
