package import Gateway

/// Martlet's own part of the server.
package enum MartletEndpoints {
    /// `events` is what `/api/events` tells of, `lookedFor` what no provider was found for. `metrics` gives the text for Prometheus; where it is nil there is no `/metrics`.
    package static func all(
        gateway: any GatewayService,
        events: EventHub = EventHub(),
        board: Switchboard? = nil,
        metrics: (@Sendable () async -> [UInt8])? = nil,
        lookedFor: @escaping @Sendable () -> [String] = { [] }
    ) -> [EndpointHandler] {
        let dialect = MartletDialect()
        let chat = SimpleChatEndpoint(gateway: gateway)
        let models = ProviderListEndpoint(gateway: gateway, board: board, lookedFor: lookedFor)
        let stream = EventsEndpoint(gateway: gateway, hub: events)
        let operations = OperationsEndpoints(gateway: gateway)
        var endpoints = [
            EndpointHandler("POST", "/api/v1/chat", .martletChat, dialect) { try await chat.handle($0) },
            EndpointHandler("GET", "/api/models", .martletModels, dialect) { try await models.handle($0) },
            EndpointHandler("GET", "/api/events", .operations, dialect) { try await stream.handle($0) },
            EndpointHandler("GET", "/health", .operations, dialect, access: .open) { try await operations.health($0) },
            EndpointHandler("GET", "/ready", .operations, dialect, access: .open) { try await operations.ready($0) },
        ]
        endpoints += ModelVersionEndpoints(gateway: gateway).all(dialect)
        if let board { endpoints += switching(SwitchEndpoints(board: board), RouteEndpoints(board: board)) }
        if let metrics {
            endpoints.append(
                EndpointHandler("GET", "/metrics", .operations, dialect, access: .metrics) { call in
                    try await operations.metrics(call, text: await metrics())
                }
            )
        }
        return endpoints
    }

    private static func switching(_ switches: SwitchEndpoints, _ routes: RouteEndpoints) -> [EndpointHandler] {
        let dialect = MartletDialect()
        func endpoint(
            _ method: String,
            _ path: String,
            _ handle: @escaping @Sendable (Call) async throws -> Void
        ) -> EndpointHandler { EndpointHandler(method, path, .martletModels, dialect, handle: handle) }
        return [
            endpoint("POST", "/api/models/switch") { try await switches.make($0) },
            endpoint("POST", "/model/switch/{profile}") { try await switches.makeNamed($0) },
            endpoint("GET", "/api/models/switches") { try await switches.history($0) },
            endpoint("GET", "/api/models/switches/{number}") { try await switches.one($0) },
            endpoint("DELETE", "/api/models/switches/{number}") { try await switches.withdraw($0) },
            endpoint("GET", "/api/routes") { try await routes.list($0) },
            endpoint("PUT", "/api/routes/{name}") { try await routes.put($0) },
            endpoint("DELETE", "/api/routes/{name}") { try await routes.remove($0) },
        ]
    }
}
