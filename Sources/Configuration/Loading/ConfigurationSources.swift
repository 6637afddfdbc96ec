/// Where a configuration is read from.
package struct ConfigurationSources: Sendable {
    /// `martlet.yaml`, or what `--config` names.
    package var yamlPath: String
    /// Whether it is an error when the YAML file is not there: somebody named it.
    package var yamlIsRequired: Bool
    package var dotEnvPath: String
    /// The process environment, read once.
    package var environment: [String: String]
    /// What the command line says, by key and above everything else: `server.port` from `--port`.
    package var overrides: [Override]

    package struct Override: Sendable {
        package var key: String
        package var value: String
        package var option: String

        package init(key: String, value: String, option: String) {
            self.key = key
            self.value = value
            self.option = option
        }
    }

    package init(
        yamlPath: String = "martlet.yaml",
        yamlIsRequired: Bool = false,
        dotEnvPath: String = ".env",
        environment: [String: String] = [:],
        overrides: [Override] = []
    ) {
        self.yamlPath = yamlPath
        self.yamlIsRequired = yamlIsRequired
        self.dotEnvPath = dotEnvPath
        self.environment = environment
        self.overrides = overrides
    }
}
