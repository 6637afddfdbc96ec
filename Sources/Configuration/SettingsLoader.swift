/// Reads all sources into settings that are checked and complete.
package enum SettingsLoader {
    /// Reads the files, which blocks. Throws every problem at once.
    package static func load(from sources: ConfigurationSources) throws(ConfigurationError) -> LoadedSettings {
        LoadedSettings(settings: Settings())
    }
}
