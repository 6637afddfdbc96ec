import CSystem
import EventLoop

/// Makes a connection for an exchange: to the first of the host's addresses that answers.
///
/// An address that refuses is followed by the next at once, one that keeps silent after a moment and beside it (RFC
/// 8305): so `localhost` finds a server on 127.0.0.1 alone, and a broken IPv6 costs little.
///
/// Confined to its loop's thread.
final class PlainConnector: HTTPCarrier, @unchecked Sendable {
    // Sendable by confinement to the loop's thread.
    private let pool: PlainPool
    private let origin: HTTPOrigin
    private let exchange: HTTPExchange
    private var left: [martlet_address] = []
    private var attempts: [(socket: Int32, watch: IOWatch)] = []
    private var isOver = false
    private var failure: Int32 = 0
    private lazy var patience = LoopTimer(loop: pool.loop) { [unowned self] in tryNext() }
    private lazy var limit = LoopTimer(loop: pool.loop) { [unowned self] in timedOut() }

    private static let headStart = Duration.milliseconds(200)

    init(pool: PlainPool, origin: HTTPOrigin, exchange: HTTPExchange) {
        self.pool = pool
        self.origin = origin
        self.exchange = exchange
    }

    func start(within time: Duration) {
        limit.arm(after: max(time, .milliseconds(1)))
        pool.resolver.resolve(origin.host) { [self] addresses in
            guard !isOver else { return }
            guard !addresses.isEmpty else {
                return fail(
                    HTTPClientError(
                        .resolve,
                        "the name in \(origin.name) cannot be resolved: check the endpoint's spelling and the DNS"
                    )
                )
            }
            left = addresses.reversed()
            if exchange.request?.reach == .publicOnly {
                left.removeAll { !PublicAddress.contains($0) }
                guard !left.isEmpty else { return fail(.notPublic(origin.name)) }
            }
            tryNext()
        }
    }

    private func tryNext() {
        while !isOver, let address = left.popLast() {
            let socket = martlet_connect(address, origin.port)
            guard socket >= 0 else {
                failure = -socket
                continue
            }
            let watch = IOWatch(loop: pool.loop, descriptor: socket) { [unowned self] _ in decided(socket) }
            attempts.append((socket, watch))
            watch.set(.write)
            if !left.isEmpty { patience.arm(after: Self.headStart) }
            return
        }
        guard !isOver, attempts.isEmpty else { return }
        pool.resolver.forget(origin.host)
        fail(
            HTTPClientError(
                .refused,
                "\(origin.name) cannot be reached (\(String(systemError: failure))): "
                    + "is the backend running, and is the port right?"
            )
        )
    }

    private func decided(_ socket: Int32) {
        guard let place = attempts.firstIndex(where: { $0.socket == socket }) else { return }
        attempts[place].watch.cancel()
        attempts.remove(at: place)
        let result = martlet_connect_result(socket)
        guard result == 0 else {
            failure = -result
            closeSocket(socket)
            return tryNext()
        }
        end()
        PlainConnection(socket, to: origin, in: pool).carry(exchange, from: martlet_monotonic_ns())
    }

    private func timedOut() {
        pool.resolver.forget(origin.host)
        fail(
            HTTPClientError(
                .connectTimeout,
                "\(origin.name) did not accept a connection in time: is the address right?"
            )
        )
    }

    private func fail(_ error: HTTPClientError) {
        end()
        exchange.fail(error)
    }

    private func end() {
        isOver = true
        left = []
        patience.cancel()
        limit.cancel()
        for attempt in attempts {
            attempt.watch.cancel()
            closeSocket(attempt.socket)
        }
        attempts = []
    }

    // MARK: What the exchange asks for

    var sendingBegan: UInt64? { nil }
    func resume() {}
    func abandon() { end() }
}
