import Testing

@testable import Training

@Suite struct MergeLearnerTests {
    private typealias Merge = MergeLearner.Merge

    /// Counts all pairs anew before each merge.
    private struct Plain {
        var words: [(symbols: [Int32], count: Int)]

        mutating func next(into token: Int32) -> Merge? {
            var counts: [[Int32]: Int] = [:]
            for (symbols, count) in words {
                for index in symbols.indices.dropFirst() {
                    counts[[symbols[index - 1], symbols[index]], default: 0] += count
                }
            }
            guard let best = counts.max(by: { ($0.value, $1.key[0], $1.key[1]) < ($1.value, $0.key[0], $0.key[1]) })
            else {
                return nil
            }
            let merge = Merge(left: best.key[0], right: best.key[1])
            for word in words.indices {
                var joined: [Int32] = []
                for symbol in words[word].symbols {
                    // Only what was not joined just now may be joined: a run of three is a pair and one.
                    if let last = joined.last, last == merge.left, symbol == merge.right {
                        joined[joined.count - 1] = token
                    } else {
                        joined.append(symbol)
                    }
                }
                words[word].symbols = joined
            }
            return merge
        }
    }

    private static let identity = (0..<256).map { Int32($0) }

    @Test func `it joins what counting everything anew would join`() {
        for seed in UInt64(1)...60 {
            var random = SeededNumbers(state: seed)
            let letters = seed % 3 == 0 ? 2 : 5
            var seen: Set<[UInt8]> = []
            let words: [(word: [UInt8], count: Int)] = (0..<40).compactMap { _ in
                let word = (0..<Int.random(in: 1...12, using: &random)).map { _ in
                    UInt8(Int.random(in: 0..<letters, using: &random))
                }
                return seen.insert(word).inserted ? (word, Int.random(in: 1...9, using: &random)) : nil
            }
            var learner = MergeLearner(words, id: Self.identity)
            var plain = Plain(words: words.map { ($0.word.map(Int32.init), $0.count) })
            var token: Int32 = 256
            while true {
                let found = learner.next()
                let wanted = plain.next(into: token)
                guard found?.merge == wanted else {
                    Issue.record(
                        "seed \(seed), token \(token): \(String(describing: found)) instead of \(String(describing: wanted))"
                    )
                    break
                }
                guard let found else { break }
                learner.join(found.merge, into: token)
                token += 1
            }
            #expect(token > 256)
        }
    }

    @Test func `of pairs as common as each other the lower ids come first`() {
        var learner = MergeLearner(
            [(word: [9, 8], count: 2), (word: [3, 4], count: 2), (word: [3, 2], count: 2)],
            id: Self.identity
        )
        #expect(learner.next()?.merge == Merge(left: 3, right: 2))
    }

    @Test func `the heap gives the commonest first`() {
        var heap = PairHeap()
        for (count, key) in [(3, 1), (7, 9), (7, 2), (1, 0), (5, 5)] {
            heap.push(.init(count: count, key: UInt64(key)))
        }
        var order: [UInt64] = []
        while let element = heap.pop() { order.append(element.key) }
        #expect(order == [2, 9, 5, 1, 0])
    }
}

private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
