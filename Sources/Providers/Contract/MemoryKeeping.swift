/// So much of the machine's memory, and so much of its graphics cards'.
package struct MemoryAmount: Sendable, Equatable {
    package var host: Int
    package var gpu: Int

    package init(host: Int, gpu: Int = 0) {
        self.host = host
        self.gpu = gpu
    }

    package static let none = MemoryAmount(host: 0)

    package static func + (one: MemoryAmount, other: MemoryAmount) -> MemoryAmount {
        MemoryAmount(host: one.host + other.host, gpu: one.gpu + other.gpu)
    }

    package static func - (one: MemoryAmount, other: MemoryAmount) -> MemoryAmount {
        MemoryAmount(host: one.host - other.host, gpu: one.gpu - other.gpu)
    }
}

/// A model in memory, or about to be: where its weights are, and for one that is loaded in several ways at once, how.
package struct MemoryTenantID: Hashable, Sendable {
    /// Where the weights come from: the same for all providers and names that they are asked for by.
    package var source: String
    package var variant: String

    package init(source: String, variant: String = "") {
        self.source = source
        self.variant = variant
    }
}

/// What a model in memory says of itself, when it is asked.
package struct MemoryReading: Sendable, Equatable {
    /// What it takes, and all that it still will: weights that are being packed, the context that it was promised.
    package var promised: MemoryAmount
    /// What of that is taken, and so is no longer among what the system has to spare.
    package var held: MemoryAmount
    /// What it could give back without leaving, because nobody uses it.
    package var spare = 0
    package var isInUse = false
    package var lastUsed: ContinuousClock.Instant
    /// When it leaves if nobody asks for it; nil: never.
    package var expires: ContinuousClock.Instant?

    package init(promised: MemoryAmount, held: MemoryAmount, lastUsed: ContinuousClock.Instant) {
        self.promised = promised
        self.held = held
        self.lastUsed = lastUsed
    }
}

/// A model that takes memory. It may be asked from any thread, and answers at once.
package protocol MemoryTenant: AnyObject, Sendable {
    var reading: MemoryReading { get }
    /// It shall give back what it has to spare, and then say that it `changed`.
    func giveBackSpare()
    /// It shall leave, and say when it has `left`. False where somebody uses it after all.
    func leave() -> Bool
}

/// What a model asks for before it is loaded.
package struct MemoryClaim: Sendable, Equatable {
    package var id: MemoryTenantID
    /// What it is called in logs and lists: `native/llama`.
    package var title: String
    package var need: MemoryAmount
    /// Where `need` is a guess: the name by which what it took the last time is remembered, and then goes before it.
    package var knownAs: String?

    package init(id: MemoryTenantID, title: String, need: MemoryAmount) {
        self.id = id
        self.title = title
        self.need = need
    }
}

/// Who says which models may be in memory together, across all providers; the gateway is.
///
/// A provider asks before it loads a model, and says what becomes of it. Nothing is asked for a request to a model that is
/// in memory.
package protocol MemoryKeeper: Sendable {
    /// Calls `answer` once: with nil when the memory is there, which may take until others have left.
    func admit(
        _ claim: MemoryClaim,
        _ tenant: any MemoryTenant,
        _ answer: @escaping @Sendable (ProviderError?) -> Void
    )
    /// It is loaded and can answer.
    func loaded(_ id: MemoryTenantID)
    /// What it takes, or whether it is in use, is otherwise than it was, and that may matter to who waits.
    func changed(_ id: MemoryTenantID)
    /// Its memory has been given back, or was never taken. `why`: where it left by itself.
    func left(_ id: MemoryTenantID, why: String?)
    /// What is left for contexts; nil where nobody knows.
    var room: MemoryAmount? { get }
    /// Whether it stays whatever else is needed.
    func isPinned(_ claim: MemoryClaim) -> Bool
}

/// Lets everything in: for a single model, and where nobody keeps count.
package struct OpenMemory: MemoryKeeper {
    package init() {}

    package func admit(
        _ claim: MemoryClaim,
        _ tenant: any MemoryTenant,
        _ answer: @escaping @Sendable (ProviderError?) -> Void
    ) { answer(nil) }

    package func loaded(_ id: MemoryTenantID) {}
    package func changed(_ id: MemoryTenantID) {}
    package func left(_ id: MemoryTenantID, why: String?) {}
    package var room: MemoryAmount? { nil }
    package func isPinned(_ claim: MemoryClaim) -> Bool { false }
}
