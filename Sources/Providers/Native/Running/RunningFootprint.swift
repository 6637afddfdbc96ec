import Engine
import ModelFiles

/// What a loaded model takes: exact, since the engine tells what it has, and told without asking the model's thread.
struct RunningFootprint: Sendable {
    private let packedWeights: Int
    private let mappedWeights: Int
    /// A context that it was admitted with, whether somebody uses it or not.
    private let context: Int
    private let bytesPerPosition: Int
    private let estimatedBuffers: Int
    private let vocabulary: Int
    /// As far as they have been used.
    private var buffers: Int
    /// How much of the weights is packed by now.
    private let packedShare: @Sendable () -> Double

    init(_ model: Engine.LoadedModel, _ estimate: MemoryEstimate, packedShare: @escaping @Sendable () -> Double) {
        let memory = model.memory
        packedWeights = memory.packedWeights
        vocabulary = estimate.vocabulary
        // Of the table that tokens are looked up in, only what was looked up last is in memory.
        mappedWeights = max(0, memory.mappedWeights - estimate.embedding)
        buffers = memory.buffers
        estimatedBuffers = estimate.buffers
        context = estimate.cache
        bytesPerPosition = max(1, model.cacheBytesPerPosition)
        self.packedShare = packedShare
    }

    mutating func note(buffers: Int) { self.buffers = buffers }

    /// Positions of the context that it was admitted with.
    var promisedPositions: Int { context / bytesPerPosition }

    /// All that it has and will have: weights that are still being packed, buffers that no step has filled yet.
    func promised(with caches: CacheUsage) -> Int {
        packedWeights + mappedWeights + vocabulary + max(buffers, estimatedBuffers) + max(context, caches.bytes)
    }

    /// What is no longer among what the system has to spare. What is mapped is: the system may read it again.
    func held(with caches: CacheUsage) -> Int {
        Int(Double(packedWeights) * packedShare()) + vocabulary + buffers + caches.bytes
    }

    /// What sequences take that are kept for requests to come, beyond the context.
    func spare(in caches: CacheUsage) -> Int {
        max(context, caches.bytes) - max(context, caches.runningPositions * bytesPerPosition)
    }
}
