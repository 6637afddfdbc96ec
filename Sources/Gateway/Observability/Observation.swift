import Logging
package import Providers

/// Tells metrics, request log and access log of every request. Nothing here waits: logs gather what they are told
/// and write it elsewhere.
package struct Observation: RequestObserver {
    package let metrics: Metrics
    package let requestLog: RequestLog?
    package let accessLog: AccessLog?

    package init(metrics: Metrics, requestLog: RequestLog? = nil, accessLog: AccessLog? = nil) {
        self.metrics = metrics
        self.requestLog = requestLog
        self.accessLog = accessLog
        guard let requestLog else { return }
        metrics.read(
            "martlet_request_log_dropped_total",
            "Requests that the request log could not keep.",
            isCounter: true
        ) { Double(requestLog.dropped) }
    }

    package var keepsContent: Bool { requestLog?.keepsContent ?? false }

    package func attemptEnded(_ target: ModelID, error: ProviderError?) {
        metrics.countAttempt(provider: target.provider, failure: error?.code.rawValue)
    }

    package func attemptOutrun(_ target: ModelID) {
        metrics.countAttempt(provider: target.provider, failure: FailedAttempt.outrun)
    }

    package func answerMoved(to target: ModelID, _ way: AfterFirstToken) {
        metrics.countMove(to: target.provider, way)
    }

    package func contentArrived(_ context: RequestContext, after pause: Duration, isFirst: Bool) {
        if isFirst {
            let series = series(of: context)
            context.series = series
            series.firstToken.observe(pause)
        } else {
            context.series?.interToken.observe(pause)
        }
    }

    package func requestEnded(_ context: RequestContext) {
        let usage = context.usage
        (context.series ?? series(of: context)).ended(
            status: context.status,
            after: context.elapsed,
            promptTokens: usage?.promptTokens,
            completionTokens: usage?.completionTokens
        )
        if let label = context.errorLabel { metrics.countError(provider: context.provider ?? "none", label: label) }
        guard requestLog != nil || accessLog != nil else { return }
        let record = RequestRecord(context)
        accessLog?.append(record)
        if context.endpoint != .operations { requestLog?.append(record) }
    }

    package func providerHealth(_ provider: ProviderState) {
        metrics.setBreaker(provider.name, provider.breaker)
        guard provider.status != .unknown else { return }
        metrics.setProvider(provider.name, isUp: provider.status == .healthy)
    }

    /// Requests that reached no target, such as those for unknown models, are counted together.
    private func series(of context: RequestContext) -> RequestSeries {
        metrics.series(
            dialect: context.endpoint.label,
            provider: context.provider ?? "none",
            model: context.model ?? "none"
        )
    }
}

extension Endpoint {
    /// The dialect, without the work of cutting it out of the name.
    fileprivate var label: String {
        switch self {
        case .openAIChat, .openAICompletion, .openAIResponses, .openAIEmbeddings, .openAIModels: "openai"
        case .ollamaChat, .ollamaGenerate, .ollamaEmbed, .ollamaOther: "ollama"
        case .geminiGenerate, .geminiEmbed, .geminiOther: "gemini"
        case .martletChat, .martletModels, .martletChats: "martlet"
        case .page: "page"
        case .operations: "operations"
        case .shadow: "shadow"
        case .unknown: "unknown"
        }
    }
}
