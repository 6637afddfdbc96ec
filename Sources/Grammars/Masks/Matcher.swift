import Synchronization

/// A program over a vocabulary: which tokens may come at a position.
///
/// Tokens are tried by walking over their tree with the machine. What comes of it in a state is the same whatever is below on the
/// stack, but for tokens that go on after the state's rule has ended: it is found out once a state, and the few tokens that go on
/// are tried each time, by what of them is left then.
struct Matcher: Sendable {
    var machine: Machine
    private let vocabulary: TokenTrie
    private var reaches: [Reach.Key: Reach] = [:]
    private var walk: [Int32] = []

    init(_ program: Program, _ vocabulary: TokenTrie) {
        machine = Machine(program)
        self.vocabulary = vocabulary
    }

    mutating func mask(_ position: Int32, into mask: inout TokenMask) {
        mask.clear()
        let here = machine.positions[Int(position)]
        if here.isEnd {
            for token in vocabulary.endTokens { mask[token] = true }
        }
        if here.places.contains(where: { machine.stacks.depth($0.stack) > Program.deepest / 2 }) {
            // Tokens may reach the stack's limit: all are tried.
            for tree in vocabulary.trees { addRests(tree, from: position, &mask) }
            return
        }
        for place in here.places {
            for (number, tree) in vocabulary.trees.enumerated() where tree.count > 0 {
                let reach = reach(place, in: number)
                reach.add(to: &mask)
                guard reach.rests.count > 0, place.stack != Stacks.bottom else { continue }
                addRests(reach.rests, from: machine.afterPop(place.stack), &mask)
            }
        }
    }

    /// Allows the tokens whose texts are taken from here.
    private mutating func addRests(_ tree: ByteTree, from start: Int32, _ mask: inout TokenMask) {
        prepareWalk(tree, from: start)
        var node = 0
        while node < tree.count {
            let depth = Int(tree.depths[node])
            let position = machine.step(walk[depth - 1], tree.bytes[node])
            guard position != Machine.dead else {
                node = Int(tree.ends[node])
                continue
            }
            walk[depth] = position
            for token in tree.tokens(at: node) { mask.words[Int(token) >> 6] |= 1 << UInt64(token & 63) }
            node += 1
        }
    }

    private mutating func prepareWalk(_ tree: ByteTree, from start: Int32) {
        while walk.count <= tree.deepest { walk.append(Machine.dead) }
        walk[0] = start
    }

    // MARK: what is found out once

    private mutating func reach(_ place: Place, in number: Int) -> Reach {
        let tree = vocabulary.trees[number]
        let count = machine.program.canonical(count: place.count, of: place.state, within: tree.deepest + 1)
        let key = Reach.Key(state: place.state, count: count, tree: Int32(number))
        if let known = reaches[key] { return known }
        let isShared = place.state < machine.program.sharedStates
        if isShared, let known = vocabulary.shared.withLock({ $0[key] }) {
            reaches[key] = known
            return known
        }
        let found = findReach(key, tree)
        reaches[key] = found
        if isShared { vocabulary.shared.withLock { $0[key] = found } }
        return found
    }

    private mutating func findReach(_ key: Reach.Key, _ tree: ByteTree) -> Reach {
        prepareWalk(tree, from: machine.position([Place(state: key.state, count: key.count, stack: Stacks.open)]))
        var taken: [Int32] = []
        var exits: [Int] = []
        var isTaken = [Bool](repeating: false, count: tree.tokens.count)
        var node = 0
        while node < tree.count {
            let depth = Int(tree.depths[node])
            let position = machine.step(walk[depth - 1], tree.bytes[node])
            guard position != Machine.dead else {
                node = Int(tree.ends[node])
                continue
            }
            walk[depth] = position
            for place in Int(tree.tokenStarts[node])..<Int(tree.tokenStarts[node + 1]) {
                taken.append(tree.tokens[place])
                isTaken[place] = true
            }
            if machine.positions[Int(position)].leavesOpen { exits.append(node) }
            node += 1
        }
        return Reach(taken, rests(after: exits, in: tree, but: isTaken), of: vocabulary.count)
    }

    /// What is left of the tokens that go on after the rule's end.
    private func rests(
        after exits: [Int],
        in tree: ByteTree,
        but isTaken: [Bool]
    ) -> [(bytes: ArraySlice<UInt8>, token: Int32)] {
        var rests: [(bytes: ArraySlice<UInt8>, token: Int32)] = []
        var path: [UInt8] = []
        for exit in exits {
            let depth = Int(tree.depths[exit])
            for node in (exit + 1)..<max(Int(tree.ends[exit]), exit + 1) {
                path.removeLast(max(0, path.count - (Int(tree.depths[node]) - depth - 1)))
                path.append(tree.bytes[node])
                for place in Int(tree.tokenStarts[node])..<Int(tree.tokenStarts[node + 1]) where !isTaken[place] {
                    rests.append((path[...], tree.tokens[place]))
                }
            }
            path.removeAll(keepingCapacity: true)
        }
        return rests
    }
}
