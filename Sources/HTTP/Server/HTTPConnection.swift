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

/// One connection: reads a request, runs its handler, sends the answer, and begins again.
///
/// Confined to its loop's thread. The socket is watched for every change, once each (edge-triggered), so that the
/// watch is never altered: while a request runs, what else the client sends stays unread in the socket.
@safe final class HTTPConnection: @unchecked Sendable {
    // Sendable by confinement to the loop's thread, but for `startedNumber` and `isOverHighWater`, which are atomic.

    enum Phase {
        /// Waiting for a request, or reading its head or body.
        case reading
        /// The handler runs.
        case running
        /// The handler is done, the last of its answer waits for the client to take it.
        case flushing
        /// The last answer is sent; what the client still sends is thrown away, so that it gets to read the answer.
        case lingering
        case closed
    }

    let owner: HTTPServerLoop
    let loop: EventLoop
    let peer: String
    var slot = 0

    private let socket: Int32
    private var watch: IOWatch?
    private(set) var phase = Phase.reading
    private var deadline = 0

    // What is read.
    private var parser: HTTPRequestParser
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    /// Bytes received and not yet consumed, from `stashStart` on.
    private var stash: [UInt8] = []
    private var stashStart = 0
    /// Whether the socket may hold bytes that it has told of.
    private var hasUnread = false
    private var isConsuming = false
    /// Whether the first bytes of a head are there, but not all.
    private var isInHead = false

    // What is answered.
    private var number: UInt64 = 0
    private var answer = AnswerState.none
    private var keepsAlive = true
    private var task: Task<Void, Never>?
    let startedNumber = Atomic<UInt64>(0)

    // What waits to be sent, from `pendingStart` on.
    private var pending: [UInt8] = []
    private var pendingStart = 0
    private var waiters: [UnsafeContinuation<Bool, Never>] = unsafe []
    private let overHighWater = Atomic(false)

    enum AnswerState {
        case none
        case chunked
        case untilClose
        /// Started, with a body that is not to be sent: `HEAD`, 204, 304.
        case withoutBody
        case done
    }

    init(_ socket: Int32, peer: String, owner: HTTPServerLoop) {
        self.socket = socket
        self.peer = peer
        self.owner = owner
        loop = owner.loop
        parser = HTTPRequestParser(limits: owner.configuration.limits)
    }

    func begin() {
        deadline = owner.tick + owner.deadlines.head
        let watch = IOWatch(loop: loop, descriptor: socket) { [unowned self] in changed($0) }
        self.watch = watch
        watch.set([.read, .write, .closed, .edge])
    }

    // MARK: The socket

    private func changed(_ events: IOEvents) {
        if events.contains(.write), pendingCount > 0 { flush() }
        guard !events.isDisjoint(with: [.read, .closed]) else { return }
        switch phase {
        case .reading:
            receive()
            guard events.contains(.closed) else { break }
            // The end came together with the last bytes: it is read now, because it will not be told of again. A
            // handler that could not answer on the spot answers nobody.
            if phase == .reading { receive() }
            if phase == .running, !isAnswered { leave() }
        case .running where !isAnswered:
            hasUnread = true
            // Either the client has left, or it sends its next request ahead. A reset connection is reported as
            // readable only, so the socket is asked.
            if events.contains(.closed) || martlet_has_left(socket) != 0 { leave() }
        case .running, .flushing:
            // The answer is whole: whether the client has left shows when the rest of it is sent.
            hasUnread = true
        case .lingering: discard()
        case .closed: break
        }
    }

    /// Reads until the socket is empty or a request is running.
    private func receive() {
        var turns = 0
        while phase == .reading {
            turns += 1
            guard turns <= 32 else {
                // A fast sender must not keep the others waiting.
                hasUnread = true
                return loop.defer_ { [self] in if phase == .reading { receive() } }
            }
            let count = unsafe martlet_receive(socket, owner.input.baseAddress, HTTPServerLoop.inputSize)
            guard count > 0 else {
                hasUnread = false
                if count != -EAGAIN { close() }
                return
            }
            hasUnread = count == HTTPServerLoop.inputSize
            if stash.isEmpty {
                let bytes = unsafe UnsafeRawBufferPointer(rebasing: owner.input[..<count])
                let consumed = unsafe consume(bytes)
                if consumed < count, phase != .closed, phase != .lingering {
                    unsafe stash.append(contentsOf: bytes[consumed...])
                }
            } else {
                unsafe stash.append(contentsOf: owner.input[..<count])
                consumeStash()
            }
            // A short read has emptied the socket; what comes later is told of anew.
            if !hasUnread { return }
        }
    }

    private func consumeStash() {
        guard stashStart < stash.count else { return }
        // The array is held here, because a handler that is started may come back to this connection.
        let held = stash
        let consumed = unsafe held.withUnsafeBytes {
            unsafe consume(UnsafeRawBufferPointer(rebasing: $0[stashStart...]))
        }
        stashStart += consumed
        if stashStart >= held.count {
            stash = []
            stashStart = 0
        } else if stashStart > 0, phase == .reading {
            stash = Array(held[stashStart...])
            stashStart = 0
        }
    }

    /// Gives bytes to the parser and does what they ask for; returns how many were consumed.
    private func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
        isConsuming = true
        defer { isConsuming = false }
        var consumed = 0
        while phase == .reading {
            let span = unsafe bytes.bindMemory(to: UInt8.self).span.extracting(consumed...)
            let step = parser.next(span)
            switch step.event {
            case .needMore:
                consumed += step.consumed
                awaitMore(isMidway: consumed < bytes.count || !parser.isBetweenRequests)
                return consumed
            case .head(let head):
                begin(head, bodyIsHere: span.count > step.consumed)
            case .body(let range):
                unsafe body.append(contentsOf: bytes[(consumed + range.lowerBound)..<(consumed + range.upperBound)])
            case .complete:
                consumed += step.consumed
                run()
                continue
            case .failed(let failure):
                refuse(failure)
                return bytes.count
            }
            consumed += step.consumed
        }
        return consumed
    }

    /// Sets the time within which more must arrive.
    private func awaitMore(isMidway: Bool) {
        if head != nil {
            deadline = owner.tick + owner.deadlines.body
        } else if isMidway, !isInHead {
            isInHead = true
            deadline = owner.tick + owner.deadlines.head
        }
    }

    private func begin(_ head: HTTPRequestHead, bodyIsHere: Bool) {
        self.head = head
        isInHead = false
        if case .length(let length) = head.framing {
            // Memory is given to what arrives, not to what is announced.
            body.reserveCapacity(min(length, HTTPServerLoop.inputSize))
        }
        if head.expectsContinue, !bodyIsHere {
            owner.out.removeAll(keepingCapacity: true)
            owner.out.append("HTTP/1.1 100 Continue\r\n\r\n")
            transmit([])
        }
    }

    // MARK: The handler

    private func run() {
        guard let head else { return }
        phase = .running
        deadline = .max
        number &+= 1
        answer = .none
        keepsAlive = head.keepsAlive
        let request = HTTPRequest(
            method: head.method,
            path: head.path,
            query: head.query,
            headers: head.headers,
            body: body,
            peer: peer
        )
        body = []
        owner.counters.requests.bump()
        owner.counters.running.bump()
        let exchange = HTTPServerExchange(connection: self, number: number)
        let handler = owner.handler
        let started = number
        let task = loop.spawnNow {
            await handler.handle(request, exchange)
            exchange.connection.handlerReturned(exchange.number)
        }
        // It may have answered and returned already.
        if phase == .running, number == started { self.task = task }
    }

    private func handlerReturned(_ number: UInt64) {
        loop.assertCurrent()
        owner.counters.running.bump(-1)
        defer { owner.finishDrainIfDone() }
        guard number == self.number, phase == .running else { return }
        task = nil
        switch answer {
        case .done: break
        case .none:
            let body = owner.configuration.errorBody(500, "the request was not answered")
            _ = try? send(number, 500, ["content-type": "application/json"], body)
        case .withoutBody: answer = .done
        case .chunked, .untilClose: return cut()
        }
        guard phase == .running else { return }
        if pendingCount > 0 {
            phase = .flushing
        } else {
            next()
        }
    }

    /// Goes on to the next request, or ends the connection.
    private func next() {
        head = nil
        guard keepsAlive, !owner.isDraining else {
            // Bytes that are left unread would turn the close into a reset, which can destroy the answer.
            return hasUnread ? linger() : close()
        }
        phase = .reading
        deadline = owner.tick + owner.deadlines.idle
        guard !isConsuming else { return }
        consumeStash()
        if phase == .reading, hasUnread { receive() }
    }

    // MARK: Answering

    private func checkOpen(_ number: UInt64) throws(HTTPServerError) {
        loop.assertCurrent()
        guard phase != .closed, phase != .lingering else { throw .clientGone }
        guard phase == .running, number == self.number else { throw .misuse("the request was answered already") }
    }

    func send(_ number: UInt64, _ status: Int, _ headers: HTTPHeaders, _ body: [UInt8]) throws(HTTPServerError) {
        try checkOpen(number)
        guard case .none = answer, let head else { throw .misuse("the request was answered already") }
        let hasNoBody = status == 204 || status == 304
        try putHead(status, headers, hasNoBody ? .none : .whole(body.count), head)
        answer = .done
        transmit(hasNoBody || head.method == "HEAD" ? [] : body)
        guard phase == .running else { throw .clientGone }
    }

    func start(_ number: UInt64, _ status: Int, _ headers: HTTPHeaders) throws(HTTPServerError) {
        try checkOpen(number)
        guard case .none = answer, let head else { throw .misuse("the answer was started already") }
        let hasNoBody = status == 204 || status == 304
        if !head.isHTTP11, !hasNoBody { keepsAlive = false }
        try putHead(status, headers, hasNoBody ? .none : head.isHTTP11 ? .chunked : .untilClose, head)
        answer = hasNoBody || head.method == "HEAD" ? .withoutBody : head.isHTTP11 ? .chunked : .untilClose
        transmit([])
        guard phase == .running else { throw .clientGone }
    }

    func write(_ number: UInt64, _ bytes: [UInt8]) throws(HTTPServerError) {
        try checkOpen(number)
        switch answer {
        case .none: throw .misuse("write was called before start")
        case .done: throw .misuse("write was called after the end of the answer")
        case .withoutBody: return
        case .chunked:
            // An empty chunk would end the body.
            guard !bytes.isEmpty else { return }
            owner.out.removeAll(keepingCapacity: true)
            owner.out.append(hexadecimal: bytes.count)
            owner.out.append("\r\n")
            transmit(bytes, isChunk: true)
        case .untilClose:
            owner.out.removeAll(keepingCapacity: true)
            transmit(bytes)
        }
        guard phase == .running else { throw .clientGone }
    }

    func finish(_ number: UInt64) throws(HTTPServerError) {
        try checkOpen(number)
        switch answer {
        case .none: throw .misuse("finish was called before start")
        case .done: throw .misuse("the answer was ended already")
        case .withoutBody, .untilClose: answer = .done
        case .chunked:
            answer = .done
            owner.out.removeAll(keepingCapacity: true)
            owner.out.append("0\r\n\r\n")
            transmit([])
            guard phase == .running else { throw .clientGone }
        }
    }

    private func putHead(
        _ status: Int,
        _ headers: HTTPHeaders,
        _ body: HTTPAnswerHead.Body,
        _ head: HTTPRequestHead
    ) throws(HTTPServerError) {
        if owner.isDraining || HTTPAnswerHead.asksToClose(headers) { keepsAlive = false }
        owner.out.removeAll(keepingCapacity: true)
        try HTTPAnswerHead.append(
            status,
            headers,
            body,
            date: owner.date,
            closes: !keepsAlive,
            isHTTP11: head.isHTTP11,
            to: &owner.out
        )
        startedNumber.store(number, ordering: .relaxed)
    }

    // MARK: Sending

    private var pendingCount: Int { pending.count - pendingStart }

    var isOverHighWater: Bool { overHighWater.load(ordering: .relaxed) }

    /// Sends what `owner.out` holds and then `body`, at once as far as the socket takes it; the rest waits.
    private func transmit(_ body: [UInt8], isChunk: Bool = false) {
        let end: StaticString = isChunk ? "\r\n" : ""
        let endCount = end.utf8CodeUnitCount
        let outCount = owner.out.count
        let count = outCount + body.count + endCount
        guard count > 0 else { return }
        var sent = 0
        if pendingCount == 0 {
            if body.count + endCount <= 4096, !body.isEmpty {
                // One small piece is cheaper to send than three.
                owner.out.append(contentsOf: body)
                owner.out.append(end)
                sent = unsafe owner.out.withUnsafeBytes {
                    unsafe martlet_send(socket, $0.baseAddress, $0.count, nil, 0, nil, 0)
                }
                owner.out.removeLast(body.count + endCount)
            } else {
                sent = unsafe owner.out.withUnsafeBytes { out in
                    unsafe body.withUnsafeBytes { body in
                        unsafe martlet_send(
                            socket,
                            out.baseAddress,
                            out.count,
                            body.baseAddress,
                            body.count,
                            end.utf8Start,
                            endCount
                        )
                    }
                }
            }
            if sent == count { return }
            if sent < 0 {
                guard sent == -EAGAIN else { return leave() }
                sent = 0
            }
            deadline = owner.tick + owner.deadlines.write
        }
        queue(body, end, sent: sent)
    }

    private func queue(_ body: [UInt8], _ end: StaticString, sent: Int) {
        let outCount = owner.out.count
        if pendingCount == 0, sent >= outCount, end.utf8CodeUnitCount == 0 {
            // The rest of a whole body waits where it is, uncopied.
            pending = body
            pendingStart = sent - outCount
        } else {
            if pendingStart > 0 {
                pending.removeSubrange(..<pendingStart)
                pendingStart = 0
            }
            pending.append(contentsOf: owner.out.dropFirst(sent))
            pending.append(contentsOf: body.dropFirst(max(0, sent - outCount)))
            pending.append(end)
            pendingStart = max(0, sent - outCount - body.count)
        }
        if pendingCount > owner.configuration.highWater { overHighWater.store(true, ordering: .relaxed) }
    }

    /// Sends what waits, as far as the socket takes it.
    private func flush() {
        while pendingCount > 0 {
            let sent = unsafe pending.withUnsafeBytes {
                unsafe martlet_send(
                    socket,
                    $0.baseAddress.map { unsafe $0 + pendingStart },
                    pendingCount,
                    nil,
                    0,
                    nil,
                    0
                )
            }
            guard sent > 0 else {
                if sent != -EAGAIN { return leave() }
                break
            }
            pendingStart += sent
            deadline = owner.tick + owner.deadlines.write
        }
        if pendingCount <= owner.configuration.highWater / 2, isOverHighWater {
            overHighWater.store(false, ordering: .relaxed)
            resumeWaiters(true)
        }
        guard pendingCount == 0 else { return }
        pending = []
        pendingStart = 0
        switch phase {
        case .running: deadline = .max
        case .flushing: next()
        case .lingering: beginLinger()
        case .reading: awaitMore(isMidway: true)
        case .closed: break
        }
    }

    func waitForReader(_ continuation: UnsafeContinuation<Bool, Never>) {
        if phase == .closed || !isOverHighWater {
            unsafe continuation.resume(returning: phase != .closed)
        } else {
            unsafe waiters.append(continuation)
        }
    }

    private func resumeWaiters(_ isThere: Bool) {
        let woken = unsafe waiters
        unsafe waiters = []
        unsafe woken.forEach { unsafe $0.resume(returning: isThere) }
    }

    // MARK: Ending

    /// Answers a request that no handler will see, and ends the connection once the client can have read why.
    func refuse(_ failure: HTTPRequestFailure, _ headers: HTTPHeaders = [:]) {
        owner.counters.refused.bump()
        let body = owner.configuration.errorBody(failure.status, failure.message)
        var headers = headers
        headers.set("content-type", "application/json")
        owner.out.removeAll(keepingCapacity: true)
        do {
            try HTTPAnswerHead.append(
                failure.status,
                headers,
                .whole(body.count),
                date: owner.date,
                closes: true,
                isHTTP11: true,
                to: &owner.out
            )
        } catch {
            return close()
        }
        phase = .lingering
        self.body = []
        head = nil
        transmit(body)
        if phase == .lingering, pendingCount == 0 { beginLinger() }
    }

    private func linger() {
        phase = .lingering
        beginLinger()
    }

    private func beginLinger() {
        stash = []
        stashStart = 0
        deadline = owner.tick + owner.deadlines.linger
        shutdown(socket, Int32(SHUT_WR))
        discard()
    }

    private func discard() {
        for _ in 0..<16 {
            let count = unsafe martlet_receive(socket, owner.input.baseAddress, HTTPServerLoop.inputSize)
            if count == -EAGAIN { return }
            guard count > 0 else { return close() }
        }
        loop.defer_ { [self] in if phase == .lingering { discard() } }
    }

    /// Acts on a deadline that has passed.
    func checkDeadline(_ tick: Int) {
        guard tick >= deadline else { return }
        switch phase {
        case .reading where pendingCount > 0: cut()
        case .reading where head != nil: refuse(HTTPRequestFailure(408, "the request's body stopped arriving"))
        case .reading where isInHead: refuse(HTTPRequestFailure(408, "the request's head took too long to arrive"))
        case .running, .flushing: leave()
        case .reading, .lingering: close()
        case .closed: break
        }
    }

    /// Closes a connection on which no request has begun.
    func closeIfIdle() {
        guard phase == .reading, head == nil, !isInHead, stash.isEmpty else { return }
        // A request that is already in the socket is still answered.
        if martlet_peek(socket) > 0 { receive() } else { close() }
    }

    /// The client has gone, or is treated as gone: its handler is cancelled.
    private func leave() {
        if phase == .running || phase == .flushing, pendingCount > 0 || !isAnswered { owner.counters.left.bump() }
        cut()
    }

    private var isAnswered: Bool { if case .done = answer { true } else { false } }

    /// Ends the connection at once, so that an unfinished answer shows as broken.
    func cut() {
        if phase == .running || phase == .flushing, case .untilClose = answer { martlet_reset_on_close(socket) }
        close()
    }

    private func close() {
        guard phase != .closed else { return }
        let cancelled = phase == .running && !(isAnswered && pendingCount == 0) ? task : nil
        phase = .closed
        task = nil
        watch?.cancel()
        watch = nil
        closeSocket(socket)
        stash = []
        body = []
        pending = []
        pendingStart = 0
        owner.remove(self)
        resumeWaiters(false)
        cancelled?.cancel()
    }
}
