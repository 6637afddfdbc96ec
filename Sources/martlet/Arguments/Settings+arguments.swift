import Configuration
import Foundation

extension Settings {
    /// Where the configuration is read from, for a command with these arguments.
    static func sources(_ arguments: Arguments) -> ConfigurationSources {
        var sources = ConfigurationSources(environment: ProcessInfo.processInfo.environment)
        if let file = arguments["--config"] {
            sources.yamlPath = file
            sources.yamlIsRequired = true
        }
        let keys = [("--host", "server.host"), ("--port", "server.port"), ("--data", "storage.directory")]
        for (option, key) in keys {
            guard let value = arguments[option] else { continue }
            sources.overrides.append(ConfigurationSources.Override(key: key, value: value, option: option))
        }
        return sources
    }

    static func load(_ arguments: Arguments) throws -> LoadedSettings {
        do { return try SettingsLoader.load(from: sources(arguments)) } catch {
            throw CommandError("the configuration is wrong:\n\(error)", exitCode: 2)
        }
    }
}
