/// A pattern as a small nondeterministic automaton over characters.
struct PatternAutomaton {
    struct Edge {
        let scalars: [ProgramBuilder.Scalars]
        let target: Int
    }

    struct State {
        var edges: [Edge] = []
        var jumps: [Int] = []
    }

    private(set) var states: [State] = []
    private(set) var start = 0
    private(set) var end = 0
    private let tooLarge: SchemaError
    private static let mostStates = 20_000

    init(_ text: String, keyword: String, at path: String) throws(SchemaError) {
        tooLarge = SchemaError(
            "the \"\(keyword)\" is too large when its repetitions are written out",
            keyword: keyword,
            at: path
        )
        var reader = PatternReader(text, keyword: keyword, at: path)
        let pattern = try reader.readAll()
        start = try state()
        end = try state()
        try add(pattern, start, end)
    }

    private mutating func state() throws(SchemaError) -> Int {
        guard states.count < Self.mostStates else { throw tooLarge }
        states.append(State())
        return states.count - 1
    }

    private mutating func add(_ pattern: Pattern, _ from: Int, _ target: Int) throws(SchemaError) {
        switch pattern {
        case .characters(let scalars): states[from].edges.append(Edge(scalars: scalars, target: target))
        case .sequence(let parts):
            var current = from
            for part in parts {
                let next = try state()
                try add(part, current, next)
                current = next
            }
            states[current].jumps.append(target)
        case .choice(let parts):
            for part in parts {
                let start = try state()
                states[from].jumps.append(start)
                try add(part, start, target)
            }
        case .repeated(let part, let least, let most):
            var current = from
            for _ in 0..<least {
                let next = try state()
                try add(part, current, next)
                current = next
            }
            guard let most else {
                let head = try state()
                states[current].jumps.append(head)
                let body = try state()
                states[head].jumps += [body, target]
                return try add(part, body, head)
            }
            for _ in least..<most {
                let (body, next) = (try state(), try state())
                states[current].jumps += [body, target]
                try add(part, body, next)
                current = next
            }
            states[current].jumps.append(target)
        }
    }
}
