import Foundation
import Synchronization

/// A server on loopback that does to each connection what a test says, misbehaviour included.
///
/// Every connection has a thread of its own, so that a script may simply block.
final class ClientPeer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let accepted = Atomic<Int>(0)

    /// `script` is given each connection and its number, from 0. The connection is closed when it returns.
    init(_ script: @escaping @Sendable (PeerConnection, Int) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                unsafe bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard bound else { throw CocoaError(.fileReadUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        self.listener = listener
        Thread { [self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { break }
                let number = accepted.add(1, ordering: .relaxed).oldValue
                Thread {
                    let connection = PeerConnection(descriptor)
                    script(connection, number)
                    connection.end()
                }.start()
            }
            close(listener)
        }.start()
    }

    var url: String { "http://127.0.0.1:\(port)" }
    /// How many connections were made.
    var connections: Int { accepted.load(ordering: .relaxed) }

    /// Wakes the thread that accepts, which then closes the listener.
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }
}

/// The server's end of a connection. Used by one thread.
final class PeerConnection {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isOpen = true

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func write(_ text: String) { write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) { _ = tryWrite(bytes) }

    /// False when the client has gone.
    func tryWrite(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { bytes in
                unsafe send(
                    descriptor,
                    bytes.baseAddress.map { unsafe $0 + sent },
                    bytes.count - sent,
                    Int32(MSG_NOSIGNAL)
                )
            }
            if count <= 0 { return false }
            sent += count
        }
        return true
    }

    /// A request's head and body as they came; nil when the client has closed.
    func readRequest() -> String? {
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                let head = String(decoding: buffer[..<end], as: UTF8.self)
                let length =
                    head.lowercased().split(separator: "\r\n").compactMap { line in
                        line.hasPrefix("content-length: ") ? Int(line.dropFirst(16)) : nil
                    }.first ?? 0
                if buffer.count >= end + length {
                    let request = String(decoding: buffer[..<(end + length)], as: UTF8.self)
                    buffer.removeFirst(end + length)
                    return request
                }
            }
            guard fill() else { return nil }
        }
    }

    /// A request's body of this many bytes; nil when the client closes before.
    func readBody(count: Int) -> [UInt8]? {
        while true {
            if let end = buffer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
                while buffer.count < end + count { guard fill() else { return nil } }
                return Array(buffer[end...])
            }
            guard fill() else { return nil }
        }
    }

    /// Returns once there is something to read, and leaves it unread.
    func waitForBytes() {
        var watched = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        _ = unsafe poll(&watched, 1, 5000)
    }

    /// Says that nothing more comes.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Returns once the client has closed its side.
    func waitForClose() {
        while fill() {}
    }

    private func fill() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return false }
        buffer += bytes[..<count]
        return true
    }

    func answer(_ body: String, status: String = "200 OK", headers: String = "") {
        write("HTTP/1.1 \(status)\r\ncontent-length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }

    /// Closes; with `reset`, so that the client sees "connection reset".
    func end(reset: Bool = false) {
        guard isOpen else { return }
        isOpen = false
        if reset {
            var linger = linger(l_onoff: 1, l_linger: 0)
            unsafe _ = setsockopt(
                descriptor,
                SOL_SOCKET,
                SO_LINGER,
                &linger,
                socklen_t(MemoryLayout<Foundation.linger>.size)
            )
        }
        close(descriptor)
    }
}

/// Blocks the thread: a loop that stands still while the world goes on.
func block(until signals: DispatchSemaphore...) {
    for signal in signals { signal.wait() }
    Thread.sleep(forTimeInterval: 0.02)
}
