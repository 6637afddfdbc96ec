/// Why a backend did not answer, or stopped answering.
package struct ProviderError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable, CaseIterable {
        // Not reached.
        case refused
        case unresolved
        case tls
        case connectTimeout = "connect_timeout"
        // Reached, but of no use now.
        case overloaded
        case unavailable
        case firstTokenTimeout = "first_token_timeout"
        case emptyAnswer = "empty_answer"
        /// What it sent is not what its dialect says.
        case malformed
        // Broken off.
        case stalled
        case cut
        // The caller's fault, or the configuration's: another try would end the same.
        case badRequest = "bad_request"
        case contextTooLong = "context_too_long"
        case unauthorized
        case modelNotFound = "model_not_found"
        case unsupported
        case cancelled
        case tooLarge = "too_large"
        case `internal`
    }

    package var code: Code
    /// What happened, in a sentence that names the provider and no secret.
    package var message: String
    /// The backend's HTTP status, where it gave one.
    package var status: Int?
    /// The request's field at fault, as the backend names it.
    package var parameter: String?
    /// The backend's own error type and code, for clients of the same dialect.
    package var upstreamType: String?
    package var upstreamCode: String?
    /// How long the backend asked us to wait.
    package var retryAfter: Duration?
    package var unsupported: Features = []
    /// The provider is well and has no models at all: those that it had are gone.
    package var hasNoModels = false

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }

    /// `fields` are named in place of the features that stand for them.
    package static func unsupported(
        _ features: Features,
        _ fields: [WireField] = [],
        by provider: String
    ) -> ProviderError {
        let fields = fields.filter { features.contains($0.feature) }
        let rest = fields.reduce(features) { $0.subtracting($1.feature) }
        let names = (rest.names + fields.map(\.name)).joined(separator: ", ")
        var error = ProviderError(.unsupported, "the provider '\(provider)' does not support \(names)")
        error.unsupported = features
        return error
    }

    /// Whether the backend was never reached, so that it cannot have begun to answer.
    package var isUnreached: Bool {
        switch code {
        case .refused, .unresolved, .tls, .connectTimeout: true
        default: false
        }
    }
}
