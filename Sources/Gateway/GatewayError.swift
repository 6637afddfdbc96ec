package import Providers

/// Why a request was not answered: in no dialect, with the status it deserves. Each dialect has one place that
/// gives it its shape.
package struct GatewayError: Error, Sendable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// No route, provider or model of this name.
        case unknownModel
        /// There is nothing configured to answer.
        case noBackend
        /// The request needs what the backend cannot do.
        case unsupported
        /// The backend refused the request: its status is passed on.
        case upstreamRejected
        case contextTooLong
        /// Every backend that was tried is down or failed.
        case upstreamFailed
        case upstreamOverloaded
        case upstreamTimeout
        case clientGone
        case `internal`
    }

    package var code: Code
    package var message: String
    package var status: Int
    package var parameter: String?
    package var upstreamType: String?
    package var upstreamCode: String?
    package var retryAfter: Duration?
    /// A bounded label for metrics.
    package var label: String

    package init(_ code: Code, _ message: String, status: Int, parameter: String? = nil, label: String) {
        self.code = code
        self.message = message
        self.status = status
        self.parameter = parameter
        self.label = label
    }

    package var description: String { message }

    /// What a backend's error means for the client.
    package init(_ error: ProviderError) {
        let code: Code
        let status: Int
        switch error.code {
        case .badRequest: (code, status) = (.upstreamRejected, error.status ?? 400)
        case .contextTooLong: (code, status) = (.contextTooLong, 400)
        case .unauthorized: (code, status) = (.upstreamRejected, error.status ?? 401)
        case .modelNotFound: (code, status) = (.unknownModel, 404)
        case .unsupported: (code, status) = (.unsupported, 400)
        case .tooLarge: (code, status) = (.upstreamFailed, 502)
        case .overloaded: (code, status) = (.upstreamOverloaded, error.status == 429 ? 429 : 503)
        case .unavailable, .refused, .unresolved, .tls: (code, status) = (.upstreamFailed, 503)
        case .connectTimeout, .firstTokenTimeout, .stalled: (code, status) = (.upstreamTimeout, 504)
        case .emptyAnswer, .malformed, .cut: (code, status) = (.upstreamFailed, 502)
        case .cancelled: (code, status) = (.clientGone, 499)
        case .internal: (code, status) = (.internal, 500)
        }
        self.init(code, error.message, status: status, parameter: error.parameter, label: error.code.rawValue)
        upstreamType = error.upstreamType
        upstreamCode = error.upstreamCode
        retryAfter = error.retryAfter ?? (status == 503 || status == 502 ? .seconds(5) : nil)
    }
}
