import Providers
import Synchronization

/// Where requests for `default` wait while what it stands for is about to change and the old model cannot answer, or is
/// not meant to.
///
/// A request that finds it open pays one atomic read.
package final class SwitchGate: Sendable {
    /// What becomes of those whose time is up.
    package enum Patience: Sendable, Equatable {
        /// They go on with the old model.
        case goesOn
        /// They are told to come again.
        case givesUp
    }

    private struct Closing {
        var patience: Patience
        var deadline: ContinuousClock.Instant
    }

    private struct State {
        var closings: [Int: Closing] = [:]
        var opening = Latch()
        var waiting = 0
    }

    private let isShut = Atomic(false)
    private let state = Mutex(State())
    /// How many may wait; who comes on top is treated as one whose time is up.
    private let most: Int

    package init(most: Int = 1024) { self.most = most }

    package var waiting: Int { state.withLock { $0.waiting } }

    package func shut(_ number: Int, for time: Duration, _ patience: Patience) {
        state.withLock { state in
            state.closings[number] = Closing(patience: patience, deadline: .now + time)
            isShut.store(true, ordering: .releasing)
        }
    }

    /// Does nothing where this number did not shut it.
    package func open(_ number: Int) {
        let opening = state.withLock { state -> Latch? in
            guard state.closings.removeValue(forKey: number) != nil, state.closings.isEmpty else { return nil }
            isShut.store(false, ordering: .releasing)
            defer { state.opening = Latch() }
            return state.opening
        }
        opening?.open()
    }

    /// Returns when the request may go on.
    func pass() async throws(GatewayError) {
        guard isShut.load(ordering: .acquiring) else { return }
        let found = state.withLock { state -> (opening: Latch, closing: Closing, isCounted: Bool)? in
            guard let closing = state.closings.values.max(by: { $0.deadline < $1.deadline }) else { return nil }
            let hasRoom = state.waiting < most
            if hasRoom { state.waiting += 1 }
            return (state.opening, closing, hasRoom)
        }
        guard let (opening, closing, isCounted) = found else { return }
        let left = ContinuousClock.now.duration(to: closing.deadline)
        if isCounted {
            if left > .zero { try? await withDeadline(left) { await opening.wait() } }
            state.withLock { $0.waiting -= 1 }
        }
        if Task.isCancelled { throw .clientGone }
        guard !opening.isOpen, closing.patience == .givesUp else { return }
        var error = GatewayError(
            .upstreamOverloaded,
            "the model is being changed, and memory has no room for both: ask again in a moment",
            status: 503,
            label: "switching"
        )
        error.retryAfter = .seconds(5)
        throw error
    }
}
