/// The texts that questions are put in, by use case.
package struct PromptSettings: Sendable, Equatable {
    /// A use case's text, and those of single models.
    package struct Template: Sendable, Equatable {
        package var text: PromptTemplate?
        /// By `provider/model`, or by the name of a provider or profile.
        package var byModel: [String: PromptTemplate] = [:]

        package init(_ text: PromptTemplate? = nil) { self.text = text }

        /// The text for this model: the most particular that there is.
        package func text(provider: String, model: String, profile: String? = nil) -> PromptTemplate? {
            profile.flatMap { byModel[$0] } ?? byModel["\(provider)/\(model)"] ?? byModel[provider] ?? text
        }
    }

    /// By use case: `rag_query`, `summarization`, or any name.
    package var templates: [String: Template] = [:]
    /// `llm.template_sets`: by the set's name, then by use case. A profile names its set.
    package var sets: [String: [String: Template]] = [:]

    package init() {}

    /// The text of a use case for this model; the profile's set goes before what is everybody's.
    package func template(
        _ useCase: String,
        provider: String,
        model: String,
        profile: ProfileSettings? = nil
    ) -> PromptTemplate? {
        let own = profile?.templateSet.flatMap { sets[$0]?[useCase] }
        return own?.text(provider: provider, model: model, profile: profile?.name)
            ?? templates[useCase]?.text(provider: provider, model: model, profile: profile?.name)
    }
}
