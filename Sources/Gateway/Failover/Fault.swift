package import Providers

/// What a backend's failure means for the request that met it: the fault table, as a function.
package enum Fault: Sendable, Equatable {
    /// Another backend may do better.
    case backends
    /// This backend cannot do it, which says nothing of how well it is; another may.
    case unable
    /// The request is at fault, or its key or model's name: every backend would say the same, or the caller must know.
    case callers
    /// Nobody waits for the answer any more.
    case clientGone
}

extension ProviderError {
    package var fault: Fault {
        switch code {
        case .refused, .unresolved, .tls, .connectTimeout, .overloaded, .unavailable, .firstTokenTimeout,
            .emptyAnswer, .malformed, .stalled, .cut, .internal:
            .backends
        // Refused before anything was sent, or with a 501: not one of the 4xx that blame the request.
        case .unsupported: (status ?? 501) >= 500 ? .unable : .callers
        case .badRequest, .contextTooLong, .unauthorized, .modelNotFound, .tooLarge: .callers
        case .cancelled: .clientGone
        }
    }
}
