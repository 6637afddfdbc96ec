import Engine
import Kernels

/// What is added to a frozen model's matrices: to each W, scale * B A, where A is `rank` rows and B `rank` columns (LoRA).
///
/// The model computes with the sum, so that passes know nothing of it; the gradients of A and B follow from that of W.
@safe final class Adapter: @unchecked Sendable {
    // Sendable: workers share out what they write, and one thread asks for steps.

    struct Target {
        let tensor: ParameterLayout.Tensor
        /// In `values` and its twins; and in `base`.
        let a, b, base: Int
        var columns: Int { tensor.shape[0] }
        var rows: Int { tensor.shape[1] }
    }

    let rank: Int
    let alpha: Float
    let targets: [Target]
    let size: Int
    let values, gradients, means, squares: Floats
    /// The matrices as they were.
    private let base: Floats
    private let parameters: Parameters
    private let memory: MappedMemory

    var scale: Float { alpha / Float(rank) }

    /// A is drawn from the seed, B is zero: at first nothing is added.
    init(_ parameters: Parameters, rank: Int, alpha: Float, seed: UInt64) throws(TrainingError) {
        self.parameters = parameters
        self.rank = rank
        self.alpha = alpha
        var size = 0, kept = 0
        targets = parameters.layout.tensors.filter { $0.name.hasPrefix("blk.") && $0.shape.count == 2 }.map { tensor in
            defer {
                size += rank * (tensor.shape[0] + tensor.shape[1])
                kept += tensor.range.count
            }
            return Target(tensor: tensor, a: size, b: size + rank * tensor.shape[0], base: kept)
        }
        guard let memory = MappedMemory(byteCount: (4 * size + kept) * 4 + 4096, hugePages: true) else {
            throw TrainingError(.noResources, "an adapter of rank \(rank) needs \(kept >> 18) MiB, which there are not")
        }
        let start = unsafe Floats(memory.start)
        values = start
        gradients = start + size
        means = start + 2 * size
        squares = start + 3 * size
        base = start + 4 * size
        self.size = size
        self.memory = memory
        var random = SeededRandom(seed)
        for target in targets {
            (parameters.weights + target.tensor.range.lowerBound).copy(
                target.tensor.range.count,
                to: base + target.base
            )
            let deviation = 1 / Double(target.columns).squareRoot()
            for place in target.a..<target.b { values[place] = Float(random.normal() * deviation) }
        }
    }

    /// From the gradients of the sums to those of A and B.
    func takeGradients(_ worker: inout Worker) {
        for target in targets {
            let (rows, columns) = (target.rows, target.columns)
            let down = Blocks(rows, by: 64), across = Blocks(columns, by: 64)
            let whole = parameters.gradients + target.tensor.range.lowerBound
            worker.share(down.count + across.count) { piece in
                if piece < down.count {
                    for row in down[piece] {
                        for index in 0..<rank {
                            let product = dot(whole + row * columns, values + (target.a + index * columns), columns)
                            gradients[target.b + row * rank + index] = scale * product
                        }
                    }
                    return
                }
                let part = across[piece - down.count]
                for index in 0..<rank {
                    let sum = gradients + (target.a + index * columns + part.lowerBound)
                    sum.clear(part.count)
                    for row in 0..<rows {
                        let factor = scale * values[target.b + row * rank + index]
                        if factor == 0 { continue }
                        parameters.arithmetic.add(
                            whole + (row * columns + part.lowerBound),
                            times: factor,
                            part.count,
                            into: sum
                        )
                    }
                }
            }
        }
        worker.meet()
    }

    /// Makes the model's weights the sums, and packs them.
    func apply(_ worker: inout Worker) {
        for target in targets {
            let columns = target.columns, blocks = Blocks(target.rows, by: 64)
            worker.share(blocks.count) { block in
                for row in blocks[block] {
                    let sum = parameters.weights + (target.tensor.range.lowerBound + row * columns)
                    (base + (target.base + row * columns)).copy(columns, to: sum)
                    for index in 0..<rank {
                        parameters.arithmetic.add(
                            values + (target.a + index * columns),
                            times: scale * values[target.b + row * rank + index],
                            columns,
                            into: sum
                        )
                    }
                }
            }
        }
        worker.meet()
        parameters.pack(&worker, inner: true)
    }

    private func dot(_ x: Floats, _ y: Floats, _ count: Int) -> Float {
        unsafe mk_dot(x.start, y.start, Int32(truncatingIfNeeded: count))
    }
}
