import CSystem
import EventLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A connection to a server: carries one exchange after the other.
///
/// Confined to its loop's thread. The socket is watched for every change, once each (edge-triggered), so that the
/// watch is never altered: what a slow reader leaves there stays in the socket, which holds the server back.
@safe final class PlainConnection: HTTPCarrier, EndOfTurn, @unchecked Sendable {
    // Sendable by confinement to the loop's thread.
    let origin: HTTPOrigin
    let pool: PlainPool
    let socket: Int32
    private var watch: IOWatch?

    /// The one that is carried.
    private var exchange: HTTPExchange?
    private(set) var sendingBegan: UInt64?
    /// When the last exchange ended, in nanoseconds of the monotonic clock.
    var restedSince: UInt64 = 0
    /// Whether an exchange was carried before: the server may have closed meanwhile.
    private var isUsed = false

    // What waits to be sent, from `unsentStart` on.
    var unsent: [UInt8] = []
    var unsentStart = 0
    /// The server takes no more: what it has said is all there will be.
    var cannotSend = false

    // What is read.
    private var parser: HTTPResponseParser
    /// Bytes received and not yet consumed.
    private var stash: [UInt8] = []
    /// Whether a byte of the answer has come.
    private var hasAnswered = false
    /// The server has closed its side.
    private var hasEnded = false
    /// Whether the socket may hold bytes that it has told of.
    private var mayHoldMore = false
    /// Whether reading waits for the reader.
    private var isHeldBack = false

    init(_ socket: Int32, to origin: HTTPOrigin, in pool: PlainPool) {
        self.socket = socket
        self.origin = origin
        self.pool = pool
        parser = HTTPResponseParser(headLimit: pool.configuration.headLimit)
        let watch = IOWatch(loop: pool.loop, descriptor: socket) { [unowned self] in changed($0) }
        self.watch = watch
        watch.set([.read, .write, .closed, .edge])
    }

    /// Sends the exchange's request, and delivers what comes of it.
    func carry(_ exchange: HTTPExchange, from now: UInt64) {
        guard let request = exchange.request, let target = exchange.target else { return close() }
        self.exchange = exchange
        exchange.carrier = self
        sendingBegan = now
        hasAnswered = false
        parser.begin(method: request.method)
        pool.out.removeAll(keepingCapacity: true)
        do throws(HTTPClientError) {
            try target.head.append(request, to: &pool.out)
        } catch {
            return exchange.fail(error)
        }
        send(request.hasBody ? request.body ?? [] : [])
    }

    // MARK: The socket

    private func changed(_ events: IOEvents) {
        if events.contains(.write), !unsent.isEmpty { flush() }
        guard !events.isDisjoint(with: [.read, .closed]) else { return }
        if events.contains(.closed) { hasEnded = true }
        if exchange != nil {
            receive()
        } else if watch != nil, hasEnded || hasSomethingToRead {
            // A server that speaks unasked is not to be asked again.
            pool.forget(self)
            close()
        }
    }

    /// Whether there is anything to read: bytes that nobody asked for, or the end.
    var hasSomethingToRead: Bool { martlet_peek(socket) != -Int(EAGAIN) }

    /// Reads until the socket is empty, the answer whole, or the reader has enough.
    func receive() {
        var turns = 0
        while let exchange {
            let room = min(PlainPool.inputSize, exchange.room)
            turns += 1
            guard room > 0, turns <= 16 else {
                isHeldBack = true
                // A fast sender of little must not keep the others waiting.
                if room > 0 { pool.loop.executeLater { [self] in resume() } }
                break
            }
            let count = unsafe martlet_receive(socket, pool.input.baseAddress, room)
            guard count > 0 else {
                mayHoldMore = false
                if count == -Int(EAGAIN), !cannotSend { break }
                return ended(properly: count == 0)
            }
            hasAnswered = true
            mayHoldMore = count == room
            unsafe take(UnsafeRawBufferPointer(rebasing: pool.input[..<count]))
            // Until the socket is empty, even after a short read: an end or a reset that came together with these bytes
            // is not told of again.
        }
        exchange?.deliver()
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        if stash.isEmpty {
            let consumed = unsafe consume(bytes)
            if consumed < bytes.count, exchange != nil { unsafe stash.append(contentsOf: bytes[consumed...]) }
        } else {
            unsafe stash.append(contentsOf: bytes)
            let held = stash
            stash = []
            let consumed = unsafe held.withUnsafeBytes { unsafe consume($0) }
            if consumed < held.count, exchange != nil { stash = Array(held[consumed...]) }
        }
    }

    /// Gives bytes to the parser and what they are to the exchange; returns how many were consumed.
    private func consume(_ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        while let exchange {
            let step = unsafe parser.next(bytes.bindMemory(to: UInt8.self).span.extracting(consumed...))
            switch step.event {
            case .needMore: return consumed + step.consumed
            case .head: parser.withHead { exchange.received(&$0) }
            case .body(let range):
                let piece = consumed + range.lowerBound..<consumed + range.upperBound
                unsafe exchange.received(body: UnsafeRawBufferPointer(rebasing: bytes[piece]))
            case .complete: complete(isLast: consumed + step.consumed == bytes.count)
            case .failed(let fault): exchange.fail(HTTPClientError(.malformed, "\(origin.name) \(fault.message)"))
            }
            consumed += step.consumed
        }
        return consumed
    }

    // MARK: Ends

    /// The answer is whole. `isLast`: nothing came after it.
    private func complete(isLast: Bool) {
        guard let exchange else { return }
        self.exchange = nil
        if isLast, parser.keepsAlive, unsent.isEmpty, !hasEnded, !cannotSend, !(mayHoldMore && hasSomethingToRead) {
            isUsed = true
            pool.rest(self)
        } else {
            close()
        }
        exchange.finished(nil)
        exchange.deliver()
    }

    /// Nothing more comes: the server has closed its side, or the connection is broken.
    private func ended(properly: Bool) {
        guard let exchange else { return close() }
        if isUsed, !hasAnswered {
            // It was closed while it rested, or as the request was on its way: no word of an answer was said.
            self.exchange = nil
            close()
            return pool.connect(exchange)
        }
        if properly, parser.endsHere {
            complete(isLast: false)
        } else if !hasAnswered {
            exchange.fail(.cut(origin.name, "without an answer"))
        } else {
            exchange.fail(.cut(origin.name, "in the middle of its answer" + (exchange.hasHead ? "" : "'s head")))
        }
    }

    func close() {
        guard let watch else { return }
        self.watch = nil
        exchange = nil
        watch.cancel()
        closeSocket(socket)
        stash = []
        unsent = []
        unsentStart = 0
    }

    // MARK: What the exchange asks for

    func resume() {
        guard isHeldBack else { return }
        isHeldBack = false
        receive()
    }

    func abandon() { close() }
}
