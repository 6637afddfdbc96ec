import Providers

/// What the settings say of memory.
package struct ResidencyPlan: Sendable, Equatable {
    package var budget = MemoryBudget.usual
    /// Models that stay, by `provider/model` or by their provider's name.
    package var pinned: Set<String> = []

    package init() {}

    func isPinned(_ claim: MemoryClaim) -> Bool {
        guard !pinned.isEmpty else { return false }
        let provider = claim.title.split(separator: "/").first.map(String.init) ?? claim.title
        return pinned.contains(claim.title) || pinned.contains(provider)
    }
}
