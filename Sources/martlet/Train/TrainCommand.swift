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
            Option("--json", nil, "print a line of JSON for each step, validation and checkpoint"),
        ],
        details: """
            The folder gets checkpoint.martlet (all that it takes to go on), model.gguf (the model as it is, made anew with each
            checkpoint), best.gguf (where validation was best), log.jsonl and loss.svg. Ctrl-C saves, and says how to go on.
            A recipe and its seed give the same model on the same kind of processor, whatever the number of threads.

            Generators for `built_in:`: \(BuiltInSources.names.joined(separator: ", ")).
            Example: martlet train --recipe recipes/tiny-story.yaml
            """
    ) { arguments in
        guard let path = arguments["--recipe"] else { throw UsageError("'martlet train' needs --recipe FILE") }
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
