import EventLoop
import Foundation
import Synchronization
import Testing

@testable import HTTP

/// How the client makes and keeps its connections.
@Suite struct ClientConnectionTests {
    @Test(arguments: Carrier.allCases)
    func `localhost finds a server that listens on 127.0.0.1 alone`(_ carrier: Carrier) async throws {
        let host = Mutex("")
        let peer = try ClientPeer { connection, _ in
            let request = connection.readRequest() ?? ""
            host.withLock { $0 = request }
            connection.answer("x")
        }
        defer { peer.stop() }
        let port = peer.port
        try await onLoop(carrier) { client in
            let response = try await client.send(HTTPClientRequest("GET", "http://localhost:\(port)/a?b"))
            #expect(try await response.body.collect(upTo: 10) == [0x78])
        }
        #expect(host.withLock { $0 }.contains("Host: localhost:\(port)\r\n"))
    }

    @Test(arguments: Carrier.allCases)
    func `a server that accepts nobody is a connect timeout`(_ carrier: Carrier) async throws {
        let full = try FullListener()
        let url = full.url
        try await onLoop(carrier) { client in
            var deadlines = HTTPDeadlines()
            deadlines.connect = .milliseconds(100)
            // The time for the answer does not run yet.
            deadlines.firstByte = .milliseconds(20)
            let request = HTTPClientRequest("GET", url, deadlines: deadlines)
            #expect(await code { _ = try await client.send(request) } == .connectTimeout)
        }
    }

    @Test func `a request is not sent when its task leaves while there is no connection yet`() async throws {
        let full = try FullListener()
        let url = full.url
        try await onLoop { client in
            let task = EventLoop.current?.spawn {
                await code { _ = try await client.send(HTTPClientRequest("GET", url)) }
            }
            try await EventLoop.sleep(for: .milliseconds(10))
            task?.cancel()
            #expect(await task?.value == .cancelled)
        }
    }

    /// `words` come after the answer: at once, or a moment later.
    @Test(arguments: [false, true])
    func `a server that speaks unasked is not asked again over that connection`(later: Bool) async throws {
        let (step, said) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let peer = try ClientPeer { connection, _ in
            while connection.readRequest() != nil {
                let answer = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx"
                let words = "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\ny"
                connection.write(later ? answer : answer + words)
                guard later else { continue }
                step.wait()
                connection.write(words)
                said.signal()
            }
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop { client in
            for _ in 0..<3 {
                let response = try await client.send(HTTPClientRequest("GET", url))
                #expect(try await response.body.collect(upTo: 10) == [0x78])
                if later {
                    step.signal()
                    await EventLoop.current?.spawn { block(until: said) }.value
                }
                try await EventLoop.sleep(for: .milliseconds(60))
            }
        }
        #expect(peer.connections == 3)
    }

    @Test(arguments: Carrier.allCases)
    func `an answer to HEAD, 204 and 304 have no body, and the connection goes on`(_ carrier: Carrier) async throws {
        let answers = ["HEAD": "200 OK", "GET": "304 Not Modified", "DELETE": "204 No Content", "POST": "200 OK"]
        let peer = try ClientPeer { connection, _ in
            while let request = connection.readRequest() {
                let method = String(request.prefix { $0 != " " })
                let length = method == "DELETE" ? "" : "content-length: 5\r\n"
                connection.write("HTTP/1.1 \(answers[method] ?? "500 Unknown")\r\n\(length)\r\n")
                if method == "POST" { connection.write("hello") }
            }
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            for method in ["HEAD", "GET", "DELETE", "POST", "HEAD"] {
                let response = try await client.send(HTTPClientRequest(method, url))
                let body = try await response.body.collect(upTo: 10)
                #expect(String(body) == (method == "POST" ? "hello" : ""))
            }
        }
        #expect(peer.connections == 1)
    }

    @Test(arguments: Carrier.allCases)
    func `a long body arrives whole at a server that takes its time`(_ carrier: Carrier) async throws {
        let body = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 / 251) }
        let correct = Atomic(false)
        let peer = try ClientPeer { connection, _ in
            Thread.sleep(forTimeInterval: 0.05)
            guard let received = connection.readBody(count: body.count) else { return }
            correct.store(received == body, ordering: .relaxed)
            connection.answer("x")
            connection.waitForClose()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            let response = try await client.send(HTTPClientRequest("POST", url, body: body))
            #expect(try await response.body.collect(upTo: 10) == [0x78])
        }
        let isCorrect = correct.load(ordering: .relaxed)
        #expect(isCorrect)
    }

    @Test(arguments: Carrier.allCases)
    func `an answer that comes before the body was sent is read, and the connection not used again`(
        _ carrier: Carrier
    ) async throws {
        let peer = try ClientPeer { connection, _ in
            connection.waitForBytes()
            connection.answer("too long", status: "413 Content Too Large")
            // What is still sent is read, so that no reset destroys the answer.
            connection.endSending()
            connection.waitForClose()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            for _ in 0..<2 {
                let request = HTTPClientRequest("POST", url, body: [UInt8](repeating: 0, count: 8 << 20))
                let response = try await client.send(request)
                #expect(response.status == 413)
                #expect(String(try await response.body.collect(upTo: 10)) == "too long")
            }
        }
        #expect(peer.connections == 2)
    }

    @Test func `while the reader takes nothing, the server is held back`() async throws {
        let sent = Atomic(0)
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\n")
            let block = [UInt8](repeating: 0x61, count: 64 << 10)
            while connection.tryWrite(block) { sent.add(block.count, ordering: .relaxed) }
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop { client in
            let response = try await client.send(HTTPClientRequest("GET", url))
            var before = -1
            // Until nothing moves any more.
            while before != sent.load(ordering: .relaxed) {
                before = sent.load(ordering: .relaxed)
                try await EventLoop.sleep(for: .milliseconds(100))
            }
            // What the two sockets hold, and no more than the client's own limit.
            #expect(before < 32 << 20)
            var pieces = 0
            while let piece = try await response.body.next(), pieces < 8 {
                #expect(piece.count <= 256 << 10)
                pieces += 1
            }
        }
    }

    @Test(arguments: Carrier.allCases)
    func `a client that goes ends the exchanges that run`(_ carrier: Carrier) async throws {
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\nab")
            connection.waitForClose()
        }
        defer { peer.stop() }
        let url = peer.url
        let group = try EventLoopGroup(count: 1)
        defer { group.stop() }
        let found = await group.first.spawn {
            await code {
                var client: HTTPClient? = HTTPClient(configuration: carrier.configuration)
                guard let body = try await client?.send(HTTPClientRequest("GET", url)).body else { return }
                _ = try await body.next()
                client = nil
                _ = try await body.next()
            }
        }.value
        #expect(found == .cancelled)
    }
}

/// Listens, and has no room for another connection.
private final class FullListener: Sendable {
    let url: String
    private let sockets: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var sockets = [listener]
        let isReady = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard unsafe bind(listener, address, length) == 0, listen(listener, 0) == 0,
                    unsafe getsockname(listener, address, &length) == 0
                else { return false }
                for _ in 0..<4 {
                    let filler = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                    _ = fcntl(filler, F_SETFL, O_NONBLOCK)
                    unsafe _ = connect(filler, address, length)
                    sockets.append(filler)
                }
                return true
            }
        }
        guard isReady else { throw CocoaError(.fileReadUnknown) }
        self.sockets = sockets
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))/"
    }

    deinit { for socket in sockets { close(socket) } }
}
