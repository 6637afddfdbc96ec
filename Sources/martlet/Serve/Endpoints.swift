import Gateway
import Server

/// Everything that is served.
enum Endpoints {
    static func all(gateway: Gateway, metrics: Metrics, responses: ResponseStore?) -> [EndpointHandler] {
        openAI(gateway, responses)
            + OllamaEndpoints.all(gateway: gateway)
            + GeminiEndpoints.all(gateway: gateway)
            + MartletEndpoints.all(gateway: gateway, metrics: { await metrics.scrape() })
    }

    /// Without a database, responses are kept in memory as long as the server runs.
    private static func openAI(_ gateway: Gateway, _ responses: ResponseStore?) -> [EndpointHandler] {
        guard let responses else { return OpenAIEndpoints.all(gateway: gateway) }
        return OpenAIEndpoints.all(gateway: gateway, responses: StoredResponses(responses))
    }
}
