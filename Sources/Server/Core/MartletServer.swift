package import Configuration
package import Gateway
package import HTTP

/// The HTTP side of Martlet: lets a request in or not, finds its endpoint, and sees to it that there is one answer,
/// in the dialect of whoever asked, and one end.
///
/// In this order: `Host`, `Origin` and preflights, key, path, method. So a page that may not call learns nothing, and
/// nobody without a key learns which paths there are.
package final class MartletServer: HTTPHandler {
    private let gateway: any GatewayService
    private let router: Router
    private let policy: CurrentPolicy
    private let ids = RequestIDs()

    /// Whose clients ask for paths that begin so: an unknown one is answered in their dialect.
    private static let families: [(prefix: String, dialect: any Dialect)] = [
        ("/api/v1/", MartletDialect()), ("/api/models", MartletDialect()),
        ("/api/events", MartletDialect()), ("/api/routes", MartletDialect()), ("/api/chats", MartletDialect()),
        ("/api/", OllamaDialect()),
        ("/v1beta/", GeminiDialect()), ("/v1/", OpenAIDialect()),
    ]

    /// `boundHost` is what the server listens on, whatever the settings say later. `settings` says what holds now; it
    /// is asked for each request and must be fast.
    package init(
        gateway: any GatewayService,
        endpoints: [EndpointHandler],
        boundHost: String,
        settings: @escaping @Sendable () -> LoadedSettings
    ) {
        self.gateway = gateway
        router = Router(endpoints, families: Self.families, fallback: MartletDialect())
        policy = CurrentPolicy(boundHost: boundHost, settings: settings)
    }

    package func handle(_ request: HTTPRequest, _ responder: any HTTPResponder) async {
        let headers = GuardedHeaders(request.headers)
        let isGoogle = headers.isGoogle || Self.hasGoogleKey(request.query)
        let match = router.match(request.method, request.path, isGoogle: isGoogle)
        let admission = Admission(request, headers, match, policy.value)
        let context = RequestContext(
            id: ids.id(for: headers.requestID),
            endpoint: match.endpoint,
            keyName: admission.keyName
        )
        context.bytesIn = request.body.count
        if headers.priority == Priority.batch.rawValue { context.priority = .batch }
        defer { gateway.finish(context) }
        let answering = AnsweringResponder(responder, context, headers: admission.answerHeaders)
        do {
            switch admission.decision {
            case .admitted: try await dispatch(request, match, answering, context)
            case .preflight(let headers): try await answering.send(204, headers, [])
            case .refused(let refusal): try await refuse(refusal, match.dialect, answering, context)
            }
        } catch {
            await fail(error, match.dialect, answering, context)
        }
        await settle(match.dialect, answering, context)
    }

    /// Google's way of asking by hand: `?key=…`
    private static func hasGoogleKey(_ query: String?) -> Bool {
        guard let query else { return false }
        return query.hasPrefix("key=") || query.contains("&key=")
    }

    private func dispatch(
        _ request: HTTPRequest,
        _ match: Router.Match,
        _ responder: AnsweringResponder,
        _ context: RequestContext
    ) async throws {
        switch match {
        case .found(let handler, let parameter):
            try await handler.handle(
                Call(request: request, responder: responder, context: context, pathParameter: parameter)
            )
        case .wrongMethod(let allowed, let dialect, _):
            let headers: HTTPHeaders = ["allow": allowed.joined(separator: ", ")]
            if request.method == "OPTIONS" { return try await responder.send(204, headers, []) }
            let error = APIError(
                405,
                "\(request.path) takes \(allowed.joined(separator: ", ")), not \(request.method)",
                code: "method_not_allowed",
                label: "method_not_allowed"
            )
            try await refuse(Refusal(error: error, headers: headers), dialect, responder, context)
        case .malformed(let error, let dialect):
            try await refuse(Refusal(error: APIError(400, error.message)), dialect, responder, context)
        case .unknown(let dialect):
            let error = APIError(
                404,
                "there is nothing at \(request.path.prefix(200))",
                code: "unknown_path",
                label: "unknown_path"
            )
            try await refuse(Refusal(error: error), dialect, responder, context)
        }
    }

    /// Answers that it is not to be.
    private func refuse(
        _ refusal: Refusal,
        _ dialect: any Dialect,
        _ responder: AnsweringResponder,
        _ context: RequestContext
    ) async throws(HTTPServerError) {
        let error = refusal.error
        context.errorLabel = error.label
        var headers = AnswerHeaders.json(context)
        for field in refusal.headers.fields { headers.add(field.name, field.value) }
        if let delay = error.retryAfter { headers.add("retry-after", String(max(1, delay.wholeSecondsUp))) }
        try await responder.send(error.status, headers, dialect.body(of: error))
    }

    /// Answers an error that a handler threw, if there is still somebody, and something, to answer.
    private func fail(
        _ error: any Error,
        _ dialect: any Dialect,
        _ responder: AnsweringResponder,
        _ context: RequestContext
    ) async {
        if Task.isCancelled || error.isClientGone { return context.noteClientGone() }
        let answer = APIError(any: error)
        guard !responder.isStarted else {
            context.errorLabel = context.errorLabel ?? answer.label
            return
        }
        // What is thrown here has been noted in the context; nobody is left to tell.
        try? await refuse(Refusal(error: answer), dialect, responder, context)
    }

    /// A handler that forgot to answer is answered for; one that left its answer open is cut off by the transport.
    private func settle(
        _ dialect: any Dialect,
        _ responder: AnsweringResponder,
        _ context: RequestContext
    ) async {
        guard !responder.isFinished else { return }
        if Task.isCancelled { return context.noteClientGone() }
        guard context.status != 499 else { return }
        context.errorLabel = context.errorLabel ?? "internal"
        guard !responder.isStarted else { return }
        let error = APIError(500, "the request got no answer", type: "server_error", label: "internal")
        try? await refuse(Refusal(error: error), dialect, responder, context)
    }
}

extension Error {
    fileprivate var isClientGone: Bool {
        switch self {
        case is CancellationError: true
        case let error as HTTPServerError: error.isClientGone
        case let error as GatewayError: error.code == .clientGone
        default: false
        }
    }
}

extension HTTPServerError {
    fileprivate var isClientGone: Bool {
        if case .clientGone = self { true } else { false }
    }
}

extension Duration {
    /// Seconds, rounded up.
    var wholeSecondsUp: Int {
        let (seconds, rest) = components
        return Int(clamping: rest > 0 ? seconds &+ 1 : seconds)
    }
}
