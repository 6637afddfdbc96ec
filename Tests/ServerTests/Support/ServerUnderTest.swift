import Configuration
import Gateway
import HTTP

@testable import Server

/// A whole server with scripted endpoints behind it.
struct ServerUnderTest {
    let server: MartletServer
    let gateway: FakeGateway

    init(
        bound host: String = "127.0.0.1",
        gateway: FakeGateway = FakeGateway(FakeGateway.Script()),
        endpoints: [EndpointHandler] = [],
        _ change: (inout Settings) -> Void = { _ in }
    ) {
        var settings = Settings()
        change(&settings)
        let loaded = LoadedSettings(settings: settings)
        self.init(bound: host, gateway: gateway, endpoints: endpoints, settings: { loaded })
    }

    init(
        bound host: String = "127.0.0.1",
        gateway: FakeGateway = FakeGateway(FakeGateway.Script()),
        endpoints: [EndpointHandler],
        settings: @escaping @Sendable () -> LoadedSettings
    ) {
        self.gateway = gateway
        server = MartletServer(
            gateway: gateway,
            endpoints: endpoints,
            boundHost: host,
            settings: settings
        )
    }

    /// Sends a request; `Host` is the bound one unless the headers say otherwise. A `responder` of the caller's own can be
    /// watched while it is answered.
    func ask(
        _ method: String,
        _ target: String,
        _ headers: HTTPHeaders = [:],
        _ body: String = "",
        leavingAfter pieces: Int = .max,
        responder given: RecordingResponder? = nil
    ) async -> RecordingResponder {
        let responder = given ?? RecordingResponder(clientLeavesAfter: pieces)
        var headers = headers
        if headers["host"] == nil { headers.add("Host", "127.0.0.1:8000") }
        let parts = target.split(separator: "?", maxSplits: 1)
        let request = HTTPRequest(
            method: method,
            path: String(parts[0]),
            query: parts.count > 1 ? String(parts[1]) : nil,
            headers: headers,
            body: Array(body.utf8),
            peer: "127.0.0.1:50000"
        )
        await server.handle(request, responder)
        return responder
    }
}

extension EndpointHandler {
    /// Answers with `name:` and the path's parameter.
    static func echo(
        _ method: String,
        _ path: String,
        _ name: String = "echo",
        dialect: any Dialect = MartletDialect(),
        access: Access = .key
    ) -> EndpointHandler {
        EndpointHandler(method, path, .operations, dialect, access: access) { call in
            let text = "\(name):\(call.pathParameter ?? "")"
            try await call.responder.send(200, ["content-type": "text/plain"], Array(text.utf8))
        }
    }
}
