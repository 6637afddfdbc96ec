/// Resolves what clients put in `model`. A value: made anew when the configuration or a backend's list changes,
/// and read without waiting for anything.
package struct RouteTable: Sendable {
    package struct Entry: Sendable {
        package var name: String
        package var defaultModel: String?
        package var models: [String]
        /// False once the backend is known to be down: it is tried last.
        package var isUp: Bool

        package init(name: String, defaultModel: String?, models: [String], isUp: Bool = true) {
            self.name = name
            self.defaultModel = defaultModel
            self.models = models
            self.isUp = isUp
        }

        /// The model for requests that name only the provider.
        var usualModel: String? { defaultModel ?? models.first }
    }

    private let entries: [String: Entry]
    private let order: [String]
    private let plan: RoutePlan
    /// Every bare model name, and who has it.
    private let owners: [String: [ModelID]]

    package init(_ entries: [Entry], plan: RoutePlan) {
        self.entries = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
        order = entries.map(\.name)
        self.plan = plan
        var owners: [String: [ModelID]] = [:]
        for entry in entries {
            for model in entry.models {
                let id = ModelID(provider: entry.name, model: model)
                owners[model, default: []].append(id)
                // What Ollama calls `mistral:latest`, people call `mistral`.
                if let short = model.droppingLatest { owners[short, default: []].append(id) }
            }
        }
        self.owners = owners
    }

    /// What `default` stands for first.
    package var active: ModelID? { defaultTargets.first }

    /// The targets for a name, the best first.
    package func resolve(_ name: String) throws(GatewayError) -> [ModelID] {
        if name == "default" {
            guard !defaultTargets.isEmpty else { throw noBackend }
            return defaultTargets
        }
        if let targets = plan.routes[name], !targets.isEmpty { return upFirst(targets) }
        if let slash = name.firstIndex(of: "/"), entries[String(name[..<slash])] != nil {
            let model = String(name[name.index(after: slash)...])
            guard !model.isEmpty else { throw unknown(name) }
            return [ModelID(provider: String(name[..<slash]), model: model)]
        }
        if let owners = owners[name] ?? name.droppingLatest.flatMap({ owners[$0] }) {
            guard owners.count == 1 else { throw ambiguous(name, owners) }
            return owners
        }
        if let model = entries[name]?.usualModel { return [ModelID(provider: name, model: model)] }
        throw unknown(name)
    }

    /// The bare names that stand for exactly one model.
    package var uniqueNames: [String: ModelID] {
        owners.compactMapValues { $0.count == 1 ? $0[0] : nil }
    }

    /// The configured names.
    package var routeNames: [String] { plan.routes.keys.sorted() }

    private var defaultTargets: [ModelID] {
        var targets: [ModelID] = []
        if let active = plan.active { targets.append(active) }
        for name in plan.fallbackOrder where !targets.contains(where: { $0.provider == name }) {
            if let model = entries[name]?.usualModel { targets.append(ModelID(provider: name, model: model)) }
        }
        if targets.isEmpty {
            // Nothing was chosen: the first backend that answers. No fallback, since nobody asked for one.
            let usable = order.compactMap { entries[$0] }.filter { $0.usualModel != nil }
            if let entry = usable.first(where: \.isUp) ?? usable.first, let model = entry.usualModel {
                targets.append(ModelID(provider: entry.name, model: model))
            }
        }
        return upFirst(targets)
    }

    /// The same targets, those known to be down behind the others.
    private func upFirst(_ targets: [ModelID]) -> [ModelID] {
        guard targets.count > 1 else { return targets }
        let isUp = { (target: ModelID) in entries[target.provider]?.isUp ?? false }
        return targets.filter(isUp) + targets.filter { !isUp($0) }
    }

    // MARK: Saying no

    private func unknown(_ name: String) -> GatewayError {
        var message = "there is no model '\(name.prefix(200))'"
        let near = NearestNames.of(name, among: knownNames)
        if !near.isEmpty {
            message += "; did you mean \(near.map { "'\($0)'" }.joined(separator: " or "))?"
        } else if !knownNames.isEmpty {
            message += "; GET /v1/models lists those there are"
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
            "there is nothing to answer with: no model is configured, and no backend was found",
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
        return names.sorted()
    }
}

extension String {
    fileprivate var droppingLatest: String? { hasSuffix(":latest") ? String(dropLast(7)) : nil }
}
