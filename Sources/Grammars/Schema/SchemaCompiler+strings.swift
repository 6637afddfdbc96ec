/// Strings of some length or look.
extension SchemaCompiler {
    private static let mostPairs = 60_000

    mutating func addString(
        _ constraints: Constraints,
        at path: String,
        _ rule: ProgramBuilder.Rule
    ) throws(SchemaError) {
        let least = constraints.leastLength
        guard least <= constraints.mostLength ?? .max else { return }
        guard least < ProgramBuilder.mostRounds else {
            throw SchemaError(
                "\"minLength\" must be below \(ProgramBuilder.mostRounds)",
                keyword: "minLength",
                at: path
            )
        }
        let (inside, close) = (try builder.state(), try builder.state())
        try builder.bytes(0x22, 0x22, rule.start, inside)
        try builder.bytes(0x22, 0x22, close, rule.end)
        guard let pattern = constraints.patterns.first else {
            return try builder.loop(least: least, most: constraints.mostLength, inside, close) {
                (builder, from, target) throws(SchemaError) in try builder.anyStringCharacter(from, target)
            }
        }
        if let other = constraints.patterns.first(where: { $0.text != pattern.text }) {
            throw SchemaError(
                "\"\(other.keyword)\" beside another \"\(pattern.keyword)\" is not supported: put them into one pattern",
                keyword: other.keyword,
                at: other.path
            )
        }
        let automaton = try PatternAutomaton(pattern.text, keyword: pattern.keyword, at: pattern.path)
        if least == 0, constraints.mostLength == nil {
            try add(automaton, inside, close)
        } else {
            try add(automaton, least, constraints.mostLength, inside, close, pattern.keyword, path)
        }
    }

    private mutating func add(
        _ automaton: PatternAutomaton,
        _ from: Int32,
        _ target: Int32
    ) throws(SchemaError) {
        let places = try automaton.states.map { _ throws(SchemaError) in try builder.state() }
        try builder.jump(from, places[automaton.start])
        try builder.jump(places[automaton.end], target)
        for (index, state) in automaton.states.enumerated() {
            for next in state.jumps { try builder.jump(places[index], places[next]) }
            for edge in state.edges { try builder.stringCharacter(edge.scalars, places[index], places[edge.target]) }
        }
    }

    /// A pattern and a length together: each state as often as there are lengths that it is reached with.
    private mutating func add(
        _ automaton: PatternAutomaton,
        _ least: Int,
        _ most: Int?,
        _ from: Int32,
        _ target: Int32,
        _ keyword: String,
        _ path: String
    ) throws(SchemaError) {
        struct Pair: Hashable {
            let state: Int
            let length: Int
        }
        var places: [Pair: Int32] = [:]
        var pending: [Pair] = []
        func place(_ pair: Pair) throws(SchemaError) -> Int32 {
            if let known = places[pair] { return known }
            guard places.count < Self.mostPairs else {
                throw SchemaError(
                    "\"\(keyword)\" together with such a length is too large: bound the length in the pattern alone",
                    keyword: keyword,
                    at: path
                )
            }
            let made = try builder.state()
            places[pair] = made
            pending.append(pair)
            return made
        }
        try builder.jump(from, try place(Pair(state: automaton.start, length: 0)))
        while let pair = pending.popLast() {
            let here = try place(pair)
            let state = automaton.states[pair.state]
            for next in state.jumps { try builder.jump(here, try place(Pair(state: next, length: pair.length))) }
            if pair.state == automaton.end, pair.length >= least { try builder.jump(here, target) }
            guard pair.length < most ?? .max else { continue }
            // Beyond the least, without a most, all lengths are as good.
            let length = most == nil ? min(pair.length + 1, least) : pair.length + 1
            for edge in state.edges {
                let next = try place(Pair(state: edge.target, length: length))
                try builder.stringCharacter(edge.scalars, here, next)
            }
        }
    }
}
