import CCurl
import CSystem
import EventLoop
import Foundation

/// One loop's libcurl multi handle: its connections and its transfers.
///
/// libcurl says what it waits for and is told what happened. It must not be called from inside its own callbacks, so
/// what these find out is written down and settled after the outermost call has returned.
@safe final class CurlDriver: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, which every entry point asserts.
    let loop: EventLoop
    let configuration: HTTPClient.Configuration
    private let multi: UnsafeMutableRawPointer

    private var sockets: [CurlSocket?] = []
    private var active: [CurlHandle] = []
    private var idle: [CurlHandle] = []

    private var depth = 0
    /// The transfer that libcurl is called for.
    private var acting: CurlHandle?
    /// Exchanges whose readers are to be told.
    private var noted: [HTTPExchange] = []
    private var doomed: [CurlHandle] = []

    /// When libcurl wants to be called, and when the timer is set for; in nanoseconds of the monotonic clock.
    private var curlTime: UInt64 = .max
    private var timerTime: UInt64 = .max
    private lazy var timer = LoopTimer(loop: loop) { [unowned self] in timerFired() }

    init?(loop: EventLoop, configuration: HTTPClient.Configuration) {
        guard Self.isLoaded, let multi = unsafe curl_multi_init() else { return nil }
        self.loop = loop
        self.configuration = configuration
        unsafe self.multi = unsafe multi
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

    /// Loads libcurl, once.
    private static let isLoaded = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Closes every connection; called once, last of all, when no exchange is left.
    func shutDown() {
        loop.assertCurrent()
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
    func start(
        _ request: HTTPClientRequest,
        for exchange: HTTPExchange,
        to target: HTTPTarget,
        proxied: Bool
    ) throws(HTTPClientError) {
        loop.assertCurrent()
        guard let handle = idle.popLast() ?? CurlHandle(driver: self) else {
            throw HTTPClientError(.other, "libcurl could not make a handle (is memory used up?)")
        }
        do throws(HTTPClientError) {
            try handle.prepare(request, target: target, proxied: proxied)
        } catch {
            recycle(handle)
            throw error
        }
        handle.exchange = exchange
        exchange.carrier = handle
        handle.place = active.count
        active.append(handle)
        guard unsafe curl_multi_add_handle(multi, handle.easy) == CURLM_OK else {
            exchange.carrier = nil
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
    func note(_ exchange: HTTPExchange) {
        guard !exchange.isNoted, exchange.isAwaited else { return }
        exchange.isNoted = true
        noted.append(exchange)
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
        if !noted.isEmpty {
            let exchanges = noted
            noted.removeAll(keepingCapacity: true)
            for exchange in exchanges {
                exchange.isNoted = false
                exchange.deliver()
            }
        }
        setTimer()
    }

    private func finishTransfers() {
        var code = CURLE_OK
        while let easy = unsafe martlet_multi_next_done(multi, &code) {
            guard let handle = unsafe CurlHandle.of(easy) else { continue }
            if let exchange = handle.exchange {
                exchange.finished(code == CURLE_OK ? nil : handle.error(code, exchange))
                note(exchange)
            }
            if code == CURLE_OK, let descriptor = handle.usedDescriptor { count(handle, on: descriptor) }
            doomed.removeAll { $0 === handle }
            remove(handle)
        }
    }

    /// Adds an answer to what has been received over its connection.
    private func count(_ handle: CurlHandle, on descriptor: curl_socket_t) {
        guard let socket = socket(descriptor) else { return }
        if let received = handle.received {
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
        guard curlTime < timerTime else { return }
        timerTime = curlTime
        let now = martlet_monotonic_ns()
        timer.arm(after: .nanoseconds(curlTime > now ? min(curlTime &- now, 1 << 60) : 0))
    }

    private func timerFired() {
        timerTime = .max
        if martlet_monotonic_ns() >= curlTime { act(onTimeout: ()) }
        settle()
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
