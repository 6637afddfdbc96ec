import ModelFiles
import Tokenization

/// Fine-tunes a model of a file on conversations, and writes an adapter.
package final class TuningRun {
    /// How it goes.
    package struct Plan: Sendable {
        package var model: String
        package var data: String
        package var rank = 16
        package var alpha = 32.0
        package var steps = 100
        package var rate = 2e-4
        package var context = 1024
        package var batchTokens = 2048
        package var threads = 1
        package var seed: UInt64 = 1
        package var out: String

        package init(model: String, data: String, out: String) {
            self.model = model
            self.data = data
            self.out = out
        }
    }

    package let learner: AdapterLearner
    private let plan: Plan
    private let mixture: Mixture
    private let schedule: LearningRate

    /// Reads model and data, which blocks. Throws `TrainingError`, `ModelFileError`, or what tokenizer and template do not like.
    package init(_ plan: Plan) throws {
        self.plan = plan
        let file = try ModelFile.open(plan.model)
        let tokenizer = try Tokenizer(gguf: file.metadata)
        let texts = try TemplateTexts(ChatFile(path: plan.data), of: file, tokenizer, contextWeight: 0)
        mixture = Mixture([.init(texts, weight: 1)], seed: plan.seed, kept: 0)
        schedule = LearningRate(peak: plan.rate, warmup: min(10, plan.steps), steps: plan.steps)
        let tuned = try Learner(
            tuning: file,
            context: plan.context,
            capacity: max(plan.batchTokens, plan.context),
            threads: plan.threads
        )
        tuned.settings.decay = 0
        learner = try AdapterLearner(tuned, of: file, rank: plan.rank, alpha: Float(plan.alpha), seed: plan.seed)
    }

    /// Blocks until it is over, or called off; either way what has been learnt is written.
    package func run(isCancelled: () -> Bool, report: (RunEvent) -> Void) throws {
        var stream = BatchStream(
            mixture,
            rows: max(plan.batchTokens, plan.context),
            context: learner.learner.shape.context
        )
        let clock = ContinuousClock(), begun = clock.now
        var tokens = 0
        while learner.step < plan.steps, !isCancelled() {
            let start = clock.now
            let rate = schedule.rate(at: learner.step)
            let outcome = try learner.learn([try stream.next()], rate: rate)
            tokens += outcome.tokens
            report(
                .step(
                    .init(
                        number: learner.step,
                        loss: outcome.loss,
                        rate: rate,
                        gradientNorm: outcome.gradientNorm,
                        tokens: tokens,
                        seconds: (clock.now - begun) / .seconds(1),
                        tokensPerSecond: Double(outcome.tokens) / max(1e-9, (clock.now - start) / .seconds(1))
                    )
                )
            )
        }
        try learner.write(to: plan.out)
        report(learner.step < plan.steps ? .interrupted(step: learner.step) : .finished(step: learner.step))
    }
}
