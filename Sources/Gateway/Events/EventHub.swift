package import JSON
package import Logging
import Synchronization

/// Tells everybody who listens what happens.
///
/// The last events are kept once, for all: a subscriber is a place among them, so that a slow one costs nothing and
/// holds up nobody. One that is left too far behind loses the oldest, and is told how many. Publishing takes a lock for
/// a microsecond and never waits.
package final class EventHub: Sendable {
    private struct State {
        /// A ring: the event of number `n` is at `n % capacity`.
        var kept: [Event] = []
        var last = 0
        /// Opens with the next event; nil while nobody waits for it.
        var news: Latch?
        var isClosed = false
    }

    private let capacity: Int
    private let now: @Sendable () -> Timestamp
    private let state = Mutex(State())

    package init(capacity: Int = 512, now: @escaping @Sendable () -> Timestamp = { .now }) {
        self.capacity = max(1, capacity)
        self.now = now
    }

    package func publish(_ topic: Event.Topic, _ fields: JSONObject) {
        let time = now()
        let news = state.withLock { state -> Latch? in
            guard !state.isClosed else { return nil }
            state.last += 1
            let event = Event(number: state.last, time: time, topic: topic, fields: fields)
            if state.kept.count < capacity { state.kept.append(event) } else { state.kept[place(state.last)] = event }
            return state.news.take()
        }
        news?.open()
    }

    /// The number of the last event.
    package var last: Int { state.withLock { $0.last } }

    /// Hears of every event from now on; or after that one, where it is still known.
    package func subscribe(after number: Int? = nil) -> EventSubscription {
        let last = last
        return EventSubscription(self, after: number.map { min(max(0, $0), last) } ?? last)
    }

    /// Subscribers hear what they have not heard yet, and then that it is over.
    package func close() {
        let news = state.withLock { state -> Latch? in
            state.isClosed = true
            return state.news.take()
        }
        news?.open()
    }

    // MARK: For subscriptions

    fileprivate enum Step {
        case delivery(EventSubscription.Delivery, last: Int)
        case wait(Latch)
        case end
    }

    fileprivate func step(after number: Int) -> Step {
        state.withLock { state in
            let oldest = state.last - state.kept.count + 1
            if number < oldest - 1 { return .delivery(.missed(oldest - 1 - number), last: oldest - 1) }
            if number < state.last { return .delivery(.event(state.kept[place(number + 1)]), last: number + 1) }
            if state.isClosed { return .end }
            let news = state.news ?? Latch()
            state.news = news
            return .wait(news)
        }
    }

    private func place(_ number: Int) -> Int { (number - 1) % capacity }
}

/// One listener's place among the events. It has one reader.
package final class EventSubscription: Sendable {
    package enum Delivery: Sendable, Equatable {
        case event(Event)
        /// So many events came and went while nobody read.
        case missed(Int)
        /// Nothing has happened for as long as the reader wants to wait.
        case quiet
    }

    private let hub: EventHub
    private let number: Mutex<Int>

    fileprivate init(_ hub: EventHub, after number: Int) {
        self.hub = hub
        self.number = Mutex(number)
    }

    /// Waits for what comes next, for so long; nil when the hub has closed, or the task is cancelled.
    package func next(within patience: Duration? = nil) async -> Delivery? {
        while !Task.isCancelled {
            switch hub.step(after: number.withLock { $0 }) {
            case .delivery(let delivery, let last):
                number.withLock { $0 = last }
                return delivery
            case .wait(let news):
                guard let patience else {
                    await news.wait()
                    continue
                }
                // What comes as the time runs out is not lost: it is only waited for here, and taken above.
                try? await withDeadline(patience) { await news.wait() }
                if !news.isOpen, !Task.isCancelled { return .quiet }
            case .end: return nil
            }
        }
        return nil
    }
}
