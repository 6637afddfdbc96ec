import Grammars

/// Holds one choice to a grammar, token by token.
struct ChoiceConstraint: Sendable {
    private var state: GrammarState
    private var mask: TokenMask

    init(_ state: GrammarState, tokens: Int) {
        self.state = state
        mask = TokenMask(count: tokens)
    }

    /// The tokens that may come next.
    mutating func allowed() -> TokenMask {
        state.mask(into: &mask)
        return mask
    }

    /// Goes on by a token that was allowed.
    mutating func take(_ token: Int) { _ = state.take(token) }

    /// Whether nothing but an end may come: the model need not be asked again.
    var isComplete: Bool { state.mustEnd }
}
