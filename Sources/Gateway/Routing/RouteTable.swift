package import Configuration

/// Resolves what clients put in `model`. A value: made anew when the configuration or a backend's list changes,
/// and read without waiting for anything.
package struct RouteTable: Sendable {
    package struct Entry: Sendable {
        package var name: String
        package var defaultModel: String?
        package var models: [String]
        /// False once the backend is known to be down: it is tried last.
        package var isUp: Bool
        /// Those of the models that turn texts into vectors and do nothing else.
        package var embedders: Set<String> = []
        /// One of the models that is taken only where no provider has another.
        package var standIn: String?
        /// Whether its bare names are another provider's, where that has them too.
        package var yieldsNames = false

        package init(name: String, defaultModel: String?, models: [String], isUp: Bool = true) {
            self.name = name
            self.defaultModel = defaultModel
            self.models = models
            self.isUp = isUp
        }

        /// The model for requests that name only the provider.
        var usualModel: String? {
            ownModel ?? standIn.flatMap { models.contains($0) ? $0 : nil } ?? models.first
        }

        /// The same, but for what only stands in; nil where there is nothing else that can chat.
        var ownModel: String? { defaultModel ?? models.first { !embedders.contains($0) && $0 != standIn } }
    }

    private let entries: [String: Entry]
    private let order: [String]
    private var plan: RoutePlan
    /// Every bare model name, and who has it.
    private let owners: [String: [ModelID]]
    /// Models that their backends may have to load before they have them, and where they lie.
    private var adapters: [ModelID: String]

    package init(_ entries: [Entry], plan: RoutePlan) {
        self.entries = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
        order = entries.map(\.name)
        self.plan = plan
        adapters = plan.adapters
        owners = Self.owners(entries.filter { !$0.yieldsNames })
            .merging(Self.owners(entries.filter(\.yieldsNames))) { named, _ in named }
    }

    private static func owners(_ entries: [Entry]) -> [String: [ModelID]] {
        var owners: [String: [ModelID]] = [:]
        for entry in entries {
            for model in entry.models {
                let id = ModelID(provider: entry.name, model: model)
                owners[model, default: []].append(id)
                // What Ollama calls `mistral:latest`, people call `mistral`.
                if let short = model.droppingLatest { owners[short, default: []].append(id) }
            }
        }
        return owners
    }

    /// What `default` stands for first.
    package var active: ModelID? { defaultTargets.first?.id }

    /// A model, and the parameters of the route that led to it.
    package struct Target: Sendable, Equatable {
        package let id: ModelID
        package let parameters: GenerationParameters
        /// Where the adapter lies that the model is.
        package let adapter: String?
    }

    /// The same models under another plan.
    func following(_ plan: RoutePlan) -> RouteTable {
        var table = self
        table.plan = plan
        table.adapters = plan.adapters
        return table
    }

    /// Which part of a trial the caller is in; nil where none goes on, or it has its own choice.
    func arm(of caller: Caller) -> TrialSplit.Arm? {
        guard let trial = plan.trial, personalChoice(of: caller) == nil else { return nil }
        return trial.arm(of: caller)
    }

    /// The targets for a name, the best first.
    package func resolve(_ name: String, for caller: Caller = Caller()) throws(GatewayError) -> [Target] {
        if name == "default" {
            let targets = defaultTargets(for: caller)
            guard !targets.isEmpty else { throw noBackend }
            return targets
        }
        if let route = plan.routes[name] {
            let targets = route.compactMap(target)
            guard !targets.isEmpty else { throw noBackend }
            return upFirst(targets)
        }
        if let slash = name.firstIndex(of: "/"), entries[String(name[..<slash])] != nil {
            let model = String(name[name.index(after: slash)...])
            guard !model.isEmpty else { throw unknown(name) }
            return [made(String(name[..<slash]), model)]
        }
        if let owners = owners[name] ?? name.droppingLatest.flatMap({ owners[$0] }) {
            guard owners.count == 1 else { throw ambiguous(name, owners) }
            return [made(owners[0].provider, owners[0].model)]
        }
        if let model = entries[name]?.usualModel { return [made(name, model)] }
        throw unknown(name)
    }

    /// The targets for a name in a request for vectors. Where `default` is no model for that, a model that is stands in:
    /// the usual one before any other.
    package func resolve(
        embedding name: String,
        for caller: Caller = Caller()
    ) throws(GatewayError) -> [Target] {
        let targets: [Target]
        do { targets = try resolve(name, for: caller) } catch {
            guard name == "default", let standIn = embedder else { throw error }
            return [standIn]
        }
        guard name == "default", let first = targets.first, !isEmbedder(first.id), let standIn = embedder else {
            return targets
        }
        return [standIn]
    }

    private func isEmbedder(_ id: ModelID) -> Bool {
        if entries[id.provider]?.embedders.contains(id.model) == true { return true }
        // Backends that do not tell what their models can do name such ones so.
        return id.model.lowercased().contains("embed")
    }

    private var embedder: Target? {
        let all = order.flatMap { name in
            (entries[name].map { entry in entry.models.filter(entry.embedders.contains) } ?? []).map {
                made(name, $0)
            }
        }
        return all.first { $0.id.model.hasPrefix(Self.usualEmbedder) } ?? all.first
    }

    /// What `martlet pull` fetches for those who need vectors and have no model for them.
    private static let usualEmbedder = "all-MiniLM-L6-v2"

    /// The configured names, and what each stands for now.
    package var named: [String: ModelID] {
        var named: [String: ModelID] = [:]
        for name in plan.routes.keys { named[name] = try? resolve(name).first?.id }
        return named
    }

    private var defaultTargets: [Target] { defaultTargets(for: Caller()) }

    private func personalChoice(of caller: Caller) -> RouteTarget? {
        guard !plan.personal.isEmpty else { return nil }
        return caller.user.flatMap { plan.personal[.user($0)] } ?? caller.key.flatMap { plan.personal[.key($0)] }
    }

    private func defaultTargets(for caller: Caller) -> [Target] {
        var targets: [Target] = []
        let personal = personalChoice(of: caller)
        if let own = personal.flatMap(target) { targets.append(own) }
        let tried = arm(of: caller) == .new ? plan.trial.flatMap { target($0.target) } : nil
        if let active = plan.active.flatMap(target), active.id != targets.first?.id { targets.append(active) }
        for name in plan.fallbackOrder where !targets.contains(where: { $0.id.provider == name }) {
            if let model = entries[name]?.usualModel { targets.append(made(name, model)) }
        }
        if targets.isEmpty {
            if let first = firstOfAll { targets.append(first) }
        }
        // What is on trial is tried even where it is known to be down: that is what the trial is to find out.
        return (tried.map { [$0] } ?? []) + upFirst(targets)
    }

    /// Where nothing that was chosen is there: the first backend that answers. No fallback, since nobody asked for one. What
    /// merely happens to be here answers only where nothing was chosen, and what stands in only where nothing else is there.
    private var firstOfAll: Target? {
        let isChosen = plan.active != nil || !plan.fallbackOrder.isEmpty
        let all = order.compactMap { entries[$0] }.filter { !(isChosen && $0.yieldsNames) }
        let usable = all.filter { $0.ownModel != nil }
        if let entry = usable.first(where: \.isUp) ?? usable.first, let model = entry.ownModel {
            return made(entry.name, model)
        }
        return all.first { $0.usualModel != nil }.flatMap { entry in entry.usualModel.map { made(entry.name, $0) } }
    }

    /// Whether a model is what `default` stands for because nothing else is there.
    func standsIn(_ id: ModelID) -> Bool {
        plan.active == nil && plan.fallbackOrder.isEmpty && entries[id.provider]?.standIn == id.model
    }

    /// The same targets, those known to be down behind the others.
    private func upFirst(_ targets: [Target]) -> [Target] {
        guard targets.count > 1 else { return targets }
        let isUp = { (target: Target) in entries[target.id.provider]?.isUp ?? false }
        return targets.filter(isUp) + targets.filter { !isUp($0) }
    }

    private func target(_ planned: RouteTarget) -> Target? {
        guard let entry = entries[planned.provider], let model = planned.model ?? entry.usualModel else { return nil }
        return made(planned.provider, model, planned.parameters)
    }

    private func made(
        _ provider: String,
        _ model: String,
        _ parameters: GenerationParameters = GenerationParameters()
    ) -> Target {
        let id = ModelID(provider: provider, model: model)
        return Target(id: id, parameters: parameters, adapter: adapters.isEmpty ? nil : adapters[id])
    }

    // MARK: Saying no

    private func unknown(_ name: String) -> GatewayError {
        // Where there is no model at all, another name would not help.
        if plan.routes.isEmpty, entries.values.allSatisfy({ $0.usualModel == nil }) { return noBackend }
        var message = "there is no model '\(name.prefix(200))'"
        let near = NearestNames.of(name.droppingLatest ?? name, among: knownNames)
        if !near.isEmpty {
            message += "; did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
        } else if name.lowercased().hasPrefix(Self.usualEmbedder.lowercased()) {
            message += "; 'martlet pull \(Self.usualEmbedder)' fetches it"
        } else if !knownNames.isEmpty {
            message += "; 'martlet models' and GET /v1/models list those there are"
        } else {
            message += ": no backend has told of any model yet"
        }
        return GatewayError(.unknownModel, message, status: 404, parameter: "model", label: "unknown_model")
    }

    private func ambiguous(_ name: String, _ owners: [ModelID]) -> GatewayError {
        let names = owners.map { "'\($0)'" }.joined(separator: " or ")
        return GatewayError(
            .unknownModel,
            "the model '\(name)' is on several providers: say \(names)",
            status: 404,
            parameter: "model",
            label: "unknown_model"
        )
    }

    private var noBackend: GatewayError {
        var error = GatewayError(
            .noBackend,
            "there is nothing to answer with: no model is configured, and no backend was found; start Ollama and pull "
                + "a model, put a GGUF file into the models directory, set OPENAI_API_KEY or GOOGLE_API_KEY, or write "
                + "martlet.yaml ('martlet doctor' says more)",
            status: 503,
            label: "no_backend"
        )
        error.retryAfter = .seconds(5)
        return error
    }

    private var knownNames: [String] {
        var names = Set(owners.keys)
        names.formUnion(plan.routes.keys)
        names.formUnion(entries.keys)
        for entry in entries.values { for model in entry.models { names.insert("\(entry.name)/\(model)") } }
        // A tag that goes without saying keeps no name from being near.
        return Set(names.map { $0.droppingLatest ?? $0 }).sorted()
    }
}

extension String {
    fileprivate var droppingLatest: String? { hasSuffix(":latest") ? String(dropLast(7)) : nil }
}
