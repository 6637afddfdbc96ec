import EventLoop
import Foundation
import Testing

@testable import HTTP

/// The tests of the server, one after the other: they block in system calls, on the few threads that tests share.
@Suite(.serialized) enum ServerTests {}

/// A server on a free port of the loopback, whose handler is a closure.
final class TestServer: Sendable {
    struct Handler: HTTPHandler {
        let body: @Sendable (HTTPRequest, any HTTPResponder) async throws -> Void
        func handle(_ request: HTTPRequest, _ responder: any HTTPResponder) async {
            try? await body(request, responder)
        }
    }

    let group: EventLoopGroup
    let server: HTTPServer
    let port: UInt16

    init(
        loops: Int = 1,
        _ configure: (inout HTTPServerConfiguration) -> Void = { _ in },
        handler: @escaping @Sendable (HTTPRequest, any HTTPResponder) async throws -> Void
    ) throws {
        var configuration = HTTPServerConfiguration()
        configuration.port = 0
        configuration.tick = .milliseconds(20)
        configure(&configuration)
        group = try EventLoopGroup(count: loops)
        server = HTTPServer(configuration: configuration, group: group, handler: Handler(body: handler))
        port = try server.start()
    }

    /// Answers every request with what it was.
    static func echo(_ configure: (inout HTTPServerConfiguration) -> Void = { _ in }) throws -> TestServer {
        try TestServer(configure) { request, responder in
            let text = "\(request.method) \(request.path) \(String(decoding: request.body, as: UTF8.self))"
            try await responder.send(200, ["content-type": "text/plain"], Array(text.utf8))
        }
    }

    func connect() throws -> Peer { try Peer(port: port) }

    func stop() async {
        await server.drain(within: .zero)
        group.stop()
    }
}

struct TestFailure: Error, CustomStringConvertible {
    var description: String
    init(_ description: String) { self.description = description }
}

/// A client made of a bare socket, which sends what it is told to and nothing else.
final class Peer {
    struct Answer: Equatable {
        var status = 0
        var headers = HTTPHeaders()
        var body: [UInt8] = []
        var text: String { String(decoding: body, as: UTF8.self) }
    }

    let socket: Int32
    private var buffer: [UInt8] = []
    private var isOpen = true

    init(port: UInt16, receiveBuffer: Int32? = nil, overIPv6: Bool = false) throws {
        socket = Foundation.socket(overIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var size = receiveBuffer {
            unsafe setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var address6 = sockaddr_in6()
        address6.sin6_family = sa_family_t(AF_INET6)
        address6.sin6_port = port.bigEndian
        address6.sin6_addr = in6addr_loopback
        let result =
            overIPv6
            ? unsafe withUnsafePointer(to: &address6) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
                }
            }
            : unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Foundation.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        guard result == 0 else { throw TestFailure("cannot connect: \(String(systemError: errno))") }
    }

    /// Whether ::1 is an address here: containers and the machines of CI often have none.
    static let hasIPv6: Bool = {
        let socket = Foundation.socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { return false }
        defer { Foundation.close(socket) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        return unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in6>.size)) == 0
            }
        }
    }()

    deinit { close() }

    func close() {
        if isOpen { Foundation.close(socket) }
        isOpen = false
    }

    /// Closes with a reset.
    func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        unsafe setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = uninterrupted {
                unsafe rest.withUnsafeBytes {
                    unsafe Foundation.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
            }
            guard count > 0 else { throw TestFailure("cannot send: \(String(systemError: errno))") }
            rest = rest.dropFirst(count)
        }
    }

    func get(_ path: String, _ lines: String = "") throws {
        try send("GET \(path) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
    }

    /// What a call gives once no signal has come between: a process that was stopped and goes on is told of that, too.
    private func uninterrupted(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }

    /// Whether nothing arrives for a while.
    func isSilent(for milliseconds: Int32 = 50) -> Bool {
        var waiting = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return buffer.isEmpty && uninterrupted { unsafe Int(poll(&waiting, 1, milliseconds)) } == 0
    }

    /// Receives more; false at the end of the connection, be it a proper one or a reset.
    func receive() throws -> Bool {
        var piece = [UInt8](repeating: 0, count: 65536)
        let count = uninterrupted {
            unsafe piece.withUnsafeMutableBytes { unsafe recv(socket, $0.baseAddress, $0.count, 0) }
        }
        if count < 0, errno == ECONNRESET { return false }
        guard count >= 0 else { throw TestFailure("nothing arrives: \(String(systemError: errno))") }
        buffer += piece.prefix(count)
        return count > 0
    }

    /// Everything up to the end of the connection.
    func rest() throws -> String {
        while try receive() {}
        defer { buffer = [] }
        return String(decoding: buffer, as: UTF8.self)
    }

    private func take(_ count: Int) throws -> [UInt8] {
        while buffer.count < count {
            guard try receive() else { throw TestFailure("cut after \(buffer.count) of \(count) bytes") }
        }
        defer { buffer.removeFirst(count) }
        return Array(buffer.prefix(count))
    }

    func line() throws -> String {
        while true {
            if let end = buffer.firstIndex(of: 10) {
                let line = try take(end + 1)
                return String(decoding: line.dropLast(2), as: UTF8.self)
            }
            guard try receive() else { throw TestFailure("cut in a line: \(String(decoding: buffer, as: UTF8.self))") }
        }
    }

    func head() throws -> Answer {
        var answer = Answer()
        let status = try line().split(separator: " ")
        guard status.count >= 2, status[0] == "HTTP/1.1", let code = Int(status[1]) else {
            throw TestFailure("no status line: \(status)")
        }
        answer.status = code
        while true {
            let field = try line()
            if field.isEmpty { return answer }
            guard let colon = field.firstIndex(of: ":") else { throw TestFailure("no header field: \(field)") }
            answer.headers.add(
                String(field[..<colon]),
                String(field[field.index(after: colon)...].drop { $0 == " " })
            )
        }
    }

    /// One chunk; empty at the body's end.
    func chunk() throws -> [UInt8] {
        let size = try line()
        guard let count = Int(size, radix: 16) else { throw TestFailure("no chunk size: \(size)") }
        let bytes = try take(count)
        guard try line().isEmpty else { throw TestFailure("no line end after a chunk") }
        return bytes
    }

    /// A whole answer, by its framing.
    func answer(toHead: Bool = false) throws -> Answer {
        var answer = try head()
        if toHead || answer.status == 204 || answer.status == 304 { return answer }
        if let length = answer.headers["content-length"] {
            guard let count = Int(length) else { throw TestFailure("no length: \(length)") }
            answer.body = try take(count)
        } else if answer.headers["transfer-encoding"] == "chunked" {
            while case let piece = try chunk(), !piece.isEmpty { answer.body += piece }
        } else {
            answer.body = Array(try rest().utf8)
        }
        return answer
    }
}
