/// The stacks of a program's runs. Each is known by a number; stacks that are equal have the same, and share what they share.
struct Stacks: Sendable {
    /// A rule that is not over yet: where it goes on when the rule above it is, and its count.
    struct Frame: Hashable, Sendable {
        let state: Int32
        let count: Int32
        let below: Int32
    }

    /// Below it is nothing: the text ends when the rule above it does.
    static let bottom: Int32 = 0
    /// Below it may be anything.
    static let open: Int32 = 1

    private var frames = [Frame(state: -1, count: 0, below: -1), Frame(state: -1, count: 0, below: -1)]
    private var depths: [Int32] = [0, Program.deepest / 2]
    private var numbers: [Frame: Int32] = [:]

    var count: Int { frames.count }

    subscript(_ stack: Int32) -> Frame { frames[Int(stack)] }

    func depth(_ stack: Int32) -> Int32 { depths[Int(stack)] }

    mutating func push(_ frame: Frame) -> Int32 {
        if let known = numbers[frame] { return known }
        let number = Int32(frames.count)
        frames.append(frame)
        depths.append(depths[Int(frame.below)] + 1)
        numbers[frame] = number
        return number
    }
}

/// Where one run of a program is: a state, its count, and the stack below.
struct Place: Hashable, Sendable {
    var state: Int32
    var count: Int32
    var stack: Int32

    static func < (left: Place, right: Place) -> Bool {
        (left.state, left.count, left.stack) < (right.state, right.count, right.stack)
    }
}
