import Synchronization

/// The signatures that Gemini gives with its tool calls and wants back with them.
///
/// No client's dialect has a place for them, so they are kept here by the call's id: opaque texts, the last few
/// megabytes of them. One that is gone (after a restart, or from another replica) is replaced by the text with which
/// Gemini lets a call pass unverified.
final class GeminiSignatures: Sendable {
    /// What Google documents for calls that another model made.
    static let unverified = "skip_thought_signature_validator"

    private struct State {
        var signatures: [String: String] = [:]
        /// Ids in the order in which they came; those before `first` are gone.
        var order: [String] = []
        var first = 0
        var bytes = 0
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int = 2 << 20) { self.limit = limit }

    subscript(id: String) -> String? { state.withLock { $0.signatures[id] } }

    func remember(_ signature: String, of id: String) {
        let size = signature.utf8.count + id.utf8.count
        guard size <= limit / 4 else { return }
        state.withLock { state in
            guard state.signatures.updateValue(signature, forKey: id) == nil else { return }
            state.order.append(id)
            state.bytes += size
            while state.bytes > limit, state.first < state.order.count {
                let oldest = state.order[state.first]
                state.first += 1
                if let gone = state.signatures.removeValue(forKey: oldest) {
                    state.bytes -= gone.utf8.count + oldest.utf8.count
                }
            }
            if state.first > 64, state.first > state.order.count / 2 {
                state.order.removeFirst(state.first)
                state.first = 0
            }
        }
    }
}
