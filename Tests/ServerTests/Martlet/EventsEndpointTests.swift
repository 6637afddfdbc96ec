import Gateway
import HTTP
import JSON
import Testing

@testable import Server

@Suite struct EventsEndpointTests {
    @Test func `a listener hears how things stand, and then what happens`() async throws {
        let hub = EventHub()
        let gateway = FakeGateway(catalog: Catalog(active: ModelID(provider: "p", model: "m")))
        let server = ServerUnderTest(gateway: gateway, endpoints: MartletEndpoints.all(gateway: gateway, events: hub))
        hub.publish(.load, ["model": "one"])
        let responder = RecordingResponder()
        let asked = Task {
            await server.ask("GET", "/api/events", ["last-event-id": "another-run-1"], responder: responder)
        }
        await responder.hasStarted()
        hub.publish(.eviction, ["model": "line\nbreak"])
        hub.close()
        let answer = await asked.value
        #expect(answer.status == 200)
        #expect(answer.headers["content-type"] == "text/event-stream; charset=utf-8")
        let names = answer.text.split(separator: "\n").filter { $0.hasPrefix("event: ") }
        #expect(names.first == "event: hello")
        #expect(names.last == "event: eviction")
        let first = try JSONValue(parsing: Array(try #require(answer.events.first).utf8))
        #expect(first["active"] == ["provider": "p", "model": "m"])
        let last = try JSONValue(parsing: Array(try #require(answer.events.last).utf8))
        #expect(last["model"] == "line\nbreak")
        #expect(last["time"]?.string?.hasSuffix("Z") == true)
    }

    @Test func `one that comes back goes on after what it has heard`() async throws {
        let hub = EventHub()
        let gateway = FakeGateway(FakeGateway.Script())
        let server = ServerUnderTest(gateway: gateway, endpoints: MartletEndpoints.all(gateway: gateway, events: hub))
        let responder = RecordingResponder(clientLeavesAfter: 2)
        let first = Task { await server.ask("GET", "/api/events", responder: responder) }
        await responder.hasStarted()
        hub.publish(.load, ["n": 1])
        hub.publish(.load, ["n": 2])
        let heard = await first.value
        let id = try #require(heard.text.split(separator: "\n").first { $0.hasPrefix("id: ") }).dropFirst(4)
        hub.close()
        let rest = await server.ask("GET", "/api/events", ["last-event-id": String(id)])
        #expect(try rest.events.dropFirst().map { try JSONValue(parsing: Array($0.utf8))["n"] } == [2])
    }
}
