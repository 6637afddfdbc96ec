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

/// The ways in which a connection ends.
extension HTTPConnection {
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

    func linger() {
        phase = .lingering
        beginLinger()
    }

    func beginLinger() {
        stash = []
        stashStart = 0
        deadline = owner.tick + owner.deadlines.linger
        shutdown(socket, Int32(SHUT_WR))
        discard()
    }

    func discard() {
        for _ in 0..<16 {
            let count = unsafe martlet_receive(socket, owner.input.baseAddress, HTTPServerLoop.inputSize)
            if count == -EAGAIN { return }
            guard count > 0 else { return close() }
        }
        loop.executeLater { [self] in if phase == .lingering { discard() } }
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
    func leave() {
        if phase == .running || phase == .flushing, pendingCount > 0 || !isAnswered { owner.counters.left.bump() }
        cut()
    }

    var isAnswered: Bool { if case .done = answer { true } else { false } }

    /// Ends the connection at once, so that an unfinished answer shows as broken.
    func cut() {
        if phase == .running || phase == .flushing, case .untilClose = answer { martlet_reset_on_close(socket) }
        close()
    }

    func close() {
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
