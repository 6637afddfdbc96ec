import Dispatch
import Foundation
import Logging
import Synchronization

/// A thread of its own for calls that block (disk, databases), in the order they were asked for.
///
/// Awaiting `run` never blocks a loop. The queue is bounded only by its callers: who must not pile up work looks
/// at `depth` before asking. Work that waits when the last reference goes is still done.
package final class BlockingThread: Sendable {
    private let queue = Queue()

    package init(name: String) {
        let thread = Thread { [queue] in
            ThreadPriority.lower()
            queue.work()
        }
        thread.name = name
        thread.start()
    }

    deinit { queue.close() }

    /// How many calls wait.
    package var depth: Int { queue.depth }

    /// Runs `body` on the thread, later.
    package func submit(_ body: @escaping @Sendable () -> Void) { queue.add(body) }

    /// Runs `body` on the thread and waits for what it returns.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            submit { continuation.resume(with: Result { try body() }) }
        }
    }
}

private final class Queue: Sendable {
    private struct State {
        var bodies: [@Sendable () -> Void] = []
        var closed = false
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)

    var depth: Int { state.withLock { $0.bodies.count } }

    func add(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.bodies.append(body) }
        signal.signal()
    }

    func close() {
        state.withLock { $0.closed = true }
        signal.signal()
    }

    /// Runs what is added until the queue is closed and empty.
    func work() {
        while true {
            signal.wait()
            let (bodies, closed) = state.withLock { state in
                defer { state.bodies = [] }
                return (state.bodies, state.closed)
            }
            for body in bodies { body() }
            if closed { return }
        }
    }
}
