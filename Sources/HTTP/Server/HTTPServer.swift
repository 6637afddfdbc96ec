package import EventLoop
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An HTTP/1.1 server: on each loop a listening socket, and the connections it accepts, which never leave that loop.
package final class HTTPServer: Sendable {
    let configuration: HTTPServerConfiguration
    private let group: EventLoopGroup
    private let handler: any HTTPHandler
    private let openConnections = OpenConnections()
    private let state = Mutex<[HTTPServerLoop]>([])

    package init(configuration: HTTPServerConfiguration, group: EventLoopGroup, handler: any HTTPHandler) {
        self.configuration = configuration
        self.group = group
        self.handler = handler
    }

    /// Listens; returns the port. Requests may arrive before it returns. Looks up the host's name, and so may block.
    package func start() throws(HTTPServerStartError) -> UInt16 {
        #if os(Linux)
            let sets = group.loops.count
        #else
            // Only Linux spreads connections between sockets that share a port: elsewhere one accepts for all.
            let sets = 1
        #endif
        let listener = try HTTPListener(
            host: configuration.host,
            port: configuration.port,
            sets: sets,
            backlog: configuration.backlog
        )
        let loops = group.loops.map {
            HTTPServerLoop(loop: $0, configuration: configuration, handler: handler, open: openConnections)
        }
        for (index, sockets) in listener.sockets.enumerated() {
            let targets = sets == loops.count ? [loops[index]] : loops
            let loop = loops[index]
            loop.loop.execute { loop.listen(on: sockets, for: targets) }
        }
        state.withLock { $0 = loops }
        return listener.port
    }

    /// Stops: accepts nothing more, closes idle connections, lets requests that run or arrive finish, with
    /// `connection: close` on their answers; after `limit` cuts what is left. Returns when no connection is open.
    package func drain(within limit: Duration) async {
        let loops = state.withLock { $0 }
        for loop in loops { loop.loop.execute { loop.beginDrain(within: limit) } }
        for loop in loops {
            await withCheckedContinuation { continuation in
                loop.loop.execute { loop.whenDrained { continuation.resume() } }
            }
        }
    }

    package var counters: HTTPServerCounters {
        var sum = HTTPServerCounters()
        for loop in state.withLock({ $0 }) { loop.counters.add(to: &sum) }
        sum.open = openConnections.count.load(ordering: .relaxed)
        return sum
    }
}

/// How many connections all loops of a server have.
final class OpenConnections: Sendable {
    let count = Atomic(0)
}

/// What one loop counts; each is written on that loop alone, and read anywhere.
final class HTTPLoopCounters: Sendable {
    let accepted = Atomic(0)
    let rejected = Atomic(0)
    let requests = Atomic(0)
    let running = Atomic(0)
    let refused = Atomic(0)
    let left = Atomic(0)
    let acceptFailures = Atomic(0)

    func add(to sum: inout HTTPServerCounters) {
        sum.accepted += accepted.load(ordering: .relaxed)
        sum.rejected += rejected.load(ordering: .relaxed)
        sum.requests += requests.load(ordering: .relaxed)
        sum.running += running.load(ordering: .relaxed)
        sum.refused += refused.load(ordering: .relaxed)
        sum.left += left.load(ordering: .relaxed)
        sum.acceptFailures += acceptFailures.load(ordering: .relaxed)
    }
}

extension Atomic where Value == Int {
    /// Adds where only one thread writes: no locked instruction is needed.
    func bump(_ by: Int = 1) { store(load(ordering: .relaxed) &+ by, ordering: .relaxed) }
}
