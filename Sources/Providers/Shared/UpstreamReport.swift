import Foundation
package import JSON

/// What a backend's error body says, in whichever of the usual shapes.
///
/// Read are `{"error":{"message","type","param","code","status"}}` (OpenAI, Gemini), the same in an array (Gemini),
/// `{"error":"text"}` (Ollama, TGI), `{"message","type","param","code"}` (vLLM) and `{"detail":…}` (FastAPI). What a
/// body repeats of the request is left out: prompts are in it.
package struct UpstreamReport: Sendable, Equatable {
    /// Empty where the body says nothing.
    package var message: String
    package var type: String?
    package var code: String?
    package var parameter: String?
    package var retryAfter: Duration?

    package init(
        message: String,
        type: String? = nil,
        code: String? = nil,
        parameter: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.message = message
        self.type = type
        self.code = code
        self.parameter = parameter
        self.retryAfter = retryAfter
    }

    /// Reads a body; one that is no JSON is summed up.
    package init(body: [UInt8]) {
        if let json = try? JSONValue(parsing: body), let report = UpstreamReport(json: json) {
            self = report
        } else {
            self.init(message: summary(of: body))
        }
    }

    /// Reads an error object. Nil where it holds none: then it is no error.
    package init?(json: JSONValue) {
        let json = json[0] ?? json
        switch json["error"] {
        case .string(let message)?:
            self.init(message: message, type: json["error_type"]?.string)
        case .object?:
            guard let error = json["error"] else { return nil }
            self.init(error: error)
        default:
            if let detail = json["detail"] {
                self.init(message: detailText(detail))
            } else if json["message"]?.string != nil {
                self.init(error: json)
            } else {
                return nil
            }
        }
    }

    private init(error: JSONValue) {
        message = withoutInput(error["message"]?.string ?? "")
        // Gemini's `code` is the HTTP status again, and its `status` what others call code.
        type = error["type"]?.string
        code = error["status"]?.string ?? error["code"]?.string ?? error["code"]?.int.map(String.init)
        parameter = error["param"]?.string
        for detail in error["details"]?.array ?? [] {
            if let delay = detail["retryDelay"]?.string { retryAfter = protobufDuration(delay) }
            let violation = detail["fieldViolations"]?[0]
            parameter = parameter ?? violation?["field"]?.string
        }
    }
}

/// vLLM writes what it finds wrong as Python does, with the request's own words at the end.
private func withoutInput(_ message: String) -> String {
    guard let start = message.range(of: ", 'input': ") else { return message }
    return message[..<start.lowerBound] + (message.hasPrefix("{") || message.contains("{'") ? "}" : "")
}

/// FastAPI's `detail`: a text, or a list of places and what is wrong there. Their `input` is never repeated.
private func detailText(_ detail: JSONValue) -> String {
    if let text = detail.string { return text }
    let problems = (detail.array ?? []).prefix(8).compactMap { problem -> String? in
        guard let message = problem["msg"]?.string else { return nil }
        let place = (problem["loc"]?.array ?? []).compactMap { $0.string ?? $0.int.map(String.init) }
        return place.isEmpty ? message : place.joined(separator: ".") + ": " + message
    }
    return problems.joined(separator: "; ")
}

/// `34.5s`
private func protobufDuration(_ text: String) -> Duration? {
    guard text.hasSuffix("s"), let seconds = Double(text.dropLast()) else { return nil }
    return RetryAfter.bounded(seconds: seconds)
}

/// A page's title, or a text's first line.
private func summary(of body: [UInt8]) -> String {
    let head = body.prefix(8192)
    if let title = title(of: head) { return String(decoding: title.prefix(200), as: UTF8.self) }
    let text = String(decoding: head, as: UTF8.self)
    let first = text.drop { $0.isWhitespace }.prefix { !$0.isNewline }
    // Markup and data without a known shape say nothing to a reader, and may repeat the request.
    if let mark = first.first, "<{[".contains(mark) { return "" }
    return String(first.prefix(200))
}

private func title(of page: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    let tag = Array("<title".utf8)
    let lowered = page.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }
    guard let open = lowered.firstRange(of: tag) else { return nil }
    let rest = page.dropFirst(open.upperBound)
    guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
    return rest[(end + 1)...].prefix { $0 != UInt8(ascii: "<") }
}
