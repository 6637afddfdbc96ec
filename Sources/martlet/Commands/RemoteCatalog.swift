import Gateway
import JSON
import Providers

extension Catalog {
    /// What a running Martlet tells of itself at `/api/models`; nil for what is no such answer.
    init?(martlet body: [UInt8]) {
        guard let json = try? JSONValue(parsing: body), let providers = json["providers"]?.array else { return nil }
        self.init(providers: providers.compactMap(ProviderState.init(martlet:)))
        if let provider = json["active"]?["provider"]?.string, let model = json["active"]?["model"]?.string {
            active = ModelID(provider: provider, model: model)
        }
    }
}

extension ProviderState {
    fileprivate init?(martlet json: JSONValue) {
        guard let name = json["name"]?.string, let type = json["type"]?.string else { return nil }
        self.init(
            name: name,
            type: type,
            status: json["status"]?.string.flatMap(Status.init) ?? .unknown,
            features: [],
            models: (json["models"]?.array ?? []).compactMap { $0.string.map { ModelInfo(id: $0) } }
        )
        problem = json["problem"]?.string
    }
}
