import Foundation
import Training

/// `martlet train --lora`: an adapter for a model that is there.
enum Tuning {
    static func run(_ arguments: Arguments, model: String) throws -> Int32 {
        guard let data = arguments["--data"] else { throw UsageError("'martlet train --lora' needs --data FILE.jsonl") }
        let out = arguments["--out"] ?? URL(fileURLWithPath: data).deletingPathExtension().path + ".lora.gguf"
        var plan = TuningRun.Plan(model: model, data: data, out: out)
        plan.rank = try arguments.int("--rank", in: 1...256) ?? plan.rank
        plan.alpha = Double(try arguments.int("--alpha", in: 1...1024) ?? 2 * plan.rank)
        plan.steps = try arguments.int("--steps", in: 1...1_000_000) ?? plan.steps
        plan.context = try arguments.int("--context", in: 16...32_768) ?? plan.context
        if let text = arguments["--rate"] {
            guard let rate = Double(text), rate > 0, rate < 1 else {
                throw UsageError("--rate takes a number between 0 and 1, not '\(text)'")
            }
            plan.rate = rate
        }
        plan.threads = ProcessInfo.processInfo.activeProcessorCount
        let wantsJSON = arguments.has("--json")
        let run = try TuningRun(plan)
        if !wantsJSON {
            let learnt = TrainView.grouped(run.learner.parameters)
            let all = TrainView.grouped(run.learner.learner.shape.parameters)
            Terminal.line("\(learnt) numbers learn, beside \(all) that stay; \(run.learner.learner.arithmeticName)")
        }
        try run.run(isCancelled: { Interruption.came }) { event in
            switch event {
            case .step(let step):
                if wantsJSON {
                    Terminal.json { step.write(to: &$0) }
                } else {
                    let loss = TrainView.decimals(step.loss, 4), speed = TrainView.grouped(Int(step.tokensPerSecond))
                    Terminal.line("step \(step.number) of \(plan.steps)  loss \(loss)  \(speed) tokens/s")
                }
            default:
                if !wantsJSON { Terminal.line("wrote \(out)") }
            }
        }
        return 0
    }
}
