import Configuration
import Gateway
import HTTP
import JSON
import Providers
import Synchronization
import Testing

@testable import Server

struct MartletServerTests {
    /// A server with one endpoint, `POST /x`, that does as it is told; and what its context ended as.
    private final class Observed: Sendable {
        let server: ServerUnderTest
        let gateway = FakeGateway(FakeGateway.Script())
        init(
            dialect: any Dialect = MartletDialect(),
            _ handle: @escaping @Sendable (Call) async throws -> Void
        ) {
            let keep = Keep()
            let endpoint = EndpointHandler("POST", "/x", .martletChat, dialect) { call in
                keep.context.withLock { $0 = call.context }
                try await handle(call)
            }
            self.keep = keep
            server = ServerUnderTest(gateway: gateway, endpoints: [endpoint])
        }

        private let keep: Keep
        var context: RequestContext? { keep.context.withLock { $0 } }
    }

    private final class Keep: Sendable {
        let context = Mutex<RequestContext?>(nil)
    }

    @Test func `every answer carries the request's id, errors too`() async {
        let server = ServerUnderTest(endpoints: [.echo("GET", "/")])
        var ids: Set<String> = []
        for (method, path) in [("GET", "/"), ("GET", "/nothing"), ("POST", "/"), ("OPTIONS", "/")] {
            let answer = await server.ask(method, path)
            let id = answer.headers["x-request-id"] ?? ""
            #expect(id.utf8.count == 32)
            ids.insert(id)
        }
        let refused = await server.ask("GET", "/", ["Host": "evil.com"])
        ids.insert(refused.headers["x-request-id"] ?? "")
        #expect(ids.count == 5)
        #expect(server.gateway.asked.finished.count == 5)
    }

    @Test(arguments: ["abc", "A.b_c-9", String(repeating: "x", count: 128)])
    func `a client's own id is kept`(id: String) async {
        let answer = await ServerUnderTest(endpoints: [.echo("GET", "/")]).ask("GET", "/", ["X-Request-Id": id])
        #expect(answer.headers["x-request-id"] == id)
    }

    @Test(arguments: ["", "a b", "a\r\nx: y", "ü", "a/b", String(repeating: "x", count: 129), "a\u{0}"])
    func `an id that is not fit for a header is replaced`(id: String) async {
        let answer = await ServerUnderTest(endpoints: [.echo("GET", "/")]).ask("GET", "/", ["X-Request-Id": id])
        #expect(answer.headers["x-request-id"] != id)
        #expect(answer.headers["x-request-id"]?.utf8.count == 32)
    }

    @Test func `an error before the answer has its status, its dialect and its delay`() async throws {
        let observed = Observed(dialect: OllamaDialect()) { _ in
            var error = GatewayError(.upstreamOverloaded, "busy", status: 429, label: "overloaded")
            error.retryAfter = .milliseconds(1500)
            throw error
        }
        let answer = await observed.server.ask("POST", "/x")
        #expect(answer.status == 429)
        #expect(answer.headers["retry-after"] == "2")
        #expect(try answer.json() == ["error": "busy"])
        #expect(observed.context?.errorLabel == "overloaded")
        #expect(observed.context?.status == 429)
        #expect(observed.gateway.asked.finished.count == 1)
    }

    @Test func `an error that was not meant for clients shows nothing of itself`() async {
        struct Inner: Error { let secret = "sk-123" }
        let answer = await Observed { _ in throw Inner() }.server.ask("POST", "/x")
        #expect(answer.status == 500)
        #expect(!answer.text.contains("sk-123"))
        #expect(!answer.text.contains("Inner"))
    }

    @Test func `a handler that forgets to answer is answered for`() async {
        let observed = Observed { _ in }
        #expect(await observed.server.ask("POST", "/x").status == 500)
        #expect(observed.context?.errorLabel == "internal")
        #expect(observed.gateway.asked.finished.count == 1)
    }

    @Test func `an error after the answer's start leaves it open, so that the client sees it cut`() async {
        let observed = Observed { call in
            try call.responder.start(200, [:])
            try await call.responder.write([1])
            throw APIError(502, "broken", label: "cut")
        }
        let answer = await observed.server.ask("POST", "/x").answer
        #expect(answer.status == 200)
        #expect(!answer.isFinished)
        #expect(observed.context?.errorLabel == "cut")
    }

    @Test func `a client that leaves is a 499, and the request ends once`() async {
        let observed = Observed { call in
            try call.responder.start(200, [:])
            for _ in 0..<5 { try await call.responder.write([1, 2]) }
            try await call.responder.finish()
        }
        _ = await observed.server.ask("POST", "/x", leavingAfter: 2)
        #expect(observed.context?.status == 499)
        #expect(observed.context?.errorLabel == "client_gone")
        #expect(observed.gateway.asked.finished.count == 1)
    }

    @Test func `a client that leaves is a 499 even where the handler keeps quiet about it`() async {
        let observed = Observed { call in
            try call.responder.start(200, [:])
            do { for _ in 0..<5 { try await call.responder.write([1]) } } catch {}
        }
        _ = await observed.server.ask("POST", "/x", leavingAfter: 2)
        #expect(observed.context?.status == 499)
        #expect(observed.gateway.asked.finished.count == 1)
    }

    @Test func `a cancelled request is a 499 without an answer`() async {
        let observed = Observed { _ in throw CancellationError() }
        let answer = await observed.server.ask("POST", "/x")
        #expect(answer.status == nil)
        #expect(observed.context?.status == 499)
        #expect(observed.gateway.asked.finished.count == 1)
    }

    @Test func `bytes are counted`() async {
        let observed = Observed { call in
            try call.responder.start(200, [:])
            try await call.responder.write([1, 2, 3])
            try await call.responder.write([4])
            try await call.responder.finish()
        }
        _ = await observed.server.ask("POST", "/x", [:], "12345")
        #expect(observed.context?.bytesIn == 5)
        #expect(observed.context?.bytesOut == 4)
        #expect(observed.context?.status == 200)
    }

    @Test func `the name of the key goes into the context, never the key`() async {
        let kept = Mutex<String?>(nil)
        let endpoint = EndpointHandler("POST", "/x", .martletChat, MartletDialect()) { call in
            kept.withLock { $0 = call.context.keyName }
            try await call.responder.send(200, [:], [])
        }
        let server = ServerUnderTest(endpoints: [endpoint]) {
            $0.server.apiKeys = [.init(name: "alice", key: "key-a")]
        }
        _ = await server.ask("POST", "/x", ["x-api-key": "key-a"])
        #expect(kept.withLock { $0 } == "alice")
    }
}
