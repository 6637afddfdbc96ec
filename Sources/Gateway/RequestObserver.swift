package import Providers

/// What is told of every request: metrics and logs listen here. Every call is on a request's path, so an observer
/// takes a microsecond at most, and never waits.
package protocol RequestObserver: Sendable {
    /// A target was tried; with the error, if it failed.
    func attemptEnded(_ target: ModelID, error: ProviderError?)
    /// A target was tried, and given up because another, asked beside it, had begun to answer.
    func attemptOutrun(_ target: ModelID)
    /// An answer that broke off goes on at this target.
    func answerMoved(to target: ModelID, _ way: AfterFirstToken)
    /// Some of an answer came, this long after what came before it.
    func contentArrived(_ context: RequestContext, after pause: Duration, isFirst: Bool)
    /// The request is over, and its context complete.
    func requestEnded(_ context: RequestContext)
    func providerHealth(_ provider: ProviderState)
    /// Whether what is said shall be gathered, because a log keeps it.
    var keepsContent: Bool { get }
}

extension RequestObserver {
    package var keepsContent: Bool { false }
    package func attemptOutrun(_ target: ModelID) {}
    package func answerMoved(to target: ModelID, _ way: AfterFirstToken) {}
}
