import EventLoop
import Foundation
import Synchronization
import Testing

@testable import HTTP

/// Who carries plain HTTP: both must keep the same promises.
enum Carrier: CaseIterable {
    case own
    /// libcurl, as for https and through proxies.
    case curl

    var configuration: HTTPClient.Configuration {
        var configuration = HTTPClient.Configuration()
        configuration.usesCurlAlways = self == .curl
        // A proxy that this machine's environment names would answer for names that do not exist.
        configuration.usesProxies = false
        return configuration
    }
}

/// Runs `body` as a task on a loop, as a request's handler is run.
func onLoop<Value: Sendable>(
    _ carrier: Carrier = .own,
    _ body: @escaping @Sendable (HTTPClient) async throws -> Value
) async throws -> Value {
    let group = try EventLoopGroup(count: 1)
    defer { group.stop() }
    return try await group.first.spawn { () -> Result<Value, any Error> in
        let client = HTTPClient(configuration: carrier.configuration)
        do { return .success(try await body(client)) } catch { return .failure(error) }
    }.value.get()
}

/// The error's code, or nil if `body` throws none.
func code(_ body: () async throws -> Void) async -> HTTPClientError.Code? {
    do {
        try await body()
        return nil
    } catch {
        return (error as? HTTPClientError)?.code
    }
}

extension String {
    init(_ bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }
}

@Suite struct ClientTests {
    @Test(arguments: Carrier.allCases)
    func `a request is sent as it was given, and its answer comes back`(_ carrier: Carrier) async throws {
        let seen = Mutex<String?>(nil)
        let peer = try ClientPeer { connection, _ in
            seen.withLock { $0 = connection.readRequest() }
            connection.answer("{\"ok\":true}", status: "201 Created", headers: "X-Two: a\r\nx-two:  b \r\nEmpty:\r\n")
        }
        defer { peer.stop() }
        let url = peer.url
        let response = try await onLoop(carrier) { client in
            let response = try await client.send(
                HTTPClientRequest(
                    "POST",
                    url + "/v1/chat?x=1",
                    headers: ["content-type": "application/json", "x-empty": ""],
                    body: Array("{\"a\":1}".utf8)
                )
            )
            return (response.status, response.headers, String(try await response.body.collect(upTo: 100)))
        }
        #expect(response.0 == 201)
        #expect(response.2 == "{\"ok\":true}")
        let fields = response.1.fields.map { "\($0.name)=\($0.value)" }
        #expect(fields == ["content-length=11", "X-Two=a", "x-two=b", "Empty="])
        let request = try #require(seen.withLock { $0 })
        #expect(request.hasPrefix("POST /v1/chat?x=1 HTTP/1.1\r\n"))
        #expect(request.contains("Host: 127.0.0.1:\(peer.port)\r\n"))
        #expect(request.contains("content-type: application/json\r\n"))
        #expect(request.contains("x-empty:\r\n"))
        #expect(request.contains("Content-Length: 7\r\n"))
        #expect(!request.lowercased().contains("accept-encoding"))
        #expect(request.hasSuffix("\r\n\r\n{\"a\":1}"))
    }

    @Test(
        arguments: [
            ("GET", nil, "GET / ", nil), ("HEAD", nil, "HEAD / ", nil), ("DELETE", nil, "DELETE / ", nil),
            ("DELETE", "{}", "DELETE / ", "2"), ("PUT", "{}", "PUT / ", "2"), ("POST", nil, "POST / ", "0"),
            ("POST", "", "POST / ", "0"), ("PATCH", "abc", "PATCH / ", "3"),
        ] as [(String, String?, String, String?)],
        Carrier.allCases
    )
    func `every method has its body and no other`(
        sent: (method: String, body: String?, line: String, length: String?),
        by carrier: Carrier
    ) async throws {
        let (method, body, line, length) = sent
        let requests = Mutex<[String]>([])
        let peer = try ClientPeer { connection, _ in
            while let request = connection.readRequest() {
                requests.withLock { $0.append(request) }
                connection.write("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            }
        }
        defer { peer.stop() }
        let url = peer.url
        // After and before other methods, because the handle is used again.
        try await onLoop(carrier) { client in
            for (method, body) in [("POST", "before"), (method, body), ("GET", nil), (method, body), ("HEAD", nil)] {
                let response = try await client.send(
                    HTTPClientRequest(method, url + "/", body: body.map { Array($0.utf8) })
                )
                #expect(try await response.body.next() == nil)
            }
        }
        let seen = requests.withLock { $0 }
        try #require(seen.count == 5)
        #expect(peer.connections == 1)
        for request in [seen[1], seen[3]] {
            #expect(request.hasPrefix(line))
            let found = request.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
            #expect(found.map { String($0.dropFirst(16)) } == length)
            #expect(request.hasSuffix("\r\n\r\n" + (body ?? "")))
            #expect(!request.contains("Expect") && !request.contains("urlencoded"))
        }
        #expect(seen[2].hasPrefix("GET / ") && seen[2].hasSuffix("\r\n\r\n"))
        #expect(seen[4].hasPrefix("HEAD / "))
    }

    @Test(arguments: Carrier.allCases)
    func `the head is there before the body, and pieces as they come`(_ carrier: Carrier) async throws {
        let step = DispatchSemaphore(value: 0)
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
            step.wait()
            connection.write("5\r\nhello\r\n")
            step.wait()
            connection.write("6\r\n world\r\n0\r\nx-trailer: 1\r\n\r\n")
            connection.waitForClose()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            let response = try await client.send(HTTPClientRequest("GET", url))
            #expect(response.status == 200)
            #expect(response.headers.fields.count == 1)
            step.signal()
            #expect(try await response.body.next() == Array("hello".utf8))
            step.signal()
            #expect(try await response.body.next() == Array(" world".utf8))
            #expect(try await response.body.next() == nil)
            #expect(try await response.body.next() == nil)
        }
    }

    @Test(arguments: Carrier.allCases)
    func `connections are used again, one for each exchange that runs`(_ carrier: Carrier) async throws {
        let peer = try ClientPeer { connection, _ in
            while connection.readRequest() != nil { connection.answer("x") }
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            for _ in 0..<20 {
                let response = try await client.send(HTTPClientRequest("GET", url))
                #expect(try await response.body.collect(upTo: 10) == [0x78])
            }
            #expect(peer.connections == 1)
            try await withThrowingTaskGroup { group in
                for _ in 0..<10 {
                    group.addTask {
                        for _ in 0..<10 {
                            let response = try await client.send(HTTPClientRequest("GET", url))
                            #expect(try await response.body.collect(upTo: 10) == [0x78])
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(peer.connections <= 11)
        }
    }

    @Test func `a caller on no loop is served by the group's first`() async throws {
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\n\r\nuntil the end")
        }
        defer { peer.stop() }
        let group = try EventLoopGroup(count: 1)
        defer { group.stop() }
        let client = HTTPClient(group: group)
        let response = try await client.send(HTTPClientRequest("GET", peer.url))
        #expect(String(try await response.body.collect(upTo: 100)) == "until the end")
        let homeless = HTTPClient()
        #expect(await code { _ = try await homeless.send(HTTPClientRequest("GET", peer.url)) } == .other)
    }

    @Test(arguments: Carrier.allCases)
    func `a long answer arrives whole although its reader is slow, and memory stays bounded`(
        _ carrier: Carrier
    ) async throws {
        let size = 8 << 20
        let peer = try ClientPeer { connection, _ in
            _ = connection.readRequest()
            connection.write("HTTP/1.1 200 OK\r\ncontent-length: \(size)\r\n\r\n")
            let block = (0..<65536).map { UInt8(truncatingIfNeeded: $0 / 7) }
            for _ in 0..<(size / block.count) { connection.write(block) }
            connection.waitForClose()
        }
        defer { peer.stop() }
        let url = peer.url
        try await onLoop(carrier) { client in
            let response = try await client.send(HTTPClientRequest("GET", url))
            var total = 0
            var longest = 0
            var correct = true
            while let piece = try await response.body.next() {
                if total < 4 << 20 { try await EventLoop.sleep(for: .milliseconds(1)) }
                for (place, byte) in piece.enumerated() {
                    correct = correct && byte == UInt8(truncatingIfNeeded: ((total + place) % 65536) / 7)
                }
                total += piece.count
                longest = max(longest, piece.count)
            }
            #expect(total == size)
            #expect(correct)
            #expect(longest <= (256 << 10) + 16384)
        }
    }

    @Test(arguments: Carrier.allCases)
    func `an IPv6 address in brackets is an address`(_ carrier: Carrier) async throws {
        let failure = try await onLoop(carrier) { client in
            await code { _ = try await client.send(HTTPClientRequest("GET", "http://[::1]:9/")) }
        }
        #expect(failure == .refused)
    }
}
