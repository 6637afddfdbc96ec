/// Runs a program over bytes. All its runs go on at once: where they are together is a *position*, known by a number. What a byte
/// does to a position is found out once; after that it is one look into a table.
///
/// From every place that a run is in, there is a way to the end: what would lead where no text ends any more is not taken.
struct Machine: Sendable {
    struct Position: Sendable {
        /// Sorted. Only those that wait for a byte.
        let places: [Place]
        /// The text may end here.
        let isEnd: Bool
        /// The rule that was begun on an open stack may end here.
        let leavesOpen: Bool
    }

    private struct Key: Hashable, Sendable {
        let places: [Place]
        let flags: UInt8
    }

    static let dead: Int32 = 0
    private static let unknown: Int32 = -1
    /// Runs beyond these are given up. What is left is still part of the grammar.
    private static let mostPlaces = 512
    private static let mostPositions = 20_000
    private static let mostStacks = 500_000

    let program: Program
    private(set) var stacks = Stacks()
    private(set) var positions: [Position] = []
    private var numbers: [Key: Int32] = [:]
    /// A row of byte classes a position.
    private var moves: [Int32] = []
    private var afterPops: [Int32: Int32] = [:]
    private var closure = Closure()

    init(_ program: Program) {
        self.program = program
        _ = intern()
    }

    /// It has learnt so much that it should be begun anew.
    var isFull: Bool { positions.count > Self.mostPositions || stacks.count > Self.mostStacks }

    /// Where a text begins.
    mutating func start() -> Int32 { position([Place(state: program.start, count: 0, stack: Stacks.bottom)]) }

    /// All that can be reached from these places without a byte.
    mutating func position(_ places: [Place]) -> Int32 {
        closure.reset()
        for place in places { closure.add(place, program, &stacks) }
        return intern()
    }

    /// Where the rule below goes on, when the rule above this stack has ended.
    mutating func afterPop(_ stack: Int32) -> Int32 {
        if let known = afterPops[stack] { return known }
        let frame = stacks[stack]
        let position = position([Place(state: frame.state, count: frame.count, stack: frame.below)])
        afterPops[stack] = position
        return position
    }

    /// One byte on; `dead` where no run takes it.
    @inline(__always)
    mutating func step(_ position: Int32, _ byte: UInt8) -> Int32 {
        let slot = Int(position) * program.byteClassCount + Int(program.byteClasses[Int(byte)])
        let known = moves[slot]
        return known != Self.unknown ? known : learn(position, byte, slot)
    }

    @inline(never)
    private mutating func learn(_ position: Int32, _ byte: UInt8, _ slot: Int) -> Int32 {
        closure.reset()
        for place in positions[Int(position)].places {
            for edge in program.byteEdges[program.byteEdgeRange(place.state)]
            where edge.low <= byte && byte <= edge.high {
                closure.add(Place(state: edge.target, count: place.count, stack: place.stack), program, &stacks)
            }
        }
        let target = intern()
        moves[slot] = target
        return target
    }

    private mutating func intern() -> Int32 {
        let places =
            closure.waiting.count > Self.mostPlaces
            ? Array(closure.waiting[..<Self.mostPlaces]).sorted(by: <) : closure.waiting.sorted(by: <)
        let key = Key(places: places, flags: (closure.isEnd ? 1 : 0) | (closure.leavesOpen ? 2 : 0))
        if let known = numbers[key] { return known }
        let number = Int32(positions.count)
        positions.append(Position(places: places, isEnd: closure.isEnd, leavesOpen: closure.leavesOpen))
        moves.append(contentsOf: repeatElement(Self.unknown, count: program.byteClassCount))
        numbers[key] = number
        return number
    }

    // MARK: between machines

    /// A position in a form that another machine of the same program understands: each place with its stack, topmost first.
    func export(_ position: Int32) -> [[Stacks.Frame]] {
        positions[Int(position)].places.map { place in
            var frames = [Stacks.Frame(state: place.state, count: place.count, below: 0)]
            var stack = place.stack
            while stack != Stacks.bottom {
                let frame = stacks[stack]
                frames.append(Stacks.Frame(state: frame.state, count: frame.count, below: 0))
                stack = frame.below
            }
            return frames
        }
    }

    mutating func `import`(_ exported: [[Stacks.Frame]], isEnd: Bool) -> Int32 {
        closure.reset()
        closure.isEnd = isEnd
        for frames in exported {
            var stack = Stacks.bottom
            for frame in frames.dropFirst().reversed() {
                stack = stacks.push(Stacks.Frame(state: frame.state, count: frame.count, below: stack))
            }
            if let top = frames.first {
                closure.add(Place(state: top.state, count: top.count, stack: stack), program, &stacks)
            }
        }
        return intern()
    }
}

/// What can be reached without a byte, while it is being found out.
private struct Closure: Sendable {
    var waiting: [Place] = []
    var isEnd = false
    var leavesOpen = false
    private var seen: Set<Place> = []
    private var pending: [Place] = []
    /// Runs that no bound on places holds off, as they wait for nothing.
    private static let mostSeen = 20_000

    mutating func reset() {
        waiting.removeAll(keepingCapacity: true)
        seen.removeAll(keepingCapacity: true)
        isEnd = false
        leavesOpen = false
    }

    mutating func add(_ first: Place, _ program: Program, _ stacks: inout Stacks) {
        pending.append(first)
        while let place = pending.popLast() {
            let depth = stacks.depth(place.stack)
            guard depth + program.heights[Int(place.state)] <= Program.deepest, seen.count < Self.mostSeen,
                seen.insert(place).inserted
            else { continue }
            if !program.byteEdgeRange(place.state).isEmpty { waiting.append(place) }
            if program.isEnd[Int(place.state)] { end(place, stacks) }
            for index in program.jumpRange(place.state) { take(program.jumps[index], place, program, &stacks) }
        }
    }

    private mutating func end(_ place: Place, _ stacks: Stacks) {
        switch place.stack {
        case Stacks.bottom: isEnd = true
        case Stacks.open: leavesOpen = true
        default:
            let frame = stacks[place.stack]
            pending.append(Place(state: frame.state, count: frame.count, stack: frame.below))
        }
    }

    private mutating func take(_ jump: Program.Jump, _ place: Place, _ program: Program, _ stacks: inout Stacks) {
        switch jump {
        case .go(let target):
            pending.append(Place(state: target, count: place.count, stack: place.stack))
        case .count(let target, let number):
            let loop = program.loops[Int(number)]
            guard place.count < loop.most else { return }
            // Without a bound, what counts is whether there are enough.
            let count = loop.most == .max ? min(place.count + 1, loop.least) : place.count + 1
            pending.append(Place(state: target, count: count, stack: place.stack))
        case .leave(let target, let number):
            guard place.count >= program.loops[Int(number)].least else { return }
            pending.append(Place(state: target, count: 0, stack: place.stack))
        case .call(let called, let target):
            // There must be a way on after it, too.
            guard stacks.depth(place.stack) + program.heights[Int(target)] <= Program.deepest,
                stacks.depth(place.stack) + 1 + program.heights[Int(called)] <= Program.deepest
            else { return }
            let frame = Stacks.Frame(state: target, count: place.count, below: place.stack)
            pending.append(Place(state: called, count: 0, stack: stacks.push(frame)))
        }
    }
}
