import Gateway
import HTTP
import JSON

/// `GET /api/events`: what happens, as server-sent events, for as long as somebody listens.
///
/// The first says how things stand (`hello`); then come events by their topics' names, and `missed` where the listener
/// was too slow for some. One that comes back with `Last-Event-ID` goes on from there.
struct EventsEndpoint: Sendable {
    let gateway: any GatewayService
    let hub: EventHub
    /// Tells this run's events from an earlier run's, which began to count from 1 too.
    private let run = RandomName.make()

    /// How often a quiet stream says that it is still there, so that proxies in between keep it.
    private static let pulse = Duration.seconds(15)

    init(gateway: any GatewayService, hub: EventHub) {
        self.gateway = gateway
        self.hub = hub
    }

    func handle(_ call: Call) async throws {
        let subscription = hub.subscribe(after: place(of: call.request.headers["last-event-id"]))
        try call.responder.start(200, AnswerHeaders.eventStream(call.context))
        try await call.responder.write(hello)
        while let delivery = await subscription.next(within: Self.pulse) {
            try await call.responder.write(frame(delivery))
        }
        try Task.checkCancellation()
        try await call.responder.finish()
    }

    /// The event that a listener has heard last; nil where that was none of this run.
    private func place(of id: String?) -> Int? {
        guard let id, id.hasPrefix(run + "-") else { return nil }
        return Int(id.dropFirst(run.count + 1))
    }

    private func frame(_ delivery: EventSubscription.Delivery) -> [UInt8] {
        switch delivery {
        case .event(let event):
            let head = "id: \(run)-\(event.number)\nevent: \(event.topic.rawValue)\n"
            return Array(head.utf8) + EventStream.frame(event.json)
        case .missed(let count):
            return Array("event: missed\ndata: {\"count\":\(count)}\n\n".utf8)
        case .quiet: return Array(": still here\n\n".utf8)
        }
    }

    private var hello: [UInt8] {
        var json = JSONWriter()
        json.object { json in
            json.member("active") { json in
                guard let active = gateway.catalog.active else { return json.null() }
                json.object { json in
                    json.member("provider", active.provider)
                    json.member("model", active.model)
                }
            }
        }
        return Array("event: hello\n".utf8) + EventStream.frame(json.finish())
    }
}
