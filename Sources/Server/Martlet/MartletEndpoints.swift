package import Gateway

/// Martlet's own part of the server.
package enum MartletEndpoints {
    /// `events` is what `/api/events` tells of, `lookedFor` what no provider was found for. `metrics` gives the text for Prometheus; where it is nil there is no `/metrics`.
    package static func all(
        gateway: any GatewayService,
        events: EventHub = EventHub(),
        metrics: (@Sendable () async -> [UInt8])? = nil,
        lookedFor: @escaping @Sendable () -> [String] = { [] }
    ) -> [EndpointHandler] {
        let dialect = MartletDialect()
        let chat = SimpleChatEndpoint(gateway: gateway)
        let models = ProviderListEndpoint(gateway: gateway, lookedFor: lookedFor)
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
        if let metrics {
            endpoints.append(
                EndpointHandler("GET", "/metrics", .operations, dialect, access: .metrics) { call in
                    try await operations.metrics(call, text: await metrics())
                }
            )
        }
        return endpoints
    }
}
