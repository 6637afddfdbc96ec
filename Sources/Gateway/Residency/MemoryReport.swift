package import Foundation
package import Providers

/// What the models in memory take, and what became of those that left: for `/api/ps` and whoever else asks.
package struct MemoryReport: Sendable {
    package struct Model: Sendable {
        package var id: MemoryTenantID
        package var title: String
        /// `loading`, `ready`, `leaving`, or `asking` where it waits for room.
        package var state: String
        package var promised: MemoryAmount
        package var held: MemoryAmount
        package var isPinned: Bool
        package var isInUse: Bool
        package var loadTime: Duration?
    }

    /// What they may take together; nil where nobody knows.
    package var budget: MemoryAmount?
    package var promised: MemoryAmount
    package var models: [Model]
    /// The latest last.
    package var evictions: [Eviction]

    package static let empty = MemoryReport(promised: .none, models: [], evictions: [])

    package init(budget: MemoryAmount? = nil, promised: MemoryAmount, models: [Model], evictions: [Eviction]) {
        self.budget = budget
        self.promised = promised
        self.models = models
        self.evictions = evictions
    }
}

/// A model that has left memory.
package struct Eviction: Sendable, Equatable {
    package var model: String
    package var date: Date
    package var why: String
    package var freed: MemoryAmount
}
