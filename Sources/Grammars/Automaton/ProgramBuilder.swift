/// Puts a program together, edge by edge.
struct ProgramBuilder {
    struct State {
        var byteEdges: [Program.ByteEdge] = []
        var jumps: [Program.Jump] = []
        var isEnd = false
        var loop: Int32 = -1
    }

    struct Rule {
        let start: Int32
        let end: Int32
    }

    private static let mostStates = 300_000
    private static let mostEdges = 1_500_000
    static let mostRounds = 1_000_000

    private(set) var states: [State] = []
    private(set) var loops: [Program.Loop] = []
    /// How many states the rules of any JSON value take.
    private(set) var sharedStates: Int32 = 0
    private var edgeCount = 0
    /// The loop that new states belong to.
    private var loop: Int32 = -1
    private(set) var json = JSONRules()

    init() throws(SchemaError) {
        json = try JSONRules(&self)
        sharedStates = Int32(states.count)
    }

    mutating func state() throws(SchemaError) -> Int32 {
        guard states.count < Self.mostStates else { throw Self.tooLarge }
        states.append(State(loop: loop))
        return Int32(states.count - 1)
    }

    mutating func rule() throws(SchemaError) -> Rule {
        let outer = loop
        loop = -1
        defer { loop = outer }
        let rule = Rule(start: try state(), end: try state())
        states[Int(rule.end)].isEnd = true
        return rule
    }

    /// Adds rules from within another's loop: what they are made of does not belong to it.
    mutating func apart(_ body: (inout ProgramBuilder) throws(SchemaError) -> Void) throws(SchemaError) {
        let outer = loop
        loop = -1
        defer { loop = outer }
        try body(&self)
    }

    private mutating func spendEdge() throws(SchemaError) {
        edgeCount += 1
        guard edgeCount < Self.mostEdges else { throw Self.tooLarge }
    }

    private static var tooLarge: SchemaError {
        SchemaError("the schema is too large to hold an answer to it: use fewer or shorter alternatives and bounds")
    }

    // MARK: edges

    mutating func bytes(_ low: UInt8, _ high: UInt8, _ from: Int32, _ target: Int32) throws(SchemaError) {
        try spendEdge()
        states[Int(from)].byteEdges.append(Program.ByteEdge(low: low, high: high, target: target))
    }

    mutating func jump(_ from: Int32, _ target: Int32) throws(SchemaError) {
        try spendEdge()
        states[Int(from)].jumps.append(.go(target))
    }

    mutating func call(_ rule: Rule, _ from: Int32, _ target: Int32) throws(SchemaError) {
        try spendEdge()
        states[Int(from)].jumps.append(.call(rule.start, returningTo: target))
    }

    mutating func literal(_ text: some Collection<UInt8>, _ from: Int32, _ target: Int32) throws(SchemaError) {
        var current = from
        for (index, byte) in text.enumerated() {
            let next = try index == text.count - 1 ? target : state()
            try bytes(byte, byte, current, next)
            current = next
        }
        if text.isEmpty { try jump(from, target) }
    }

    /// One of many texts, as a tree: however many begin alike, there is one way on for each byte.
    mutating func literals(_ texts: [[UInt8]], _ from: Int32, _ target: Int32) throws(SchemaError) {
        var children: [[UInt8: Int32]] = [[:]]
        var places = [from]
        for text in texts {
            var current = 0
            for byte in text {
                if let child = children[current][byte] {
                    current = Int(child)
                    continue
                }
                let place = try state()
                try bytes(byte, byte, places[current], place)
                places.append(place)
                children.append([:])
                children[current][byte] = Int32(places.count - 1)
                current = places.count - 1
            }
            try jump(places[current], target)
        }
    }

    /// Rounds of `body`, from `least` to `most` of them. At most one loop at a time in a rule: its frame has one count.
    mutating func loop(
        least: Int,
        most: Int?,
        _ from: Int32,
        _ target: Int32,
        _ body: (inout ProgramBuilder, Int32, Int32) throws(SchemaError) -> Void
    ) throws(SchemaError) {
        assert(loop < 0, "loops within a rule do not nest")
        loop = Int32(loops.count)
        defer { loop = -1 }
        // More rounds than these are not allowed rather than not counted.
        let most = most.map { Int32(min($0, Self.mostRounds)) } ?? .max
        loops.append(Program.Loop(least: Int32(least), most: most))
        let head = try state()
        let round = try state()
        try jump(from, head)
        try spendEdge()
        states[Int(head)].jumps.append(.count(round, loop: loop))
        states[Int(head)].jumps.append(.leave(target, loop: loop))
        try body(&self, round, head)
    }
}
