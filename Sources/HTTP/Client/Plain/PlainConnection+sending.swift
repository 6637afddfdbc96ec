import CSystem
import EventLoop

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sending what the socket takes, and the rest when it takes more.
extension PlainConnection {
    /// Sends what `pool.out` holds and then `body`: a small request with what else this turn of the loop has to send.
    func send(_ body: [UInt8]) {
        let headCount = pool.out.count
        if headCount + body.count <= 4096 {
            unsent = pool.out + body
            return pool.loop.atEndOfTurn(self)
        }
        let sent = unsafe pool.out.withUnsafeBytes { out in
            unsafe body.withUnsafeBytes { body in
                unsafe martlet_send(socket, out.baseAddress, out.count, body.baseAddress, body.count, nil, 0)
            }
        }
        if sent == headCount + body.count { return }
        guard sent >= 0 || sent == -Int(EAGAIN) else { return sendFailed() }
        if sent >= headCount {
            // The rest of the body waits where it is, uncopied.
            unsent = body
            unsentStart = sent - headCount
        } else {
            unsent = pool.out + body
            unsentStart = max(0, sent)
        }
    }

    func turnEnded() { flush() }

    /// Sends what waits, as far as the socket takes it.
    func flush() {
        while unsentStart < unsent.count {
            let sent = unsafe unsent.withUnsafeBytes { bytes in
                let start = unsafe bytes.baseAddress.map { unsafe $0 + unsentStart }
                return unsafe martlet_send(socket, start, bytes.count - unsentStart, nil, 0, nil, 0)
            }
            guard sent > 0 else {
                if sent != -Int(EAGAIN) { sendFailed() }
                return
            }
            unsentStart += sent
        }
        unsent = []
        unsentStart = 0
    }

    /// The server has closed the connection. It may have answered before, which is read.
    private func sendFailed() {
        unsent = []
        unsentStart = 0
        cannotSend = true
        receive()
    }
}
