/// Makes settings complete after all sources are read: finds backends, fills in what follows from the environment,
/// and checks that every name refers to something.
struct SettingsResolver {
    var settings: Settings
    /// What YAML alone says of the selection.
    let written: Selection
    let environment: EnvironmentVariables
    var reading: Reading
    var discoveries: [Discovery] = []
    /// The first of the keys that a server here would ask for: what this program's own commands show it.
    private(set) var callersKey: Secret?
    /// The preset that `LLM_PROVIDER` names, once that is known.
    var preset: Preset?

    init(settings: Settings, written: Selection, environment: EnvironmentVariables, reading: Reading) {
        self.settings = settings
        self.written = written
        self.environment = environment
        self.reading = reading
    }

    mutating func resolve() {
        findDirectories()
        readCallersKeys()
        if reading.providersAreComplete {
            if reading.origin(of: "llm.providers") == .builtIn { discoverProviders() } else { addModelsDirectory() }
        }
        let wanted = wantedProvider()
        settings.providers = settings.providers.map { completed($0) }
        select(wanted)
        checkNames()
        checkAddresses()
        var known = Set(settings.providers.compactMap(\.apiKeyEnvironment))
        known.formUnion(settings.providers.flatMap { ProviderDefaults.of($0.type).keyVariables })
        reading.warnings += environment.misspellings(besides: known)
    }

    // MARK: Directories

    private mutating func findDirectories() {
        let path = "storage.directory"
        if reading.origin(of: path) == .builtIn {
            if let data = environment["XDG_DATA_HOME"], data.text.hasPrefix("/") {
                settings.storage.directory = data.text + "/martlet"
                reading.record(data.origin, at: path)
            } else if let home = environment["HOME"] {
                settings.storage.directory = home.text + "/.local/share/martlet"
                reading.record(.derived("home directory"), at: path)
            }
        }
        settings.storage.directory = expanded(settings.storage.directory)
        settings.modelsDirectory = expanded(settings.modelsDirectory)
        settings.modelsHubToken = environment["HF_TOKEN"].map { Secret($0.text, source: "HF_TOKEN") }
        settings.log.requests.file = settings.log.requests.file.map(expanded)
        if settings.storage.databaseURL != nil {
            reading.warning(
                "this version keeps its state in SQLite only: the database is not used",
                at: reading.origin(of: "storage.database_url"),
                remedy: "leave it out; the file is \(settings.storage.directory)/martlet.sqlite"
            )
        }
    }

    /// With the home directory in the place of `~`.
    func expanded(_ path: String) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"]?.text else { return path }
        return home + path.dropFirst()
    }

    // MARK: Callers' keys

    private mutating func readCallersKeys() {
        guard let value = environment["MARTLET_API_KEY"] else { return }
        let keys = value.text.split(separator: ",").map { $0.filter { $0 != " " && $0 != "\t" } }
        for (index, key) in keys.enumerated() where !key.isEmpty {
            guard key.unicodeScalars.allSatisfy({ (0x21..<0x7f).contains($0.value) }) else {
                reading.problem(
                    "key \(index + 1) of MARTLET_API_KEY has characters that no header can hold",
                    at: value.origin,
                    remedy: "make a key with `openssl rand -hex 24`"
                )
                continue
            }
            if key.utf8.count < 16 {
                reading.warning(
                    "key \(index + 1) of MARTLET_API_KEY is short enough to be guessed",
                    at: value.origin,
                    remedy: "make a key with `openssl rand -hex 24`"
                )
            }
            let name = keys.count == 1 ? "MARTLET_API_KEY" : "MARTLET_API_KEY#\(index + 1)"
            settings.server.apiKeys.append(APIKeyDigest(name: name, key: key))
            callersKey = callersKey ?? Secret(key, source: "MARTLET_API_KEY")
        }
        if !settings.server.apiKeys.isEmpty { reading.record(value.origin, at: "server.api_key_hashes") }
    }
}
