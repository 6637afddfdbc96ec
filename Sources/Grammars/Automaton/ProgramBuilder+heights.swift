/// How deep the stack has to become to get from a state to its rule's end: what keeps a text from being led where it can end no
/// more, since stacks have a deepest.
extension ProgramBuilder {
    private struct Step {
        let from: Int32
        let target: Int32
        /// The first state of the rule that is called on the way, or -1.
        let called: Int32
    }

    /// States are settled lowest first, as in Dijkstra's shortest paths (and Knuth's generalisation of them: a call needs two
    /// states to be settled).
    func heights() -> [Int32] {
        var heights = [Int32](repeating: Program.unreachable, count: states.count)
        var isSettled = [Bool](repeating: false, count: states.count)
        let (steps, starts, incoming) = stepsByTarget()
        var levels: [[Int32]] = [states.indices.filter { states[$0].isEnd }.map(Int32.init)]
        for end in levels[0] { heights[Int(end)] = 0 }
        var level = 0
        while level < levels.count {
            while let state = levels[level].popLast() {
                guard !isSettled[Int(state)], heights[Int(state)] == level else { continue }
                isSettled[Int(state)] = true
                for place in starts[Int(state)]..<starts[Int(state) + 1] {
                    let step = steps[Int(incoming[Int(place)])]
                    var height = heights[Int(step.target)]
                    if step.called >= 0 { height = max(height, heights[Int(step.called)] + 1) }
                    guard height < heights[Int(step.from)], height <= Program.deepest else { continue }
                    heights[Int(step.from)] = height
                    while levels.count <= height { levels.append([]) }
                    levels[Int(height)].append(step.from)
                }
            }
            level += 1
        }
        return heights
    }

    /// Every step, and of each state the steps that wait for it.
    private func stepsByTarget() -> (steps: [Step], starts: [Int32], incoming: [Int32]) {
        var steps: [Step] = []
        for (index, state) in states.enumerated() {
            let from = Int32(index)
            for edge in state.byteEdges { steps.append(Step(from: from, target: edge.target, called: -1)) }
            for jump in state.jumps {
                switch jump {
                case .go(let target), .count(let target, _), .leave(let target, _):
                    steps.append(Step(from: from, target: target, called: -1))
                case .call(let called, let target):
                    steps.append(Step(from: from, target: target, called: called))
                }
            }
        }
        var starts = [Int32](repeating: 0, count: states.count + 1)
        for step in steps {
            starts[Int(step.target) + 1] += 1
            if step.called >= 0 { starts[Int(step.called) + 1] += 1 }
        }
        for index in states.indices { starts[index + 1] += starts[index] }
        var filled = starts
        var incoming = [Int32](repeating: 0, count: Int(starts.last ?? 0))
        for (number, step) in steps.enumerated() {
            for state in step.called >= 0 ? [step.target, step.called] : [step.target] {
                incoming[Int(filled[Int(state)])] = Int32(number)
                filled[Int(state)] += 1
            }
        }
        return (steps, starts, incoming)
    }
}
