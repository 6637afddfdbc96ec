import CSystem
import EventLoop

/// The exchanges of a loop that are under way, and the soonest moment at which one of them has waited for too long.
///
/// Confined to its loop's thread.
final class ExchangeWatch: @unchecked Sendable {
    // Sendable by confinement to the loop's thread.
    private let loop: EventLoop
    private var exchanges: [HTTPExchange] = []
    /// When the timer fires: at the soonest deadline, or before. In nanoseconds of the monotonic clock.
    private var soonest: UInt64 = .max
    private lazy var timer = LoopTimer(loop: loop) { [unowned self] in check() }

    init(loop: EventLoop) { self.loop = loop }

    func add(_ exchange: HTTPExchange) {
        exchange.place = exchanges.count
        exchanges.append(exchange)
    }

    func remove(_ exchange: HTTPExchange) {
        let place = exchange.place
        guard exchanges.indices.contains(place), exchanges[place] === exchange else { return }
        let last = exchanges.removeLast()
        if last !== exchange {
            exchanges[place] = last
            last.place = place
        }
    }

    /// Has the deadlines looked at when this moment comes.
    func await(_ time: UInt64) {
        guard time < soonest else { return }
        soonest = time
        let now = martlet_monotonic_ns()
        timer.arm(after: .nanoseconds(time > now ? min(time &- now, 1 << 60) : 0))
    }

    private func check() {
        let now = martlet_monotonic_ns()
        soonest = .max
        var next = UInt64.max
        // Backwards, because an exchange that fails takes itself out.
        for place in exchanges.indices.reversed() where place < exchanges.count {
            next = min(next, exchanges[place].checkDeadline(now))
        }
        // Not at every deadline by itself when there are many.
        if next != .max { self.await(max(next, now &+ 2_000_000)) }
    }

    /// Ends all of them.
    func shutDown() {
        for exchange in exchanges {
            exchange.fail(HTTPClientError(.cancelled, "the HTTP client was shut down"))
        }
        timer.cancel()
    }
}
