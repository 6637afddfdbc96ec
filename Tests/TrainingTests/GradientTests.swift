import Kernels
import Testing

@testable import Training

/// The way back is by hand: each kind of parameter is changed a little, and the loss must change as its gradient says.
@Suite struct GradientTests {
    @Test(arguments: [true, false], [1, 2])
    func `gradients are what the loss does when a parameter is changed`(_ isTied: Bool, _ threads: Int) throws {
        for arithmetic in Arithmetic.all where arithmetic.elementBytes == 4 {
            let learner = try Tiny.learner(arithmetic, isTied: isTied, threads: threads)
            let batch = Tiny.batch(texts: [37, 5, 130, 1, 64], seed: 5)
            _ = try learner.gradients([batch])
            let parameters = learner.parameters
            var random = SeededRandom(11)
            for tensor in parameters.layout.tensors {
                // Along a random direction, which sees all of a tensor at once; a hundredth of its weights' size: far enough that
                // rounding does not count, and near enough that the loss is nearly a line.
                let direction = tensor.range.map { _ in Float(random.normal()) }
                let before = tensor.range.map { parameters.weights[$0] }
                let expected = zip(tensor.range, direction).reduce(0.0) {
                    $0 + Double(parameters.gradients[$1.0]) * Double($1.1)
                }
                func loss(_ step: Float) throws -> Double {
                    for (index, place) in tensor.range.enumerated() {
                        parameters.weights[place] = before[index] + step * direction[index]
                    }
                    learner.pack()
                    return try learner.evaluate([batch]).loss
                }
                let size = (before.reduce(0) { $0 + $1 * $1 } / Float(before.count)).squareRoot()
                let step = size * 0.01
                let slope = (try loss(step) - loss(-step)) / Double(2 * step)
                _ = try loss(0)
                #expect(abs(slope - expected) < 2e-3 + 2e-2 * abs(expected), "\(arithmetic.name) \(tensor.name)")
            }
        }
    }

    @Test func `all instruction sets find the same gradients`() throws {
        let batch = Tiny.batch(texts: [61, 120, 7], seed: 9)
        var found: [[Float]] = []
        for arithmetic in Arithmetic.all {
            let learner = try Tiny.learner(arithmetic)
            _ = try learner.gradients([batch])
            found.append(
                learner.parameters.layout.tensors.flatMap { $0.range.map { learner.parameters.gradients[$0] } }
            )
            let scale = found[0].reduce(0) { $0 + $1 * $1 }.squareRoot()
            let distance = zip(found[0], found[found.count - 1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                .squareRoot()
            #expect(distance < scale * (arithmetic.elementBytes == 4 ? 1e-4 : 2e-2), "\(arithmetic.name)")
        }
    }

    @Test func `texts of one batch do not see each other`() throws {
        let learner = try Tiny.learner(Arithmetic.all[0])
        let texts = [40, 9, 100].map { Tiny.text($0, seed: UInt64($0)) }
        var together = TokenBatch()
        for text in texts { together.append(text) }
        let whole = try learner.evaluate([together])
        let alone = try texts.map { text in
            var batch = TokenBatch()
            batch.append(text)
            return try learner.evaluate([batch])
        }
        let sum = alone.reduce(0) { $0 + $1.loss * $1.weight }
        #expect(abs(whole.loss * whole.weight - sum) < 1e-3)
        #expect(whole.hits == alone.reduce(0) { $0 + $1.hits })
    }

    @Test func `the number of threads does not show in a single bit`() throws {
        for arithmetic in Arithmetic.all {
            var seen: [[Float]] = []
            for threads in [1, 2, 5] {
                let learner = try Tiny.learner(arithmetic, threads: threads)
                for step in 0..<3 {
                    let batches = [
                        Tiny.batch(texts: [90, 33, 8], seed: UInt64(step)), Tiny.batch(texts: [200], seed: 77),
                    ]
                    _ = try learner.learn(batches, rate: 1e-2)
                }
                seen.append(learner.parameters.values(0..<learner.parameters.layout.size))
            }
            #expect(seen[0] == seen[1] && seen[1] == seen[2], "\(arithmetic.name)")
        }
    }

    @Test func `it learns a text by heart`() throws {
        for arithmetic in Arithmetic.all {
            let learner = try Tiny.learner(arithmetic, threads: 2)
            let batch = Tiny.batch(texts: [50, 80], seed: 1)
            let before = try learner.evaluate([batch])
            for _ in 0..<60 { _ = try learner.learn([batch], rate: 5e-3) }
            let after = try learner.evaluate([batch])
            #expect(before.loss > 4)
            #expect(after.loss < 0.5, "\(arithmetic.name)")
            #expect(after.hits > after.counted * 9 / 10)
        }
    }
}

/// A small model and texts of nonsense.
enum Tiny {
    static func shape(isTied: Bool = true) -> ModelShape {
        ModelShape(
            vocabulary: 99,
            width: 64,
            layers: 2,
            heads: 4,
            keyValueHeads: 2,
            feedForward: 112,
            context: 300,
            isTied: isTied
        )
    }

    static func learner(_ arithmetic: Arithmetic, isTied: Bool = true, threads: Int = 1) throws -> Learner {
        try Learner(shape(isTied: isTied), arithmetic, seed: 3, capacity: 400, threads: threads)
    }

    static func text(_ count: Int, seed: UInt64) -> WeightedText {
        var random = SeededRandom(seed)
        var text = WeightedText()
        for _ in 0..<(count + 1) {
            text.append([Int32(random.next() % 99)], weight: [0, 0.1, 1, 1][Int(random.next() % 4)])
        }
        return text
    }

    static func batch(texts: [Int], seed: UInt64) -> TokenBatch {
        var batch = TokenBatch()
        for (index, count) in texts.enumerated() { batch.append(text(count, seed: seed &* 1000 &+ UInt64(index))) }
        return batch
    }
}
