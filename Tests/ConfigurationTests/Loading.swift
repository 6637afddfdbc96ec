import Testing

@testable import Configuration

/// Loads texts instead of files, under the names that users see.
func load(
    yaml: String? = nil,
    dotEnv: String? = nil,
    environment: [String: String] = [:],
    overrides: [ConfigurationSources.Override] = []
) throws(ConfigurationError) -> LoadedSettings {
    let sources = ConfigurationSources(environment: environment, overrides: overrides)
    let files = SourceFiles(yaml: yaml.map { Array($0.utf8) }, dotEnv: dotEnv.map { Array($0.utf8) })
    return try SettingsLoader.load(files, from: sources)
}

/// What is wrong with these sources, a line each; empty if nothing is.
func problems(yaml: String? = nil, dotEnv: String? = nil, environment: [String: String] = [:]) -> [String] {
    do {
        _ = try load(yaml: yaml, dotEnv: dotEnv, environment: environment)
        return []
    } catch {
        return error.problems.map(\.description)
    }
}

extension LoadedSettings {
    func value(_ key: String) -> String? { effective.first { $0.key == key }?.value }
    func origin(_ key: String) -> String? { effective.first { $0.key == key }?.origin.description }
}
