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

extension Catalog {
    /// Adds what Ollama's list of the same server tells of its models: their sizes and kinds.
    mutating func addDetails(ollama body: [UInt8]) {
        let list = (try? JSONValue(parsing: body))?["models"]?.array ?? []
        let byName = Dictionary(
            list.compactMap { json in json["name"]?.string.map { ($0, json) } },
            uniquingKeysWith: { first, _ in first }
        )
        for provider in providers.indices {
            for model in providers[provider].models.indices {
                let id = providers[provider].models[model].id
                let bare = providers[provider].type == "ollama" ? byName[id] : nil
                guard let json = byName["\(providers[provider].name)/\(id)"] ?? bare else { continue }
                let said = { (text: String?) in text.flatMap { $0.isEmpty ? nil : $0 } }
                providers[provider].models[model].sizeInBytes = json["size"]?.int.flatMap { $0 > 0 ? $0 : nil }
                providers[provider].models[model].contextLength = json["context_length"]?.int.flatMap {
                    $0 > 0 ? $0 : nil
                }
                providers[provider].models[model].parameterSize = said(json["details"]?["parameter_size"]?.string)
                providers[provider].models[model].quantization = said(json["details"]?["quantization_level"]?.string)
            }
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
            models: (json["models"]?.array ?? []).compactMap { name in
                name.string.map { name in
                    var info = ModelInfo(id: name)
                    info.note = json["notes"]?[name]?.string
                    return info
                }
            }
        )
        problem = json["problem"]?.string
    }
}
