/// The unigram model: of all ways to write a word as tokens, the one whose scores are the highest together.
struct UnigramModel: Sendable {
    private let trie: ByteTrie
    private let scores: Table<Double>
    private let unknownScore: Double
    private let unknown: UnknownTokens

    /// `scores` has one for every token; what is no number counts as the lowest there is.
    init(_ vocabulary: Vocabulary, scores: [Double], unknown: UnknownTokens) throws(TokenizationError) {
        let known = (0..<vocabulary.count).filter {
            switch vocabulary.kind(of: $0) {
            case .normal, .userDefined, .unused: true
            default: false
            }
        }
        trie = try ByteTrie(known.map { (vocabulary.array(of: $0), Int32(truncatingIfNeeded: $0)) })
        let lowest = known.map { scores[$0] }.filter(\.isFinite).min() ?? 0
        self.scores = Table(scores.map { $0.isFinite ? $0 : lowest })
        unknownScore = lowest - 10
        self.unknown = unknown
    }

    func encode(_ words: [Range<Int>], of text: UTF8Text, into output: inout TokenBuffer, _ scratch: Scratch) {
        scratch.encode(words, of: text, into: &output) { word, output in
            encode(text.slice(word), into: &output, scratch)
        }
    }

    private func encode(_ word: UTF8Text, into output: inout TokenBuffer, _ scratch: Scratch) {
        scratch.path.begin(word.count)
        unsafe scratch.path.nodes.withUnsafeMutableBufferPointer { nodes in
            var start = 0
            while start < word.count {
                let reached = unsafe nodes[start].score
                let length = word.scalar(at: start).length
                var hasSingle = false
                var node = ByteTrie.root
                var index = start
                while index < word.count, let next = trie.child(of: node, word[index]) {
                    node = next
                    index += 1
                    guard let id = trie.value(at: node) else { continue }
                    let score = reached + scores[Int(id)]
                    if unsafe nodes[index].start < 0 || score > nodes[index].score {
                        unsafe nodes[index] = .init(score: score, start: Int32(truncatingIfNeeded: start), id: id)
                    }
                    if index - start == length { hasSingle = true }
                }
                if !hasSingle {
                    let end = start + length
                    let score = reached + unknownScore
                    if unsafe nodes[end].start < 0 || score > nodes[end].score {
                        unsafe nodes[end] = .init(score: score, start: Int32(truncatingIfNeeded: start), id: -1)
                    }
                }
                start += length
            }
            unsafe emit(word, nodes, into: &output)
        }
    }

    /// Walks the best way from its end, and turns it round.
    private func emit(
        _ word: UTF8Text,
        _ nodes: UnsafeMutableBufferPointer<LatticeSpace.Node>,
        into output: inout TokenBuffer
    ) {
        var end = word.count
        while end > 0 {
            let start = unsafe Int(nodes[end].start)
            // The way back is written over the way there: who came before now tells who follows.
            unsafe nodes[start].score = Double(end)
            end = start
        }
        var start = 0
        while start < word.count {
            var end = unsafe Int(nodes[start].score)
            let id = unsafe nodes[end].id
            if id >= 0 {
                output.append(id)
            } else {
                // Unknown characters in a row are one.
                while unknown.fuses, end < word.count {
                    let next = unsafe Int(nodes[end].score)
                    guard unsafe nodes[next].id < 0 else { break }
                    end = next
                }
                unknown.appendWhole(word.slice(start..<end), to: &output)
            }
            start = end
        }
    }
}
