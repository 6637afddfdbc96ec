import CSystem
import EventLoop

/// Who carries an exchange: a connection of ours, or a transfer of libcurl's.
protocol HTTPCarrier: AnyObject {
    /// When the request began to be sent; nil while there is no connection yet. Nanoseconds of the monotonic clock.
    var sendingBegan: UInt64? { get }
    /// The reader has taken what there was.
    func resume()
    /// Nobody waits for the rest: the connection is closed.
    func abandon()
}

/// One request and what came of it so far: what its carrier delivers on one side, one reader on the other.
final class HTTPExchange: HTTPBodySource, @unchecked Sendable {
    // Sendable by confinement: all of it but the constants is touched on the loop's thread alone.
    private let owner: HTTPClientLoop
    private let deadlines: HTTPDeadlines
    private var loop: EventLoop { owner.loop }

    /// As long as the exchange is under way.
    var carrier: (any HTTPCarrier)?
    /// As long as it may have to be sent.
    private(set) var request: HTTPClientRequest?
    var target: HTTPTarget?
    /// Its place among those of the loop.
    var place = -1
    /// Whether the carrier has it in its list of those to be told.
    var isNoted = false

    private var status = 0
    private var headers = HTTPHeaders()
    private var pending: [UInt8] = []
    private var outcome: Outcome = .open

    private var headWaiter: HTTPWaiter<HTTPClientResponse>?
    private var bodyWaiter: HTTPWaiter<[UInt8]?>?
    private(set) var started: UInt64 = 0
    private var deadline: UInt64 = .max
    /// Until when the reader must have called the body opened.
    private var openingDeadline: UInt64 = .max

    private enum Outcome {
        case open
        case complete
        case failed(HTTPClientError)
    }

    init(owner: HTTPClientLoop, deadlines: HTTPDeadlines) {
        self.owner = owner
        self.deadlines = deadlines
    }

    // MARK: The reader's side

    /// Sends the request; returns when the answer's head is there.
    func start(_ request: HTTPClientRequest) async throws(HTTPClientError) -> HTTPClientResponse {
        let outcome = await withTaskCancellationHandler {
            await HTTPWaiter.wait { waiter in
                if loop.isCurrent { begin(request, waiter) } else { loop.execute { self.begin(request, waiter) } }
            }
        } onCancel: {
            loop.execute { self.cancel() }
        }
        return try outcome.get()
    }

    private func begin(_ request: HTTPClientRequest, _ waiter: HTTPWaiter<HTTPClientResponse>) {
        guard case .open = outcome else { return waiter.resume(.failure(.cancelled)) }
        self.request = request
        headWaiter = waiter
        started = martlet_monotonic_ns()
        deadline = started &+ deadlines.firstByte.nanoseconds
        if let opening = deadlines.opening { openingDeadline = started &+ opening.nanoseconds }
        do throws(HTTPClientError) {
            try owner.start(request, for: self)
            if headWaiter != nil { owner.watch.await(deadline) }
        } catch {
            finished(error)
            deliver()
        }
    }

    /// The next piece of the body; nil at its end.
    func next() async throws(HTTPClientError) -> [UInt8]? {
        if loop.isCurrent, let ready = takeReady() { return try ready.get() }
        let outcome = await withTaskCancellationHandler {
            await HTTPWaiter.wait { waiter in
                if loop.isCurrent { wait(waiter) } else { loop.execute { self.wait(waiter) } }
            }
        } onCancel: {
            loop.execute { self.cancel() }
        }
        return try outcome.get()
    }

    private func wait(_ waiter: HTTPWaiter<[UInt8]?>) {
        if let ready = takeReady() { return waiter.resume(ready) }
        guard bodyWaiter == nil else {
            let error = HTTPClientError(.other, "two tasks read the same body")
            return waiter.resume(.failure(error))
        }
        bodyWaiter = waiter
        deadline = min(martlet_monotonic_ns() &+ deadlines.idle.nanoseconds, openingDeadline)
        owner.watch.await(deadline)
    }

    /// The reader has seen what it waited for.
    func opened() {
        if loop.isCurrent { openingDeadline = .max } else { loop.execute { self.openingDeadline = .max } }
    }

    private func takeReady() -> Result<[UInt8]?, HTTPClientError>? {
        if !pending.isEmpty {
            let piece = pending
            pending = []
            carrier?.resume()
            return .success(piece)
        }
        return switch outcome {
        case .open: nil
        case .complete: .success(nil)
        case .failed(let error): .failure(error)
        }
    }

    /// Nobody is going to read on.
    func abandon() {
        if loop.isCurrent { cancel() } else { loop.execute { self.cancel() } }
    }

    private func cancel() {
        guard case .open = outcome else { return }
        pending = []
        fail(.cancelled)
    }

    // MARK: The carrier's side

    var connectLimit: Duration { deadlines.connect }
    var name: String { target?.origin.name ?? "the backend" }
    var hasHead: Bool { status != 0 }
    /// Whether somebody waits to be told of what came.
    var isAwaited: Bool { headWaiter != nil || bodyWaiter != nil }
    /// How many bytes of the body are taken before the reader has to take some.
    var room: Int { owner.configuration.bufferLimit - pending.count }

    /// The head of the answer, which must be complete.
    func received(_ head: inout HTTPResponseHead) {
        if let seconds = head.keepAlive { target?.origin.keepAlive = seconds }
        // Room for all of a short body at once.
        if let length = head.contentLength { pending.reserveCapacity(min(length, owner.configuration.bufferLimit)) }
        status = head.status
        headers = head.takeHeaders()
    }

    /// A piece of the body.
    func received(body: UnsafeRawBufferPointer) { unsafe pending.append(contentsOf: body) }

    /// The carrier is done with it, and lets go of it.
    func finished(_ error: HTTPClientError?) {
        carrier = nil
        guard case .open = outcome else { return }
        if let error {
            outcome = .failed(error)
        } else if hasHead {
            outcome = .complete
        } else {
            outcome = .failed(.cut(name, "in the middle of its answer's head"))
        }
        request = nil
        owner.watch.remove(self)
    }

    /// Breaks the exchange off.
    func fail(_ error: HTTPClientError) {
        let carrier = carrier
        finished(error)
        carrier?.abandon()
        deliver()
    }

    /// Tells who waits, if there is something to tell. A task that is resumed runs later: never inside this call.
    func deliver() {
        if let waiter = headWaiter {
            if hasHead {
                headWaiter = nil
                deadline = .max
                let body = HTTPBody(self)
                waiter.resume(.success(HTTPClientResponse(status: status, headers: headers, body: body)))
            } else if case .failed(let error) = outcome {
                headWaiter = nil
                deadline = .max
                waiter.resume(.failure(error))
            }
        } else if let waiter = bodyWaiter {
            // Forgotten first: taking what is there lets a carrier go on, which may lead back to here.
            bodyWaiter = nil
            if let ready = takeReady() {
                deadline = .max
                waiter.resume(ready)
            } else {
                bodyWaiter = waiter
            }
        }
    }

    /// Fails if its time is over. Returns when to look again.
    func checkDeadline(_ now: UInt64) -> UInt64 {
        guard now >= deadline else { return deadline }
        guard headWaiter != nil else {
            guard now < openingDeadline else {
                fail(
                    HTTPClientError(
                        .firstByteTimeout,
                        "\(name) said nothing within \(deadlines.opening ?? .zero): see its log, or allow it more time"
                    )
                )
                return .max
            }
            fail(
                HTTPClientError(.stalled, "\(name) sent nothing more for \(deadlines.idle): it hangs or is overloaded")
            )
            return .max
        }
        // The time to connect has a limit of its own, which the carrier watches.
        let due = (carrier?.sendingBegan ?? now) &+ deadlines.firstByte.nanoseconds
        if now < due {
            deadline = due
            return due
        }
        fail(
            HTTPClientError(
                .firstByteTimeout,
                "\(name) did not begin to answer within \(deadlines.firstByte): see its log, or allow it more time"
            )
        )
        return .max
    }
}

extension Duration {
    /// Nanoseconds, between 0 and a century.
    var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(min(seconds, 3_000_000_000)) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
    }
}
