import Foundation

/// Trains a model by a plan, from the beginning or from a checkpoint, until its last step, or until it is called off.
package final class TrainingRun {
    private let plan: RunPlan
    package let learner: Learner
    private var progress = RunProgress()
    private var dataState: Mixture.State
    private let log: RunLog
    private let report: (RunEvent) -> Void

    /// With `resumes`, goes on from the folder's checkpoint. Throws `TrainingError` or `EngineError`.
    package init(_ plan: RunPlan, resumes: Bool, report: @escaping (RunEvent) -> Void) throws {
        self.plan = plan
        self.report = report
        try Self.makeFolder(plan, resumes: resumes)
        learner = try Learner(
            plan.shape,
            seed: plan.seed,
            capacity: plan.batchRows,
            threads: plan.threads,
            floats: plan.floats,
            settings: plan.settings
        )
        dataState = plan.mixture.start
        if resumes {
            let file = try CheckpointFile(path: plan.checkpointPath)
            guard let state = file.header.data, plan.mixture.fits(state) else {
                throw TrainingError(
                    .badCheckpoint,
                    "\(plan.checkpointPath): it was made with other sources of data than the recipe's: resume with that recipe"
                )
            }
            try learner.restore(file)
            dataState = state
            progress = file.header.progress
        }
        log = try RunLog(plan.logPath, before: learner.step)
    }

    private static func makeFolder(_ plan: RunPlan, resumes: Bool) throws(TrainingError) {
        let files = FileManager.default
        if !resumes, files.fileExists(atPath: plan.checkpointPath) {
            throw TrainingError(
                .unwritable,
                "\(plan.folder) holds a run already: go on with it (--resume), or name another folder (--out)"
            )
        }
        do { try files.createDirectory(atPath: plan.folder, withIntermediateDirectories: true) } catch {
            throw TrainingError(.unwritable, "\(plan.folder): the folder cannot be made: \(error.localizedDescription)")
        }
    }

    package var step: Int { learner.step }

    /// Blocks until it is over. `isCancelled` is asked between steps.
    package func run(isCancelled: () -> Bool) throws {
        let validation = BatchStream.validation(of: plan.mixture, rows: plan.batchRows, context: plan.shape.context)
        let stream = BatchStream(plan.mixture, rows: plan.batchRows, context: plan.shape.context, from: dataState)
        let queue = StepQueue(stream, batches: plan.batchesPerStep)
        defer { queue.end() }
        let clock = ContinuousClock()
        var lastSave = clock.now
        while learner.step < plan.schedule.steps {
            if isCancelled() {
                try save()
                return report(.interrupted(step: step))
            }
            let begun = clock.now
            try learn(queue, begun: begun)
            if step % plan.validateEvery == 0 || step == plan.schedule.steps, !validation.isEmpty {
                let isOver = try validate(validation)
                progress.seconds += (clock.now - begun) / .seconds(1)
                if isOver {
                    try finish()
                    return report(.stoppedEarly(step: step))
                }
            } else {
                progress.seconds += (clock.now - begun) / .seconds(1)
            }
            if clock.now - lastSave >= plan.checkpointEvery {
                try save()
                lastSave = clock.now
            }
        }
        try finish()
        report(.finished(step: step))
    }

    private func learn(_ queue: StepQueue, begun: ContinuousClock.Instant) throws {
        let (batches, state) = try queue.next()
        let rate = plan.schedule.rate(at: step)
        let outcome = try learner.learn(batches, rate: rate)
        dataState = state
        progress.tokens += outcome.tokens
        let seconds = (ContinuousClock.now - begun) / .seconds(1)
        let event = RunEvent.Step(
            number: step,
            loss: outcome.loss,
            rate: rate,
            gradientNorm: outcome.gradientNorm,
            tokens: progress.tokens,
            seconds: progress.seconds + seconds,
            tokensPerSecond: Double(outcome.tokens) / max(seconds, 1e-9)
        )
        log.write(event)
        report(.step(event))
    }

    /// True where the run is over for it.
    private func validate(_ batches: [TokenBatch]) throws -> Bool {
        let outcome = try learner.evaluate(batches)
        let isBest = outcome.loss < progress.bestLoss ?? .infinity
        progress.stale = isBest ? 0 : progress.stale + 1
        let event = RunEvent.Validation(
            step: step,
            loss: outcome.loss,
            hits: Double(outcome.hits) / Double(max(1, outcome.counted)),
            isBest: isBest
        )
        log.write(event)
        report(.validation(event))
        if isBest {
            progress.bestLoss = outcome.loss
            try export(to: plan.bestPath)
        }
        return plan.patience > 0 && progress.stale >= plan.patience
    }

    private func save() throws {
        try learner.save(to: plan.checkpointPath, data: dataState, progress: progress)
        try export(to: plan.modelPath)
        log.plot(to: plan.plotPath)
        report(.checkpoint(step: step))
    }

    private func finish() throws { try save() }

    private func export(to path: String) throws {
        try learner.export(to: path, name: plan.name, type: plan.export, vocabulary: plan.vocabulary)
    }
}
