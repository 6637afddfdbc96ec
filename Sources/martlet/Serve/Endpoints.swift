import Gateway
import Server

/// Everything that is served.
enum Endpoints {
    static func all(gateway: Gateway, metrics: Metrics, responses: ResponseStore) -> [EndpointHandler] {
        OpenAIEndpoints.all(gateway: gateway, responses: responses)
            + OllamaEndpoints.all(gateway: gateway)
            + GeminiEndpoints.all(gateway: gateway)
            + MartletEndpoints.all(gateway: gateway, metrics: { await metrics.scrape() })
    }
}
