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

/// Sending at once what the socket takes, and the rest when it takes more.
extension HTTPConnection {
    var pendingCount: Int { pending.count - pendingStart }

    var isOverHighWater: Bool { overHighWater.load(ordering: .relaxed) }

    /// Sends what `owner.out` holds and then `body`, at once as far as the socket takes it; the rest waits.
    func transmit(_ body: [UInt8], isChunk: Bool = false) {
        let end: StaticString = isChunk ? "\r\n" : ""
        let endCount = end.utf8CodeUnitCount
        let outCount = owner.out.count
        let count = outCount + body.count + endCount
        guard count > 0 else { return }
        var sent = 0
        if isHolding {
            isHolding = false
            queue(body, end, sent: 0)
            return flush()
        }
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

    /// Keeps what `owner.out` holds until something is sent after it or the present turn of the loop ends, whichever
    /// comes first: the head of an answer and its first piece mostly leave in one packet.
    func hold() {
        guard pendingCount == 0 else { return transmit([]) }
        queue([], "", sent: 0)
        isHolding = true
        loop.atEndOfTurn(self)
    }

    /// Sends what `owner.out` holds and then `body`, the end of an answer, with what else this turn of the loop has to
    /// send.
    func transmitSoon(_ body: [UInt8]) {
        guard pendingCount == 0, body.count <= 4096 else { return transmit(body) }
        queue(body, "", sent: 0)
        isHolding = true
        loop.atEndOfTurn(self)
    }

    func turnEnded() {
        guard isHolding else { return }
        isHolding = false
        flush()
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
    func flush() {
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
                if deadline == .max { deadline = owner.tick + owner.deadlines.write }
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

    func resumeWaiters(_ isThere: Bool) {
        let woken = unsafe waiters
        unsafe waiters = []
        unsafe woken.forEach { unsafe $0.resume(returning: isThere) }
    }
}
