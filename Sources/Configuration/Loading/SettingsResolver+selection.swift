extension SettingsResolver {
    /// Decides what `default` means.
    ///
    /// What the environment says of the provider is not mixed with what YAML says of the model or profile, unless YAML
    /// means the same provider: a model goes with the provider that it was written for.
    mutating func select(_ wanted: (name: String, origin: Origin)?) {
        let model = choice(settings.selection.model, "llm.model", wanted)
        let profile = choice(settings.selection.profile, "llm.profile", wanted)
        settings.selection = Selection()
        if let profile { select(profile: profile, model: model, wanted: wanted) }
        if settings.selection.provider == nil { select(model: model, wanted: wanted) }
        reading.record(settings.selection.origin, at: "llm.provider")
        checkPreset(wanted)
    }

    private typealias Choice = (text: String, origin: Origin)

    private func choice(_ text: String?, _ path: String, _ wanted: (name: String, origin: Origin)?) -> Choice? {
        guard let text else { return nil }
        let origin = reading.origin(of: path)
        if let wanted, wanted.origin.rank > origin.rank, origin.rank < Origin.environmentRank,
            wanted.name != written.provider
        {
            return nil
        }
        return (text, origin)
    }

    // MARK: By profile

    private mutating func select(profile: Choice, model: Choice?, wanted: (name: String, origin: Origin)?) {
        if settings.profile(profile.text) == nil, preset?.name == "qlora", let wanted {
            // vLLM serves an adapter under the name that it was started with.
            var made = ProfileSettings(name: profile.text, provider: wanted.name, model: model?.text ?? profile.text)
            made.version = profile.text
            made.origin = profile.origin
            settings.profiles.append(made)
        }
        guard let found = settings.profile(profile.text) else {
            let names = settings.profiles.map(\.name)
            let nearest = Spelling.nearest(to: profile.text, among: names).map { "did you mean \"\($0)\"?" }
            reading.problem(
                "there is no profile \"\(Spelling.shown(profile.text))\"",
                at: profile.origin,
                remedy: nearest
                    ?? (names.isEmpty ? "describe it under llm.profiles" : "use \(Spelling.alternatives(names))")
            )
            return
        }
        if let wanted, wanted.name != found.provider, !presetAllows(found) {
            if wanted.origin.rank > profile.origin.rank { return }
            if wanted.origin.rank == profile.origin.rank {
                reading.problem(
                    "the profile \"\(found.name)\" is of \(found.provider), not of \(wanted.name)",
                    at: profile.origin,
                    remedy: "leave out the profile, or the provider at \(wanted.origin.place)"
                )
                return
            }
        }
        var chosen = found.model ?? settings.provider(found.provider)?.model
        if let model, found.model == nil || model.origin.rank > profile.origin.rank {
            chosen = model.text
        } else if let model, model.text != found.model {
            reading.warning(
                "the model is not heeded: the profile \"\(found.name)\" says \(found.model ?? "")",
                at: model.origin,
                remedy: "leave out the model or the profile"
            )
        }
        settings.selection = Selection(
            provider: found.provider,
            model: chosen,
            profile: found.name,
            origin: profile.origin
        )
        reading.record(profile.origin, at: "llm.profile")
        reading.record(chosen == model?.text ? model?.origin ?? profile.origin : profile.origin, at: "llm.model")
    }

    private func presetAllows(_ profile: ProfileSettings) -> Bool {
        preset != nil && settings.provider(profile.provider)?.type == preset?.type
    }

    // MARK: By provider and model

    private mutating func select(model: Choice?, wanted: (name: String, origin: Origin)?) {
        if let wanted {
            let chosen = model ?? modelOfPreset(wanted) ?? ownModel(of: wanted.name)
            settings.selection = Selection(provider: wanted.name, model: chosen?.text, origin: wanted.origin)
            reading.record(chosen?.origin ?? .builtIn, at: "llm.model")
            return
        }
        if let model, let slash = model.text.firstIndex(of: "/"),
            settings.provider(String(model.text[..<slash])) != nil
        {
            let name = String(model.text[model.text.index(after: slash)...])
            settings.selection = Selection(
                provider: String(model.text[..<slash]),
                model: name.isEmpty ? nil : name,
                origin: model.origin
            )
            return
        }
        let first = settings.fallbackOrder.first { settings.provider($0) != nil }
        guard let name = first ?? settings.providers.first?.name else { return }
        let origin = first == nil ? settings.providers.first?.origin : reading.origin(of: "llm.fallback_order")
        let chosen = model ?? ownModel(of: name)
        settings.selection = Selection(provider: name, model: chosen?.text, origin: origin ?? .builtIn)
        reading.record(chosen?.origin ?? .builtIn, at: "llm.model")
    }

    private func modelOfPreset(_ wanted: (name: String, origin: Origin)) -> Choice? {
        guard let preset, preset.modelIsItsMeaning else { return nil }
        if let value = preset.modelVariable.flatMap({ environment[$0] }) { return (value.text, value.origin) }
        return preset.model.map { ($0, .derived("preset \(preset.name)")) }
    }

    private func ownModel(of provider: String) -> Choice? {
        settings.provider(provider)?.model.map { ($0, reading.origin(of: "llm.providers.\(provider).model")) }
    }

    /// A preset that lacks what it stands for is a mistake, not a default.
    private mutating func checkPreset(_ wanted: (name: String, origin: Origin)?) {
        guard let preset, let wanted, let provider = settings.provider(wanted.name) else { return }
        let path = "llm.providers.\(provider.name).endpoint"
        if preset.name == "custom", reading.origin(of: path) == .builtIn, reading.problems.isEmpty {
            reading.problem(
                "the preset custom needs the address of a server",
                at: wanted.origin,
                remedy: "set OPENAI_BASE_URL, such as http://localhost:8001/v1"
            )
        }
        if settings.selection.model == nil, ["custom", "qlora"].contains(preset.name), reading.problems.isEmpty {
            let variable = preset.name == "qlora" ? "LLM_MODEL_VERSION" : "LLM_MODEL"
            reading.problem(
                "the preset \(preset.name) needs the name of a model",
                at: wanted.origin,
                remedy: "set \(variable)"
            )
        }
    }
}
