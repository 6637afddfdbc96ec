import Providers

extension MemoryLedger {
    /// Why a model has no memory.
    struct Shortage: Sendable, Equatable {
        var needed: MemoryAmount
        /// What could be had if all that nobody uses had left.
        var available: MemoryAmount
        /// What models at work take.
        var inUse: MemoryAmount
    }
}

extension ProviderError {
    /// `needs 4.1 GB of memory …`
    static func shortage(_ shortage: MemoryLedger.Shortage, of title: String) -> ProviderError {
        var message = "the model \(title) needs \(shortage.needed.text) of memory, and \(shortage.available.text) "
        let waits = shortage.inUse != .none
        if waits {
            message += "can be had while models in use take \(shortage.inUse.text): ask again when they are done"
        } else {
            message +=
                "can be had: close other programs, set a smaller n_ctx, use a smaller quantisation, or raise "
                + "memory.budget"
        }
        var error = ProviderError(.overloaded, message)
        error.retryAfter = .seconds(waits ? 5 : 60)
        return error
    }
}
