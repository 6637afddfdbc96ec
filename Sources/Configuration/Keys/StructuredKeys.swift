/// The keys whose values are more than one value.
enum StructuredKeys {
    // MARK: Providers and profiles

    static let providers = Field<Settings>(
        "llm.providers",
        kind: "a list of mappings",
        "The backends, in order. See the keys of a provider below.",
        show: { _ in nil }
    ) { node, settings, path, reading in
        guard case .sequence(let nodes) = node.content else {
            reading.problem(
                "this is \(node.kind), not a list of providers",
                at: node.origin,
                remedy: "begin each provider with \"- type: …\""
            )
            return
        }
        reading.record(node.origin, at: path)
        for node in nodes {
            if let provider = provider(node, settings.providers, &reading) {
                settings.providers.append(provider)
            } else {
                reading.providersAreComplete = false
            }
        }
    }

    private static func provider(
        _ node: YAMLNode,
        _ others: [ProviderSettings],
        _ reading: inout Reading
    ) -> ProviderSettings? {
        guard case .mapping(let members) = node.content else {
            reading.problem("this is \(node.kind), not a provider", at: node.origin, remedy: "write \"- type: ollama\"")
            return nil
        }
        guard let written = members.first(where: { $0.key == "type" })?.value, !written.isNull else {
            let types = Spelling.alternatives(ProviderType.allCases.map(\.rawValue))
            reading.problem("this provider has no type", at: node.origin, remedy: "write \"type:\" with \(types)")
            return nil
        }
        guard let type = ValueKind<ProviderType>.choice.parse(written, &reading.problems) else {
            // What is wrong with its other keys is said all the same.
            var provider = ProviderSettings(name: Spelling.shown(written.scalar ?? ""), type: .openai)
            let rest = YAMLNode(.mapping(members.filter { $0.key != "type" }), at: node.origin)
            ProviderKeys.record.read(rest, into: &provider, path: "llm.providers.\(provider.name)", &reading)
            return nil
        }
        let name = members.first { $0.key == "name" }?.value.scalar ?? type.rawValue
        var provider = ProviderSettings(name: name, type: type)
        provider.origin = node.origin
        if let other = others.first(where: { $0.name == name }) {
            reading.problem(
                "a provider is named \"\(Spelling.shown(name))\" a second time, after \(other.origin)",
                at: node.origin,
                remedy: "give each a \"name:\" of its own"
            )
            return nil
        }
        let path = "llm.providers.\(name)"
        let rest = YAMLNode(.mapping(members.filter { $0.key != "type" }), at: node.origin)
        reading.record(written, at: path + ".type")
        ProviderKeys.record.read(rest, into: &provider, path: path, &reading)
        return provider
    }

    static let profileRecord = Record<ProfileSettings>(
        profileFields + ParameterKeys.fields.map { $0.lifted(to: \.parameters) }
    )

    private static let profileFields: [Field<ProfileSettings>] = [
        Field("provider", \.provider, .text, "The provider that it is of. Must be there."),
        Field("model", \.model, .text, "The provider's own where it is left out."),
        Field("version", \.version, .text, "Shown in lists."),
        Field(
            "adapter",
            \.adapter,
            .text,
            "For vLLM: the folder (on its machine) or repository of a LoRA adapter, loaded under `model`, or the profile's "
                + "name, when it is switched to or named."
        ),
        Field("template_set", \.templateSet, .text, "Which of `llm.template_sets` it speaks with."),
    ]

    static let profiles = Field<Settings>(
        "llm.profiles",
        kind: "a mapping of names to profiles",
        "Named bundles of provider, model, templates and parameters. See the keys of a profile below.",
        show: { _ in nil }
    ) { node, settings, path, reading in
        for member in members(of: node, "profiles", &reading) where checkName(of: member, "profile", &reading) {
            var profile = ProfileSettings(name: member.key, provider: "")
            profile.origin = member.keyOrigin
            let before = reading.problems.count
            profileRecord.read(member.value, into: &profile, path: "\(path).\(member.key)", &reading)
            if profile.provider.isEmpty {
                guard reading.problems.count == before else { continue }
                reading.problem(
                    "the profile \"\(Spelling.shown(member.key))\" names no provider",
                    at: member.keyOrigin,
                    remedy: "write \"provider:\" in it"
                )
            } else {
                settings.profiles.append(profile)
            }
        }
        reading.record(node.origin, at: path)
    }

    // MARK: Routes

    /// Targets are read as they are written, and taken apart when all providers are known.
    static let routes = Field<Settings>(
        "llm.routes",
        kind: "a mapping of names to targets",
        "Names for clients, each with one or several of `provider/model`, `provider` or a profile: "
            + "the first that can answers.",
        show: { settings in
            settings.routes.isEmpty
                ? nil : "{" + settings.routes.map { "\($0.name): \($0.shownTargets)" }.joined(separator: ", ") + "}"
        }
    ) { node, settings, path, reading in
        reading.record(node, at: path)
        for member in members(of: node, "routes", &reading) {
            guard checkName(of: member, "route", &reading),
                let texts = ValueKind<[String]>.list(.text, of: "targets", max: 32).parse(
                    member.value,
                    &reading.problems
                )
            else { continue }
            guard !texts.isEmpty else {
                reading.problem("this route leads nowhere", at: member.value.origin, remedy: "name a target")
                continue
            }
            var route = RouteSettings(name: member.key, targets: texts.map { RouteSettings.Target(provider: $0) })
            route.origin = member.keyOrigin
            settings.routes.append(route)
        }
    }

    static let failoverRecord = Record<FailoverSettings>([
        Field("attempts", \.attempts, .integer(1...32), "How many targets a request may try."),
        Field(
            "deadline",
            \.deadline,
            .duration(.milliseconds(1)...(.seconds(86400))),
            "How long they may take together until one begins to answer."
        ),
        Field("after_first_token", \.afterFirstToken, .choice, "What becomes of a stream that breaks off."),
        Field(
            "hedge_after",
            \.hedgeAfter,
            .duration(.zero...(.seconds(3600))),
            "After how long without a first token a stream is asked of the next target too; 0: never."
        ),
    ])

    static let routeFailover = Field<Settings>(
        "llm.route_failover",
        kind: "a mapping of routes to failover settings",
        "What routes do otherwise than `llm.failover`: `{attempts, deadline, after_first_token, hedge_after}` for each. `default`, "
            + "profiles and `provider/model` may be named too.",
        show: { $0.routeFailover.isEmpty ? nil : "[" + $0.routeFailover.keys.sorted().joined(separator: ", ") + "]" }
    ) { node, settings, path, reading in
        reading.record(node, at: path)
        for member in members(of: node, "failover settings", &reading) {
            var failover = FailoverSettings()
            failoverRecord.read(member.value, into: &failover, path: "\(path).\(member.key)", &reading)
            settings.routeFailover[member.key] = failover
        }
    }

    // MARK: Prompts

    static let promptTemplates = Field<Settings>(
        "llm.prompt_templates",
        kind: "a mapping of use cases to texts",
        "The texts that questions are put in. `{name}` is a place for a value, `{{` a brace. A use case may have "
            + "several texts: `default`, and those of a `provider/model`, provider or profile.",
        show: { shown($0.prompts.templates) }
    ) { node, settings, path, reading in
        reading.record(node, at: path)
        settings.prompts.templates = TemplateReader.templates(node, &reading)
    }

    static let templateSets = Field<Settings>(
        "llm.template_sets",
        kind: "a mapping of names to use cases",
        "Named sets of prompt templates, for profiles.",
        show: { settings in
            settings.prompts.sets.isEmpty
                ? nil
                : "{"
                    + settings.prompts.sets.sorted { $0.key < $1.key }
                    .map { "\($0.key): \(shown($0.value) ?? "{}")" }.joined(separator: ", ") + "}"
        }
    ) { node, settings, path, reading in
        reading.record(node, at: path)
        for member in members(of: node, "template sets", &reading) {
            settings.prompts.sets[member.key] = TemplateReader.templates(member.value, &reading)
        }
    }

    private static func shown(_ templates: [String: PromptSettings.Template]) -> String? {
        templates.isEmpty ? nil : "[" + templates.keys.sorted().joined(separator: ", ") + "]"
    }

    // MARK: Keys and passwords

    static let apiKeys = Field<Settings>(
        "server.api_key_hashes",
        kind: "a list of {name, sha256, max_concurrent, queue, queue_timeout, priority}",
        "The SHA-256 of each key that may call, with a name for logs. `MARTLET_API_KEY` adds to them. A key may be held to "
            + "`max_concurrent` requests at a time, of which `queue` more may wait (none if left out), and its requests "
            + "have the `priority` `interactive` (if left out) or `batch`.",
        show: { settings in
            settings.server.apiKeys.isEmpty
                ? nil : "[" + settings.server.apiKeys.map { "\($0.name): ••••" }.joined(separator: ", ") + "]"
        }
    ) { node, settings, path, reading in
        guard case .sequence(let nodes) = node.content else {
            reading.problem(
                "this is \(node.kind), not a list",
                at: node.origin,
                remedy: "write \"- {name: laptop, sha256: …}\""
            )
            return
        }
        reading.record(node.origin, at: path)
        for node in nodes {
            var entry = HashEntry()
            hashRecord.read(node, into: &entry, path: path, &reading)
            guard let name = entry.name, let hash = entry.sha256 else {
                if case .mapping = node.content {
                    reading.problem("a key needs a name and a sha256", at: node.origin, remedy: hashRemedy)
                }
                continue
            }
            guard let digest = APIKeyDigest(name: name, hex: hash) else {
                // Not shown: it may be the key itself.
                reading.problem("this is not 64 hexadecimal digits", at: node.origin, remedy: hashRemedy)
                continue
            }
            settings.server.apiKeys.append(digest)
            if entry.limits != KeyLimitSettings() { settings.server.keyLimits[name] = entry.limits }
        }
    }

    private struct HashEntry {
        var name: String?
        var sha256: String?
        var limits = KeyLimitSettings()
    }

    private static let hashRecord = Record<HashEntry>([
        Field("name", \.name, .name, ""),
        Field("sha256", kind: "", "", show: { _ in nil }) { node, entry, _, _ in entry.sha256 = node.scalar ?? "" },
        Field("max_concurrent", \.limits.admission.maxConcurrent, .integer(1...1_000_000), ""),
        Field("queue", \.limits.admission.queue, .integer(0...1_000_000), ""),
        Field("queue_timeout", \.limits.admission.queueTimeout, .duration(.zero...(.seconds(86400))), ""),
        Field("priority", \.limits.priority, .choice, ""),
    ])

    private static let hashRemedy = "hash the key with `printf %s \"$KEY\" | sha256sum`"

    static let databaseURL = Field<Settings>(
        "storage.database_url",
        kind: "a URL",
        "Another database than the file in `storage.directory`. One with a password belongs in the environment.",
        variable: "DATABASE_URL",
        show: { $0.storage.databaseURL?.description }
    ) { node, settings, path, reading in
        guard let text = node.scalar, !text.isEmpty,
            text.unicodeScalars.allSatisfy({ (0x21..<0x7f).contains($0.value) })
        else {
            reading.problem("this is no URL", at: node.origin, remedy: "write for example postgresql:///martlet")
            return
        }
        let isInFile = node.origin.column != nil
        let authority = text.firstRange(of: "://").map { text[$0.upperBound...].prefix { $0 != "/" } } ?? ""
        let holdsPassword = authority.prefix { $0 != "@" }.count < authority.count && authority.contains(":")
        guard !isInFile || !(holdsPassword || text.lowercased().contains("password=")) else {
            reading.problem(
                "a password does not belong in this file",
                at: node.origin,
                remedy: "set DATABASE_URL in .env instead"
            )
            return
        }
        settings.storage.databaseURL = Secret(text, source: node.origin.variable ?? "\(node.origin)")
        reading.record(node, at: path)
    }

    // MARK: Mappings with free names

    static func members(of node: YAMLNode, _ what: String, _ reading: inout Reading) -> [YAMLNode.Member] {
        if node.isNull { return [] }
        guard case .mapping(let members) = node.content else {
            reading.problem(
                "this is \(node.kind), not a mapping of names to \(what)",
                at: node.origin,
                remedy: "write \"name:\" for each, indented"
            )
            return []
        }
        return members
    }

    private static func checkName(of member: YAMLNode.Member, _ what: String, _ reading: inout Reading) -> Bool {
        let node = YAMLNode(.scalar(member.key, isPlain: false), at: member.keyOrigin)
        guard ValueKind<String>.name.parse(node, &reading.problems) != nil else { return false }
        guard member.key != "default" else {
            reading.problem(
                "\"default\" cannot be the name of a \(what)",
                at: member.keyOrigin,
                remedy: "set llm.provider and llm.model instead"
            )
            return false
        }
        return true
    }
}

extension RouteSettings {
    var shownTargets: String { "[" + targets.map(\.shown).joined(separator: ", ") + "]" }
}

extension RouteSettings.Target {
    var shown: String { profile ?? model.map { "\(provider)/\($0)" } ?? provider }
}
