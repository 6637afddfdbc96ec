import Configuration
import Engine
import Foundation
import Training

extension Command {
    static let train = Command(
        name: "train",
        summary: "trains a small model of your own by a recipe, on this machine's processor",
        options: [
            Option("--recipe", "FILE", "what is trained on what, and how (YAML); see recipes/"),
            Option(
                "--out",
                "FOLDER",
                "where checkpoint, model, log and plot go (default: the recipe's name beside it)"
            ),
            Option("--resume", nil, "go on from the folder's checkpoint"),
            Option(
                "--lora",
                "MODEL",
                "instead of a recipe: fine-tune this GGUF model, and write an adapter for it (--out FILE)"
            ),
            Option("--data", "FILE", "for --lora: conversations, a JSON object with `messages` a line"),
            Option("--rank", "N", "for --lora: how wide the adapter is (default: 16)"),
            Option("--alpha", "N", "for --lora: how much it counts (default: twice the rank)"),
            Option("--steps", "N", "for --lora: steps of 2,048 tokens (default: 100)"),
            Option("--rate", "N", "for --lora: the highest rate (default: 0.0002)"),
            Option("--context", "N", "for --lora: tokens of the longest conversation (default: 1024)"),
            Option("--json", nil, "print a line of JSON for each step, validation and checkpoint"),
        ],
        details: """
            The folder gets checkpoint.martlet (all that it takes to go on), model.gguf (the model as it is, made anew with each
            checkpoint), best.gguf (where validation was best), log.jsonl and loss.svg. Ctrl-C saves, and says how to go on.
            An adapter is read by llama.cpp (--lora); models of Llama's and Qwen 2's architecture are fine-tuned.
            A recipe and its seed give the same model on the same kind of processor, whatever the number of threads.

            Generators for `built_in:`: \(BuiltInSources.names.joined(separator: ", ")).
            Examples: martlet train --recipe recipes/tiny-story.yaml
                      martlet train --lora qwen2.5-0.5b.gguf --data talks.jsonl --out talks.gguf
            """
    ) { arguments in
        if let model = arguments["--lora"] {
            Interruption.watch()
            return try await onOwnThread { try Tuning.run(arguments, model: model) }
        }
        guard let path = arguments["--recipe"] else {
            throw UsageError("'martlet train' needs --recipe FILE (or --lora MODEL)")
        }
        let folder = arguments["--out"] ?? URL(fileURLWithPath: path).deletingPathExtension().path
        let wantsJSON = arguments.has("--json"), resumes = arguments.has("--resume")
        let resumeLine = "martlet train --recipe \(path) --out \(folder) --resume"
        Interruption.watch()
        return try await onOwnThread {
            do {
                let plan = try RunPlan(
                    TrainingRecipe.load(path),
                    folder: folder,
                    cores: ProcessInfo.processInfo.activeProcessorCount,
                    builtIn: BuiltInSources.source
                )
                let view = TrainView(plan, wantsJSON: wantsJSON, resumeLine: resumeLine)
                let run = try TrainingRun(plan, resumes: resumes) { view.show($0) }
                view.begin(run)
                try run.run { Interruption.came }
                return 0
            } catch let error as ConfigurationError {
                throw CommandError("the recipe is wrong:\n\(error)", exitCode: 2)
            } catch let error as TrainingError {
                throw CommandError(error.description, exitCode: error.code == .badRecipe ? 2 : 1)
            } catch let error as EngineError {
                throw CommandError(error.description)
            }
        }
    }
}

/// Passes block the thread that asks for them.
private func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Result { try body() }) }
        thread.stackSize = 16 << 20
        thread.start()
    }
}
