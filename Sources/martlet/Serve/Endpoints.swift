import Gateway
import Server

/// Everything that is served.
enum Endpoints {
    /// Without metrics nothing is at `/metrics`.
    static func all(
        gateway: Gateway,
        board: Switchboard,
        metrics: Metrics?,
        responses: ResponseStore,
        chats: ChatStore,
        lookedFor: @escaping @Sendable () -> [String]
    ) -> [EndpointHandler] {
        var scrape: (@Sendable () async -> [UInt8])?
        if let metrics { scrape = { await metrics.scrape() } }
        return OpenAIEndpoints.all(gateway: gateway, responses: responses)
            + OllamaEndpoints.all(gateway: gateway)
            + GeminiEndpoints.all(gateway: gateway)
            + MartletEndpoints.all(
                gateway: gateway,
                events: gateway.events,
                board: board,
                metrics: scrape,
                lookedFor: lookedFor
            )
            + ChatEndpoints.all(store: chats)
            + PageEndpoints.all()
    }
}
