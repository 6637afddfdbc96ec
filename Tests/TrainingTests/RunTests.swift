import Engine
import Foundation
import ModelFiles
import Testing
import Tokenization

@testable import Training

@Suite struct RunTests {
    @Test func `a run that stops and goes on is the run that never stopped, bit for bit`() throws {
        let whole = try withFolder { folder in try weights(after: try .tiny(folder: folder, steps: 12)) }
        let parts = try withFolder { folder in
            let plan = try RunPlan.tiny(folder: folder, steps: 12, threads: 2)
            let first = try TrainingRun(plan, resumes: false) { _ in }
            var asked = 0
            try first.run {
                asked += 1
                return asked > 5
            }
            #expect(first.step == 5)
            return try weights(after: plan, resumes: true)
        }
        #expect(whole == parts)
    }

    private func weights(after plan: RunPlan, resumes: Bool = false) throws -> [Float] {
        let run = try TrainingRun(plan, resumes: resumes) { _ in }
        try run.run { false }
        #expect(run.step == 12)
        let learner = run.learner
        return learner.parameters.values(0..<learner.parameters.layout.size)
    }

    @Test func `it learns, and leaves a model, a log and a plot`() throws {
        try withFolder { folder in
            let plan = try RunPlan.tiny(folder: folder, steps: 30, threads: 2)
            var events: [RunEvent] = []
            try TrainingRun(plan, resumes: false) { events.append($0) }.run { false }
            let losses = events.compactMap { event -> Double? in
                if case .step(let step) = event { step.loss } else { nil }
            }
            #expect(losses.count == 30)
            #expect(losses[29] < losses[0] * 0.6)
            #expect(events.last == .finished(step: 30))
            let log = try String(contentsOfFile: plan.logPath, encoding: .utf8).split(separator: "\n")
            #expect(log.count == 33)
            #expect(try String(contentsOfFile: plan.plotPath, encoding: .utf8).contains("<polyline"))
            #expect(throws: TrainingError.self) { try TrainingRun(plan, resumes: false) { _ in } }
        }
    }

    @Test func `the engine makes of the exported model what the trainer makes of it`() throws {
        try withFolder { folder in
            let plan = try RunPlan.tiny(folder: folder, steps: 8)
            let run = try TrainingRun(plan, resumes: false) { _ in }
            try run.run { false }
            let text = plan.mixture.validation[3]
            var batch = TokenBatch()
            batch.append(text)
            let expected = try run.learner.evaluate([batch]).loss
            let file = try ModelFile.open(plan.modelPath)
            let tokenizer = try Tokenizer(gguf: file.metadata)
            #expect(tokenizer.encode("<|user|>", parseSpecial: true) == [2])
            let session = try LoadedModel(file, options: .init(threads: 1, cache: .f32)).makeSession()
            var loss = 0.0, weight = 0.0
            for (row, token) in batch.tokens.enumerated() {
                try session.decode(Int(token))
                session.withLogits(0) { logits in
                    let largest = logits.indices.map { logits[$0] }.max() ?? 0
                    let sum = logits.indices.reduce(0.0) { $0 + exp(Double(logits[$1] - largest)) }
                    let target = Double(logits[Int(batch.targets[row])] - largest) - log(sum)
                    loss -= target * Double(batch.weights[row])
                }
                weight += Double(batch.weights[row])
            }
            // The trainer multiplies BF16 where it can.
            #expect(abs(loss / weight - expected) < 0.01 * expected)
        }
    }

    @Test func `a checkpoint that was tampered with is refused`() throws {
        try withFolder { folder in
            let learner = try Tiny.learner(Arithmetic.all[0])
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let path = folder + "/c"
            try learner.save(to: path)
            let good = try Data(contentsOf: URL(fileURLWithPath: path))
            #expect(try CheckpointFile(good, file: path).header.shape == learner.shape)
            for length in [0, 7, 8, 15, 16, 23, 24, 100, good.count - 1] {
                #expect(throws: TrainingError.self, "\(length)") {
                    try CheckpointFile(good.prefix(length), file: path)
                }
            }
            for place in [0, 8, 9, 13, 40, good.count / 2, good.count - 1] {
                var bad = good
                bad[place] ^= 0x41
                #expect(throws: TrainingError.self, "\(place)") { try CheckpointFile(bad, file: path) }
            }
            var newer = good
            newer[8] = 200
            #expect { try CheckpointFile(newer, file: path) } throws: { "\($0)".contains("version 200") }
        }
    }
}
