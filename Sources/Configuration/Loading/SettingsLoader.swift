/// Reads all sources into settings that are checked and complete.
package enum SettingsLoader {
    /// Reads the files, which blocks. Throws every problem at once.
    package static func load(from sources: ConfigurationSources) throws(ConfigurationError) -> LoadedSettings {
        try load(SourceFiles.read(sources), from: sources)
    }

    /// Makes settings of what was read. No file is looked at.
    static func load(
        _ files: SourceFiles,
        from sources: ConfigurationSources
    ) throws(ConfigurationError) -> LoadedSettings {
        var reading = Reading()
        reading.problems = files.problems
        let dotEnv = DotEnv(files.dotEnv ?? [], file: sources.dotEnvPath)
        reading.problems += dotEnv.problems
        reading.warnings = dotEnv.warnings
        let environment = EnvironmentVariables(process: sources.environment, dotEnv: dotEnv)
        var settings = Settings()
        do {
            if let root = try YAMLTree.read(files.yaml ?? [], file: sources.yamlPath) {
                SettingsKeys.record.read(root, into: &settings, path: "", &reading)
            }
        } catch {
            // Without the file nearly everything else would look wrong too.
            throw ConfigurationError(problems: reading.problems + error.problems)
        }
        let written = settings.selection
        overlay(environment, on: &settings, &reading)
        overlay(sources.overrides, on: &settings, &reading)

        var resolver = SettingsResolver(
            settings: settings,
            written: written,
            environment: environment,
            reading: reading
        )
        resolver.resolve()
        guard resolver.reading.problems.isEmpty else { throw ConfigurationError(problems: resolver.reading.problems) }
        return LoadedSettings(
            settings: resolver.settings,
            effective: EffectiveValue.list(resolver.settings, resolver.reading),
            warnings: resolver.reading.warnings,
            discoveries: resolver.discoveries,
            callersKey: resolver.callersKey
        )
    }

    private static func overlay(
        _ environment: EnvironmentVariables,
        on settings: inout Settings,
        _ reading: inout Reading
    ) {
        for field in SettingsKeys.record.fields {
            guard let variable = field.variable, let value = environment[variable] else { continue }
            field.read(value.node, &settings, field.name, &reading)
        }
    }

    private static func overlay(
        _ overrides: [ConfigurationSources.Override],
        on settings: inout Settings,
        _ reading: inout Reading
    ) {
        for override in overrides {
            let origin = Origin.commandLine(option: override.option)
            guard let field = SettingsKeys.record[override.key] else {
                reading.problem("there is no key \"\(override.key)\"", at: origin, remedy: "leave out the option")
                continue
            }
            field.read(YAMLNode(text: override.value, at: origin), &settings, field.name, &reading)
        }
    }
}

extension EffectiveValue {
    /// Every key that has a value, in the order of the tables.
    static func list(_ settings: Settings, _ reading: Reading) -> [EffectiveValue] {
        SettingsKeys.record.fields.flatMap { field -> [EffectiveValue] in
            switch field.name {
            case StructuredKeys.providers.name:
                settings.providers.flatMap { list(ProviderKeys.record, $0, path: "\(field.name).\($0.name)", reading) }
            case StructuredKeys.profiles.name:
                settings.profiles.flatMap {
                    list(StructuredKeys.profileRecord, $0, path: "\(field.name).\($0.name)", reading)
                }
            default: list(field, settings, path: field.name, reading)
            }
        }
    }

    private static func list<Target>(
        _ record: Record<Target>,
        _ target: Target,
        path: String,
        _ reading: Reading
    ) -> [EffectiveValue] {
        record.fields.flatMap { list($0, target, path: "\(path).\($0.name)", reading) }
    }

    private static func list<Target>(
        _ field: Field<Target>,
        _ target: Target,
        path: String,
        _ reading: Reading
    ) -> [EffectiveValue] {
        guard let value = field.show(target), value != "[]", value != "{}" else { return [] }
        return [EffectiveValue(key: path, value: value, origin: reading.origin(of: path))]
    }
}
