extension SettingsResolver {
    /// Checks that every name refers to something, and takes apart the targets of routes.
    mutating func checkNames() {
        guard reading.providersAreComplete else { return }
        checkFallbackOrder()
        checkProfiles()
        checkRoutes()
        checkTemplates()
    }

    private var providerNames: [String] { settings.providers.map(\.name) }

    private func noProvider(_ name: String, at origin: Origin) -> Problem {
        let nearest = Spelling.nearest(to: name, among: providerNames).map { "did you mean \"\($0)\"?" }
        let use = providerNames.isEmpty ? "add it to llm.providers" : "use \(Spelling.alternatives(providerNames))"
        return Problem("there is no provider \"\(Spelling.shown(name))\"", at: origin, remedy: nearest ?? use)
    }

    private mutating func checkFallbackOrder() {
        for (index, name) in settings.fallbackOrder.enumerated() {
            let path = "llm.fallback_order"
            let element = reading.origin(of: "\(path)[\(index)]")
            let origin = element == .builtIn ? reading.origin(of: path) : element
            if settings.provider(name) == nil {
                reading.problems.append(noProvider(name, at: origin))
            } else if settings.fallbackOrder[..<index].contains(name) {
                reading.problem("\"\(name)\" is here a second time", at: origin, remedy: "name each provider once")
            }
        }
    }

    private mutating func checkProfiles() {
        for profile in settings.profiles {
            let path = "llm.profiles.\(profile.name)"
            if settings.provider(profile.provider) == nil {
                reading.problems.append(noProvider(profile.provider, at: reading.origin(of: path + ".provider")))
            }
            if settings.provider(profile.name) != nil {
                reading.problem(
                    "a provider is called \"\(profile.name)\" too",
                    at: profile.origin,
                    remedy: "rename the profile"
                )
            }
            if let set = profile.templateSet, settings.prompts.sets[set] == nil {
                let names = settings.prompts.sets.keys.sorted()
                let nearest = Spelling.nearest(to: set, among: names).map { "did you mean \"\($0)\"?" }
                reading.problem(
                    "there is no template set \"\(Spelling.shown(set))\"",
                    at: reading.origin(of: path + ".template_set"),
                    remedy: nearest ?? "describe it under llm.template_sets"
                )
            }
        }
    }

    private mutating func checkRoutes() {
        for index in settings.routes.indices {
            let route = settings.routes[index]
            if settings.profile(route.name) != nil || settings.provider(route.name) != nil {
                let what = settings.profile(route.name) != nil ? "profile" : "provider"
                reading.problem(
                    "a \(what) is called \"\(route.name)\" too",
                    at: route.origin,
                    remedy: "rename the route"
                )
            }
            let path = "llm.routes.\(route.name)"
            for (place, target) in route.targets.enumerated() {
                let element = reading.origin(of: "\(path)[\(place)]")
                let origin = element == .builtIn ? reading.origin(of: path) : element
                guard let resolved = resolved(target.provider, at: origin) else { continue }
                settings.routes[index].targets[place] = resolved
            }
        }
    }

    /// Takes apart a target as it is written: a profile, a provider, or `provider/model`.
    private mutating func resolved(_ text: String, at origin: Origin) -> RouteSettings.Target? {
        if let profile = settings.profile(text) {
            return RouteSettings.Target(provider: profile.provider, model: profile.model, profile: profile.name)
        }
        if settings.provider(text) != nil { return RouteSettings.Target(provider: text) }
        let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            let names = providerNames + settings.profiles.map(\.name)
            let nearest = Spelling.nearest(to: text, among: names).map { "did you mean \"\($0)\"?" }
            reading.problem(
                "\"\(Spelling.shown(text))\" is no provider and no profile",
                at: origin,
                remedy: nearest ?? "write provider/model"
            )
            return nil
        }
        guard settings.provider(parts[0]) != nil else {
            reading.problems.append(noProvider(parts[0], at: origin))
            return nil
        }
        return RouteSettings.Target(provider: parts[0], model: parts[1])
    }

    private mutating func checkTemplates() {
        check(settings.prompts.templates, path: "llm.prompt_templates")
        for (name, templates) in settings.prompts.sets.sorted(by: { $0.key < $1.key }) {
            check(templates, path: "llm.template_sets.\(name)")
        }
    }

    private mutating func check(_ templates: [String: PromptSettings.Template], path: String) {
        for (useCase, template) in templates.sorted(by: { $0.key < $1.key }) {
            for name in template.byModel.keys.sorted() where settings.profile(name) == nil {
                let provider = String(name.prefix { $0 != "/" })
                guard settings.provider(provider) == nil else { continue }
                let origin = reading.origin(of: "\(path).\(useCase).\(name)")
                reading.problems.append(noProvider(provider, at: origin))
            }
        }
    }

    /// A backend at Martlet's own address would answer each request by asking itself.
    mutating func checkAddresses() {
        let server = settings.server
        for provider in settings.providers {
            guard let endpoint = provider.endpoint, endpoint.port == server.port, server.port != 0 else { continue }
            let listensLocally = server.isLoopback || server.host == "0.0.0.0" || server.host == "::"
            let isOwn = endpoint.host == server.host.lowercased() || (endpoint.isLoopback && listensLocally)
            guard isOwn else { continue }
            let origin = reading.origin(of: "llm.providers.\(provider.name).endpoint")
            reading.problem(
                "\(provider.name) is at \(endpoint.root), which is where Martlet itself listens",
                at: origin == .builtIn ? provider.origin : origin,
                remedy: "give the backend another port, or set MARTLET_PORT"
            )
        }
    }
}
