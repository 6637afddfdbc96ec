package import Foundation
package import Providers

/// Whether a backend is well: a pure state machine fed with what checks and requests have shown.
package struct BackendHealth: Sendable, Equatable {
    package private(set) var status: ProviderState.Status = .unknown
    package private(set) var problem: String?
    package private(set) var checked: Date?
    private var failures = 0

    package init() {}

    /// Takes in that the backend answered (nil) or did not. Returns whether its status or problem has changed.
    package mutating func observe(_ error: ProviderError?, at date: Date) -> Bool {
        let before = (status, problem)
        guard let error else {
            checked = date
            failures = 0
            status = .healthy
            problem = nil
            return before != (status, problem)
        }
        switch error.code {
        case .badRequest, .contextTooLong, .unsupported, .cancelled, .tooLarge, .modelNotFound, .overloaded:
            // It answers; what it says of this request says nothing of its health.
            return false
        case .refused, .unresolved, .tls, .connectTimeout, .unavailable, .firstTokenTimeout, .emptyAnswer,
            .malformed, .stalled, .cut, .unauthorized, .internal:
            break
        }
        checked = date
        failures += 1
        // What cannot be reached is down at once; one bad answer among good ones is not yet an illness.
        if error.isUnreached || error.code == .unauthorized || failures >= 3 || status != .healthy {
            status = .unhealthy
        }
        problem = error.messageWithoutName
        return before != (status, problem)
    }

    /// Well backends are asked seldom; ill ones soon, and then less and less often.
    package func pauseBeforeNextCheck(usually interval: Duration) -> Duration {
        guard failures > 0 else { return interval }
        return min(interval, .seconds(1 << min(failures - 1, 4)))
    }
}

extension ProviderError {
    /// The message for where the provider's name stands before it: `it answered 500: …`.
    var messageWithoutName: String {
        guard message.hasPrefix("the provider '"), let end = message.dropFirst(14).firstIndex(of: "'") else {
            return message
        }
        let rest = message[message.index(after: end)...]
        if rest.hasPrefix(": ") { return String(rest.dropFirst(2)) }
        return rest.hasPrefix(" ") ? "it" + rest : message
    }
}
