package import Configuration
package import Downloads
package import EventLoop
package import HTTP

/// What providers are made with, besides their settings.
package struct ProviderEnvironment: Sendable {
    /// Sends requests to backends.
    package var transport: any HTTPTransport
    /// Gives the paths where a local model's file may lie, best guess first.
    package var modelPaths: @Sendable (_ name: String) -> [String]
    /// Where programs that providers start are watched; nil: on the loop that first asks for them.
    package var loop: EventLoop?
    /// Where models lie that nobody needs to configure.
    package var modelsDirectory: String?
    /// The model that comes with the program.
    package var builtIn: BuiltInModel?
    /// Says which models may be in memory together.
    package private(set) var memory: any MemoryKeeper = OpenMemory()
    /// The graphics cards that models may be put on.
    package var cards: GraphicsCards
    /// What the built-in engine has in memory, for all providers together.
    package var residentModels = ResidentModels()
    /// Where models that are not here yet are fetched from.
    package var pullOrigins = PullOrigins()
    /// The pulls that are under way, of all providers together.
    package var pulls = PullDesk()

    package init(
        transport: any HTTPTransport,
        loop: EventLoop? = nil,
        modelPaths: @escaping @Sendable (_ name: String) -> [String]
    ) {
        self.transport = transport
        self.loop = loop
        self.modelPaths = modelPaths
        cards = GraphicsCards(on: loop)
    }

    package init(transport: any HTTPTransport, loop: EventLoop? = nil, settings: Settings) {
        self.init(transport: transport, loop: loop) { settings.candidatePaths(forModelFile: $0) }
        modelsDirectory = settings.modelsDirectory
        builtIn = .embedded
        pullOrigins = PullOrigins(settings)
    }

    /// From here on models are let into memory by this one.
    package mutating func share(_ memory: any MemoryKeeper) {
        self.memory = memory
        residentModels = ResidentModels(keeper: memory)
    }
}

extension PullOrigins {
    /// Where the settings say that models are.
    package init(_ settings: Settings) {
        self.init()
        hub = settings.modelsHub
        hubToken = settings.modelsHubToken?.reveal()
        packageIndex = settings.packageIndex
        registry = settings.modelsRegistry
        allowsPrivate = settings.modelsAllowPrivate
        connections = settings.modelsConnections
        keptVersions = settings.modelsKeptVersions
    }
}

/// Makes providers of their settings. A new kind of backend is a folder of its own and a line here.
package enum ProviderRegistry {
    typealias Factory = @Sendable (ProviderSettings, ProviderEnvironment) throws(ProviderError) -> any Provider

    private static let factories: [ProviderType: Factory] = [
        .openai: { (settings, environment) throws(ProviderError) in try OpenAIProvider(settings, environment) },
        .gemini: { (settings, environment) throws(ProviderError) in try GeminiProvider(settings, environment) },
        .ollama: { (settings, environment) throws(ProviderError) in try OllamaProvider(settings, environment) },
        .vllm: { (settings, environment) throws(ProviderError) in try VLLMProvider(settings, environment) },
        .huggingface: { (settings, environment) throws(ProviderError) in
            try HuggingFaceProvider(settings, environment)
        },
        .llamacpp: { (settings, environment) throws(ProviderError) in
            if let native = NativeProvider(inPlaceOfLlamaServer: settings, environment) { return native }
            return try LlamaCppProvider(settings, environment)
        },
        .native: { (settings, environment) throws(ProviderError) in NativeProvider(settings, environment) },
    ]

    /// Connects to nothing and starts nothing: that is `start`'s.
    package static func provider(
        for settings: ProviderSettings,
        in environment: ProviderEnvironment
    ) throws(ProviderError) -> any Provider {
        guard let factory = factories[settings.type] else {
            throw ProviderError(
                .internal,
                "the provider '\(settings.name)' has the type '\(settings.type.rawValue)', which this version of "
                    + "Martlet does not have"
            )
        }
        return try factory(settings, environment)
    }
}
