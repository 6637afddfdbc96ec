import EventLoop
import Testing

@testable import HTTP

extension ServerTests {
    @Suite struct Answers {
        @Test func `a connection is kept and answers one request after the other`() async throws {
            let server = try TestServer.echo()
            let peer = try server.connect()
            for index in 0..<50 {
                try peer.send("POST /\(index) HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                let answer = try peer.answer()
                #expect(answer.status == 200)
                #expect(answer.text == "POST /\(index) abc")
                #expect(answer.headers["content-type"] == "text/plain")
                #expect(answer.headers["connection"] == nil)
                #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
            }
            #expect(server.server.counters.accepted == 1)
            #expect(server.server.counters.requests == 50)
            await server.stop()
        }

        @Test func `requests sent ahead are answered in their order`() async throws {
            let server = try TestServer { request, responder in
                // The first ones take longest.
                if request.path.hasSuffix("0") { try await EventLoop.sleep(for: .milliseconds(5)) }
                try await responder.send(200, [:], Array(request.path.utf8))
            }
            let peer = try server.connect()
            try peer.send((0..<200).map { "GET /\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for index in 0..<200 { #expect(try peer.answer().text == "/\(index)") }
            await server.stop()
        }

        @Test func `a flood of requests sent ahead needs no stack for each`() async throws {
            let server = try TestServer.echo()
            let peer = try server.connect()
            let count = 20_000
            let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
            let port = server.port
            _ = port
            // Sent in portions, so that neither side's buffers fill up while nobody reads.
            for _ in 0..<(count / 500) {
                try peer.send(String(repeating: request, count: 500))
                for _ in 0..<500 { #expect(try peer.answer().status == 200) }
            }
            await server.stop()
        }

        @Test func `a broken request after a good one gets its own answer, and the connection ends`() async throws {
            let server = try TestServer { _, responder in
                try await EventLoop.sleep(for: .milliseconds(20))
                try await responder.send(200, [:], Array("first".utf8))
            }
            let peer = try server.connect()
            try peer.send("GET / HTTP/1.1\r\nHost: a\r\n\r\nGARBAGE\u{1}\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try peer.answer().text == "first")
            let refusal = try peer.answer()
            #expect(refusal.status == 400)
            #expect(refusal.headers["connection"] == "close")
            #expect(refusal.headers["content-type"] == "application/json")
            #expect(refusal.text.hasPrefix("{\"error\":{\"message\":\""))
            #expect(try peer.rest().isEmpty)
            #expect(server.server.counters.requests == 1)
            await server.stop()
        }

        @Test func `HEAD gets the head of what GET would get`() async throws {
            let server = try TestServer { request, responder in
                if request.path == "/whole" { return try await responder.send(200, [:], Array("12345".utf8)) }
                try responder.start(200, ["x": "y"])
                try await responder.write(Array("12345".utf8))
                try await responder.finish()
            }
            let peer = try server.connect()
            for path in ["/whole", "/pieces", "/whole"] {
                try peer.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
                let answer = try peer.answer(toHead: true)
                #expect(answer.status == 200)
                #expect(answer.headers["content-length"] == (path == "/whole" ? "5" : nil))
                #expect(answer.headers["transfer-encoding"] == (path == "/whole" ? nil : "chunked"))
            }
            try peer.get("/whole")
            #expect(try peer.answer().text == "12345")
            await server.stop()
        }

        @Test(arguments: [204, 304]) func `an answer that has no body has none`(_ status: Int) async throws {
            let server = try TestServer { request, responder in
                if request.path == "/whole" { return try await responder.send(status, [:], Array("body".utf8)) }
                try responder.start(status, [:])
                try await responder.write(Array("body".utf8))
                try await responder.finish()
            }
            let peer = try server.connect()
            for path in ["/whole", "/pieces", "/whole"] {
                try peer.get(path)
                let answer = try peer.answer()
                #expect(answer.status == status)
                #expect(answer.headers["content-length"] == nil)
                #expect(answer.headers["transfer-encoding"] == nil)
            }
            #expect(peer.isSilent())
            await server.stop()
        }

        @Test func `pieces arrive one by one, each at once`() async throws {
            let (steps, next) = AsyncStream<Void>.makeStream()
            let server = try TestServer { _, responder in
                try responder.start(200, ["content-type": "text/event-stream"])
                for await _ in steps { try await responder.write(Array("data: x\n\n".utf8)) }
                try await responder.write([])
                try await responder.finish()
            }
            let peer = try server.connect()
            try peer.get("/")
            #expect(try peer.head().headers["transfer-encoding"] == "chunked")
            #expect(peer.isSilent())
            for _ in 0..<3 {
                next.yield()
                #expect(try peer.chunk() == Array("data: x\n\n".utf8))
                #expect(peer.isSilent(for: 10))
            }
            next.finish()
            #expect(try peer.chunk().isEmpty)
            try peer.get("/")
            #expect(try peer.answer().body.isEmpty)
            await server.stop()
        }

        @Test func `HTTP 1.0 gets no chunks, and its connection only if it asks`() async throws {
            let server = try TestServer { request, responder in
                if request.path == "/whole" { return try await responder.send(200, [:], Array("whole".utf8)) }
                try responder.start(200, [:])
                for _ in 0..<3 { try await responder.write(Array("piece".utf8)) }
                try await responder.finish()
            }
            let once = try server.connect()
            try once.send("GET /whole HTTP/1.0\r\n\r\n")
            #expect(try once.answer().headers["connection"] == "close")
            #expect(try once.rest().isEmpty)
            let kept = try server.connect()
            for _ in 0..<2 {
                try kept.send("GET /whole HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let answer = try kept.answer()
                #expect(answer.headers["connection"] == "keep-alive")
                #expect(answer.text == "whole")
            }
            try kept.send("GET /pieces HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            let pieces = try kept.answer()
            #expect(pieces.headers["transfer-encoding"] == nil)
            #expect(pieces.headers["connection"] == "close")
            #expect(pieces.text == "piecepiecepiece")
            await server.stop()
        }

        @Test func `a body of every framing and size arrives whole`() async throws {
            let server = try TestServer { request, responder in
                try await responder.send(200, [:], request.body)
            }
            let peer = try server.connect()
            for size in [0, 1, 4095, 4096, 4097, 65535, 65536, 65537, 3_000_000] {
                let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
                try peer.send(Array("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n".utf8) + body)
                #expect(try peer.answer().body == body)
                try peer.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
                var rest = body[...]
                while !rest.isEmpty {
                    let chunk = rest.prefix(50_000)
                    rest = rest.dropFirst(chunk.count)
                    try peer.send(Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + [13, 10])
                }
                try peer.send("0\r\n\r\n")
                #expect(try peer.answer().body == body)
            }
            await server.stop()
        }

        @Test func `a client that expects 100-continue is told to go on`() async throws {
            let server = try TestServer.echo()
            let peer = try server.connect()
            try peer.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(try peer.line() == "HTTP/1.1 100 Continue")
            #expect(try peer.line().isEmpty)
            try peer.send("abc")
            #expect(try peer.answer().text == "POST / abc")
            try peer.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc")
            #expect(try peer.answer().text == "POST / abc")
            await server.stop()
        }

        @Test func `a handler that does not answer gets its client a 500`() async throws {
            let server = try TestServer { _, _ in }
            let peer = try server.connect()
            for _ in 0..<2 {
                try peer.get("/")
                let answer = try peer.answer()
                #expect(answer.status == 500)
                #expect(answer.text.contains("not answered"))
            }
            await server.stop()
        }

        @Test func `an answer that is not finished is cut, so that it shows as broken`() async throws {
            let server = try TestServer { _, responder in
                try responder.start(200, [:])
                try await responder.write(Array("part".utf8))
            }
            let modern = try server.connect()
            try modern.get("/")
            _ = try modern.head()
            #expect(try modern.chunk() == Array("part".utf8))
            #expect(try modern.rest().isEmpty)
            let old = try server.connect()
            try old.send("GET / HTTP/1.0\r\n\r\n")
            _ = try? old.answer()
            await server.stop()
        }

        @Test func `answering out of order is an error of the handler, not of the client`() async throws {
            let (errors, report) = AsyncStream<[String]>.makeStream()
            let server = try TestServer { _, responder in
                var seen: [String] = []
                func note(_ body: () async throws -> Void) async {
                    do {
                        try await body()
                        seen.append("fine")
                    } catch HTTPServerError.misuse(let why) {
                        seen.append(why)
                    } catch {
                        seen.append("\(error)")
                    }
                }
                await note { try await responder.write([1]) }
                await note { try await responder.finish() }
                await note { try await responder.send(99, [:], []) }
                await note { try await responder.send(200, ["x": "a\r\nSet-Cookie: b"], []) }
                await note { try await responder.send(200, ["x\r\n": "a"], []) }
                #expect(!responder.isStarted)
                await note { try await responder.send(200, [:], Array("right".utf8)) }
                #expect(responder.isStarted)
                await note { try await responder.send(200, [:], []) }
                await note { try responder.start(200, [:]) }
                report.yield(seen)
            }
            let peer = try server.connect()
            try peer.get("/")
            let answer = try peer.answer()
            #expect(answer.status == 200 && answer.text == "right")
            var all = errors.makeAsyncIterator()
            let seen = try #require(await all.next())
            #expect(seen.count == 8)
            #expect(seen.enumerated().filter { $0.element == "fine" }.map(\.offset) == [5], "\(seen)")
            await server.stop()
        }

        @Test func `an actor with a thread of its own can answer`() async throws {
            actor Elsewhere {
                func answer(_ responder: any HTTPResponder) async throws {
                    try await responder.send(200, [:], Array("from elsewhere".utf8))
                }
            }
            let elsewhere = Elsewhere()
            let server = try TestServer { _, responder in
                try await Task.detached { try await elsewhere.answer(responder) }.value
            }
            let peer = try server.connect()
            try peer.get("/")
            #expect(try peer.answer().text == "from elsewhere")
            await server.stop()
        }

        @Test func `the server's own fields are not doubled by a handler's`() async throws {
            let server = try TestServer { _, responder in
                try await responder.send(
                    200,
                    [
                        "Content-Length": "99", "Transfer-Encoding": "chunked", "Date": "never", "Connection": "close",
                        "A": "b",
                    ],
                    Array("abc".utf8)
                )
            }
            let peer = try server.connect()
            try peer.get("/")
            let answer = try peer.answer()
            #expect(answer.headers.fields.map(\.name) == ["A", "content-length", "date", "connection"])
            #expect(answer.text == "abc")
            #expect(try peer.rest().isEmpty)
            await server.stop()
        }
    }
}
