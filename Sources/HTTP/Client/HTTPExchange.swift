import CSystem
import EventLoop

/// One request and what came of it so far: what libcurl delivers on one side, one reader on the other.
final class HTTPExchange: @unchecked Sendable {
    // Sendable by confinement: all of it but the constants is touched on the loop's thread alone.
    private let loop: EventLoop
    private let driver: CurlDriver
    private let deadlines: HTTPDeadlines

    /// The transfer, as long as it lives.
    var handle: CurlHandle?
    var origin: HTTPOrigin?
    /// Why this side broke off what libcurl delivered.
    private(set) var refusal: HTTPClientError?

    private var request: HTTPClientRequest?
    private var head = HTTPResponseHead()
    private var pending: [UInt8] = []
    private var bodyLength = 0
    private var isPaused = false
    private var isWoken = false
    private var outcome: Outcome = .open

    private var headWaiter: HTTPWaiter<HTTPClientResponse>?
    private var bodyWaiter: HTTPWaiter<[UInt8]?>?
    private var started: UInt64 = 0
    private var deadline: UInt64 = .max

    private enum Outcome {
        case open
        case complete
        case failed(HTTPClientError)
    }

    init(driver: CurlDriver, deadlines: HTTPDeadlines) {
        loop = driver.loop
        self.driver = driver
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
        do throws(HTTPClientError) {
            try driver.start(request, for: self)
            if headWaiter != nil { driver.await(deadline) }
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
        deadline = martlet_monotonic_ns() &+ deadlines.idle.nanoseconds
        driver.await(deadline)
    }

    private func takeReady() -> Result<[UInt8]?, HTTPClientError>? {
        if !pending.isEmpty {
            let piece = pending
            pending = []
            if isPaused, let handle {
                isPaused = false
                driver.resume(handle)
            }
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

    // MARK: The driver's side

    /// Whether nothing of the answer has come yet.
    var isSilent: Bool { head.length == 0 }
    var hasHead: Bool { head.isComplete }

    /// A line of the head, or of the trailers. False breaks the transfer off.
    func received(line: UnsafeRawBufferPointer) -> Bool {
        if head.isComplete { return true }
        do throws(HTTPClientError) {
            try unsafe head.read(line, limit: driver.configuration.headLimit)
        } catch {
            refusal = HTTPClientError(error.code, "\(origin?.name ?? "the backend") \(error.message)")
            return false
        }
        if head.isComplete {
            if let seconds = head.keepAlive { origin?.keepAlive = seconds }
            // Room for all of a short body at once.
            if let length = head.contentLength {
                pending.reserveCapacity(min(length, driver.configuration.bufferLimit))
            }
            wake()
        }
        return true
    }

    /// A piece of the body. False holds the transfer back until the reader has taken what there is.
    func received(body: UnsafeRawBufferPointer) -> Bool {
        if pending.count >= driver.configuration.bufferLimit {
            isPaused = true
            return false
        }
        unsafe pending.append(contentsOf: body)
        bodyLength &+= body.count
        wake()
        return true
    }

    /// How many bytes the answer had on the wire, where that is known.
    var received: Int? { head.isChunked ? nil : head.length &+ bodyLength }

    /// The transfer ended.
    func finished(_ error: HTTPClientError?) {
        guard case .open = outcome else { return }
        if let error {
            outcome = .failed(error)
        } else if head.isComplete {
            outcome = .complete
        } else {
            outcome = .failed(.cut(origin?.name ?? "the backend", "in the middle of its answer's head"))
        }
        request = nil
        wake()
    }

    /// Breaks the exchange off.
    func fail(_ error: HTTPClientError) {
        finished(error)
        if let handle {
            self.handle = nil
            driver.remove(handle)
            request = nil
        }
        deliver()
    }

    private func wake() {
        guard !isWoken, headWaiter != nil || bodyWaiter != nil else { return }
        isWoken = true
        driver.wake(self)
    }

    /// Tells who waits, if there is something to tell. A task that is resumed runs later: never inside this call.
    func deliver() {
        isWoken = false
        if let waiter = headWaiter {
            if head.isComplete {
                headWaiter = nil
                deadline = .max
                waiter.resume(.success(response()))
            } else if case .failed(let error) = outcome {
                headWaiter = nil
                deadline = .max
                waiter.resume(.failure(error))
            }
        } else if let waiter = bodyWaiter {
            // Forgotten first: taking what is there lets a paused transfer go on, which may lead back to here.
            bodyWaiter = nil
            if let ready = takeReady() {
                deadline = .max
                waiter.resume(ready)
            } else {
                bodyWaiter = waiter
            }
        }
    }

    private func response() -> HTTPClientResponse {
        let body = HTTPBody(next: { () throws(HTTPClientError) in try await self.next() }, abandon: { self.abandon() })
        return HTTPClientResponse(status: head.status, headers: head.takeHeaders(), body: body)
    }

    /// Fails if its time is over. Returns when to look again.
    func checkDeadline(_ now: UInt64) -> UInt64 {
        guard now >= deadline else { return deadline }
        let name = origin?.name ?? "the backend"
        guard headWaiter != nil else {
            fail(
                HTTPClientError(.stalled, "\(name) sent nothing more for \(deadlines.idle): it hangs or is overloaded")
            )
            return .max
        }
        // The time to connect has a limit of its own, which libcurl watches.
        let sent = handle?.sendingBegan ?? 0
        let due = (sent == 0 ? now : started &+ sent) &+ deadlines.firstByte.nanoseconds
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
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return UInt64(min(seconds, 3_000_000_000)) &* 1_000_000_000 &+ UInt64(attoseconds / 1_000_000_000)
    }
}
