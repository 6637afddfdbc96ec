/// The reference of all keys, variables and presets, made from the tables that the reader itself uses.
package enum ConfigurationReference {
    /// `docs/configuration.md`
    package static var markdown: String {
        let settings = Settings()
        let provider = ProviderSettings(name: "", type: .ollama)
        let profile = ProfileSettings(name: "", provider: "")
        return [
            introduction,
            "## Keys of `martlet.yaml`\n\n"
                + table(SettingsKeys.record, default: settings, without: ["storage.directory"]),
            "## Keys of a provider\n\nEach entry of `llm.providers`.\n\n"
                + table(ProviderKeys.record, default: provider, without: ["type", "name"]),
            "## Defaults by type of provider\n\n" + types,
            "## Keys of a profile\n\nEach entry of `llm.profiles`. Parameters go before those of the provider.\n\n"
                + table(StructuredKeys.profileRecord, default: profile, without: ["provider"]),
            "## Variables\n\n" + variables,
            "## Presets\n\n" + presets,
            rules,
        ].joined(separator: "\n\n") + "\n"
    }

    private static let introduction = """
        # Configuration

        <!-- Made from the tables in Sources/Configuration. To write it anew:
        MARTLET_WRITE_DOCS=1 swift test --filter ReferenceTests -->

        Nothing needs to be configured. What can be stands in `martlet.yaml` (or the file after `--config`), in `.env`,
        and in the environment. For each key the highest of these holds:

        1. the command line (`--host`, `--port`, `--data`)
        2. the environment of the process
        3. `.env`
        4. `martlet.yaml`
        5. the built-in default

        A variable that is set to nothing counts as not set. `martlet config check` prints what holds and where each
        value came from; secrets are masked.
        """

    private static func table<Target>(
        _ record: Record<Target>,
        default target: Target,
        without hidden: Set<String>
    ) -> String {
        var lines = ["| key | value | default | |", "|---|---|---|---|"]
        for field in record.fields {
            let shown = hidden.contains(field.name) ? nil : field.show(target)
            let value = shown.map { $0.isEmpty || $0 == "[]" || $0 == "{}" ? "" : "`\($0)`" } ?? ""
            let variable = field.variable.map { " Variable: `\($0)`." } ?? ""
            lines.append("| `\(field.name)` | \(field.kind) | \(value) | \(field.summary)\(variable) |")
        }
        return lines.joined(separator: "\n")
    }

    private static var types: String {
        var lines = ["| type | endpoint | model | variables |", "|---|---|---|---|"]
        for type in ProviderType.allCases {
            let defaults = ProviderDefaults.of(type)
            let variables =
                [defaults.endpointVariable, defaults.modelVariable].compactMap { $0 } + defaults.keyVariables
            let cells = [defaults.endpoint, defaults.model].map { $0.map { "`\($0)`" } ?? "" }
            let names = variables.map { "`\($0)`" }.joined(separator: ", ")
            lines.append("| `\(type.rawValue)` | \(cells[0]) | \(cells[1]) | \(names) |")
        }
        return lines.joined(separator: "\n")
    }

    private static var variables: String {
        let lines = EnvironmentVariables.documentation.map { "| `\($0.name)` | \($0.summary) |" }
        return (["| variable | |", "|---|---|"] + lines).joined(separator: "\n")
    }

    private static var presets: String {
        let lines = Preset.all.map { "| `\($0.name)` | \($0.summary) |" }
        return (["| `LLM_PROVIDER` | |", "|---|---|"] + lines).joined(separator: "\n")
    }

    private static let rules = """
        ## How it fits together

        **Which backends there are.** `llm.providers`, if it is there. Without it the environment tells: `ollama`,
        `vllm`, `llamacpp`, `openai`, `gemini`, in this order, each if one of its variables is set; last Ollama's usual
        address is tried. Nothing falls back to a backend that `llm.fallback_order` does not name.

        **Which one `default` means.** `LLM_PROVIDER` (else `llm.provider`) names a configured provider, else a preset,
        else a type; a preset or a type is added if no provider is of that type. `LLM_MODEL` is taken as it stands if a
        provider is chosen; if none is, it may be `provider/model`. `LLM_MODEL_VERSION` names a profile, which brings
        its provider and model. A provider from the environment is not mixed with a model or profile that YAML says of
        another one. If nothing says anything, it is the first of `llm.fallback_order`, else the first provider.

        **What a type's variables speak of.** `OPENAI_BASE_URL`, `OPENAI_API_KEY`, `OLLAMA_HOST` and their like speak of
        the provider that is called like its type, and fill in what others of the type leave out. A key is never sent
        to an endpoint that is written for another name: give such a provider its own `api_key_env`.

        **Endpoints** may be written with or without their `/v1`. A path with a version of its own (`/v1beta/openai`)
        is left as it is. `OLLAMA_HOST=0.0.0.0` means this machine.

        **Keys of callers.** `MARTLET_API_KEY`, or hashes in `server.api_key_hashes`. An address that others can reach
        needs one: `export MARTLET_API_KEY=$(openssl rand -hex 24)`.

        **`.env`**: `NAME=value` a line, perhaps after `export`; `#` begins a comment at the start of a line or after a
        space. In double quotes `\\n`, `\\r`, `\\t`, `\\"`, `\\\\` and `\\$` are escapes; in single quotes nothing is.
        Quoted values may go over several lines. Variables in values are not expanded.

        **Times** are seconds, or a number with `ms`, `s`, `m` or `h`. **Sizes** are bytes, or a number with `KiB`,
        `MiB` or `GiB`.

        **Changes.** `.env` and `martlet.yaml` are watched. A request that arrives 2 ms after a file was changed is
        answered with the new settings; requests under way finish with the old ones. A file that was emptied or removed
        is believed after 50 ms. A file that is wrong changes nothing, and is reported with line, column and remedy. Who
        may call (keys, `cors_origins`, `allowed_hosts`) changes too; the address, limits and times of `server`, and
        `storage`, `log` and `metrics.enabled`, are read at the start alone.
        """
}
