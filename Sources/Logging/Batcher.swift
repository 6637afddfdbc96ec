import Dispatch
import Foundation
import Synchronization

/// Gathers elements from any thread and hands them over in batches on a thread of its own.
///
/// `append` takes a short lock and never waits for the work. When the elements that wait weigh as much as is
/// allowed, new ones are dropped and counted. A batch is handed over when its first element has waited for `delay`,
/// or as soon as `threshold` elements wait. Elements stay in the order they were appended in.
package final class Batcher<Element: Sendable>: Sendable {
    private let core: BatcherCore<Element>

    /// `capacity` is the weight that may wait; each element weighs 1 unless `weigh` says otherwise. `work` gets each
    /// batch, and how many elements were dropped since the one before; it may block.
    package init(
        name: String,
        capacity: Int,
        threshold: Int,
        delay: Duration,
        weigh: @escaping @Sendable (borrowing Element) -> Int = { _ in 1 },
        work: @escaping @Sendable (_ batch: [Element], _ dropped: Int) -> Void
    ) {
        let core = BatcherCore(capacity: capacity, threshold: max(1, threshold), delay: delay, weigh: weigh)
        self.core = core
        let thread = Thread {
            ThreadPriority.lower()
            core.run(work)
        }
        thread.name = name
        thread.start()
    }

    deinit { core.close() }

    /// Whether the element was taken; if not, it counts as dropped.
    @discardableResult
    package func append(_ element: consuming Element) -> Bool { core.append(element) }

    /// How many elements were dropped since the start.
    package var dropped: Int { core.dropped }

    /// How many elements wait.
    package var depth: Int { core.depth }

    /// Returns when everything appended before has been worked on.
    package func flush() async {
        await withCheckedContinuation { continuation in core.flush { continuation.resume() } }
    }

    /// As `flush`, and blocks the thread meanwhile. Not for loops, nor for `work` itself.
    package func flushBlocking() {
        let done = DispatchSemaphore(value: 0)
        core.flush { done.signal() }
        done.wait()
    }

    /// Takes no more elements; returns when those that wait have been worked on.
    package func close() async {
        core.close()
        await flush()
    }
}

private final class BatcherCore<Element: Sendable>: Sendable {
    private struct State {
        var elements: [Element] = []
        var weight = 0
        var taken = 0
        var finished = 0
        var dropped = 0
        var droppedReported = 0
        var closed = false
        var ended = false
        var waiters: [(count: Int, resume: @Sendable () -> Void)] = []
    }

    private let state = Mutex(State())
    private let signal = DispatchSemaphore(value: 0)
    private let capacity: Int
    private let threshold: Int
    private let delay: Duration
    private let weigh: @Sendable (borrowing Element) -> Int

    init(
        capacity: Int,
        threshold: Int,
        delay: Duration,
        weigh: @escaping @Sendable (borrowing Element) -> Int
    ) {
        self.capacity = capacity
        self.threshold = threshold
        self.delay = delay
        self.weigh = weigh
    }

    var dropped: Int { state.withLock { $0.dropped } }
    var depth: Int { state.withLock { $0.elements.count } }

    func append(_ element: consuming Element) -> Bool {
        let weight = weigh(element)
        var offered: Element? = element
        let (kept, wake) = state.withLock { state -> (Bool, Bool) in
            // An element that is heavier than all that may wait is let in when nothing else waits.
            let fits = state.weight <= capacity &- weight || state.elements.isEmpty
            guard !state.closed, fits, let element = offered.take() else {
                state.dropped &+= 1
                return (false, false)
            }
            state.elements.append(element)
            state.weight &+= weight
            state.taken &+= 1
            let count = state.elements.count
            return (true, count == 1 || count == threshold)
        }
        if wake { signal.signal() }
        return kept
    }

    func flush(_ resume: @escaping @Sendable () -> Void) {
        let done = state.withLock { state in
            if state.finished >= state.taken || state.ended { return true }
            state.waiters.append((state.taken, resume))
            return false
        }
        if done { resume() } else { signal.signal() }
    }

    func close() {
        state.withLock { $0.closed = true }
        signal.signal()
    }

    /// Every signal is counted, so that an element that comes after a batch was taken always wakes the thread
    /// again; one signal too many only makes a batch come early.
    func run(_ work: (_ batch: [Element], _ dropped: Int) -> Void) {
        var batch: [Element] = []
        while true {
            signal.wait()
            let waits = state.withLock { state in
                !state.closed && state.waiters.isEmpty && (1..<threshold).contains(state.elements.count)
            }
            if waits { _ = signal.wait(timeout: .now() + delay.timeInterval) }
            let (dropped, closed) = take(&batch)
            if !batch.isEmpty || dropped > 0 { work(batch, dropped) }
            finish(batch.count, ended: closed)
            if closed { return }
            if batch.capacity > 4 &* threshold { batch = [] } else { batch.removeAll(keepingCapacity: true) }
        }
    }

    /// Swaps the batch's storage with what waits, so that appending finds its room already there.
    private func take(_ batch: inout [Element]) -> (dropped: Int, closed: Bool) {
        var spare = Optional(batch)
        batch = []
        let (elements, dropped, closed) = state.withLock { state in
            let elements = state.elements
            state.elements = spare.take() ?? []
            state.weight = 0
            defer { state.droppedReported = state.dropped }
            return (elements, state.dropped &- state.droppedReported, state.closed)
        }
        batch = elements
        return (dropped, closed)
    }

    private func finish(_ count: Int, ended: Bool) {
        let resumed = state.withLock { state in
            state.finished &+= count
            state.ended = ended
            let finished = state.finished
            defer { state.waiters.removeAll { $0.count <= finished || ended } }
            return state.waiters.filter { $0.count <= finished || ended }
        }
        for waiter in resumed { waiter.resume() }
    }
}

extension Duration {
    fileprivate var timeInterval: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
