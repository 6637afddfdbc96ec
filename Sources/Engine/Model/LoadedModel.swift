import CSystem
import Kernels
package import ModelFiles
import Synchronization

/// A model in memory, ready to compute: weights packed for the machine, and threads that wait for work.
///
///     let model = try LoadedModel(ModelFile.open("tiny.gguf"))
///     let session = try model.makeSession()
///     var sampler = try Sampler(SamplingParameters(temperature: 0.7, seed: 1))
///     try session.prefill(promptTokens)
///     while session.position < 200 {
///         let token = try sampler.next(after: session).token
///         if model.description.endTokens.contains(token) { break }
///         print(token)
///         try session.decode(token)
///     }
///
/// It may be used from any thread. A step blocks the thread that asks for it and one step runs at a time: call it from a
/// thread of your own, not from an event loop. When the last session and the last reference go, its memory is given back.
package final class LoadedModel: Sendable {
    package struct Options: Sendable {
        /// Workers of a step, the calling thread among them; nil is as many as the process may use cores.
        package var threads: Int?
        package var cache: CacheType
        /// The most tokens that go through the layers together.
        package var batchTokens: Int

        package init(threads: Int? = nil, cache: CacheType = .f16, batchTokens: Int = 512) {
            self.threads = threads
            self.cache = cache
            self.batchTokens = batchTokens
        }
    }

    /// How keys and values are kept. F32 is for comparisons: slower, and as exact as floats are.
    package enum CacheType: String, Sendable, CaseIterable { case f16, f32 }

    /// What it holds, in bytes. Sessions hold their own.
    package struct Memory: Sendable, Equatable {
        /// Packed weights, and those of the file that are used where they are mapped.
        package var packedWeights: Int
        package var mappedWeights: Int
        /// Rotary tables and the buffers of a step, as far as they have been used.
        package var buffers: Int
    }

    package let description: ModelDescription
    package let options: Options
    package let threads: Int
    /// The most tokens of one step.
    package let batchLimit: Int
    let blueprint: Blueprint
    let turns: RotaryTurns?
    let weights: ModelWeights
    let workshop: Mutex<Workshop>

    /// Reads the weights in: some seconds from a disk, some milliseconds from memory. They are packed behind the first steps,
    /// which take longer until then (see `finishPacking`).
    ///
    /// `progress` is called from this thread with the part that is done, rising to 1.
    package init(
        _ file: ModelFile,
        options: Options = Options(),
        progress: (Double) -> Void = { _ in }
    ) throws(EngineError) {
        description = file.description
        self.options = options
        blueprint = try Blueprint(file.description)
        threads = options.threads ?? max(1, Int(martlet_available_cores()))
        // What sees both ways must be seen as a whole.
        batchLimit =
            blueprint.isCausal
            ? max(1, min(options.batchTokens, 4096)) : max(1, min(description.contextLength, 1 << 16))
        turns = try RotaryTurns.make(file.description)
        let crew = try Crew(workers: threads)
        weights = try ModelWeights(file, blueprint, crew: crew, progress: progress)
        workshop = try Mutex(
            Workshop(
                crew: crew,
                workspace: Workspace(blueprint, weights: weights, tokens: batchLimit, workers: threads)
            )
        )
    }

    /// Waits until all weights are packed, so that each step is as fast as any to come.
    package func finishPacking() {
        weights.packing.finish()
    }

    /// The packing, which goes on behind the first steps.
    package var packing: LatePacking { weights.packing }

    package var memory: Memory {
        let buffers = workshop.withLock { $0.workspace.usedBytes }
        return Memory(
            packedWeights: weights.packedBytes,
            mappedWeights: weights.mappedBytes,
            buffers: buffers + (turns?.short.heldBytes ?? 0) + (turns?.long?.heldBytes ?? 0)
        )
    }

    /// Whether it goes on with a text (and does not only embed).
    package var generates: Bool { weights.outer.output != nil }

    /// Sequences of more tokens are computed otherwise than shorter ones, from their first token on: neither kind can go on
    /// from the other's keys and values. Nil where all are computed alike.
    package var longestShortSequence: Int? { turns?.long == nil ? nil : turns?.shortLimit }

    /// What a position of a conversation takes in a session's memory.
    package var cacheBytesPerPosition: Int {
        KeyValueCache.bytesPerPosition(blueprint, options.cache)
    }
}

/// What a step needs to itself.
struct Workshop: Sendable {
    let crew: Crew
    var workspace: Workspace
    var lookedUp = LookedUpRows()
    private var attention: MappedMemory?

    init(crew: Crew, workspace: Workspace) {
        self.crew = crew
        self.workspace = workspace
    }

    /// So many floats for each worker, one worker's behind the other's.
    mutating func attentionScratch(floats: Int) throws(EngineError) -> Floats {
        let bytes = floats * crew.workers * 4
        if let attention, attention.byteCount >= bytes { return unsafe Floats(attention.start) }
        guard let memory = MappedMemory(byteCount: 2 * bytes) else {
            throw EngineError(.noResources, "no memory for attention over so many tokens")
        }
        attention = memory
        return unsafe Floats(memory.start)
    }
}

/// All weights of a model, and the memory they are in.
@safe final class ModelWeights: @unchecked Sendable {
    // Sendable: written to only while it is made, and between steps. Safe: `layer` is only asked for layers that there are.
    let outer: OuterWeights
    let packedBytes: Int
    let mappedBytes: Int
    let layerCount: Int
    let packing: LatePacking
    private let layers: UnsafeMutablePointer<LayerWeights>
    private let memory: WeightMemory
    private let file: ModelFile
    private let kept: [TensorBytes]

    init(
        _ file: ModelFile,
        _ blueprint: Blueprint,
        crew: Crew,
        progress: (Double) -> Void
    ) throws(EngineError) {
        do { try file.checkUnchanged() } catch { throw EngineError(error) }
        let memory = try WeightMemory(for: file)
        var reader = WeightReader(file, blueprint, into: memory)
        let outer = try reader.outer()
        var layers: [LayerWeights] = []
        for index in 0..<blueprint.layerCount { layers.append(try reader.layer(index)) }
        let first = Packing(file: file, crew: crew)
        try first.pack(reader.unconverted)
        first.readIn(reader.unpacked, progress: progress)
        packing = try LatePacking(reader.unpacked, of: file, in: memory)

        self.file = file
        self.memory = memory
        self.outer = outer
        kept = Array(reader.kept.values)
        packedBytes = reader.usedBytes
        mappedBytes = kept.reduce(0) { $0 + $1.count }
        layerCount = layers.count
        unsafe self.layers = .allocate(capacity: layers.count)
        unsafe self.layers.initialize(from: layers, count: layers.count)
    }

    deinit {
        packing.stop()
        unsafe layers.deallocate()
    }

    @inline(__always)
    func layer(_ index: Int) -> LayerWeights { unsafe layers[index] }

    /// Of the table that tokens are looked up in, as the file has it.
    var tableBytes: Int { table.map(\.byteCount) ?? 0 }

    /// Its pages are dropped from this process.
    func letGoOfTable() { if let table { file.adviseDone(table) } }

    private var table: TensorInfo? { file.tensor(named: "token_embd.weight") }

    /// The weights' addresses alone, for the loops of a step.
    var addresses: Addresses { unsafe Addresses(outer: outer, layerCount: layerCount, layers: layers) }

    @safe struct Addresses {
        let outer: OuterWeights
        let layerCount: Int
        fileprivate let layers: UnsafeMutablePointer<LayerWeights>

        @inline(__always)
        subscript(layer: Int) -> LayerWeights { unsafe layers[layer] }
    }
}
