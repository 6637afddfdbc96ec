/// Chooses what a loaded model computes in each step: a pure state machine over the numbers of its sequences.
///
/// Sequences are taken in the order in which they came, as many at a time as there is memory for. Each step makes one
/// token for every sequence that has read its prompt, and reads a piece of the prompt of the first that has not; while
/// others make tokens the piece is so short that they are not held up long. A sequence whose reader is slow sits out.
struct StepPlanner: Sendable {
    typealias SequenceID = Int

    struct Limits: Sendable, Equatable {
        /// Sequences that are worked on at the same time.
        var active = 16
        /// Positions of all of these together: what there is memory for.
        var positions = Int.max
        /// Sequences that wait for their turn.
        var queued = 256
        /// Tokens of a prompt that are read in one step.
        var piece = 512
        /// The longest that a piece of a prompt may hold up others' tokens.
        var longestStall = Duration.milliseconds(100)
        /// Tokens of a piece even where the model is slower than that.
        var smallestPiece = 32
    }

    enum Admission: Equatable, Sendable { case active, queued, refused }

    struct Step: Equatable, Sendable {
        struct Piece: Equatable, Sendable {
            var id: SequenceID
            /// How many of the prompt's tokens come next.
            var count: Int
            /// Whether these are its last, so that the answer's first token follows.
            var isLast: Bool
        }

        /// Sequences that make a token.
        var making: [SequenceID] = []
        var reading: [Piece] = []
        var isEmpty: Bool { making.isEmpty && reading.isEmpty }
    }

    private struct Sequence {
        let id: SequenceID
        /// Tokens of the prompt that are still to be read.
        var unread: Int
        /// Positions that it may come to need.
        let positions: Int
        /// The longest piece of its prompt, whatever else is there.
        let piece: Int
        var isPaused = false
    }

    let limits: Limits
    private var active: [Sequence] = []
    private var queue: [Sequence] = []
    private var positions = 0
    /// Prompt tokens a second, as far as known.
    private var readingSpeed: Double?

    init(_ limits: Limits = Limits()) { self.limits = limits }

    var isIdle: Bool { active.isEmpty && queue.isEmpty }
    var activeCount: Int { active.count }
    var queuedCount: Int { queue.count }

    // MARK: Sequences

    /// A sequence asks to be worked on. `takeStarted` tells later when a queued one begins.
    mutating func add(_ id: SequenceID, prompt: Int, positions needed: Int, piece: Int = .max) -> Admission {
        let sequence = Sequence(id: id, unread: prompt, positions: needed, piece: piece)
        if queue.isEmpty, hasRoom(for: sequence) {
            activate(sequence)
            return .active
        }
        guard queue.count < limits.queued else { return .refused }
        queue.append(sequence)
        return .queued
    }

    /// A sequence has come to its end, or nobody wants it any more.
    mutating func remove(_ id: SequenceID) {
        queue.removeAll { $0.id == id }
        guard let place = active.firstIndex(where: { $0.id == id }) else { return }
        positions -= active[place].positions
        active.remove(at: place)
    }

    mutating func pause(_ id: SequenceID, _ isPaused: Bool) {
        if let place = active.firstIndex(where: { $0.id == id }) { active[place].isPaused = isPaused }
    }

    /// Those of the queue whose turn has come.
    mutating func takeStarted() -> [SequenceID] {
        var started: [SequenceID] = []
        while let first = queue.first, hasRoom(for: first) {
            queue.removeFirst()
            activate(first)
            started.append(first.id)
        }
        return started
    }

    private mutating func activate(_ sequence: Sequence) {
        active.append(sequence)
        positions += sequence.positions
    }

    /// One that needs more than all there is has it alone: whoever loads the model sees to it that it fits.
    private func hasRoom(for sequence: Sequence) -> Bool {
        active.isEmpty || (active.count < limits.active && positions + sequence.positions <= limits.positions)
    }

    // MARK: Steps

    /// What to compute next; empty where nothing can be.
    func plan() -> Step {
        var step = Step()
        var first: Sequence?
        for sequence in active where !sequence.isPaused {
            if sequence.unread == 0 {
                step.making.append(sequence.id)
            } else if first == nil {
                first = sequence
            }
        }
        if let first {
            let count = min(first.unread, first.piece, pieceLength(holdingUp: !step.making.isEmpty))
            step.reading = [Step.Piece(id: first.id, count: count, isLast: count == first.unread)]
        }
        return step
    }

    /// The step was carried out. One that was called off is planned again.
    mutating func carriedOut(_ step: Step, in time: Duration) {
        for piece in step.reading {
            guard let place = active.firstIndex(where: { $0.id == piece.id }) else { continue }
            active[place].unread -= piece.count
        }
        learnSpeed(step, time)
    }

    /// Short pieces are read with less speed than long ones, so that only pieces of some length are measured.
    private mutating func learnSpeed(_ step: Step, _ time: Duration) {
        let count = step.reading.reduce(0) { $0 + $1.count }
        guard count >= limits.smallestPiece, time > .zero else { return }
        let speed = Double(count) / (time / .seconds(1))
        readingSpeed = readingSpeed.map { $0 * 0.5 + speed * 0.5 } ?? speed
    }

    private func pieceLength(holdingUp isHoldingUp: Bool) -> Int {
        guard isHoldingUp else { return limits.piece }
        guard let readingSpeed else { return min(limits.piece, limits.smallestPiece * 2) }
        let bearable = readingSpeed * (limits.longestStall / .seconds(1))
        return min(limits.piece, max(limits.smallestPiece, Int(min(bearable, 1e6)) / 16 * 16))
    }
}
