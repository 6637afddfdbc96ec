/// Texts of several sources, drawn by weight. What comes next is a function of the seed and of how many were drawn before.
package struct Mixture: Sendable {
    package struct Part: Sendable {
        let source: any TextSource
        let weight: Double

        package init(_ source: any TextSource, weight: Double) {
            self.source = source
            self.weight = weight
        }
    }

    /// How far it has come.
    package struct State: Sendable, Equatable, Codable {
        /// Texts drawn.
        var draws: UInt64 = 0
        /// Of each source.
        var taken: [UInt64]
    }

    private let parts: [Part]
    private let seed: UInt64
    /// How many texts of each source are kept for validation: the last ones in the order of its first round.
    private let kept: [UInt64]
    /// The numbers of sources without end from which on they are kept.
    private static let reserve: UInt64 = 1 << 40

    package init(_ parts: [Part], seed: UInt64, kept: Int) {
        self.parts = parts
        self.seed = seed
        let total = parts.reduce(0) { $0 + $1.weight }
        self.kept = parts.map { part in
            let wanted = total > 0 ? UInt64((Double(kept) * part.weight / total).rounded(.up)) : 0
            // A source that ends keeps most of what it has for learning.
            return min(wanted, part.source.count.map { $0 / 10 } ?? wanted)
        }
    }

    package var start: State { State(taken: parts.map { _ in 0 }) }
    package func fits(_ state: State) -> Bool { state.taken.count == parts.count }

    /// The next text.
    package func draw(_ state: inout State) -> WeightedText {
        var random = SeededRandom(seed ^ (state.draws &* 0xD134_2543_DE82_EF95))
        state.draws += 1
        let index = pick(random.unit())
        let number = state.taken[index]
        state.taken[index] += 1
        return parts[index].source.text(place(number, of: index))
    }

    private func pick(_ unit: Double) -> Int {
        var left = unit * parts.reduce(0) { $0 + $1.weight }
        for (index, part) in parts.enumerated() {
            left -= part.weight
            if left < 0 { return index }
        }
        return parts.lastIndex { $0.weight > 0 } ?? 0
    }

    /// The number of the n-th text that is taken from a source: each once in a round, in another order each round.
    private func place(_ number: UInt64, of index: Int) -> UInt64 {
        guard let count = parts[index].source.count else { return number }
        let usable = max(1, count - kept[index])
        let round = number / usable
        let order = Shuffle(count: usable, key: seed &+ UInt64(index) &* 7919 &+ round &* 104_729)
        return keptOrder(index, count)[order[number % usable]]
    }

    private func keptOrder(_ index: Int, _ count: UInt64) -> Shuffle {
        Shuffle(count: count, key: seed &+ UInt64(index))
    }

    /// The texts that are kept for validation.
    package var validation: [WeightedText] {
        parts.enumerated().flatMap { index, part -> [WeightedText] in
            (0..<kept[index]).map { number in
                guard let count = part.source.count else { return part.source.text(Self.reserve + number) }
                return part.source.text(keptOrder(index, count)[count - 1 - number])
            }
        }
    }
}
