import EventLoop
import Foundation
import Testing

@testable import HTTP

extension ServerTests {
    /// Starting and stopping.
    @Suite struct Life {
        @Test func `draining closes idle connections and lets running requests finish`() async throws {
            let (started, report) = AsyncStream<Void>.makeStream()
            let (gate, open) = AsyncStream<Void>.makeStream()
            let server = try TestServer { request, responder in
                if request.path == "/slow" {
                    report.yield()
                    for await _ in gate { break }
                }
                try await responder.send(200, [:], Array("done".utf8))
            }
            let idle = try server.connect()
            try idle.get("/")
            _ = try idle.answer()
            let busy = try server.connect()
            try busy.get("/slow")
            var all = started.makeAsyncIterator()
            await all.next()
            let begin = ContinuousClock.now
            async let drained: Void = server.server.drain(within: .seconds(10))
            // It may need the thread that is about to wait.
            await Task.yield()
            #expect(try idle.rest().isEmpty)
            open.yield()
            let answer = try busy.answer()
            #expect(answer.text == "done")
            #expect(answer.headers["connection"] == "close")
            #expect(try busy.rest().isEmpty)
            await drained
            #expect(ContinuousClock.now - begin < .seconds(5))
            #expect(throws: TestFailure.self) { try server.connect() }
            #expect(server.server.counters.open == 0)
            await server.stop()
        }

        @Test func `what a drain does not see finish in time is cut`() async throws {
            let (events, report) = AsyncStream<String>.makeStream()
            let server = try TestServer { _, responder in
                try responder.start(200, [:])
                report.yield("started")
                try? await EventLoop.sleep(for: .seconds(20))
                report.yield(Task.isCancelled ? "cancelled" : "slept")
            }
            let peer = try server.connect()
            try peer.get("/")
            var all = events.makeAsyncIterator()
            #expect(await all.next() == "started")
            await server.server.drain(within: .milliseconds(50))
            #expect(await all.next() == "cancelled")
            _ = try peer.head()
            #expect(try peer.rest().isEmpty)
            await server.stop()
        }

        @Test func `a request that was on its way when the drain began is answered`() async throws {
            let server = try TestServer.echo()
            let idle = try server.connect()
            try idle.get("/")
            _ = try idle.answer()
            // What comes with a request that is answered has been read.
            let peer = try server.connect()
            try peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHo")
            _ = try peer.answer()
            async let drained: Void = server.server.drain(within: .seconds(10))
            // It may need the thread that is about to wait.
            await Task.yield()
            #expect(try idle.rest().isEmpty)
            try peer.send("st: a\r\n\r\n")
            #expect(try peer.answer().headers["connection"] == "close")
            await drained
            await server.stop()
        }

        @Test(arguments: [1, 2]) func `a port that is taken is an error that names it`(_ loops: Int) async throws {
            let server = try TestServer(loops: loops) { _, _ in }
            #expect {
                _ = try TestServer(loops: loops) {
                    $0.port = server.port
                } handler: { _, _ in
                }
            } throws: { error in
                let error = error as? HTTPServerStartError
                return error?.code == .addressInUse && error?.message.contains("\(server.port)") == true
            }
            await server.stop()
            // And it is free again at once.
            let again = try TestServer(loops: loops) {
                $0.port = server.port
            } handler: { _, _ in
            }
            await again.stop()
        }

        @Test(arguments: ["127.0.0.1", "localhost", "0.0.0.0"]) func `every form of a host is listened on`(
            _ host: String
        ) async throws {
            let server = try TestServer {
                $0.host = host
            } handler: { request, responder in
                try await responder.send(200, [:], Array(request.peer.utf8))
            }
            let peer = try server.connect()
            try peer.get("/")
            #expect(try peer.answer().text.hasPrefix("127.0.0.1:"))
            await server.stop()
        }

        @Test(.enabled(if: Peer.hasIPv6, "this machine has no ::1"), arguments: ["::1", "[::1]"])
        func `an IPv6 address is listened on`(_ host: String) async throws {
            let server = try TestServer {
                $0.host = host
            } handler: { request, responder in
                try await responder.send(200, [:], Array(request.peer.utf8))
            }
            let peer = try Peer(port: server.port, overIPv6: true)
            try peer.get("/")
            #expect(try peer.answer().text.hasPrefix("[::1]:"))
            await server.stop()
        }

        @Test(arguments: [("no such host.invalid", HTTPServerStartError.Code.unknownHost), ("192.0.2.1", .notLocal)])
        func `a host that is not this machine's is an error`(
            _ host: String,
            code: HTTPServerStartError.Code
        ) async throws {
            #expect {
                _ = try TestServer {
                    $0.host = host
                } handler: { _, _ in
                }
            } throws: {
                ($0 as? HTTPServerStartError)?.code == code
            }
        }

        @Test func `connections spread over the loops, and each stays on its own`() async throws {
            let server = try TestServer(loops: 2) { _, responder in
                let before = EventLoop.current?.index
                try await EventLoop.sleep(for: .milliseconds(1))
                let after = EventLoop.current?.index
                try await responder.send(before == after ? 200 : 500, [:], Array("\(before ?? -1)".utf8))
            }
            var seen: Set<String> = []
            for _ in 0..<60 {
                let peer = try server.connect()
                try peer.get("/")
                let answer = try peer.answer()
                #expect(answer.status == 200)
                seen.insert(answer.text)
            }
            #expect(seen == ["0", "1"])
            await server.stop()
        }

        @Test(arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        ]) func `dates are written as HTTP wants them`(_ seconds: Int, text: String) {
            var out: [UInt8] = []
            HTTPDate.append(seconds, to: &out)
            #expect(String(decoding: out, as: UTF8.self) == text)
        }
    }
}
