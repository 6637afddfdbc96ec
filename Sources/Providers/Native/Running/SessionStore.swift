import Engine
import ModelFiles

/// The sessions of a model, those at work and those that are kept: carries out what `SequenceCaches` decides.
///
/// The model's thread's alone.
struct SessionStore {
    enum Opening {
        /// The first `shared` tokens of the prompt are in it.
        case opened(Session, shared: Int)
        /// Another sequence reads what this one begins with: it is to be asked for again when that has read so much.
        case wait(SequenceCaches.SequenceID, read: Int)
    }

    private let model: Engine.LoadedModel
    private var caches: SequenceCaches
    private var sessions: [SequenceCaches.SequenceID: Session] = [:]
    private var copying = CopyingTime()

    init(_ model: Engine.LoadedModel, _ limits: SequenceCaches.Limits) {
        self.model = model
        var limits = limits
        limits.longestShort = model.longestShortSequence ?? .max
        caches = SequenceCaches(limits)
    }

    var usage: CacheUsage {
        var usage = caches.usage
        usage.bytes = (usage.runningPositions + usage.keptPositions) * model.cacheBytesPerPosition
        return usage
    }

    /// A session for a prompt, with what is known of it already. With `shares` false nothing is. `reading` is how many tokens
    /// the model reads in a second.
    mutating func open(
        _ id: SequenceCaches.SequenceID,
        _ prompt: [Int],
        capacity: Int,
        shares: Bool,
        mayWait: Bool,
        reading: Int?
    ) throws(EngineError) -> Opening {
        let copies = reading.flatMap { copying.positions(perTokenAt: $0) }
        do throws(EngineError) {
            let session: Session
            var shared = 0
            switch caches.begin(id, prompt, shares: shares, mayWait: mayWait, copiesPerToken: copies) {
            case .wait(let other, let read): return .wait(other, read: read)
            case .nothing: session = try model.makeSession(capacity: capacity)
            case .takeOver(let source, let count):
                session = try takeOver(source, cutTo: count, capacity: capacity)
                shared = count
            case .copy(let source, let count):
                let source = try self.session(source), began = ContinuousClock.now
                session = try source.copy(of: count, capacity: capacity)
                copying.note(count, in: .now - began)
                shared = count
            }
            sessions[id] = session
            trim()
            return .opened(session, shared: shared)
        } catch {
            caches.drop(id)
            throw error
        }
    }

    private func session(_ id: SequenceCaches.SequenceID) throws(EngineError) -> Session {
        guard let session = sessions[id] else {
            throw EngineError(.wrongUse, "a sequence's cache is not there any more: ask again")
        }
        return session
    }

    /// A session has room for as much as it was made for: where that is too little, another takes its place.
    private mutating func takeOver(
        _ id: SequenceCaches.SequenceID,
        cutTo count: Int,
        capacity: Int
    ) throws(EngineError) -> Session {
        // Whatever becomes of it, the sequence that it was is no more.
        defer { sessions[id] = nil }
        let session = try session(id)
        guard session.capacity >= capacity else { return try session.copy(of: count, capacity: capacity) }
        try session.truncate(to: count)
        return session
    }

    /// A step has added so many tokens to it.
    mutating func grow(_ id: SequenceCaches.SequenceID, by count: Int) { caches.grow(id, by: count) }

    /// It has come to its end; what it holds is kept as long as there is room.
    mutating func close(_ id: SequenceCaches.SequenceID) {
        guard let session = sessions[id] else { return }
        session.dropLogits()
        forget(caches.end(id, holding: session.tokens))
    }

    /// What is kept gives way where memory is short.
    mutating func trim(to positions: Int = .max) { forget(caches.trim(to: positions)) }

    private mutating func forget(_ ids: [SequenceCaches.SequenceID]) { for id in ids { sessions[id] = nil } }
}

/// How long copies of positions take, as of late. They go into memory that the system has to find and clear first, at
/// anything from 0.3 to 10 GB/s: where it is slow, a copy may take longer than computing what it saves.
struct CopyingTime: Sendable {
    private var secondsPerPosition: Double?

    /// What to go by before a copy was measured: as on a machine that multiplies 400 numbers in the time in which it finds
    /// and fills a byte of fresh memory.
    static func positionsPerToken(of model: ModelDescription, bytesPerPosition: Int) -> Int {
        let (width, hidden) = (Double(model.embeddingLength), Double(model.feedForwardLength))
        let products = Double(model.layerCount) * width * (4 * width + 3 * hidden)
        return Int(min(max(products / (400 * Double(max(bytesPerPosition, 1))), 4), 256))
    }

    mutating func note(_ count: Int, in time: Duration) {
        guard count > 0, time > .zero else { return }
        let new = time / .seconds(1) / Double(count)
        secondsPerPosition = secondsPerPosition.map { $0 * 0.5 + new * 0.5 } ?? new
    }

    /// How many are copied in the time that one token takes, where so many tokens are read in a second. Nil as long as
    /// nothing was measured.
    func positions(perTokenAt reading: Int) -> Int? {
        secondsPerPosition.map { Int(min(max(1 / (Double(max(reading, 1)) * $0), 1), 1024)) }
    }
}
