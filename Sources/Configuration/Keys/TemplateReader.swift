/// Reads prompt templates and checks their places.
enum TemplateReader {
    /// The places that the texts of a use case have: all of `required`, any of `optional`. Other use cases are free.
    private static let useCases: [String: (required: [String], optional: [String])] = [
        "rag_query": (["context", "question"], ["history"]),
        "summarization": (["text"], []),
    ]

    static func templates(_ node: YAMLNode, _ reading: inout Reading) -> [String: PromptSettings.Template] {
        var templates: [String: PromptSettings.Template] = [:]
        for member in StructuredKeys.members(of: node, "texts", &reading) {
            var template = PromptSettings.Template()
            if case .mapping(let texts) = member.value.content {
                for text in texts {
                    let read = self.template(text.value, useCase: member.key, &reading)
                    if text.key == "default" { template.text = read } else { template.byModel[text.key] = read }
                }
            } else {
                template.text = self.template(member.value, useCase: member.key, &reading)
            }
            templates[member.key] = template
        }
        return templates
    }

    private static func template(_ node: YAMLNode, useCase: String, _ reading: inout Reading) -> PromptTemplate? {
        guard let text = node.scalar, !text.isEmpty, !node.isNull else {
            reading.problem("this is \(node.kind), not a text", at: node.origin, remedy: "write the text after \"|\"")
            return nil
        }
        do {
            let template = try PromptTemplate(parsing: text)
            check(template, useCase, node.origin, &reading)
            return template
        } catch {
            reading.problem(
                "\(error.message), in line \(error.line) of the template",
                at: node.origin,
                remedy: "write {name} for a place, and {{ or }} for a brace"
            )
            return nil
        }
    }

    private static func check(_ template: PromptTemplate, _ useCase: String, _ origin: Origin, _ reading: inout Reading)
    {
        guard let places = useCases[useCase] else { return }
        let known = places.required + places.optional
        for name in template.placeholders where !known.contains(name) {
            let nearest = Spelling.nearest(to: name, among: known)
            reading.problem(
                "\(useCase) has no {\(Spelling.shown(name))}",
                at: origin,
                remedy: nearest.map { "did you mean {\($0)}?" }
                    ?? "use \(Spelling.alternatives(known.map { "{\($0)}" })), and {{ for a brace"
            )
        }
        let missing = places.required.filter { !template.placeholders.contains($0) }
        guard missing.isEmpty else {
            reading.problem(
                "\(useCase) has no place for \(Spelling.alternatives(missing.map { "{\($0)}" }))",
                at: origin,
                remedy: "write it where the value shall stand"
            )
            return
        }
    }
}
