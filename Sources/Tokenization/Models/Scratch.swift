internal import Synchronization

/// What one encoding works with; kept from call to call, and used by one at a time.
final class Scratch {
    var cache = WordCache()
    var merges = MergeSpace()
    var path = LatticeSpace()

    /// Gives back what one huge text took.
    func shrink() {
        merges.shrink()
        path.shrink()
    }
}

/// Scratch spaces that nobody uses now. There are never more than were used at once.
final class ScratchPool: Sendable {
    // Safe: a scratch is in the pool, where nobody reaches it, or with the one who took it out.
    private struct Owned: @unchecked Sendable { let scratch: Scratch }

    private let free = Mutex<[Owned]>([])

    func take() -> Scratch { free.withLock { $0.popLast() }?.scratch ?? Scratch() }

    func put(_ scratch: Scratch) {
        let owned = Owned(scratch: scratch)
        free.withLock { $0.append(owned) }
    }
}
