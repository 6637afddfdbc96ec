import JSON
import Providers

/// What has changed among the providers since it was last told.
struct CatalogNews {
    private var told: [String: ProviderState] = [:]

    mutating func take(_ providers: [ProviderState]) -> [(topic: Event.Topic, fields: JSONObject)] {
        var news: [(topic: Event.Topic, fields: JSONObject)] = []
        for provider in providers {
            let before = told[provider.name]
            let isOther =
                (before?.status, before?.problem, before?.breaker ?? .closed)
                != (provider.status, provider.problem, provider.breaker)
            if provider.status != .unknown, isOther {
                var fields: JSONObject = [
                    "provider": .string(provider.name), "status": .string(provider.status.rawValue),
                ]
                if provider.breaker != .closed { fields["breaker"] = .string(provider.breaker.rawValue) }
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
