import CCurl
import CSystem
import EventLoop
import Foundation

/// One loop's libcurl multi handle: its connections, its transfers and their deadlines.
///
/// libcurl says what it waits for and is told what happened. It must not be called from inside its own callbacks, so
/// what these find out is written down and settled after the outermost call has returned.
@safe final class CurlDriver: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, which every entry point asserts.
    let loop: EventLoop
    let configuration: HTTPClient.Configuration
    private let multi: UnsafeMutableRawPointer
    private let proxied: Bool

    private var sockets: [CurlSocket?] = []
    private var active: [CurlHandle] = []
    private var idle: [CurlHandle] = []
    private var targets: [String: HTTPTarget] = [:]
    private var origins: [String: HTTPOrigin] = [:]

    private var depth = 0
    /// The transfer that libcurl is called for.
    private var acting: CurlHandle?
    private var woken: [HTTPExchange] = []
    private var doomed: [CurlHandle] = []

    /// When libcurl wants to be called, and when the timer is set for; in nanoseconds of the monotonic clock.
    private var curlTime: UInt64 = .max
    private var timerTime: UInt64 = .max
    /// The soonest deadline of an exchange that waits, or sooner.
    private var deadline: UInt64 = .max
    private lazy var timer = LoopTimer(loop: loop) { [unowned self] in timerFired() }

    init?(loop: EventLoop, configuration: HTTPClient.Configuration) {
        guard let multi = unsafe curl_multi_init() else { return nil }
        self.loop = loop
        self.configuration = configuration
        unsafe self.multi = unsafe multi
        proxied = configuration.usesProxies && Self.environmentNamesProxy
        let connections = min(max(configuration.idleConnections, 1), 1 << 20)
        unsafe _ = martlet_multi_set_long(multi, CURLMOPT_MAXCONNECTS, connections)
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe martlet_multi_set_callbacks(
            multi,
            context,
            { easy, descriptor, what, context, _ in
                guard let context = unsafe context, let easy = unsafe easy else { return 0 }
                let driver = unsafe Unmanaged<CurlDriver>.fromOpaque(context).takeUnretainedValue()
                unsafe driver.watch(descriptor, what, for: CurlHandle.of(easy))
                return 0
            },
            { _, milliseconds, context in
                guard let context = unsafe context else { return 0 }
                let driver = unsafe Unmanaged<CurlDriver>.fromOpaque(context).takeUnretainedValue()
                driver.timeoutChanged(milliseconds)
                return 0
            }
        )
    }

    /// Loads libcurl, once, and has a write to a closed connection fail instead of killing the process.
    static func prepareProcess() { _ = prepared }

    private static let prepared: Void = {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        _ = signal(SIGPIPE, SIG_IGN)
    }()

    private static let environmentNamesProxy: Bool = {
        let environment = ProcessInfo.processInfo.environment
        let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"]
        return names.contains { environment[$0]?.isEmpty == false }
    }()

    /// Ends every exchange and closes every connection; called once, last of all.
    func shutDown() {
        loop.assertCurrent()
        for handle in active {
            handle.exchange?.fail(HTTPClientError(.cancelled, "the HTTP client was shut down"))
        }
        settle()
        timer.cancel()
        for handle in idle { handle.close() }
        idle = []
        // Connections that are still pooled close here, through `closed`, while this object can be called back.
        unsafe _ = curl_multi_cleanup(multi)
        sockets = []
    }

    // MARK: Transfers

    /// Starts the transfer of `request`; what comes of it is told to `exchange`.
    func start(_ request: HTTPClientRequest, for exchange: HTTPExchange) throws(HTTPClientError) {
        loop.assertCurrent()
        let target = try target(request.url)
        guard let handle = idle.popLast() ?? CurlHandle(driver: self) else {
            throw HTTPClientError(.other, "libcurl could not make a handle (is memory used up?)")
        }
        do throws(HTTPClientError) {
            try handle.prepare(request, target: target, proxied: proxied && !target.origin.isLoopback)
        } catch {
            recycle(handle)
            throw error
        }
        handle.exchange = exchange
        exchange.handle = handle
        exchange.origin = target.origin
        handle.place = active.count
        active.append(handle)
        guard unsafe curl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
            exchange.handle = nil
            deactivate(handle)
            throw HTTPClientError(.other, "libcurl did not take the request")
        }
        // The first steps are taken at once: on a pooled connection the request is sent before this returns.
        acting = handle
        act(onTimeout: ())
        acting = nil
        settle()
    }

    /// Takes a transfer out, wherever it stands. Unfinished, its connection is closed.
    func remove(_ handle: CurlHandle) {
        loop.assertCurrent()
        handle.exchange = nil
        if depth > 0 {
            doomed.append(handle)
        } else {
            depth += 1
            unsafe _ = curl_multi_remove_handle(multi, handle.easy)
            depth -= 1
            deactivate(handle)
        }
    }

    /// Lets a paused transfer go on.
    func resume(_ handle: CurlHandle) {
        loop.assertCurrent()
        depth += 1
        unsafe _ = curl_easy_pause(handle.easy, CURLPAUSE_CONT)
        depth -= 1
        settle()
    }

    /// Has `exchange` told, once libcurl is done, that something happened.
    func wake(_ exchange: HTTPExchange) { woken.append(exchange) }

    /// Has the deadline of an exchange looked at when it comes.
    func await(_ time: UInt64) {
        guard time < deadline else { return }
        deadline = time
        if depth == 0 { setTimer() }
    }

    private func deactivate(_ handle: CurlHandle) {
        let place = handle.place
        guard active.indices.contains(place), active[place] === handle else { return }
        let last = active.removeLast()
        if last !== handle {
            active[place] = last
            last.place = place
        }
        recycle(handle)
    }

    private func recycle(_ handle: CurlHandle) {
        handle.rest()
        if idle.count < 128, !handle.hasSentAgain { idle.append(handle) } else { handle.close() }
    }

    private func target(_ url: String) throws(HTTPClientError) -> HTTPTarget {
        if let known = targets[url] { return known }
        let target = try HTTPTarget(url)
        if let known = origins[target.origin.name] {
            target.origin = known
        } else {
            if origins.count >= 1024 { origins = [:] }
            origins[target.origin.name] = target.origin
        }
        if targets.count >= 256 { targets = [:] }
        targets[url] = target
        return target
    }

    // MARK: Driving

    private func act(onTimeout: Void) {
        curlTime = .max
        act(CURL_SOCKET_BAD, 0)
    }

    private func act(_ descriptor: curl_socket_t, _ mask: Int32) {
        var running: Int32 = 0
        depth += 1
        unsafe _ = curl_multi_socket_action(multi, descriptor, mask, &running)
        depth -= 1
    }

    /// Carries out what the callbacks have written down, until nothing is left that is due.
    private func settle() {
        guard depth == 0 else { return }
        var turns = 0
        while true {
            finishTransfers()
            while let handle = doomed.popLast() { remove(handle) }
            // A bounded number of turns, so that one busy transfer never holds up the loop.
            guard curlTime == 0, turns < 4 else { break }
            turns += 1
            act(onTimeout: ())
        }
        if !woken.isEmpty {
            let exchanges = woken
            woken.removeAll(keepingCapacity: true)
            for exchange in exchanges { exchange.deliver() }
        }
        setTimer()
    }

    private func finishTransfers() {
        var code = CURLE_OK
        while let easy = unsafe martlet_multi_next_done(multi, &code) {
            guard let handle = unsafe CurlHandle.of(easy) else { continue }
            let exchange = handle.exchange
            let error = code == CURLE_OK ? nil : exchange.map { handle.error(code, $0) }
            if let exchange {
                exchange.handle = nil
                exchange.finished(error)
            }
            if code == CURLE_OK, let descriptor = handle.usedDescriptor { count(exchange, on: descriptor) }
            doomed.removeAll { $0 === handle }
            remove(handle)
        }
    }

    /// Adds an exchange to what has been received over its connection.
    private func count(_ exchange: HTTPExchange?, on descriptor: curl_socket_t) {
        guard let socket = socket(descriptor) else { return }
        if let received = exchange?.received {
            socket.received &+= Int64(received)
        } else {
            socket.received = martlet_tcp_received(descriptor)
        }
    }

    // MARK: Time

    private func timeoutChanged(_ milliseconds: Int) {
        curlTime =
            switch milliseconds {
            case ..<0: .max
            case 0: 0
            default: martlet_monotonic_ns() &+ UInt64(min(milliseconds, 1 << 40)) &* 1_000_000
            }
        if depth == 0 { setTimer() }
    }

    /// Sets the timer, unless it will fire soon enough.
    private func setTimer() {
        let time = min(curlTime, deadline)
        guard time < timerTime else { return }
        timerTime = time
        let now = martlet_monotonic_ns()
        timer.arm(after: .nanoseconds(time > now ? min(time &- now, 1 << 60) : 0))
    }

    private func timerFired() {
        let now = martlet_monotonic_ns()
        timerTime = .max
        if now >= deadline { checkDeadlines(now) }
        if now >= curlTime { act(onTimeout: ()) }
        settle()
    }

    private func checkDeadlines(_ now: UInt64) {
        var next = UInt64.max
        // Backwards, because an exchange that fails takes its handle out of the list.
        for place in active.indices.reversed() where place < active.count {
            guard let exchange = active[place].exchange else { continue }
            next = min(next, exchange.checkDeadline(now))
        }
        // Not at every deadline by itself when there are many.
        deadline = next == .max ? .max : max(next, now &+ 2_000_000)
    }

    // MARK: Sockets

    private func watch(_ descriptor: curl_socket_t, _ what: Int32, for handle: CurlHandle?) {
        guard descriptor >= 0 else { return }
        if what == CURL_POLL_REMOVE {
            guard let socket = socket(descriptor) else { return }
            socket.isWanted = false
            socket.handle = nil
            // A pooled connection is going to be wanted again: the watch stays until it is closed or something
            // comes in, which saves two system calls an exchange. A socket that libcurl made for itself (to
            // resolve names) is closed unannounced, so that one is let go of here.
            if !socket.isConnection { forget(descriptor) }
            return
        }
        let socket = socket(descriptor) ?? addSocket(descriptor, isConnection: false)
        socket.isWanted = true
        socket.handle = handle
        if socket.isConnection { handle?.descriptor = descriptor }
        var events: IOEvents = []
        if what == CURL_POLL_IN || what == CURL_POLL_INOUT { events.insert(.read) }
        if what == CURL_POLL_OUT || what == CURL_POLL_INOUT { events.insert(.write) }
        socket.set(events)
    }

    /// libcurl made a socket for a connection.
    func opened(_ descriptor: curl_socket_t) {
        forget(descriptor)
        _ = addSocket(descriptor, isConnection: true)
    }

    /// libcurl closes a connection.
    func closed(_ descriptor: curl_socket_t) {
        if let handle = acting, handle.mayBeStale, let socket = socket(descriptor) {
            // It may be about to send the request again, over a fresh connection: only if no byte of an answer came.
            let received = martlet_tcp_received(descriptor)
            if received > socket.received { handle.proveAlive() }
        }
        forget(descriptor)
        close(descriptor)
    }

    private func socket(_ descriptor: curl_socket_t) -> CurlSocket? {
        let place = Int(descriptor)
        return sockets.indices.contains(place) ? sockets[place] : nil
    }

    private func addSocket(_ descriptor: curl_socket_t, isConnection: Bool) -> CurlSocket {
        let watch = IOWatch(loop: loop, descriptor: descriptor) { [unowned self] in happened($0, on: descriptor) }
        let socket = CurlSocket(watch: watch, isConnection: isConnection)
        let place = Int(descriptor)
        if place >= sockets.count {
            sockets.append(contentsOf: repeatElement(nil, count: max(place &+ 1 &- sockets.count, 16)))
        }
        sockets[place] = socket
        return socket
    }

    private func forget(_ descriptor: curl_socket_t) {
        guard let socket = socket(descriptor) else { return }
        socket.watch.cancel()
        sockets[Int(descriptor)] = nil
    }

    private func happened(_ events: IOEvents, on descriptor: curl_socket_t) {
        guard let socket = socket(descriptor) else { return }
        guard socket.isWanted else { return socket.set([]) }
        var mask: Int32 = 0
        if events.contains(.read) { mask |= CURL_CSELECT_IN }
        if events.contains(.write) { mask |= CURL_CSELECT_OUT }
        acting = socket.handle
        act(descriptor, mask)
        acting = nil
        settle()
    }
}

/// A socket that libcurl uses, and the transfer that waits for it.
private final class CurlSocket {
    let watch: IOWatch
    let isConnection: Bool
    var isWanted = false
    var handle: CurlHandle?
    /// How many bytes the exchanges before had.
    var received: Int64 = 0

    init(watch: IOWatch, isConnection: Bool) {
        self.watch = watch
        self.isConnection = isConnection
    }

    func set(_ events: IOEvents) { watch.set(events) }
}
