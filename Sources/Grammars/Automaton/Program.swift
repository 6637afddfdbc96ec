/// A grammar as an automaton with a stack, over bytes: rules that call each other, each a small nondeterministic automaton with
/// one end. States are numbers.
///
/// A call of a rule remembers where to go on, and a count: a rule that repeats something counts instead of being unrolled, so
/// that a string of up to 100,000 characters takes no more states than one of ten.
struct Program: Sendable {
    struct ByteEdge: Sendable {
        let low: UInt8
        let high: UInt8
        let target: Int32
    }

    /// What can be done without a byte.
    enum Jump: Sendable {
        case go(Int32)
        /// One more of a loop, if it may have one more.
        case count(Int32, loop: Int32)
        /// Out of a loop, if there were enough.
        case leave(Int32, loop: Int32)
        case call(Int32, returningTo: Int32)
    }

    struct Loop: Sendable {
        let least: Int32
        /// `Int32.max` is without end.
        let most: Int32
    }

    /// No stack is deeper. What is read is JSON of far fewer than the 512 levels that JSON readers take.
    static let deepest: Int32 = 256
    /// What a state's height is when no text at all leads from it to its rule's end.
    static let unreachable: Int32 = .max / 2

    /// States below this are the same in every program: those of any JSON value.
    let sharedStates: Int32
    let start: Int32
    private(set) var byteEdges: [ByteEdge] = []
    private(set) var byteEdgeStarts: [Int32] = [0]
    private(set) var jumps: [Jump] = []
    private(set) var jumpStarts: [Int32] = [0]
    let isEnd: [Bool]
    let loops: [Loop]
    /// The loop whose rounds a state counts, or -1.
    let loopOfState: [Int32]
    /// How many calls deep the shallowest way is from a state to the end of its rule.
    let heights: [Int32]
    /// Bytes that no edge tells apart have one number.
    let byteClasses: [UInt8]
    let byteClassCount: Int

    init(_ builder: ProgramBuilder, start: Int32) {
        self.start = start
        sharedStates = builder.sharedStates
        isEnd = builder.states.map(\.isEnd)
        loops = builder.loops
        loopOfState = builder.states.map(\.loop)
        heights = builder.heights()
        var borders = [Bool](repeating: false, count: 257)
        for (index, state) in builder.states.enumerated() {
            // What leads nowhere is left out: there is a way to the end from wherever one can get.
            for edge in state.byteEdges where heights[Int(edge.target)] < Self.unreachable {
                byteEdges.append(edge)
                borders[Int(edge.low)] = true
                borders[Int(edge.high) + 1] = true
            }
            if heights[index] < Self.unreachable { jumps += state.jumps }
            byteEdgeStarts.append(Int32(byteEdges.count))
            jumpStarts.append(Int32(jumps.count))
        }
        var classes: [UInt8] = []
        var current = 0
        for byte in 0..<256 {
            if byte > 0, borders[byte] { current += 1 }
            classes.append(UInt8(current))
        }
        byteClasses = classes
        byteClassCount = current + 1
    }

    func byteEdgeRange(_ state: Int32) -> Range<Int> {
        Int(byteEdgeStarts[Int(state)])..<Int(byteEdgeStarts[Int(state) + 1])
    }

    func jumpRange(_ state: Int32) -> Range<Int> { Int(jumpStarts[Int(state)])..<Int(jumpStarts[Int(state) + 1]) }

    /// A count that no text of so many bytes can tell from this one: it decides what may come next.
    func canonical(count: Int32, of state: Int32, within bytes: Int) -> Int32 {
        let number = loopOfState[Int(state)]
        guard number >= 0 else { return count }
        let loop = loops[Int(number)]
        guard Int(loop.most) - Int(count) > bytes else { return count }
        if count >= loop.least { return loop.least }
        return Int(loop.least) - Int(count) > bytes ? 0 : count
    }
}
