import JSON
import Providers

/// What has changed among the providers since it was last told.
struct CatalogNews {
    private var told: [String: ProviderState] = [:]

    mutating func take(_ providers: [ProviderState]) -> [(topic: Event.Topic, fields: JSONObject)] {
        var news: [(topic: Event.Topic, fields: JSONObject)] = []
        for provider in providers {
            let before = told[provider.name]
            if provider.status != .unknown, (before?.status, before?.problem) != (provider.status, provider.problem) {
                var fields: JSONObject = [
                    "provider": .string(provider.name), "status": .string(provider.status.rawValue),
                ]
                fields["problem"] = provider.problem.map(JSONValue.string)
                news.append((.health, fields))
            }
            let models = provider.models.map(\.id)
            if let before, before.models.map(\.id) != models {
                news.append(
                    (.models, ["provider": .string(provider.name), "models": .array(models.map(JSONValue.string))])
                )
            }
        }
        told = Dictionary(providers.map { ($0.name, $0) }) { first, _ in first }
        return news
    }
}
