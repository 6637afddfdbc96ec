import Engine
import Foundation
import ModelFiles

extension Command {
    static let benchEngine = Command(
        name: "bench engine",
        summary: "measures how fast the built-in engine runs a model on this machine",
        operands: "FILE",
        options: [
            Option("--threads", "N,…", "how many threads (default: one, and all cores)"),
            Option("--depths", "N,…", "how many tokens are in the context before (default: 0)"),
            Option("--prompt", "N", "tokens of the prompt that is read (default: 512)"),
            Option("--tokens", "N", "tokens that are made (default: 64)"),
            Option("--repeat", "N", "how often at least each figure is measured (default: 3)"),
            Option("--choose", nil, "choose each token after the one before, as an answer does (the likeliest)"),
            Option("--json", nil, "print one line of JSON"),
        ],
        details: """
            FILE is a GGUF file, any part of a split one, or a folder from Hugging Face. Tokens are random and none is chosen,
            as in llama.cpp's llama-bench, but with --choose. Figures are medians (JSON has the best too) of as many rounds as
            --repeat says, and of more where they are short. Bandwidth is what the weights and the cache that a token
            needs make of its time, beside what this machine reads from memory in the same moment.

            Examples: martlet bench engine model.gguf --threads 1,2 --depths 0,1024,4096
            """
    ) { arguments in
        guard let file = arguments.operands.first, arguments.operands.count == 1 else {
            throw UsageError("'martlet bench engine' takes one FILE")
        }
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let plan = EngineBenchmark.Plan(
            threads: try arguments.ints("--threads", in: 1...1024) ?? Set([1, cores]).sorted(),
            depths: try arguments.ints("--depths", in: 0...10_000_000) ?? [0],
            prompt: try arguments.int("--prompt", in: 1...10_000_000) ?? 512,
            tokens: try arguments.int("--tokens", in: 1...1_000_000) ?? 64,
            rounds: try arguments.int("--repeat", in: 1...1000) ?? 3,
            chooses: arguments.has("--choose")
        )
        let isQuiet = arguments.has("--json")
        let report: BenchReport
        do {
            report = try await onOwnThread { try EngineBenchmark(file, plan, showsProgress: !isQuiet).run() }
        } catch let error as ModelFileError {
            throw CommandError(error.description)
        } catch let error as EngineError {
            throw CommandError("\(file): \(error)")
        }
        Terminal.write(isQuiet ? report.json + "\n" : report.text)
        return 0
    }

    /// Steps block the thread that asks for them.
    private static func onOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try body() }) }
            thread.stackSize = 4 << 20
            thread.start()
        }
    }
}

extension Arguments {
    /// The value of an option, as numbers in a range with commas between.
    func ints(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> [Int]? {
        guard let text = self[option] else { return nil }
        let numbers = text.split(separator: ",").map { Int($0.filter { $0 != " " }) }
        guard !numbers.isEmpty, numbers.count <= 32, numbers.allSatisfy({ $0.map(range.contains) ?? false }) else {
            throw UsageError(
                "\(option) takes numbers from \(range.lowerBound) to \(range.upperBound) with commas between, not '\(text)'"
            )
        }
        return numbers.compactMap(\.self)
    }
}
