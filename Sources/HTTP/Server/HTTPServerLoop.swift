import CSystem
import EventLoop
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a server has on one loop: listening sockets, connections, and what these share.
///
/// Confined to its loop's thread.
@safe final class HTTPServerLoop: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, but for constants and `counters`.

    static let inputSize = 64 << 10

    let loop: EventLoop
    let configuration: HTTPServerConfiguration
    let handler: any HTTPHandler
    let counters = HTTPLoopCounters()
    let deadlines: Deadlines
    /// Where every connection receives. What is not consumed at once is copied by the connection.
    let input: UnsafeMutableRawBufferPointer
    /// Where every connection puts an answer together.
    var out: [UInt8] = []
    /// `date: ...\r\n`, of the present second.
    private(set) var date: [UInt8] = []
    /// Counts the sweeps; deadlines are expressed in it.
    private(set) var tick = 0
    private(set) var isDraining = false

    private let openConnections: OpenConnections
    private var connections: [HTTPConnection] = []
    private var listeners: [(socket: Int32, watch: IOWatch)] = []
    private var targets: [HTTPServerLoop] = []
    private var nextTarget = 0
    private var acceptIsPaused = false
    private var isSweeping = false
    private var sweeper: LoopTimer?
    private var drainLimit: LoopTimer?
    private var drained: [() -> Void] = []

    init(loop: EventLoop, configuration: HTTPServerConfiguration, handler: any HTTPHandler, open: OpenConnections) {
        self.loop = loop
        self.configuration = configuration
        self.handler = handler
        openConnections = open
        deadlines = Deadlines(configuration)
        unsafe input = .allocate(byteCount: Self.inputSize, alignment: 16)
    }

    deinit { unsafe input.deallocate() }

    // MARK: Accepting

    func listen(on sockets: [Int32], for targets: [HTTPServerLoop]) {
        loop.assertCurrent()
        self.targets = targets
        for socket in sockets {
            let watch = IOWatch(loop: loop, descriptor: socket) { [self] _ in accept(from: socket) }
            watch.set(.read)
            listeners.append((socket, watch))
        }
    }

    private func accept(from listener: Int32) {
        // Not for ever, so that a flood of connections leaves the open ones their turn.
        for _ in 0..<64 {
            var peer: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0, 0, 0, 0, 0)
            let (socket, name) = unsafe withUnsafeMutableBytes(of: &peer) { bytes in
                let text = unsafe bytes.assumingMemoryBound(to: CChar.self)
                let socket = unsafe martlet_accept(listener, text.baseAddress, text.count)
                guard socket >= 0, let name = text.baseAddress else { return (socket, "") }
                return unsafe (socket, String(cString: name))
            }
            switch socket {
            case 0...:
                let target = targets[nextTarget]
                nextTarget = (nextTarget + 1) % targets.count
                target.loop.execute { target.add(socket, peer: name) }
            case -EAGAIN, -EWOULDBLOCK: return
            case -ECONNABORTED, -EPROTO, -EINTR: continue
            default:
                // No descriptors or no memory: asking again at once would only burn time.
                counters.acceptFailures.bump()
                acceptIsPaused = true
                for listener in listeners { listener.watch.set([]) }
                startSweeping()
                return
            }
        }
    }

    private func add(_ socket: Int32, peer: String) {
        guard !isDraining else { return closeSocket(socket) }
        counters.accepted.bump()
        let open = openConnections.count.add(1, ordering: .relaxed).newValue
        // Those that are told so take a place until they have read it. There are places for some, not for any number.
        guard open <= configuration.maxConnections + 256 else {
            counters.rejected.bump()
            openConnections.count.subtract(1, ordering: .relaxed)
            closeSocket(socket)
            return
        }
        startSweeping()
        let connection = HTTPConnection(socket, peer: peer, owner: self)
        connection.slot = connections.count
        connections.append(connection)
        connection.begin()
        if open > configuration.maxConnections {
            counters.rejected.bump()
            connection.refuse(
                HTTPRequestFailure(503, "all \(configuration.maxConnections) connections are taken: try again later"),
                ["retry-after": "1"]
            )
        }
    }

    /// Forgets a connection that has closed its socket.
    func remove(_ connection: HTTPConnection) {
        openConnections.count.subtract(1, ordering: .relaxed)
        let slot = connection.slot
        guard let last = connections.popLast() else { return }
        if last !== connection {
            connections[slot] = last
            last.slot = slot
        }
        finishDrainIfDone()
    }

    // MARK: Time

    private func startSweeping() {
        guard !isSweeping else { return }
        isSweeping = true
        refreshDate()
        if sweeper == nil { sweeper = LoopTimer(loop: loop) { [self] in sweep() } }
        sweeper?.arm(after: configuration.tick)
    }

    private func sweep() {
        tick += 1
        refreshDate()
        if acceptIsPaused {
            acceptIsPaused = false
            for listener in listeners { listener.watch.set(.read) }
        }
        // Backwards: a connection that closes gives its place to the last one, which has had its turn.
        for index in connections.indices.reversed() where index < connections.count {
            connections[index].checkDeadline(tick)
        }
        isSweeping = !connections.isEmpty || acceptIsPaused
        if isSweeping { sweeper?.arm(after: configuration.tick) }
    }

    private func refreshDate() {
        date.removeAll(keepingCapacity: true)
        date.append("date: ")
        HTTPDate.append(time(nil), to: &date)
        date.append("\r\n")
    }

    // MARK: Draining

    func beginDrain(within limit: Duration) {
        loop.assertCurrent()
        guard !isDraining else { return }
        // What waits to be accepted still gets in; what comes after is refused by the system.
        for listener in listeners {
            accept(from: listener.socket)
            listener.watch.cancel()
            closeSocket(listener.socket)
        }
        listeners = []
        targets = []
        isDraining = true
        for connection in connections { connection.closeIfIdle() }
        guard !isDrained else { return endDrain() }
        let timer = LoopTimer(loop: loop) { [self] in cutAll() }
        timer.arm(after: limit)
        drainLimit = timer
    }

    /// Calls `body` when no connection is open and no handler runs, or when the drain's limit has passed.
    func whenDrained(_ body: @escaping () -> Void) {
        if isDraining, isDrained { body() } else { drained.append(body) }
    }

    func finishDrainIfDone() {
        if isDraining, isDrained { endDrain() }
    }

    private var isDrained: Bool { connections.isEmpty && counters.running.load(ordering: .relaxed) == 0 }

    private func cutAll() {
        for connection in connections { connection.cut() }
        // A handler that does not heed its cancellation is not waited for.
        endDrain()
    }

    private func endDrain() {
        drainLimit?.cancel()
        drainLimit = nil
        sweeper?.cancel()
        sweeper = nil
        let bodies = drained
        drained = []
        for body in bodies { body() }
    }
}

/// The configuration's times in ticks, never less than asked for.
struct Deadlines {
    let head: Int
    let body: Int
    let idle: Int
    let write: Int
    let linger: Int

    init(_ configuration: HTTPServerConfiguration) {
        head = Self.ticks(configuration.headTime, configuration)
        body = Self.ticks(configuration.bodyTime, configuration)
        idle = Self.ticks(configuration.idleTime, configuration)
        write = Self.ticks(configuration.writeStall, configuration)
        linger = Self.ticks(configuration.lingerTime, configuration)
    }

    private static func ticks(_ duration: Duration, _ configuration: HTTPServerConfiguration) -> Int {
        let ticks = (duration / configuration.tick).rounded(.up)
        return ticks < 1 ? 1 : ticks < 1e9 ? Int(ticks) + 1 : 1_000_000_000
    }
}
