/// A regular expression as steps of a small machine that goes back where a way does not lead on.
struct RegexProgram: Sendable {
    enum Step: Sendable {
        case set(Int)
        /// As many of a set as there are; fewer, if what follows asks for it and it is not possessive.
        case run(Int, least: Int, most: Int, isPossessive: Bool)
        case split(first: Int, second: Int)
        case jump(Int)
        /// Tries the steps up to `.accept`, and goes on at `next` if they match, or if they do not.
        case lookahead(next: Int, isNegative: Bool)
        case lookbehind(Int, isNegative: Bool)
        /// A line's start or end, or the text's: as Oniguruma has it.
        case start
        case end
        case wordBoundary
        case accept
    }

    private(set) var steps: [Step] = []
    private(set) var sets: [CharacterSet] = []
    private let text: String

    init(_ text: String) throws(TokenizationError) {
        self.text = text
        var parser = RegexParser(text)
        try emit(try parser.parse())
        try add(.accept)
    }

    private mutating func add(_ step: Step) throws(TokenizationError) {
        guard steps.count < 20_000 else {
            throw TokenizationError("the regular expression \(text.debugDescription) is too large")
        }
        steps.append(step)
    }

    private mutating func index(of set: CharacterSet) -> Int {
        if let index = sets.firstIndex(of: set) { return index }
        sets.append(set)
        return sets.count - 1
    }

    private mutating func emit(_ node: RegexNode) throws(TokenizationError) {
        switch node {
        case .set(let set): try add(.set(index(of: set)))
        case .sequence(let nodes): for node in nodes { try emit(node) }
        case .choice(let nodes): try emit(choice: nodes)
        case .repeated(.set(let set), let least, let most, let quantity) where quantity != .lazy:
            try add(.run(index(of: set), least: least, most: most ?? .max, isPossessive: quantity == .possessive))
        case .repeated(let node, let least, let most, let quantity):
            guard quantity != .possessive else {
                throw TokenizationError(
                    "the regular expression \(text.debugDescription) has a group that is repeated possessively, "
                        + "which is not understood"
                )
            }
            try emit(node, least: least, most: most, isLazy: quantity == .lazy)
        case .lookahead(let node, let isNegative):
            let place = steps.count
            try add(.accept)
            try emit(node)
            try add(.accept)
            steps[place] = .lookahead(next: steps.count, isNegative: isNegative)
        case .lookbehind(let set, let isNegative): try add(.lookbehind(index(of: set), isNegative: isNegative))
        case .start: try add(.start)
        case .end: try add(.end)
        case .wordBoundary: try add(.wordBoundary)
        }
    }

    private mutating func emit(choice nodes: [RegexNode]) throws(TokenizationError) {
        var ends: [Int] = []
        for (offset, node) in nodes.enumerated() {
            guard offset < nodes.count - 1 else {
                try emit(node)
                break
            }
            let split = steps.count
            try add(.accept)
            try emit(node)
            ends.append(steps.count)
            try add(.accept)
            steps[split] = .split(first: split + 1, second: steps.count)
        }
        for end in ends { steps[end] = .jump(steps.count) }
    }

    private mutating func emit(
        _ node: RegexNode,
        least: Int,
        most: Int?,
        isLazy: Bool
    ) throws(TokenizationError) {
        for _ in 0..<least { try emit(node) }
        func split(_ inside: Int, _ after: Int) -> Step {
            isLazy ? .split(first: after, second: inside) : .split(first: inside, second: after)
        }
        guard let most else {
            let loop = steps.count
            try add(.accept)
            try emit(node)
            try add(.jump(loop))
            steps[loop] = split(loop + 1, steps.count)
            return
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(steps.count)
            try add(.accept)
            try emit(node)
        }
        for place in splits { steps[place] = split(place + 1, steps.count) }
    }
}
