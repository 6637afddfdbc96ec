import Providers

/// Sees to it that every tool call of an answer has an id that no other has, wherever its backend gives none, or
/// the same one twice.
struct ToolCallLedger: Sendable {
    struct Entry: Sendable {
        /// The call's place among the answer's calls, without gaps.
        let position: Int
        let id: String
        var hasArguments: Bool
    }

    private var entries: [Int: Entry] = [:]
    private var ids: Set<String> = []

    var isEmpty: Bool { entries.isEmpty }

    /// The calls that have had no arguments yet, and count as having had some from now on: a client is owed `{}`
    /// for those.
    mutating func takeWithoutArguments() -> [Entry] {
        let bare = entries.filter { !$0.value.hasArguments }
        for index in bare.keys { entries[index]?.hasArguments = true }
        return bare.values.sorted { $0.position < $1.position }
    }

    func isKnown(_ index: Int) -> Bool { entries[index] != nil }

    @discardableResult
    mutating func admit(_ fragment: ToolCallFragment) -> Entry {
        if var entry = entries[fragment.index] {
            entry.hasArguments = entry.hasArguments || !fragment.arguments.isEmpty
            entries[fragment.index] = entry
            return entry
        }
        var id = fragment.id ?? ""
        if id.isEmpty || ids.contains(id) { id = "call_" + RandomName.make() }
        ids.insert(id)
        let entry = Entry(position: entries.count, id: id, hasArguments: !fragment.arguments.isEmpty)
        entries[fragment.index] = entry
        return entry
    }
}
