package import Configuration

/// What a switch leads to: a model, with what a profile says of it.
package struct SwitchTarget: Sendable, Equatable {
    package var id: ModelID
    /// The profile or route whose name was asked for.
    package var profile: String?
    package var parameters: GenerationParameters
    /// Where the adapter lies that the backend must load before it has this model.
    package var adapter: String?

    package init(
        _ id: ModelID,
        profile: String? = nil,
        parameters: GenerationParameters = GenerationParameters(),
        adapter: String? = nil
    ) {
        self.id = id
        self.profile = profile
        self.parameters = parameters
        self.adapter = adapter
    }

    /// As a route leads to it.
    var planned: RouteTarget {
        var target = RouteTarget(provider: id.provider, model: id.model, parameters: parameters)
        target.profile = profile
        target.adapter = adapter
        return target
    }
}

extension SwitchTarget: CustomStringConvertible {
    package var description: String { profile.map { "\(id) (\($0))" } ?? id.description }
}
