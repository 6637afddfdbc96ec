import EventLoop
import Foundation
import Synchronization
import Testing

@testable import HTTP

@Suite struct ClientFailureTests {
    // MARK: Stale connections

    /// What the server does with the request that reaches it over a used connection.
    enum Staleness: CaseIterable { case closed, closedAfterReading, resetAfterReading }

    @Test(
        arguments: Staleness.allCases.flatMap { [($0, nil), ($0, "{\"a\":1}")] } as [(Staleness, String?)],
        Carrier.allCases
    )
    func `a used connection that ends before the first byte is replaced by a fresh one, once`(
        how: (staleness: Staleness, body: String?),
        by carrier: Carrier
    ) async throws {
        let (staleness, body) = how
        let requests = Mutex<[String]>([])
        let gone = DispatchSemaphore(value: 0)
        let peer = try ClientPeer { connection, number in
            guard let request = connection.readRequest() else { return }
            requests.withLock { $0.append("\(number) " + request.suffix(7)) }
            connection.answer("x")
            if number == 0 {
                if staleness == .closed {
                    connection.end()
                    gone.signal()
                    return
                }
                guard let again = connection.readRequest() else { return }
                requests.withLock { $0.append("\(number) " + again.suffix(7)) }
                return connection.end(reset: staleness == .resetAfterReading)
            }
            connection.waitForClose()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            for round in 0..<2 {
                let request = HTTPClientRequest(body == nil ? "GET" : "POST", url, body: body.map { Array($0.utf8) })
                let response = try await client.send(request)
                #expect(try await response.body.collect(upTo: 10) == [0x78])
                if round == 0, staleness == .closed { gone.wait() }
            }
        }
        let end = body ?? "\r\n\r\n"
        let seen = requests.withLock { $0 }
        #expect(seen.allSatisfy { $0.hasSuffix(end) })
        #expect(seen.map { $0.prefix(1) } == (staleness == .closed ? ["0", "1"] : ["0", "0", "1"]))
        #expect(peer.connections == 2)
    }

    /// The end crosses the request, and what the server's machine says to the request is a reset.
    @Test(arguments: Carrier.allCases)
    func `an end with a reset behind it is an end, not an answer that has begun`(_ carrier: Carrier) async throws {
        let (arrived, gone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let peer = try ClientPeer { connection, number in
            guard connection.readRequest() != nil else { return }
            connection.answer("x")
            guard number == 0 else { return connection.waitForClose() }
            connection.waitForBytes()
            arrived.signal()
            connection.endSending()
            // What it has not read makes the close a reset.
            connection.end()
            gone.signal()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            _ = try await client.send(HTTPClientRequest("GET", url)).body.collect(upTo: 10)
            async let second = client.send(HTTPClientRequest("POST", url, body: [0x61])).body.collect(upTo: 10)
            // The loop is held up until both have arrived, so that it finds them together.
            await EventLoop.current?.spawn { block(until: arrived, gone) }.value
            #expect(try await second == [0x78])
        }
        #expect(peer.connections == 2)
    }

    @Test(arguments: Carrier.allCases)
    func `however often a used connection proves stale, it is replaced`(_ carrier: Carrier) async throws {
        let peer = try ClientPeer { connection, _ in
            guard connection.readRequest() != nil else { return }
            connection.answer("x")
            _ = connection.readRequest()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            for _ in 0..<20 {
                let response = try await client.send(HTTPClientRequest("POST", url, body: [0x61]))
                #expect(try await response.body.collect(upTo: 10) == [0x78])
            }
        }
        #expect(peer.connections == 20)
    }

    @Test(arguments: Carrier.allCases)
    func `a server that closes every connection unanswered gets each request once more and no further`(
        _ carrier: Carrier
    ) async throws {
        let requests = Atomic<Int>(0)
        let peer = try ClientPeer { connection, number in
            _ = connection.readRequest()
            if number < 3 {
                // Three connections that look alive and are not.
                connection.answer("x")
                guard connection.readRequest() != nil else { return }
            }
            requests.add(1, ordering: .relaxed)
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask {
                        let response = try await client.send(HTTPClientRequest("GET", url))
                        try await EventLoop.sleep(for: .milliseconds(30))
                        _ = try await response.body.collect(upTo: 10)
                    }
                }
                try await group.waitForAll()
            }
            #expect(peer.connections == 3)
            #expect(await code { _ = try await client.send(HTTPClientRequest("POST", url, body: [1])) } == .cut)
        }
        // Once over a used connection, once over a fresh one, although other used ones were at hand.
        #expect(requests.load(ordering: .relaxed) == 2)
        #expect(peer.connections == 4)
    }

    @Test(
        arguments: ["H", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-"].flatMap {
            [($0, true), ($0, false)]
        },
        Carrier.allCases
    )
    func `a connection that ends after the first byte is cut, and nothing is sent again`(
        how: (part: String, reused: Bool),
        by carrier: Carrier
    ) async throws {
        let (part, reused) = how
        let requests = Atomic<Int>(0)
        let peer = try ClientPeer { connection, _ in
            while connection.readRequest() != nil {
                guard requests.add(1, ordering: .relaxed).newValue == 1, reused else {
                    connection.write(part)
                    return
                }
                connection.answer("x")
            }
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            if reused {
                let response = try await client.send(HTTPClientRequest("GET", url))
                _ = try await response.body.collect(upTo: 10)
            }
            #expect(await code { _ = try await client.send(HTTPClientRequest("POST", url, body: [1])) } == .cut)
        }
        #expect(requests.load(ordering: .relaxed) == (reused ? 2 : 1))
        #expect(peer.connections == 1)
    }

    // It is over a second before the server's; libcurl counts whole seconds.
    @Test(arguments: [(Carrier.own, 2, 1050), (.curl, 2, 2050)])
    func `a connection is not taken again once the server's own time for it is over`(
        carrier: Carrier,
        seconds: Int,
        wait: Int
    ) async throws {
        let peer = try ClientPeer { connection, _ in
            while connection.readRequest() != nil {
                connection.answer("x", headers: "Keep-Alive: timeout=\(seconds), max=9\r\n")
            }
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            for _ in 0..<2 {
                _ = try await client.send(HTTPClientRequest("GET", url)).body.collect(upTo: 10)
            }
            #expect(peer.connections == 1)
            try await EventLoop.sleep(for: .milliseconds(wait))
            _ = try await client.send(HTTPClientRequest("GET", url)).body.collect(upTo: 10)
            #expect(peer.connections == 2)
        }
    }

    /// Both arrive before the loop looks, and are told of once.
    @Test(arguments: Carrier.allCases)
    func `a reset right behind a piece of the body is seen with it`(_ carrier: Carrier) async throws {
        let (go, gone) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n")
            go.wait()
            connection.write("2\r\ncd\r\n")
            connection.end(reset: true)
            gone.signal()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            var deadlines = HTTPDeadlines()
            deadlines.idle = .seconds(2)
            let response = try await client.send(HTTPClientRequest("GET", url, deadlines: deadlines))
            #expect(try await response.body.next() == Array("ab".utf8))
            async let end = code { while try await response.body.next() != nil {} }
            go.signal()
            await EventLoop.current?.spawn { block(until: gone) }.value
            #expect(await end == .cut)
        }
    }

    // MARK: Broken answers

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc", .cut),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n", .cut),
            ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\nzz\r\n", .malformed),
            ("", .cut),
            ("SSH-2.0-OpenSSH_9.2\r\n", .malformed),
            ("HTTP/1.1 OK\r\n\r\n", .malformed),
            ("HTTP/1.1 101 Switching\r\n\r\n", .malformed),
            ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab", .malformed),
            ("HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nab", .malformed),
            ("HTTP/1.1 200 OK\r\ncontent-length: +2\r\n\r\nab", .malformed),
            ("HTTP/1.1 200 OK\r\nx y: 1\r\n\r\nab", .malformed),
            ("HTTP/1.1 200 OK\r\nx: a\rb\r\n\r\nab", .malformed),
            ("HTTP/1.1 200 OK\r\nx: 1\r\n folded\r\n\r\nab", .malformed),
            ("HTTP/1.1 200 OK\r\nx: LONG\r\nx: LONG\r\n\r\n", .malformed),
        ] as [(String, HTTPClientError.Code)],
        Carrier.allCases
    )
    func `an answer that is no whole HTTP answer is an error of its kind`(
        answer: (text: String, expected: HTTPClientError.Code),
        by carrier: Carrier
    ) async throws {
        let (text, expected) = answer
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.write(text.replacing("LONG", with: String(repeating: "y", count: 80_000)))
        }
        defer { peer.stop() }
        let url = peer.url
        let found = try await onLoop(carrier) { client in
            await code {
                let body = try await client.send(HTTPClientRequest("GET", url)).body
                while let piece = try await body.next() { #expect(piece == Array("abc".utf8)) }
            }
        }
        #expect(found == expected)
    }

    @Test(arguments: Carrier.allCases)
    func `a name that does not exist, and a port where nobody listens`(_ carrier: Carrier) async throws {
        try await onLoop(carrier) { client in
            // A label of 64 letters exists nowhere, and is not even asked for.
            let name = String(repeating: "a", count: 64) + ".example"
            #expect(await code { _ = try await client.send(HTTPClientRequest("GET", "http://\(name)/")) } == .resolve)
            do throws(HTTPClientError) {
                _ = try await client.send(HTTPClientRequest("GET", "http://127.0.0.1:9/?key=s3cret"))
                Issue.record("no error")
            } catch {
                #expect(error.code == .refused)
                #expect(error.message.contains("127.0.0.1:9"))
                #expect(!error.message.contains("s3cret"))
            }
        }
    }

    @Test func `https to a server that speaks none is a TLS error`() async throws {
        let peer = try ClientPeer { connection, _ in
            connection.write("HTTP/1.1 400 Bad Request\r\n\r\n")
            connection.waitForClose()
        }
        defer { peer.stop() }
        let port = peer.port
        try await onLoop { client in
            #expect(
                await code { _ = try await client.send(HTTPClientRequest("GET", "https://127.0.0.1:\(port)/")) } == .tls
            )
        }
    }

    // MARK: Time

    @Test(arguments: Carrier.allCases)
    func `each deadline ends the exchange with its own code, and closes the connection`(_ carrier: Carrier) async throws
    {
        let closed = DispatchSemaphore(value: 0)
        let peer = try ClientPeer { connection, _ in
            guard let request = connection.readRequest() else { return }
            if request.contains("/stall") { connection.write("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc") }
            connection.waitForClose()
            closed.signal()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            var deadlines = HTTPDeadlines()
            deadlines.firstByte = .milliseconds(60)
            let silent = HTTPClientRequest("GET", url + "/silent", deadlines: deadlines)
            let start = ContinuousClock.now
            #expect(await code { _ = try await client.send(silent) } == .firstByteTimeout)
            #expect(ContinuousClock.now - start >= .milliseconds(50))
            deadlines = HTTPDeadlines()
            deadlines.idle = .milliseconds(60)
            let response = try await client.send(HTTPClientRequest("GET", url + "/stall", deadlines: deadlines))
            // A reader that takes its time is not a stall.
            try await EventLoop.sleep(for: .milliseconds(100))
            #expect(try await response.body.next() == Array("abc".utf8))
            #expect(await code { _ = try await response.body.next() } == .stalled)
            #expect(await code { _ = try await response.body.next() } == .stalled)
        }
        #expect(closed.wait(timeout: .now() + 5) == .success)
        #expect(closed.wait(timeout: .now() + 5) == .success)
    }

    @Test func `a TLS handshake that never comes to its end is a connect timeout`() async throws {
        let peer = try ClientPeer { connection, _ in connection.waitForClose() }
        defer { peer.stop() }
        let port = peer.port
        try await onLoop { client in
            var deadlines = HTTPDeadlines()
            deadlines.connect = .milliseconds(100)
            deadlines.firstByte = .milliseconds(20)
            let request = HTTPClientRequest("GET", "https://127.0.0.1:\(port)/", deadlines: deadlines)
            #expect(await code { _ = try await client.send(request) } == .connectTimeout)
        }
    }

    // MARK: Leaving

    enum Leaving: CaseIterable { case cancelBeforeHead, cancelInBody, dropBody, cancelFromOutside }

    @Test(arguments: Leaving.allCases, Carrier.allCases)
    func `who stops waiting has the connection closed at once`(_ leaving: Leaving, by carrier: Carrier) async throws {
        let asked = DispatchSemaphore(value: 0)
        let left = Mutex<ContinuousClock.Instant?>(nil)
        let closed = DispatchSemaphore(value: 0)
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            if leaving != .cancelBeforeHead { connection.write("HTTP/1.1 200 OK\r\n\r\nab") }
            asked.signal()
            connection.waitForClose()
            left.withLock { $0 = .now }
            closed.signal()
        }
        defer { peer.stop() }
        let url = peer.url
        let group = try EventLoopGroup(count: 1)
        defer { group.stop() }
        let client = HTTPClient(configuration: carrier.configuration, group: group)
        let found = Mutex<HTTPClientError.Code?>(nil)
        let reader = group.first.spawn {
            let result = await code {
                let response = try await client.send(HTTPClientRequest("GET", url))
                if leaving == .dropBody { return }
                while try await response.body.next() != nil {}
            }
            found.withLock { $0 = result }
        }
        await withCheckedContinuation { continuation in
            Thread {
                asked.wait()
                continuation.resume()
            }.start()
        }
        try await Task.sleep(for: .milliseconds(20))
        let start = ContinuousClock.now
        if leaving == .cancelFromOutside { group.first.execute { reader.cancel() } }
        if leaving != .dropBody { reader.cancel() }
        await reader.value
        #expect(closed.wait(timeout: .now() + 5) == .success)
        #expect(found.withLock { $0 } == (leaving == .dropBody ? nil : .cancelled))
        let time = try #require(left.withLock { $0 })
        // A busy machine may take its time to run the threads; any deadline would be far later.
        #expect(time - start < .seconds(5))
    }

    @Test(arguments: Carrier.allCases)
    func `a task that is cancelled already sends nothing`(_ carrier: Carrier) async throws {
        let peer = try ClientPeer { connection, _ in _ = connection.readRequest() }
        defer { peer.stop() }
        let url = peer.url
        let found = try await onLoop(carrier) { client in
            await withTaskGroup(of: HTTPClientError.Code?.self) { group in
                group.cancelAll()
                group.addTask { await code { _ = try await client.send(HTTPClientRequest("GET", url)) } }
                return await group.next() ?? nil
            }
        }
        #expect(found == .cancelled)
        #expect(peer.connections == 0)
    }

    // MARK: What is not sent

    @Test(arguments: [
        "", "127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http:///x", "http://127.0.0.1:99999/",
        "http://127.0.0.1:PORT/a b", "http://127.0.0.1:PORT/\r\nx: y", "http://127.0.0.1:PORT/\u{0}",
        "http://127.0.0.1:PORT/é", "http://user:pw@127.0.0.1:PORT/", "http://user@127.0.0.1:PORT/",
        "http://127.0.0.1:PORT/a/../b", "http://127.0.0.1:PORT/a/%2e%2E/b", "http://127.0.0.1:PORT/a/.",
        "http://127.0.0.1:PORT\\@example.com/", " http://127.0.0.1:PORT/",
    ])
    func `a URL that is not plainly one is refused before anything is sent`(url: String) async throws {
        let peer = try ClientPeer { connection, _ in _ = connection.readRequest() }
        defer { peer.stop() }
        let url = url.replacing("PORT", with: "\(peer.port)")
        let found = try await onLoop { client in
            await code { _ = try await client.send(HTTPClientRequest("GET", url)) }
        }
        #expect(found == .badURL)
        #expect(peer.connections == 0)
    }

    @Test(
        arguments: [
            ("x", "a\r\nhost: evil"), ("x", "a\nb"), ("x", "a\rb"), ("x", "a\u{0}b"), ("x", "a\u{7f}"), ("x\r\ny", "a"),
            ("x y", "a"), ("x:", "a"), ("", "a"), ("é", "a"), ("Host", "evil"), ("Content-Length", "3"),
            ("transfer-encoding", "chunked"), ("Connection", "close"), ("Expect", "100-continue"),
        ],
        Carrier.allCases
    )
    func `a header that would change what is sent is refused before anything is sent`(
        field: (name: String, value: String),
        by carrier: Carrier
    ) async throws {
        let (name, value) = field
        let peer = try ClientPeer { connection, _ in _ = connection.readRequest() }
        defer { peer.stop() }
        let url = peer.url
        let message = try await onLoop(carrier) { client in
            do throws(HTTPClientError) {
                var headers = HTTPHeaders()
                headers.add(name, value)
                _ = try await client.send(HTTPClientRequest("POST", url, headers: headers, body: [1]))
                return "none"
            } catch {
                return "\(error.code) \(error.message)"
            }
        }
        #expect(message.hasPrefix("other "))
        #expect(!message.contains("evil"))
        #expect(peer.connections == 0)
    }

    @Test(arguments: ["", "GET /x HTTP/1.1\r\n", "G T", "CONNECT"], Carrier.allCases)
    func `a method that is no token is refused`(method: String, by carrier: Carrier) async throws {
        let found = try await onLoop(carrier) { client in
            await code { _ = try await client.send(HTTPClientRequest(method, "http://127.0.0.1:9/")) }
        }
        #expect(found == .other)
    }

    @Test(arguments: Carrier.allCases)
    func `an answer longer than the reader's limit is refused`(_ carrier: Carrier) async throws {
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.answer("12345678901")
        }
        defer { peer.stop() }
        let url = peer.url
        let found = try await onLoop(carrier) { client in
            await code { _ = try await client.send(HTTPClientRequest("GET", url)).body.collect(upTo: 10) }
        }
        #expect(found == .tooLarge)
    }
}
