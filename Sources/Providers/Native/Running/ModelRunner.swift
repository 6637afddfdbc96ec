import Dispatch
import Engine
import Foundation
import Logging
import ModelFiles
import Synchronization
import Tokenization

/// How a model is loaded.
struct ModelOptions: Sendable {
    /// Nil: what is usual, see `NativeText`.
    var contextLength: Int?
    /// What the model is called in logs and lists: `native/llama`.
    var title = ""
}

/// A model's thread: it loads the model, computes for all who ask, and ends when the model shall leave.
///
/// The thread owns the model, its sessions and its planner, so that none of these needs a lock; what comes from elsewhere
/// goes through the inbox.
final class ModelRunner: Sendable {
    let key: ModelKey
    let options: ModelOptions
    private let models: ResidentModels
    private let inbox = Mutex(Inbox())
    private let signal = DispatchSemaphore(value: 0)
    private static let lastRequest = Atomic<Int>(0)

    private struct Inbox {
        var text: NativeText?
        var arrivals: [RunningAnswer] = []
        var embeddings: [EmbeddingJob] = []
        /// Choices that wait or are worked on.
        var choices = 0
        /// How long it takes until a choice has ended.
        var pace: Duration?
        var caches = CacheUsage()
        var footprint: RunningFootprint?
        /// What can be given back shall be.
        var mustTrim = false
        var limits = StepPlanner.Limits()
        var progress = 0.0
        var isGone = false
    }

    init(_ key: ModelKey, _ options: ModelOptions, of models: ResidentModels) {
        self.key = key
        self.options = options
        self.models = models
    }

    // MARK: For those who ask

    /// How much of the model is loaded.
    var progress: Double { inbox.withLock { $0.progress } }

    /// What its sequences hold.
    var caches: CacheUsage { inbox.withLock { $0.caches } }

    /// Of a model that has been loaded.
    var text: NativeText {
        get throws(ProviderError) {
            guard let text = inbox.withLock({ $0.text }) else {
                throw ProviderError(.unavailable, "the model \(key.path) is not loaded: ask again")
            }
            return text
        }
    }

    /// Hands a request over. It waits for its turn on the model's thread; too many that wait are an error.
    func generate(
        _ completion: NativeCompletion,
        lease: ModelLease,
        loading: Duration,
        isStream: Bool
    ) throws(ProviderError) -> Generation {
        let client = completion.client ?? .request(Self.lastRequest.add(1, ordering: .relaxed).newValue)
        let answer = RunningAnswer(completion, try text, load: loading, client: client) { [weak self] in self?.wake() }
        try inbox.withLock { inbox throws(ProviderError) in
            guard !inbox.isGone else { throw ProviderError(.unavailable, "the model \(key.path) has left: ask again") }
            let most = inbox.limits.active + inbox.limits.queued
            // One request may bring more, if nobody else is there.
            guard inbox.choices == 0 || inbox.choices + completion.choiceCount <= most else {
                var error = ProviderError(
                    .overloaded,
                    "\(inbox.choices) answers of \(completion.model) are being made or wait for their turn, which is as many "
                        + "as may: ask again later"
                )
                let places = inbox.choices + completion.choiceCount - most
                error.status = 429
                error.retryAfter = RetryAdvice.after(inbox.pace.map { $0 * min(places, most) })
                throw error
            }
            inbox.choices += completion.choiceCount
            inbox.arrivals.append(answer)
        }
        wake()
        let reader = AnswerReader(answer.channel, lease)
        guard isStream else {
            return Generation { () async throws(ProviderError) in try await reader.whole() }
        }
        return Generation { () async throws(ProviderError) in try await reader.next() }
    }

    /// Turns texts into vectors, between the steps of answers.
    func embed(_ texts: [[Int]]) async throws(ProviderError) -> [[Float]] {
        let job = EmbeddingJob(texts) { [weak self] in self?.wake() }
        try inbox.withLock { inbox throws(ProviderError) in
            guard inbox.embeddings.count < inbox.limits.queued else {
                var error = ProviderError(.overloaded, "too many texts wait to be embedded: ask again later")
                error.retryAfter = .seconds(5)
                throw error
            }
            inbox.embeddings.append(job)
        }
        wake()
        return try await job.rows()
    }

    /// The thread looks again at what there is to do.
    func wake() { signal.signal() }

    func start() {
        let thread = Thread { [self] in live() }
        thread.name = "martlet-model"
        thread.stackSize = 4 << 20
        thread.start()
    }

    // MARK: The thread

    private func live() {
        let began = ContinuousClock.now
        do throws(ProviderError) {
            let steps = try load()
            let fields: LogFields = [
                "model": .string(key.path), "took": .duration(ContinuousClock.now - began),
            ]
            Log.info("native", "a model is loaded", fields)
            steps.run()
        } catch {
            Log.warning("native", "a model could not be loaded: \(error)", ["model": .string(key.path)])
            models.failed(self, error)
            return
        }
        // The model's memory went with `steps`.
        models.left(self)
        Log.info("native", "a model has left", ["model": .string(key.path)])
    }

    private func load() throws(ProviderError) -> ModelSteps {
        do {
            let file = try ModelFile.open(native: key.path)
            let context = min(options.contextLength ?? NativeText.usualContext, file.description.contextLength)
            let estimate = MemoryEstimate(file, context: context)
            try models.admit(self, bytes: estimate.total)
            let tokenizer = try Tokenizer(file)
            for note in tokenizer.notes { Log.warning("native", note, ["model": .string(key.path)]) }
            let text = try NativeText(tokenizer, file, contextLength: options.contextLength)
            let model = try Engine.LoadedModel(file, options: .init(threads: key.threads)) { progress in
                inbox.withLock { $0.progress = progress }
            }
            file.adviseHeadersDone()
            let limits = Self.limits(for: model, text, room: models.keeper.room?.host)
            // Not held: it goes, and its memory with it, when the model does.
            let packing = model.packing
            let footprint = RunningFootprint(model, estimate) { [weak packing] in packing?.doneShare ?? 0 }
            inbox.withLock { inbox in
                inbox.text = text
                inbox.limits = limits
                inbox.footprint = footprint
                inbox.progress = 1
            }
            models.loaded(self)
            // Who may wait has been decided when they came.
            var planned = limits
            planned.queued = .max
            var caches = SequenceCaches.Limits()
            caches.positions = max(limits.positions, text.contextLength)
            caches.copiesPerToken = CopyingTime.positionsPerToken(
                of: text.description,
                bytesPerPosition: model.cacheBytesPerPosition
            )
            return ModelSteps(model, text, planned, caches, self)
        } catch let error as ProviderError {
            throw error
        } catch {
            // The file named is at fault, and the same request would end the same.
            throw ProviderError(.unsupported, "the model cannot be used: \(error)")
        }
    }

    /// Contexts may take half of what is left, besides the one that the model was admitted with.
    private static func limits(
        for model: Engine.LoadedModel,
        _ text: NativeText,
        room: Int?
    ) -> StepPlanner.Limits {
        var limits = StepPlanner.Limits()
        limits.piece = min(limits.piece, max(1, model.batchLimit - limits.active))
        if let room {
            limits.positions = max(text.contextLength, max(0, room) / 2 / max(1, model.cacheBytesPerPosition))
        } else {
            limits.positions = limits.active * text.contextLength
        }
        return limits
    }

    // MARK: For the steps

    func takeArrivals() -> [RunningAnswer] {
        inbox.withLock { inbox in
            defer { inbox.arrivals = [] }
            return inbox.arrivals
        }
    }

    func nextEmbedding() -> EmbeddingJob? { inbox.withLock { $0.embeddings.first } }

    func embeddingEnded() {
        inbox.withLock { inbox in if !inbox.embeddings.isEmpty { inbox.embeddings.removeFirst() } }
    }

    func choicesEnded(_ count: Int, pace: Duration?) {
        inbox.withLock { inbox in
            inbox.choices -= count
            inbox.pace = pace ?? inbox.pace
        }
    }

    func note(_ caches: CacheUsage) { inbox.withLock { $0.caches = caches } }

    /// What the buffers of a step have come to take.
    func note(buffers: Int) { inbox.withLock { $0.footprint?.note(buffers: buffers) } }

    /// To how many positions its sequences shall be cut, those that run apart; nil where nobody asks for that.
    func takeTrim() -> Int? {
        inbox.withLock { inbox in
            guard inbox.mustTrim else { return nil }
            inbox.mustTrim = false
            return inbox.footprint?.promisedPositions ?? 0
        }
    }

    /// What could be given back has been.
    func trimmed(_ caches: CacheUsage) {
        note(caches)
        models.keeper.changed(key.tenant)
    }

    /// Waits until there may be something to do. Returns true when the model shall leave instead.
    func waitForWork() -> Bool {
        let (leaves, askAt) = models.mayLeave(key)
        if leaves {
            inbox.withLock { $0.isGone = true }
            return true
        }
        wait(until: askAt)
        return false
    }

    func wait(until deadline: ContinuousClock.Instant? = nil) {
        guard let deadline else { return signal.wait() }
        let seconds = min(max(0, (deadline - .now) / .seconds(1)), 86_400)
        _ = signal.wait(timeout: .now() + .nanoseconds(Int(seconds * 1e9) + 1_000_000))
    }
}

extension ModelRunner: MemoryTenant {
    func claim(_ bytes: Int) -> MemoryClaim {
        let name = options.title.isEmpty ? key.path : options.title
        return MemoryClaim(id: key.tenant, title: name, need: MemoryAmount(host: bytes))
    }

    var reading: MemoryReading {
        let (footprint, caches) = inbox.withLock { ($0.footprint, $0.caches) }
        let use = models.use(of: key)
        var reading = MemoryReading(promised: .none, held: .none, lastUsed: use?.lastUsed ?? .now)
        reading.isInUse = (use?.leases ?? 0) > 0
        reading.expires = use?.deadline
        guard let footprint else { return reading }
        reading.promised.host = footprint.promised(with: caches)
        reading.held.host = footprint.held(with: caches)
        reading.spare = footprint.spare(in: caches)
        return reading
    }

    func giveBackSpare() {
        inbox.withLock { $0.mustTrim = true }
        wake()
    }

    func leave() -> Bool { models.leave(key) }
}

/// The one reader of an answer. When it goes, so does the answer, and the use of the model.
private final class AnswerReader: Sendable {
    private let channel: AnswerChannel
    private let lease: ModelLease

    init(_ channel: AnswerChannel, _ lease: ModelLease) {
        self.channel = channel
        self.lease = lease
    }

    deinit { channel.abandon() }

    func next() async throws(ProviderError) -> GenerationPart? { try await channel.next() }

    /// Everything, as one part.
    func whole() async throws(ProviderError) -> GenerationPart? {
        var events: [GenerationEvent] = []
        while let part = try await channel.next() { events += part.events }
        return events.isEmpty ? nil : GenerationPart(events.joiningTexts)
    }
}

extension [GenerationEvent] {
    /// With the pieces of each choice's text as one, where no probabilities go with the pieces.
    fileprivate var joiningTexts: Self {
        var joined: Self = []
        var places: [Int: Int] = [:]
        for event in self {
            guard case .text(let piece, let choice) = event else {
                joined.append(event)
                continue
            }
            if let place = places[choice], case .text(let text, _) = joined[place] {
                joined[place] = .text(text + piece, choice: choice)
            } else {
                places[choice] = joined.count
                joined.append(event)
            }
        }
        return joined
    }
}
