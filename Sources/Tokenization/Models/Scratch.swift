internal import Synchronization

/// What one encoding works with; kept from call to call, and used by one at a time.
final class Scratch {
    var cache: WordCache
    var merges = MergeSpace()
    var path = LatticeSpace()

    init(vocabulary: Int) { cache = WordCache(vocabulary: vocabulary) }

    /// Appends the tokens of words, each a range of the text, after which sixteen more bytes can be read: those of words
    /// met before as they are remembered, those of others as `encode` makes them.
    @inline(__always) func encode(
        _ words: [Range<Int>],
        of text: UTF8Text,
        into output: inout TokenBuffer,
        by encode: (Range<Int>, inout TokenBuffer) -> Void
    ) {
        for word in words {
            let count = word.count
            guard count > 0 else { continue }
            output.makeRoom(count)
            guard count <= WordCache.longest else {
                encode(word, &output)
                continue
            }
            let key = unsafe cache.key(text.base + word.lowerBound, count)
            if cache.append(key, to: &output) { continue }
            let start = output.count
            encode(word, &output)
            cache.keep(key, output, from: start)
        }
    }

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
    /// How many tokens there are.
    private let vocabulary: Int

    init(vocabulary: Int) { self.vocabulary = vocabulary }

    func take() -> Scratch { free.withLock { $0.popLast() }?.scratch ?? Scratch(vocabulary: vocabulary) }

    func put(_ scratch: Scratch) {
        let owned = Owned(scratch: scratch)
        free.withLock { $0.append(owned) }
    }
}
