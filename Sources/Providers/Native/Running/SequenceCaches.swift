/// Which sequences' keys and values are in memory, and which of these a new prompt goes on from: a pure state machine.
///
/// A sequence that has ended is kept, so that a chat's next turn, or another request with the same instructions before it,
/// computes only what is new. A prompt takes a kept sequence over where hardly anything of that one is lost, and has its
/// beginning copied where it is in use or goes on otherwise. What is kept gives way to what runs, the longest unused first.
struct SequenceCaches: Sendable {
    typealias SequenceID = Int

    struct Limits: Sendable, Equatable {
        /// Positions of all sequences together, those that run and those that are kept.
        var positions = Int.max
        /// Sequences that are kept.
        var kept = 64
        /// Fewer tokens are sooner computed than found.
        var shortest = 8
        /// A copy of so many positions costs about what computing one does, unless `begin` is told better: a sequence is taken
        /// over where it loses less.
        var copiesPerToken = 64
        /// So many tokens more are worth waiting for, where another sequence is just reading them.
        var worthWaiting = 32
        /// Sequences that are longer are turned otherwise than those that are not, and share nothing with them.
        var longestShort = Int.max
    }

    /// What a prompt goes on from.
    enum Origin: Equatable, Sendable {
        case nothing
        /// The kept sequence becomes this one, cut to so many tokens.
        case takeOver(SequenceID, count: Int)
        /// So many tokens are copied of a sequence that stays.
        case copy(SequenceID, count: Int)
        /// That sequence is reading what this one begins with: once it has read so many tokens, they can be copied.
        case wait(SequenceID, read: Int)
    }

    /// Positions are taken in blocks of so many.
    static let block = 64

    private struct Entry {
        /// Of one that runs, its prompt; of one that is kept, all that it holds.
        var tokens: [Int]
        /// How many of these are in memory.
        var filled: Int
        /// Tokens beyond, that it has made.
        var made = 0
        var isKept = false
        var isLong: Bool
        var lastUsed: Int

        var positions: Int { SequenceCaches.rounded(filled + made) }
    }

    let limits: Limits
    private var entries: [SequenceID: Entry] = [:]
    private var clock = 0
    private(set) var runningPositions = 0
    private(set) var keptPositions = 0
    private(set) var keptCount = 0

    init(_ limits: Limits = Limits()) { self.limits = limits }

    /// Without bytes, of which it knows nothing.
    var usage: CacheUsage {
        CacheUsage(
            running: entries.count - keptCount,
            runningPositions: runningPositions,
            kept: keptCount,
            keptPositions: keptPositions
        )
    }

    private static func rounded(_ positions: Int) -> Int { (positions + block - 1) / block * block }

    // MARK: A sequence that runs

    /// A prompt is about to be read. Where it shall wait, it has not begun. With `shares` false it begins with nothing.
    mutating func begin(
        _ id: SequenceID,
        _ prompt: [Int],
        shares: Bool = true,
        mayWait: Bool = true,
        copiesPerToken: Int? = nil
    ) -> Origin {
        let isLong = prompt.count > limits.longestShort
        let origin =
            shares
            ? origin(of: prompt, isLong, mayWait: mayWait, copiesPerToken ?? limits.copiesPerToken) : .nothing
        var filled = 0
        switch origin {
        case .wait: return origin
        case .nothing: break
        case .copy(let source, let count):
            let now = tick()
            entries[source]?.lastUsed = now
            filled = count
        case .takeOver(let source, let count):
            remove(source)
            filled = count
        }
        insert(id, Entry(tokens: prompt, filled: filled, isLong: isLong, lastUsed: tick()))
        return origin
    }

    /// It has taken in so many more tokens, of its prompt first.
    mutating func grow(_ id: SequenceID, by count: Int) {
        guard var entry = entries[id], !entry.isKept else { return }
        remove(id)
        let read = min(count, entry.tokens.count - entry.filled)
        entry.filled += read
        entry.made += count - read
        entry.isLong = entry.isLong || entry.filled + entry.made > limits.longestShort
        insert(id, entry)
    }

    /// It has come to its end, holding these tokens. Gives those that are no longer worth their memory, which may be this
    /// one itself.
    mutating func end(_ id: SequenceID, holding tokens: [Int]) -> [SequenceID] {
        guard var entry = entries[id], !entry.isKept else { return [] }
        remove(id)
        // Another holds all of it already, or it is too short to be of use.
        let isKnown = entries.values.contains {
            $0.isKept && $0.isLong == entry.isLong && $0.filled >= tokens.count && $0.tokens.starts(with: tokens)
        }
        guard tokens.count >= limits.shortest, !isKnown else { return [id] }
        let outgrown = entries.filter { other in
            other.value.isKept && other.value.isLong == entry.isLong && tokens.starts(with: other.value.tokens)
        }
        for (other, _) in outgrown { remove(other) }
        entry.tokens = tokens
        entry.filled = tokens.count
        entry.made = 0
        entry.isKept = true
        entry.lastUsed = tick()
        insert(id, entry)
        return outgrown.keys.sorted() + trim()
    }

    /// It is gone, whatever it held.
    mutating func drop(_ id: SequenceID) { remove(id) }

    // MARK: What is kept

    /// Gives the kept sequences that must go, so that all fit in their limits, or in fewer `positions`.
    mutating func trim(to positions: Int = .max) -> [SequenceID] {
        let most = min(positions, limits.positions)
        var dropped: [SequenceID] = []
        while keptCount > 0, keptCount > limits.kept || runningPositions + keptPositions > most {
            guard let (oldest, _) = entries.filter(\.value.isKept).min(by: { $0.value.lastUsed < $1.value.lastUsed })
            else { break }
            remove(oldest)
            dropped.append(oldest)
        }
        return dropped
    }

    // MARK: Finding

    private func origin(of prompt: [Int], _ isLong: Bool, mayWait: Bool, _ copiesPerToken: Int) -> Origin {
        // Of the last token, what follows is to be computed.
        let most = prompt.count - 1
        var best: (id: SequenceID, entry: Entry, count: Int)?
        var promising: (id: SequenceID, count: Int)?
        for (id, entry) in entries where entry.isLong == isLong {
            let count = Self.sharedCount(entry.tokens, prompt, most: most)
            let there = min(count, entry.filled)
            if there > 0, best.map({ Self.isBetter((id, entry, there), than: $0) }) ?? true {
                best = (id, entry, there)
            }
            if count > there, promising.map({ (count, $0.id) > ($0.count, id) }) ?? true { promising = (id, count) }
        }
        let found = best.map(\.count) ?? 0
        if mayWait, let promising, promising.count - found >= limits.worthWaiting {
            return .wait(promising.id, read: promising.count)
        }
        guard let best, best.count >= limits.shortest else { return .nothing }
        let lost = best.entry.filled - best.count
        return best.entry.isKept && lost * copiesPerToken <= best.count
            ? .takeOver(best.id, count: best.count) : .copy(best.id, count: best.count)
    }

    /// Of those that share as much, one that is kept and has little beyond it, then the one used last.
    private static func isBetter(
        _ one: (id: SequenceID, entry: Entry, count: Int),
        than other: (id: SequenceID, entry: Entry, count: Int)
    ) -> Bool {
        if one.count != other.count { return one.count > other.count }
        if one.entry.isKept != other.entry.isKept { return one.entry.isKept }
        if one.entry.filled != other.entry.filled { return one.entry.filled < other.entry.filled }
        return one.entry.lastUsed > other.entry.lastUsed
    }

    private static func sharedCount(_ one: [Int], _ other: [Int], most: Int) -> Int {
        let most = min(one.count, other.count, most)
        var count = 0
        while count < most, one[count] == other[count] { count += 1 }
        return max(0, count)
    }

    // MARK: Counting

    /// No two uses are at the same time: so what is chosen never depends on how a dictionary is ordered.
    private mutating func tick() -> Int {
        clock += 1
        return clock
    }

    private mutating func insert(_ id: SequenceID, _ entry: Entry) {
        entries[id] = entry
        count(entry, 1)
    }

    private mutating func remove(_ id: SequenceID) {
        guard let entry = entries.removeValue(forKey: id) else { return }
        count(entry, -1)
    }

    private mutating func count(_ entry: Entry, _ sign: Int) {
        if entry.isKept {
            keptCount += sign
            keptPositions += sign * entry.positions
        } else {
            runningPositions += sign * entry.positions
        }
    }
}
