import EventLoop
import Foundation
import Synchronization
import Testing

@testable import HTTP

extension ServerTests {
    /// What a server does about clients that send too much, too slowly, or nothing, and about those that leave.
    @Suite struct Limits {
        @Test(arguments: [
            ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n", 414),
            ("GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 40000))\r\n", 431),
            ("GET / HTTP/1.1\n\n", 400),
            ("GET / HTTP/3.0\r\n", 505),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n", 501),
            ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\nabc", 413),
            ("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2000\r\n\r\n", 413),
            ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\nabc", 413),
            ("POST / HTTP/1.1\r\nHost: a\r\nExpect: magic\r\n", 417),
        ]) func `a refused request is told why before the connection ends`(_ text: String, status: Int) async throws {
            let server = try TestServer.echo { $0.limits.bodyBytes = 1000 }
            let peer = try server.connect()
            try peer.send(text)
            let answer = try peer.answer()
            #expect(answer.status == status)
            #expect(answer.headers["connection"] == "close")
            #expect(try JSONSerialization.jsonObject(with: Data(answer.body)) is [String: Any])
            #expect(try peer.rest().isEmpty)
            #expect(server.server.counters.requests == 0)
            #expect(server.server.counters.refused == 1)
            await server.stop()
        }

        @Test func `a client that goes on sending a refused body can still read the refusal`() async throws {
            let server = try TestServer.echo { $0.limits.bodyBytes = 1000 }
            let peer = try server.connect()
            try peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n")
            try peer.send([UInt8](repeating: 0, count: 4_000_000))
            #expect(try peer.answer().status == 413)
            await server.stop()
        }

        @Test func `a head that comes drop by drop is given up`() async throws {
            let server = try TestServer.echo { $0.headTime = .milliseconds(100) }
            let peer = try server.connect()
            try peer.send("GET / HT")
            let begin = ContinuousClock.now
            #expect(try peer.answer().status == 408)
            // Ten seconds are the usual time.
            #expect(ContinuousClock.now - begin < .seconds(9))
            let silent = try server.connect()
            #expect(try silent.rest().isEmpty)
            await server.stop()
        }

        @Test func `a body that stops arriving is given up, and one that keeps arriving is not`() async throws {
            let server = try TestServer.echo { $0.bodyTime = .seconds(1) }
            let slow = try server.connect()
            try slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n")
            for _ in 0..<8 {
                #expect(slow.isSilent(for: 150))
                try slow.send("x")
            }
            #expect(try slow.answer().text == "POST / xxxxxxxx")
            try slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\nabc")
            #expect(try slow.answer().status == 408)
            await server.stop()
        }

        @Test func `an idle connection is closed without a word`() async throws {
            let server = try TestServer.echo { $0.idleTime = .milliseconds(100) }
            let peer = try server.connect()
            try peer.get("/")
            _ = try peer.answer()
            #expect(try peer.rest().isEmpty)
            await server.stop()
        }

        @Test func `connections over the limit are told to come back`() async throws {
            let server = try TestServer.echo { $0.maxConnections = 2 }
            let first = try server.connect()
            let second = try server.connect()
            for peer in [first, second] {
                try peer.get("/")
                #expect(try peer.answer().status == 200)
            }
            let third = try server.connect()
            let refusal = try third.answer()
            #expect(refusal.status == 503)
            #expect(refusal.headers["retry-after"] == "1")
            #expect(try third.rest().isEmpty)
            #expect(server.server.counters.rejected == 1)
            first.close()
            third.close()
            // The place is free as soon as the server has seen the close.
            var status = 0
            for _ in 0..<100 where status != 200 {
                let next = try server.connect()
                try? next.get("/")
                status = (try? next.answer().status) ?? 0
            }
            #expect(status == 200)
            await server.stop()
        }

        @Test func `a reader that is slow holds its handler back`() async throws {
            let written = Atomic(0)
            let piece = [UInt8](repeating: 0x61, count: 16 << 10)
            let total = 64 << 20
            let server = try TestServer { _, responder in
                try responder.start(200, [:])
                for _ in 0..<(total / piece.count) {
                    try await responder.write(piece)
                    written.add(piece.count, ordering: .relaxed)
                }
                try await responder.finish()
            }
            let peer = try Peer(port: server.port, receiveBuffer: 32 << 10)
            try peer.get("/")
            _ = try peer.head()
            // Until nothing more is taken: what the two sockets and the queue hold, a few megabytes at most.
            var last = -1
            while last != written.load(ordering: .relaxed) {
                last = written.load(ordering: .relaxed)
                try await Task.sleep(for: .milliseconds(50))
            }
            #expect(last < 16 << 20)
            var got = 0
            while case let piece = try peer.chunk(), !piece.isEmpty { got += piece.count }
            #expect(got == total)
            await server.stop()
        }

        @Test func `a large answer to a slow reader arrives whole, and the connection goes on`() async throws {
            let body = (0..<(2 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let server = try TestServer { _, responder in try await responder.send(200, [:], body) }
            let peer = try Peer(port: server.port, receiveBuffer: 16 << 10)
            for _ in 0..<2 {
                try peer.get("/")
                #expect(peer.isSilent(for: 0) || true)
                try await Task.sleep(for: .milliseconds(20))
                #expect(try peer.answer().body == body)
            }
            await server.stop()
        }

        @Test func `a reader that takes nothing is cut off`() async throws {
            let (ends, report) = AsyncStream<HTTPServerError?>.makeStream()
            let server = try TestServer {
                $0.writeStall = .milliseconds(100)
            } handler: { _, responder in
                do throws(HTTPServerError) {
                    try responder.start(200, [:])
                    while true { try await responder.write([UInt8](repeating: 0, count: 100_000)) }
                } catch {
                    report.yield(error)
                }
            }
            let peer = try Peer(port: server.port, receiveBuffer: 16 << 10)
            try peer.get("/")
            var all = ends.makeAsyncIterator()
            guard case .clientGone?? = await all.next() else {
                Issue.record("the handler was not told")
                return
            }
            #expect(server.server.counters.left == 1)
            await server.stop()
        }

        enum Leaving: CaseIterable { case close, reset, closeWithRequestsUnread, resetWithRequestsUnread }

        @Test(arguments: Leaving.allCases) func `a client that leaves cancels its handler at once`(
            _ way: Leaving
        ) async throws {
            let (events, report) = AsyncStream<(String, ContinuousClock.Instant)>.makeStream()
            let server = try TestServer { _, responder in
                try responder.start(200, [:])
                report.yield(("started", .now))
                try? await EventLoop.sleep(for: .seconds(20))
                report.yield((Task.isCancelled ? "cancelled" : "slept", .now))
                do throws(HTTPServerError) {
                    try await responder.write([1])
                    report.yield(("wrote", .now))
                } catch {
                    report.yield(("\(error)", .now))
                }
            }
            let peer = try server.connect()
            try peer.get("/")
            var all = events.makeAsyncIterator()
            #expect(await all.next()?.0 == "started")
            if way == .closeWithRequestsUnread || way == .resetWithRequestsUnread {
                try peer.get("/ahead")
                try peer.get("/ahead")
                try await Task.sleep(for: .milliseconds(20))
            }
            let left = ContinuousClock.now
            if way == .close || way == .closeWithRequestsUnread { peer.close() } else { peer.reset() }
            let cancelled = try #require(await all.next())
            #expect(cancelled.0 == "cancelled")
            // Without being told it would have slept on.
            #expect(cancelled.1 - left < .seconds(10))
            #expect(await all.next()?.0 == "clientGone")
            await server.stop()
            #expect(server.server.counters.open == 0)
            #expect(server.server.counters.running == 0)
        }

        @Test func `a client that leaves ends a write that waits`() async throws {
            let (ends, report) = AsyncStream<String>.makeStream()
            let server = try TestServer { _, responder in
                do throws(HTTPServerError) {
                    try responder.start(200, [:])
                    while true { try await responder.write([UInt8](repeating: 0, count: 100_000)) }
                } catch {
                    report.yield("\(error)")
                }
            }
            let peer = try Peer(port: server.port, receiveBuffer: 16 << 10)
            try peer.get("/")
            _ = try peer.head()
            try await Task.sleep(for: .milliseconds(100))
            peer.close()
            var all = ends.makeAsyncIterator()
            #expect(await all.next() == "clientGone")
            await server.stop()
        }

        @Test func `a client that asks and closes its side is answered if the answer is at hand`() async throws {
            let server = try TestServer.echo()
            let peer = try server.connect()
            try peer.get("/")
            shutdown(peer.socket, Int32(SHUT_WR))
            #expect(try peer.answer().text == "GET / ")
            #expect(try peer.rest().isEmpty)
            let half = try server.connect()
            try half.send("GET / HT")
            shutdown(half.socket, Int32(SHUT_WR))
            #expect(try half.rest().isEmpty)
            await server.stop()
        }

        @Test func `what a handler does after its answer is not cancelled by a client that leaves`() async throws {
            let (ends, report) = AsyncStream<Bool>.makeStream()
            let server = try TestServer { _, responder in
                try await responder.send(200, [:], [])
                try? await EventLoop.sleep(for: .milliseconds(60))
                report.yield(Task.isCancelled)
            }
            let peer = try server.connect()
            try peer.get("/")
            _ = try peer.answer()
            peer.close()
            var all = ends.makeAsyncIterator()
            #expect(await all.next() == false)
            await server.stop()
        }
    }
}
