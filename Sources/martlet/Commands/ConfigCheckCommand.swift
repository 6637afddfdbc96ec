import Configuration
import JSON

extension Command {
    static let configCheck = Command(
        name: "config check",
        summary: "reads the configuration and prints every value with where it came from",
        options: [
            Option("--config", "FILE", "the YAML file (default: martlet.yaml)"),
            Option("--json", nil, "print JSON"),
        ],
        details: """
            Secrets are masked. Exit codes: 0 the configuration is good, 2 it is not (each problem with its place
            and remedy).
            """
    ) { arguments in
        let wantsJSON = arguments.has("--json")
        let loaded: LoadedSettings
        do throws(ConfigurationError) { loaded = try SettingsLoader.load(from: Settings.sources(arguments)) } catch {
            if wantsJSON { Terminal.json { error.write(to: &$0) } }
            throw CommandError("the configuration is wrong:\n\(error)", exitCode: 2)
        }
        if wantsJSON {
            Terminal.json { loaded.write(to: &$0) }
        } else {
            Terminal.line(loaded.table())
            for warning in loaded.warnings { Terminal.complain("warning: \(warning)") }
        }
        if let problem = loaded.settings.server.bindProblem {
            throw CommandError(problem.description, exitCode: 2)
        }
        return 0
    }
}
