import HTTP

/// A no, and the headers that go with it.
struct Refusal: Sendable {
    var error: APIError
    var headers: HTTPHeaders = [:]
}

/// What the guards say of a request.
struct Admission {
    enum Decision {
        case admitted
        /// Answered with these headers and nothing else.
        case preflight(HTTPHeaders)
        case refused(Refusal)
    }

    private(set) var decision = Decision.admitted
    private(set) var keyName: String?
    /// What the answer gets, whatever it is.
    private(set) var answerHeaders = HTTPHeaders()

    init(_ request: HTTPRequest, _ headers: GuardedHeaders, _ match: Router.Match, _ policy: ServerPolicy) {
        if let name = headers.repeated {
            decision = .refused(Refusal(error: APIError(400, "the header '\(name)' may stand only once")))
            return
        }
        guard policy.hosts.admits(headers.host) else {
            let shown = (headers.host ?? "").prefix(200)
            let message = "the Host '\(shown)' is not this server's: add it to server.allowed_hosts"
            decision = .refused(.forbidden(message, code: "host_not_allowed"))
            return
        }
        let opensPage = match.access == .open && (request.method == "GET" || request.method == "HEAD")
        switch policy.origins.judge(headers, opensPage: opensPage) {
        case .own: break
        case .foreign(let origin): answerHeaders = CORSHeaders.ofAnswer(to: origin)
        case .refused(let message):
            decision = .refused(.forbidden(message, code: "origin_not_allowed"))
            answerHeaders.add("vary", "Origin")
            return
        }
        if headers.isPreflight(request.method), let methods = match.allowed {
            decision = .preflight(CORSHeaders.ofPreflight(headers, methods: methods))
            return
        }
        decide(policy.keys.judge(headers, queryKey: Self.queryKey(request, match)), match.access, policy)
    }

    private static func queryKey(_ request: HTTPRequest, _ match: Router.Match) -> String? {
        match.dialect.takesKeyFromQuery ? Query(request.query)["key"] : nil
    }

    private mutating func decide(_ verdict: KeyGuard.Verdict, _ access: Access, _ policy: ServerPolicy) {
        let needsKey = access == .key || (access == .metrics && !policy.opensMetrics)
        switch verdict {
        case .open: break
        case .known(let name): keyName = name
        case .missing where needsKey:
            decision = .refused(
                .unauthorized(
                    "an API key is needed: send it as 'Authorization: Bearer KEY'",
                    code: "missing_api_key"
                )
            )
        case .wrong where needsKey:
            decision = .refused(.unauthorized("the API key is not one of this server's", code: "invalid_api_key"))
        case .unconfigured where needsKey:
            decision = .refused(
                .unauthorized(
                    "this server can be reached from other machines and has no API key: set MARTLET_API_KEY",
                    code: "no_api_key_configured"
                )
            )
        case .missing, .wrong, .unconfigured: break
        }
    }
}

extension Refusal {
    fileprivate static func forbidden(_ message: String, code: String) -> Refusal {
        Refusal(error: APIError(403, message, type: "permission_error", code: code, label: code))
    }

    fileprivate static func unauthorized(_ message: String, code: String) -> Refusal {
        Refusal(
            error: APIError(401, message, type: "authentication_error", code: code, label: "unauthorized"),
            headers: ["www-authenticate": #"Bearer realm="martlet""#]
        )
    }
}
