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
@safe final class HTTPConnection: EndOfTurn, @unchecked Sendable {
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

    let socket: Int32
    var watch: IOWatch?
    var phase = Phase.reading
    var deadline = 0

    // What is read.
    var parser: HTTPRequestParser
    var head: HTTPRequestHead?
    var body: [UInt8] = []
    /// Bytes received and not yet consumed, from `stashStart` on.
    var stash: [UInt8] = []
    var stashStart = 0
    /// Whether the socket may hold bytes that it has told of.
    var hasUnread = false
    var isConsuming = false
    /// Whether the first bytes of a head are there, but not all.
    var isInHead = false

    // What is answered.
    var number: UInt64 = 0
    var answer = AnswerState.none
    var keepsAlive = true
    var task: Task<Void, Never>?
    let startedNumber = Atomic<UInt64>(0)

    // What waits to be sent, from `pendingStart` on.
    var pending: [UInt8] = []
    var pendingStart = 0
    /// Whether what waits is an answer's head that was not tried to be sent yet.
    var isHolding = false
    var waiters: [UnsafeContinuation<Bool, Never>] = unsafe []
    let overHighWater = Atomic(false)

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

    func changed(_ events: IOEvents) {
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
            // Once the answer is on its way.
            if phase == .running || phase == .flushing { hasUnread = true }
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
    func receive() {
        var turns = 0
        while phase == .reading {
            turns += 1
            guard turns <= 32 else {
                // A fast sender must not keep the others waiting.
                hasUnread = true
                return loop.executeLater { [self] in if phase == .reading { receive() } }
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

    func consumeStash() {
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
    func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
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
    func awaitMore(isMidway: Bool) {
        if head != nil {
            deadline = owner.tick + owner.deadlines.body
        } else if isMidway, !isInHead {
            isInHead = true
            deadline = owner.tick + owner.deadlines.head
        }
    }

    func begin(_ head: HTTPRequestHead, bodyIsHere: Bool) {
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

    func run() {
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
            await reserveTaskMemory()
            await handler.handle(request, exchange)
            exchange.connection.handlerReturned(exchange.number)
        }
        // It may have answered and returned already.
        if phase == .running, number == started { self.task = task }
    }

    func handlerReturned(_ number: UInt64) {
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
    func next() {
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
}
