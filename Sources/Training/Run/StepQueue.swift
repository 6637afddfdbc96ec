import Foundation
import Synchronization

/// Makes the next step's batches while this one is learnt from: a thread that is one step ahead.
final class StepQueue: Sendable {
    typealias Made = Result<(batches: [TokenBatch], state: Mixture.State), TrainingError>

    private struct State {
        var made: Made?
        var isOver = false
    }

    private let state = Mutex(State())
    // Both begin at 0: a semaphore may not go away below what it began with.
    private let wanted = DispatchSemaphore(value: 0)
    private let ready = DispatchSemaphore(value: 0)

    init(_ stream: BatchStream, batches: Int) {
        let thread = Thread { [self] in
            var stream = stream
            while true {
                wanted.wait()
                if state.withLock({ $0.isOver }) { return }
                var made: [TokenBatch] = []
                let result: Made
                do throws(TrainingError) {
                    for _ in 0..<batches { made.append(try stream.next()) }
                    result = .success((made, stream.state))
                } catch { result = .failure(error) }
                state.withLock { $0.made = result }
                ready.signal()
            }
        }
        wanted.signal()
        thread.name = "batches"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// The next step's batches, and where the data stands behind them. Blocks until they are made.
    func next() throws(TrainingError) -> (batches: [TokenBatch], state: Mixture.State) {
        ready.wait()
        let made = state.withLock { state in
            defer { state.made = nil }
            return state.made
        }
        wanted.signal()
        guard let made else { throw TrainingError(.badData, "the batches were asked for by two at once") }
        return try made.get()
    }

    /// Ends the thread; nothing is made any more.
    func end() {
        state.withLock { $0.isOver = true }
        wanted.signal()
    }
}
