import Engine
import Kernels

/// A model that learns: batches go in, its weights change, and it says how wrong it was.
package final class Learner {
    /// How AdamW goes, but for the rate, which is the schedule's.
    package struct Settings: Sendable, Equatable, Codable {
        package var beta1 = 0.9
        package var beta2 = 0.95
        package var epsilon = 1e-8
        /// Matrices are pulled towards zero by this, times the rate, a step; norms are not.
        package var decay = 0.1
        /// Gradients that are longer are cut to this length; 0 leaves all as they are.
        package var clip = 1.0

        package init() {}
    }

    /// What came of batches.
    package struct Outcome: Sendable, Equatable {
        /// The mean loss of a token, by weight.
        package var loss = 0.0
        package var weight = 0.0
        /// Rows that counted, and those whose token was the likeliest.
        package var counted = 0
        package var hits = 0
        /// The gradients' length before clipping; 0 where nothing was learnt.
        package var gradientNorm = 0.0
        package var tokens = 0
    }

    package let shape: ModelShape
    /// Steps that were taken.
    package internal(set) var step = 0
    package var settings: Settings
    let parameters: Parameters
    let space: Workspace
    let crew: Crew

    /// A model with random weights. `capacity` is the most rows a batch may have. Throws `TrainingError` or `EngineError`.
    package convenience init(
        _ shape: ModelShape,
        seed: UInt64,
        capacity: Int,
        threads: Int,
        floats: Bool = false,
        settings: Settings = .init()
    ) throws {
        guard let arithmetic = Arithmetic.best(floats: floats) else {
            throw TrainingError(.noResources, "this machine has no kernels to learn with")
        }
        try self.init(shape, arithmetic, seed: seed, capacity: capacity, threads: threads, settings: settings)
    }

    convenience init(
        _ shape: ModelShape,
        _ arithmetic: Arithmetic,
        seed: UInt64,
        capacity: Int,
        threads: Int,
        settings: Settings = .init()
    ) throws {
        try self.init(shape, arithmetic, capacity: capacity, threads: threads, settings: settings)
        parameters.initialise(seed: seed)
        pack()
    }

    /// With weights that are yet to be set, and packed.
    init(
        _ shape: ModelShape,
        _ arithmetic: Arithmetic,
        capacity: Int,
        threads: Int,
        settings: Settings = .init()
    ) throws {
        self.shape = shape
        self.settings = settings
        parameters = try Parameters(shape, arithmetic)
        space = try Workspace(shape, capacity: capacity, workers: threads, arithmetic)
        crew = try Crew(workers: threads)
    }

    /// The instruction set and the numbers it multiplies, for people.
    package var arithmeticName: String { parameters.arithmetic.name }

    func pack() { crew.run { worker in parameters.pack(&worker) } }

    /// What the model makes of batches, which it does not learn.
    package func evaluate(_ batches: [TokenBatch]) throws(TrainingError) -> Outcome {
        try pass(batches, learns: false)
    }

    /// Learns from batches together, as one step at this rate.
    package func learn(_ batches: [TokenBatch], rate: Double) throws(TrainingError) -> Outcome {
        var outcome = try gradients(batches)
        outcome.gradientNorm = gradientNorm()
        guard outcome.loss.isFinite, outcome.gradientNorm.isFinite else {
            throw TrainingError(
                .diverged,
                "after \(step) steps the loss is no number any more: lower the rate (schedule.peak), and resume from the checkpoint"
            )
        }
        let isLong = settings.clip > 0 && outcome.gradientNorm > settings.clip
        update(rate: rate, scale: isLong ? settings.clip / outcome.gradientNorm : 1)
        return outcome
    }

    /// Makes the gradients those of these batches.
    func gradients(_ batches: [TokenBatch]) throws(TrainingError) -> Outcome {
        crew.run { worker in
            for part in parameters.learnt {
                let blocks = Blocks(part.count, by: 1 << 16)
                worker.share(blocks.count) { block in
                    (parameters.gradients + (part.offset + blocks[block].lowerBound)).clear(blocks[block].count)
                }
            }
        }
        return try pass(batches, learns: true)
    }

    private func pass(_ batches: [TokenBatch], learns: Bool) throws(TrainingError) -> Outcome {
        var outcome = Outcome()
        outcome.weight = batches.reduce(0) { $0 + $1.weight }
        guard outcome.weight > 0 else { return outcome }
        for batch in batches {
            try check(batch)
            let pass = Pass(batch, parameters, space, scale: Float(1 / outcome.weight), learns: learns)
            crew.run { worker in pass.run(&worker) }
            for row in 0..<pass.chosen {
                outcome.loss += Double(space.losses[row])
                outcome.hits += unsafe Int(space.hits[row])
            }
            outcome.counted += pass.chosen
            outcome.tokens += batch.rows
        }
        outcome.loss /= outcome.weight
        return outcome
    }

    private func check(_ batch: TokenBatch) throws(TrainingError) {
        let ids = 0..<Int32(truncatingIfNeeded: shape.vocabulary)
        guard batch.rows <= space.capacity, batch.texts.allSatisfy({ $0.count <= shape.context }) else {
            throw TrainingError(
                .badData,
                "a batch of \(batch.rows) rows, or a text in it, is longer than there is room for"
            )
        }
        guard batch.tokens.allSatisfy(ids.contains), batch.targets.allSatisfy(ids.contains) else {
            throw TrainingError(.badData, "a text has a token that is none of the vocabulary's \(shape.vocabulary)")
        }
    }

    // MARK: Steps

    func gradientNorm() -> Double {
        let blocks = Blocks(parameters.layout.size, by: 1 << 16)
        let sums = Partials(blocks.count)
        crew.run { worker in
            worker.share(blocks.count) { block in
                let range = blocks[block]
                sums[block] = parameters.arithmetic.sumOfSquares(parameters.gradients + range.lowerBound, range.count)
            }
        }
        return sums.total.squareRoot()
    }

    private func update(rate: Double, scale: Double) {
        step += 1
        let pieces = parameters.layout.matrices.flatMap { part in
            let blocks = Blocks(part.count, by: 1 << 16)
            return (0..<blocks.count).map { (part.offset + blocks[$0].lowerBound, blocks[$0].count, settings.decay) }
        }
        let all = pieces + parameters.layout.vectors.map { ($0.offset, $0.count, 0) }
        let parameters = parameters
        var call = mk_adamw()
        call.rate = Float(rate)
        call.beta1 = Float(settings.beta1)
        call.beta2 = Float(settings.beta2)
        call.epsilon = Float(settings.epsilon)
        call.correction1 = Float(1 - power(settings.beta1, step))
        call.correction2 = Float(1 - power(settings.beta2, step))
        call.scale = Float(scale)
        let common = call
        crew.run { worker in
            worker.share(all.count) { piece in
                let (offset, count, decay) = all[piece]
                var call = common
                call.decay = Float(decay)
                parameters.arithmetic.adamW(
                    call,
                    count,
                    gradients: parameters.gradients + offset,
                    weights: parameters.weights + offset,
                    means: parameters.means + offset,
                    squares: parameters.squares + offset
                )
            }
            worker.meet()
            parameters.pack(&worker)
        }
    }

    private func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, factor, left) = (1.0, base, exponent)
        while left > 0 {
            if left & 1 == 1 { result *= factor }
            factor *= factor
            left >>= 1
        }
        return result
    }
}

/// A number for each block of work, written by whoever does the block.
@safe private final class Partials: @unchecked Sendable {
    // Sendable: every place has one writer, and is read when all have ended.
    private let places: UnsafeMutableBufferPointer<Double>

    init(_ count: Int) {
        unsafe places = .allocate(capacity: count)
        unsafe places.initialize(repeating: 0)
    }

    deinit { unsafe places.deallocate() }

    subscript(index: Int) -> Double {
        get { unsafe places[index] }
        set { unsafe places[index] = newValue }
    }

    /// In the blocks' order, whoever did them.
    var total: Double { unsafe places.reduce(0, +) }
}
