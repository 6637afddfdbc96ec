import Engine
import Foundation
import Kernels
package import ModelFiles

/// Fine-tunes a model by an adapter: the model's weights stay, and what is added to them learns.
package final class AdapterLearner {
    package let learner: Learner
    let adapter: Adapter
    private let architecture: String
    private let name: String
    package private(set) var step = 0

    /// Takes a model that was read for it. Throws where memory cannot be had.
    package init(_ learner: Learner, of file: ModelFile, rank: Int, alpha: Float, seed: UInt64) throws(TrainingError) {
        self.learner = learner
        architecture = file.description.architecture.rawValue
        name = file.description.name ?? "adapter"
        adapter = try Adapter(learner.parameters, rank: rank, alpha: alpha, seed: seed)
    }

    /// How many numbers learn.
    package var parameters: Int { adapter.size }

    package func learn(_ batches: [TokenBatch], rate: Double) throws(TrainingError) -> Learner.Outcome {
        var outcome = try learner.gradients(batches)
        let adapter = adapter, arithmetic = learner.parameters.arithmetic
        learner.crew.run { worker in adapter.takeGradients(&worker) }
        outcome.gradientNorm = arithmetic.sumOfSquares(adapter.gradients, adapter.size).squareRoot()
        guard outcome.loss.isFinite, outcome.gradientNorm.isFinite else {
            throw TrainingError(
                .diverged,
                "after \(step) steps the loss is no number any more: lower the rate (--rate)"
            )
        }
        step += 1
        let settings = learner.settings
        var call = mk_adamw()
        call.rate = Float(rate)
        call.beta1 = Float(settings.beta1)
        call.beta2 = Float(settings.beta2)
        call.epsilon = Float(settings.epsilon)
        call.correction1 = Float(1 - pow(settings.beta1, Double(step)))
        call.correction2 = Float(1 - pow(settings.beta2, Double(step)))
        let isLong = settings.clip > 0 && outcome.gradientNorm > settings.clip
        call.scale = isLong ? Float(settings.clip / outcome.gradientNorm) : 1
        arithmetic.adamW(
            call,
            adapter.size,
            gradients: adapter.gradients,
            weights: adapter.values,
            means: adapter.means,
            squares: adapter.squares
        )
        learner.crew.run { worker in adapter.apply(&worker) }
        return outcome
    }

    /// Writes the adapter as llama.cpp reads it: `NAME.lora_a` and `NAME.lora_b` of each matrix.
    package func write(to path: String) throws(TrainingError) {
        var writer = GGUFWriter()
        writer.set("general.type", .string("adapter"))
        writer.set("general.architecture", .string(architecture))
        writer.set("general.name", .string(name + " adapter"))
        writer.set("adapter.type", .string("lora"))
        writer.set("adapter.lora.alpha", .float32(adapter.alpha))
        for target in adapter.targets {
            let a = (target.a..<target.b).map { adapter.values[$0] }
            let b = (target.b..<(target.b + adapter.rank * target.rows)).map { adapter.values[$0] }
            writer.add(target.tensor.name + ".lora_a", shape: [target.columns, adapter.rank], a)
            writer.add(target.tensor.name + ".lora_b", shape: [adapter.rank, target.rows], b)
        }
        do { try Data(writer.bytes()).write(to: URL(fileURLWithPath: path), options: .atomic) } catch {
            throw TrainingError(.unwritable, "\(path): the adapter cannot be written: \(error.localizedDescription)")
        }
    }
}
