import Foundation

/// The few socket calls that the benchmark makes.
enum Socket {
    static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    static func listen(on port: UInt16) -> Int32 {
        let listener = make()
        var on: Int32 = 1
        unsafe setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, 4)
        let bound = unsafe withAddress(port) { unsafe bind(listener, $0, $1) }
        guard bound == 0, Foundation.listen(listener, 1024) == 0 else { fail("cannot listen on port \(port)") }
        prepare(listener)
        return listener
    }

    static func connect(to port: UInt16) -> Int32 {
        let socket = make()
        guard unsafe withAddress(port, { unsafe Foundation.connect(socket, $0, $1) }) == 0 else {
            fail("nothing listens on port \(port)")
        }
        prepare(socket)
        return socket
    }

    static func prepare(_ socket: Int32) {
        _ = fcntl(socket, F_SETFL, O_NONBLOCK)
        var on: Int32 = 1
        unsafe setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, 4)
    }

    /// What has arrived; nil at the end.
    static func read(_ socket: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 16384)
        let count = unsafe recv(socket, &buffer, buffer.count, 0)
        if count > 0 { return Array(buffer[..<count]) }
        return count < 0 && (errno == EAGAIN || errno == EINTR) ? [] : nil
    }

    static func write(_ socket: Int32, _ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe send(socket, bytes, bytes.count, 0)
    }

    private static func make() -> Int32 {
        #if canImport(Darwin)
            let descriptor = socket(AF_INET, SOCK_STREAM, 0)
        #else
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        #endif
        guard descriptor >= 0 else { fail("no socket") }
        return descriptor
    }

    private static func withAddress(
        _ port: UInt16,
        _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    private static func fail(_ message: String) -> Never {
        print("bench-streams: \(message)")
        exit(1)
    }
}
