/// Chooses what a loaded model computes in each step: a pure state machine over the numbers of its sequences.
///
/// Each step makes one token for every sequence that has read its prompt, and reads pieces of the prompts of others; while
/// tokens are made the pieces are so short that nobody is held up long. Clients take turns (`FairQueue`, `ReadingTurns`), and
/// as many sequences are worked on at a time as there is memory for. A sequence whose reader is slow sits out.
struct StepPlanner: Sendable {
    typealias SequenceID = Int
    typealias Instant = ContinuousClock.Instant

    struct Limits: Sendable, Equatable {
        /// Sequences that are worked on at the same time.
        var active = 16
        /// Positions of all of these together: what there is memory for.
        var positions = Int.max
        /// Sequences that wait for their turn.
        var queued = 256
        /// Tokens of prompts that are read in one step.
        var piece = 512
        /// Tokens that a client may have read before it is another's turn.
        var turn = 2048
        /// The longest that reading prompts may hold up others' tokens.
        var longestStall = Duration.milliseconds(100)
        /// Tokens of a piece even where the model is slower than that.
        var smallestPiece = 32
    }

    enum Admission: Equatable, Sendable { case queued, refused }

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

    /// What asks to be worked on.
    struct Sequence: Sendable {
        let id: SequenceID
        let client: Client
        /// Tokens of the prompt that are still to be read.
        var unread: Int
        /// Positions that it may come to need.
        let positions: Int
        /// The longest piece of its prompt, whatever else is there.
        var piece = Int.max
        /// When it has waited too long; nil: never.
        var deadline: Instant?
        fileprivate var isPaused = false
        /// Goes on once that other has no more than so many tokens left to read, or reads no longer.
        fileprivate var waitsFor: (other: SequenceID, unread: Int)?
        fileprivate var begun: Instant?

        init(
            _ id: SequenceID,
            of client: Client? = nil,
            prompt: Int,
            positions: Int,
            piece: Int = .max,
            deadline: Instant? = nil
        ) {
            self.id = id
            self.client = client ?? .request(id)
            unread = prompt
            self.positions = positions
            self.piece = piece
            self.deadline = deadline
        }
    }

    let limits: Limits
    private var active: [Sequence] = []
    private var queue = FairQueue<Sequence>()
    private var turns = ReadingTurns()
    private var positions = 0
    private var speed = ReadingSpeed()
    private var stay = MeanStay()

    init(_ limits: Limits = Limits()) { self.limits = limits }

    var isIdle: Bool { active.isEmpty && queue.isEmpty }
    var activeCount: Int { active.count }
    var queuedCount: Int { queue.count }
    /// As last measured; nil as long as no prompt was read.
    var tokensReadInASecond: Int? { speed.tokens(in: .seconds(1)) }

    // MARK: Sequences

    /// A sequence asks to be worked on. `start` tells when it begins.
    mutating func add(_ sequence: Sequence) -> Admission {
        guard queue.count < limits.queued else { return .refused }
        queue.append(sequence, of: sequence.client)
        return .queued
    }

    /// Lets those begin whose turn has come and for whom there is room, and gives them.
    mutating func start(now: Instant) -> [SequenceID] {
        var started: [SequenceID] = []
        while var next = queue.first, hasRoom(for: next) {
            _ = queue.popFirst()
            next.begun = now
            active.append(next)
            positions += next.positions
            started.append(next.id)
        }
        return started
    }

    /// One that needs more than all there is has it alone: whoever loads the model sees to it that it fits.
    private func hasRoom(for sequence: Sequence) -> Bool {
        active.isEmpty || (active.count < limits.active && positions + sequence.positions <= limits.positions)
    }

    /// Those that have waited for their turn too long. They are forgotten.
    mutating func takeExpired(now: Instant) -> [SequenceID] {
        func isExpired(_ sequence: Sequence) -> Bool { sequence.deadline.map { $0 <= now } ?? false }
        let expired = queue.elements.filter(isExpired).map(\.id)
        if !expired.isEmpty { queue.removeAll(where: isExpired) }
        return expired
    }

    /// When the first of those that wait has done so too long.
    var nextDeadline: Instant? { queue.elements.compactMap(\.deadline).min() }

    /// A sequence has come to its end, or nobody wants it any more.
    mutating func remove(_ id: SequenceID, now: Instant) {
        queue.removeAll { $0.id == id }
        guard let place = active.firstIndex(where: { $0.id == id }) else { return }
        let gone = active.remove(at: place)
        positions -= gone.positions
        if let begun = gone.begun { stay.note(now - begun) }
    }

    mutating func pause(_ id: SequenceID, _ isPaused: Bool) { change(id) { $0.isPaused = isPaused } }

    /// So many of its tokens need not be read.
    mutating func skip(_ id: SequenceID, _ count: Int) { change(id) { $0.unread -= count } }

    /// It waits until another has read what both begin with, but for `unread` tokens. Returns false where that other does not
    /// read.
    mutating func hold(_ id: SequenceID, until other: SequenceID, hasLeft unread: Int) -> Bool {
        guard isReading(other, beyond: unread) else { return false }
        change(id) { $0.waitsFor = (other, unread) }
        return true
    }

    private mutating func change(_ id: SequenceID, _ body: (inout Sequence) -> Void) {
        if let place = active.firstIndex(where: { $0.id == id }) { body(&active[place]) }
    }

    private func isReading(_ id: SequenceID, beyond unread: Int) -> Bool {
        active.contains { $0.id == id && $0.unread > unread && !$0.isPaused && $0.waitsFor == nil }
    }

    /// About how long it takes until so many places are free: what one who is turned away is told.
    func expectedWait(places: Int) -> Duration? { stay.expected(places, ofActive: min(active.count, limits.active)) }

    // MARK: Steps

    /// What to compute next; empty where nothing can be.
    mutating func plan() -> Step {
        for place in active.indices {
            guard let wait = active[place].waitsFor, !isReading(wait.other, beyond: wait.unread) else { continue }
            active[place].waitsFor = nil
        }
        var step = Step()
        step.making = active.filter { !$0.isPaused && $0.unread == 0 }.map(\.id)
        let readers = active.filter { !$0.isPaused && $0.unread > 0 && $0.waitsFor == nil }
        var room = pieceLength(holdingUp: !step.making.isEmpty)
        for reader in turns.order(readers, by: \.client) where room > 0 {
            let count = min(reader.unread, reader.piece, room)
            step.reading.append(Step.Piece(id: reader.id, count: count, isLast: count == reader.unread))
            room -= count
        }
        return step
    }

    /// The step was carried out. One that was called off is planned again.
    mutating func carriedOut(_ step: Step, in time: Duration) {
        for piece in step.reading {
            guard let place = active.firstIndex(where: { $0.id == piece.id }) else { continue }
            active[place].unread -= piece.count
            turns.note(piece.count, by: active[place].client, turn: limits.turn)
        }
        // Short pieces are read with less speed than long ones, so that only pieces of some length are measured.
        let count = step.reading.reduce(0) { $0 + $1.count }
        if count >= limits.smallestPiece { speed.note(count, in: time) }
    }

    private func pieceLength(holdingUp isHoldingUp: Bool) -> Int {
        guard isHoldingUp else { return limits.piece }
        guard let bearable = speed.tokens(in: limits.longestStall) else {
            return min(limits.piece, limits.smallestPiece * 2)
        }
        return min(limits.piece, max(limits.smallestPiece, bearable / 16 * 16))
    }
}
