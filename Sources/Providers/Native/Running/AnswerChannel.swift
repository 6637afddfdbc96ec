import Synchronization

/// Takes an answer from the thread that makes it to the task that reads it.
///
/// It holds no more than `limit` events and a step's: an answer whose reader is slower than that waits, without holding
/// up anybody else's. What has come since the reader's last visit is one part.
final class AnswerChannel: Sendable {
    private struct State {
        var events: [GenerationEvent] = []
        var ending: Result<Void, ProviderError>?
        var reader: CheckedContinuation<Void, Never>?
        /// The reader has left.
        var isAbandoned = false
        /// The writer waits for the reader.
        var isFull = false
    }

    private let state = Mutex(State())
    private let limit: Int
    /// Called where the writer may go on, or need not.
    private let wakeWriter: @Sendable () -> Void

    init(limit: Int = 256, wakeWriter: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.wakeWriter = wakeWriter
    }

    // MARK: The writer

    /// The reader has left: nobody wants the rest.
    var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

    /// Whether the reader has kept up.
    var hasRoom: Bool { state.withLock { !$0.isFull } }

    /// Returns false when it is full: then the writer waits until it is woken.
    func send(_ events: [GenerationEvent]) -> Bool {
        guard !events.isEmpty else { return true }
        let (reader, hasRoom) = state.withLock { state in
            state.events += events
            state.isFull = state.events.count >= limit
            defer { state.reader = nil }
            return (state.reader, !state.isFull)
        }
        reader?.resume()
        return hasRoom
    }

    /// Nothing more comes.
    func end(_ ending: Result<Void, ProviderError> = .success(())) {
        let reader = state.withLock { state in
            state.ending = state.ending ?? ending
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume()
    }

    // MARK: The reader

    /// What has come since, when something has; nil at the proper end.
    func next() async throws(ProviderError) -> GenerationPart? {
        while true {
            let (events, ending, wasFull) = state.withLock { state in
                defer {
                    state.events = []
                    state.isFull = false
                }
                return (state.events, state.ending, state.isFull)
            }
            if wasFull { wakeWriter() }
            if !events.isEmpty { return GenerationPart(events) }
            switch ending {
            case .success: return nil
            case .failure(let error): throw error
            case nil: try await waitForNews()
            }
        }
    }

    private func waitForNews() async throws(ProviderError) {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isNews = state.withLock { state in
                    if !state.events.isEmpty || state.ending != nil || state.isAbandoned { return true }
                    state.reader = continuation
                    return false
                }
                if isNews { continuation.resume() }
            }
        } onCancel: {
            abandon()
        }
        if isAbandoned { throw ProviderError(.cancelled, "the request was cancelled") }
    }

    /// The reader leaves; the writer learns of it at once.
    func abandon() {
        let (reader, isNews) = state.withLock { state in
            defer {
                state.reader = nil
                state.isAbandoned = true
                state.events = []
            }
            return (state.reader, !state.isAbandoned && state.ending == nil)
        }
        reader?.resume()
        if isNews { wakeWriter() }
    }
}
