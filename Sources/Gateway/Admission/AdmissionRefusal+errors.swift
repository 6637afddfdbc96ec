import Providers

extension AdmissionRefusal {
    /// As what a provider says when it is asked too much: another may do better, but not for a caller over its own limit.
    var providerError: ProviderError {
        var error = ProviderError(.overloaded, message)
        error.status = isCallersOwn ? 429 : 503
        error.retryAfter = retryAfter
        return error
    }

    private var message: String {
        switch reason {
        case .keyLimit(let running):
            "this key has \(running) requests at work, which is as many as it may: ask again when one of them is done"
        case .queueFull(let waiting):
            "\(waiting) requests wait for the provider '\(provider)', which is as many as may: ask again later"
        case .waitedTooLong(let time, .key):
            "waited \(time.inWords) for one of this key's own requests to end: send fewer at a time"
        case .waitedTooLong(let time, .provider):
            "waited \(time.inWords) for a place at the provider '\(provider)', which is at work on as many requests as "
                + "it may: ask again later"
        case .waitedTooLong(let time, .memory):
            "waited \(time.inWords) for memory, which other models of this machine are at work in: ask again later"
        }
    }
}
