import CSystem
import EventLoop

/// The connections of one loop to servers of plain HTTP.
///
/// Confined to its loop's thread.
@safe final class PlainPool: @unchecked Sendable {
    // Sendable by confinement to the loop's thread.

    static let inputSize = 64 << 10

    let loop: EventLoop
    let configuration: HTTPClient.Configuration
    let resolver: HostResolver
    /// Where every connection receives. What is not consumed at once is copied by the connection.
    let input: UnsafeMutableRawBufferPointer
    /// Where every connection puts a request together.
    var out: [UInt8] = []

    /// Servers with connections that rest.
    private var origins: [HTTPOrigin] = []
    private var restingCount = 0
    private var isShutDown = false
    private lazy var sweeper = LoopTimer(loop: loop) { [unowned self] in sweep() }

    /// A connection that rested longer than this is looked at before it is taken: most that were closed meanwhile are
    /// known to be, and asking costs a system call.
    private static let trusted: UInt64 = 50_000_000

    init(loop: EventLoop, configuration: HTTPClient.Configuration) {
        self.loop = loop
        self.configuration = configuration
        resolver = HostResolver(loop: loop)
        unsafe input = .allocate(byteCount: Self.inputSize, alignment: 16)
    }

    deinit { unsafe input.deallocate() }

    /// Sends a request over a connection that rests, or a fresh one.
    func start(
        _ request: HTTPClientRequest,
        for exchange: HTTPExchange,
        to target: HTTPTarget
    ) throws(HTTPClientError) {
        try target.head.prepare(request)
        // Where a connection that rests leads was not asked when it was made.
        if request.reach == .anywhere, let connection = take(target.origin, exchange.started) {
            connection.carry(exchange, from: exchange.started)
        } else {
            connect(exchange)
        }
    }

    /// Sends an exchange's request over a fresh connection.
    func connect(_ exchange: HTTPExchange) {
        guard let origin = exchange.target?.origin else { return }
        let connector = PlainConnector(pool: self, origin: origin, exchange: exchange)
        exchange.carrier = connector
        connector.start(within: exchange.connectLimit)
    }

    // MARK: Connections that rest

    private func take(_ origin: HTTPOrigin, _ now: UInt64) -> PlainConnection? {
        while let connection = origin.resting.popLast() {
            restingCount -= 1
            let rested = now &- connection.restedSince
            if rested < Self.trusted || rested < limit(origin) && !connection.hasSomethingToRead { return connection }
            connection.close()
        }
        return nil
    }

    private func limit(_ origin: HTTPOrigin) -> UInt64 { origin.restLimit(configuration.idleLimit).nanoseconds }

    /// Keeps a connection whose answer is whole, or closes it.
    func rest(_ connection: PlainConnection) {
        let origin = connection.origin
        guard !isShutDown, restingCount < configuration.idleConnections, origin.keepAlive != 0 else {
            return connection.close()
        }
        connection.restedSince = martlet_monotonic_ns()
        if origin.resting.isEmpty, !origins.contains(where: { $0 === origin }) {
            if origins.isEmpty { sweeper.arm(after: .seconds(1)) }
            origins.append(origin)
        }
        origin.resting.append(connection)
        restingCount += 1
    }

    /// Forgets a connection that rested and was closed by its server.
    func forget(_ connection: PlainConnection) {
        guard let place = connection.origin.resting.firstIndex(where: { $0 === connection }) else { return }
        connection.origin.resting.remove(at: place)
        restingCount -= 1
    }

    /// Closes what has rested for too long.
    private func sweep() {
        let now = martlet_monotonic_ns()
        for origin in origins {
            let limit = limit(origin)
            // Those that were used last stand at the end.
            let count = origin.resting.prefix { now &- $0.restedSince >= limit }.count
            let old = origin.resting.prefix(count)
            origin.resting.removeFirst(count)
            restingCount -= count
            for connection in old { connection.close() }
        }
        origins.removeAll { $0.resting.isEmpty }
        if !origins.isEmpty { sweeper.arm(after: .seconds(1)) }
    }

    /// Closes every connection, when no exchange is left.
    func shutDown() {
        isShutDown = true
        sweeper.cancel()
        for origin in origins {
            for connection in origin.resting { connection.close() }
            origin.resting = []
        }
        origins = []
    }
}
