/// The best way to each place of a word, for the unigram model.
struct LatticeSpace {
    struct Node {
        var score: Double
        var start: Int32
        var id: Int32
    }

    var nodes: [Node] = []

    mutating func begin(_ count: Int) {
        nodes.removeAll(keepingCapacity: true)
        nodes.append(contentsOf: repeatElement(Node(score: 0, start: -1, id: -1), count: count + 1))
    }

    mutating func shrink() {
        if nodes.capacity > 1 << 16 { nodes = [] }
    }
}
