package import Foundation
package import HTTP

extension ProviderError {
    /// A failed exchange.
    package init(_ error: HTTPClientError, from backend: BackendIdentity) {
        let code: Code =
            switch error.code {
            case .resolve: .unresolved
            case .refused: .refused
            case .tls: .tls
            case .connectTimeout: .connectTimeout
            case .firstByteTimeout: .firstTokenTimeout
            case .stalled: .stalled
            case .cut: .cut
            // Longer than any answer may be: the backend's fault, not the caller's.
            case .malformed, .tooLarge: .malformed
            case .cancelled: .cancelled
            case .badURL, .notPublic: .internal
            case .other: .unavailable
            }
        self.init(code, "the provider '\(backend.name)': \(backend.presentable(error.message))")
    }

    /// An answer with a status that is no success, as the backend explains it.
    package init(
        status: Int,
        headers: HTTPHeaders,
        report: UpstreamReport,
        from backend: BackendIdentity,
        now: Date = Date()
    ) {
        let code = Code(status: status, report: report)
        var said = backend.presentable(report.message)
        if said.isEmpty { said = reasonPhrases[status] ?? "with no explanation" }
        let remedy = remedy(for: code, status: status).map { " (\($0))" } ?? ""
        self.init(code, "the provider '\(backend.name)' answered \(status): \(said)\(remedy)")
        self.status = status
        parameter = report.parameter.map { backend.presentable($0, limit: 200) }
        upstreamType = report.type.map { backend.presentable($0, limit: 200) }
        upstreamCode = report.code.map { backend.presentable($0, limit: 200) }
        retryAfter = RetryAfter.read(headers, now: now) ?? report.retryAfter
    }

    /// Reads the body of an answer whose status is no success. What cannot be read of it is left out.
    package static func reading(
        _ response: HTTPClientResponse,
        from backend: BackendIdentity
    ) async -> ProviderError {
        var body: [UInt8] = []
        do throws(HTTPClientError) {
            while body.count < longestErrorBody, let piece = try await response.body.next() { body += piece }
        } catch {
            if error.code == .cancelled { return ProviderError(error, from: backend) }
        }
        let report = UpstreamReport(body: Array(body.prefix(longestErrorBody)))
        return ProviderError(status: response.status, headers: response.headers, report: report, from: backend)
    }

    /// An error that a backend reports in the midst of an answer, whose status was a success.
    package init(midStream report: UpstreamReport, from backend: BackendIdentity) {
        let said = backend.presentable(report.message)
        let isContext = report.isAboutContextLength
        self.init(
            isContext ? .contextTooLong : .unavailable,
            "the provider '\(backend.name)' failed: \(said.isEmpty ? "with no explanation" : said)"
        )
        parameter = report.parameter.map { backend.presentable($0, limit: 200) }
        upstreamType = report.type.map { backend.presentable($0, limit: 200) }
        upstreamCode = report.code.map { backend.presentable($0, limit: 200) }
        retryAfter = report.retryAfter
    }

    /// Something came that the backend's dialect does not allow.
    package static func malformed(_ what: String, from backend: BackendIdentity) -> ProviderError {
        ProviderError(.malformed, "the provider '\(backend.name)' sent \(what)")
    }
}

private let longestErrorBody = 65_536

extension ProviderError.Code {
    /// What a status means, and where that is not enough, what the backend says of it.
    package init(status: Int, report: UpstreamReport) {
        switch status {
        case _ where [400, 413, 422, 500].contains(status) && report.isAboutContextLength: self = .contextTooLong
        case 401, 402, 403: self = .unauthorized
        case 501: self = .unsupported
        case 500 where report.isAboutAbility: self = .unsupported
        case 400 where report.code == "model_not_found": self = .modelNotFound
        case 404: self = report.isAboutModel ? .modelNotFound : .badRequest
        case 413: self = .tooLarge
        case 429, 529: self = .overloaded
        case 503 where report.isAboutLoad: self = .overloaded
        case 400..<500 where status != 408 && status != 409: self = .badRequest
        // 408, 409, 5xx, and redirects, which are not followed: a key must not go where an answer says.
        default: self = .unavailable
        }
    }
}

/// What to do about an error, where the backend's own words do not say.
private func remedy(for code: ProviderError.Code, status: Int) -> String? {
    switch code {
    case .unauthorized: "check the key that is configured for it"
    case .badRequest where status == 404: "check the endpoint that is configured for it"
    case .unavailable where (300..<400).contains(status):
        "it redirects, which is not followed: configure the address that it redirects to"
    default: nil
    }
}

private let reasonPhrases: [Int: String] = [
    400: "Bad Request", 401: "Unauthorized", 402: "Payment Required", 403: "Forbidden", 404: "Not Found",
    405: "Method Not Allowed", 408: "Request Timeout", 409: "Conflict", 413: "Content Too Large",
    415: "Unsupported Media Type", 422: "Unprocessable Content", 429: "Too Many Requests",
    500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
    504: "Gateway Timeout",
]

// MARK: What a report is about

extension UpstreamReport {
    /// Whether the request is longer than the model's context.
    package var isAboutContextLength: Bool {
        let codes = ["context_length_exceeded", "exceed_context_size_error"]
        if codes.contains(code ?? "") || codes.contains(type ?? "") { return true }
        return says(anyOf: [
            "maximum context length", "context length exceeded", "exceeds the context", "exceeds context",
            "exceeds the available context", "exceed the context", "exceed context", "context window",
            "longer than the maximum model length", "exceeds the maximum number of tokens",
            "input token count exceeds", "prompt is too long", "prompt too long", "too many tokens",
            "max_new_tokens` must be <=", "inputs must have less than", "exceeds max_model_len",
            "input is too long", "larger than the context size", "input length exceeds",
        ])
    }

    /// Whether a 404 means the model, not the path.
    fileprivate var isAboutModel: Bool {
        if ["model_not_found", "NOT_FOUND"].contains(code ?? "") { return true }
        return says(anyOf: ["model"])
    }

    /// Whether it is busy rather than broken.
    fileprivate var isAboutLoad: Bool {
        if ["UNAVAILABLE", "overloaded_error"].contains(code ?? type ?? "") { return true }
        return says(anyOf: ["overloaded", "busy", "capacity", "pending requests", "too many requests", "queue is full"])
    }

    /// Whether the backend can never do it, as it is: llama.cpp answers 500 to images that its model cannot see.
    fileprivate var isAboutAbility: Bool {
        type == "not_supported_error" || says(anyOf: ["input is not supported"])
    }

    private func says(anyOf patterns: [String]) -> Bool {
        let text = message.prefix(4096).lowercased()
        return patterns.contains { text.contains($0) }
    }
}
