import JSON

/// How much a model shall think. Up to its second generation Gemini counts tokens for that, since then it has levels.
struct GeminiThinking {
    private enum Amount {
        case budget(Int)
        case level(String)
        case asItLikes
    }

    private let amount: Amount?

    /// What Google's own translation of OpenAI's efforts gives them.
    private static let budgets = ["minimal": 1024, "low": 1024, "medium": 8192, "high": 24_576]

    init(_ control: ReasoningControl?, model: GeminiModelName, provider: String) throws(ProviderError) {
        let hasLevels = (model.generation ?? 0) >= 3
        switch control {
        case nil: amount = nil
        case .off, .effort("none"): amount = .budget(0)
        case .on: amount = hasLevels ? .asItLikes : .budget(-1)
        case .effort(let effort) where hasLevels: amount = .level(effort)
        case .effort(let effort):
            guard let budget = Self.budgets[effort] else {
                let known = "none, minimal, low, medium or high"
                throw ProviderError(
                    .badRequest,
                    "the provider '\(provider)' knows no reasoning effort '\(effort.prefix(32))' for this model: "
                        + "give \(known)"
                )
            }
            amount = .budget(budget)
        }
    }

    /// The member `thinkingConfig`, if anything was said.
    func write(to json: inout JSONWriter) {
        guard let amount else { return }
        json.member("thinkingConfig") { json in
            json.object { json in
                switch amount {
                case .budget(0): json.member("thinkingBudget", 0)
                case .budget(let tokens):
                    json.member("includeThoughts", true)
                    json.member("thinkingBudget", tokens)
                case .level(let level):
                    json.member("includeThoughts", true)
                    json.member("thinkingLevel", level)
                case .asItLikes: json.member("includeThoughts", true)
                }
            }
        }
    }
}
