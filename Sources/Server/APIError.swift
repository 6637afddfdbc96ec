import Foundation
package import Gateway
import Providers

/// An answer that says no: what every handler throws, and what each dialect has one place to shape.
package struct APIError: Error, Sendable {
    package var status: Int
    package var message: String
    /// OpenAI's `type`: `invalid_request_error`, `authentication_error`, `not_found_error`, …
    package var type: String
    package var code: String?
    /// The path of the field at fault: `messages[0].content`.
    package var parameter: String?
    package var retryAfter: Duration?
    /// A bounded label for metrics.
    package var label: String

    package init(
        _ status: Int,
        _ message: String,
        type: String = "invalid_request_error",
        code: String? = nil,
        parameter: String? = nil,
        label: String = "bad_request"
    ) {
        self.status = status
        self.message = message
        self.type = type
        self.code = code
        self.parameter = parameter
        self.label = label
    }

    /// The request's field `parameter` is not as it must be.
    package static func invalid(_ parameter: String, _ message: String) -> APIError {
        APIError(400, message, parameter: parameter)
    }

    package init(_ error: GatewayError) {
        let (type, code): (String, String?) =
            switch error.code {
            case .unknownModel: ("invalid_request_error", "model_not_found")
            case .unsupported: ("invalid_request_error", "unsupported_feature")
            case .contextTooLong: ("invalid_request_error", "context_length_exceeded")
            case .upstreamRejected where error.status == 401 || error.status == 403: ("authentication_error", nil)
            case .upstreamRejected: ("invalid_request_error", nil)
            case .upstreamOverloaded: ("rate_limit_error", nil)
            case .noBackend, .upstreamFailed, .upstreamTimeout, .clientGone: ("api_error", nil)
            case .internal: ("server_error", nil)
            }
        self.init(
            error.status,
            error.message,
            type: error.upstreamType ?? type,
            // Where clients look for a code of OpenAI's, another dialect's own would hide it.
            code: code ?? error.upstreamCode,
            parameter: error.parameter,
            label: error.label
        )
        retryAfter = error.retryAfter
    }
}
