import Engine
import Foundation
import ModelFiles

/// Measures a model: how long it takes to load, and how fast it reads and makes tokens, by threads and depth.
struct EngineBenchmark {
    struct Plan: Sendable {
        var threads: [Int]
        var depths: [Int]
        var prompt: Int
        var tokens: Int
        var rounds: Int
        /// Each token is chosen after the one before, as for an answer; else they are random ones.
        var chooses = false
    }

    private let path: String
    private let plan: Plan
    private let showsProgress: Bool

    /// Rounds go on until they have taken so long together: a short round alone says little.
    private static let shortest = Duration.milliseconds(500)
    private static let mostRounds = 200

    init(_ path: String, _ plan: Plan, showsProgress: Bool) {
        self.path = path
        self.plan = plan
        self.showsProgress = showsProgress
    }

    func run() throws -> BenchReport {
        let file = try ModelFile.open(path)
        let context = plan.depths.reduce(0, max) + max(plan.prompt, plan.tokens)
        guard context <= file.description.contextLength else {
            throw CommandError(
                "a depth of \(plan.depths.reduce(0, max)) and \(max(plan.prompt, plan.tokens)) tokens more are \(context), and "
                    + "the model was made for \(file.description.contextLength)"
            )
        }
        var report = try BenchReport(file, plan)
        for threads in plan.threads {
            try measure(threads, context: context, into: &report)
        }
        return report
    }

    private func measure(_ threads: Int, context: Int, into report: inout BenchReport) throws {
        let before = MemoryFigures.reset()
        var start: BenchReport.Start
        let model: LoadedModel
        let session: Engine.Session
        (model, session, start) = try load(threads, context: context)
        if report.decodeBytes == 0 { report.note(model) }
        var bar = ProgressBar("\(threads) \(threads == 1 ? "thread" : "threads")")
        var random = SystemRandomNumberGenerator()
        let vocabulary = model.description.vocabularySize
        func tokens(_ count: Int) -> [Int] { (0..<count).map { _ in .random(in: 0..<vocabulary, using: &random) } }
        model.finishPacking()
        try warmUp(session, tokens)
        for (place, depth) in plan.depths.sorted().enumerated() {
            if showsProgress { bar.show(Double(place) / Double(plan.depths.count)) }
            if session.position > depth { try session.truncate(to: depth) }
            if session.position < depth { try session.prefill(tokens(depth - session.position)) }
            let reading = try rounds {
                try session.truncate(to: depth)
                let prompt = tokens(plan.prompt)
                return try Self.time { try session.prefill(prompt) }
            }
            let making = try rounds {
                try session.truncate(to: depth)
                let next = tokens(plan.tokens)
                return try Self.time { try make(next, in: session) }
            }
            report.cells.append(
                .init(
                    threads: threads,
                    depth: depth,
                    reading: .init(reading, tokens: plan.prompt),
                    making: .init(making, tokens: plan.tokens),
                    cacheBytes: model.cacheBytesPerPosition * (depth + plan.tokens / 2)
                )
            )
        }
        bar.finish()
        let after = MemoryFigures.current
        start.resident = max(0, after.resident - before.resident)
        start.peak = max(0, after.peak - before.resident)
        report.starts.append(start)
        let bandwidth = ReadBandwidth.measure(threads: threads)
        for index in report.cells.indices where report.cells[index].threads == threads {
            report.cells[index].bandwidth = bandwidth
        }
    }

    private func make(_ tokens: [Int], in session: Engine.Session) throws {
        guard plan.chooses else {
            for token in tokens { try session.decode(token) }
            return
        }
        var sampler = try Sampler(.init(temperature: 0))
        var token = tokens[0]
        for _ in tokens {
            try session.decode(token)
            token = try sampler.next(after: session).token
        }
    }

    /// From the opening of the file to the first token, which follows a prompt of one.
    private func load(_ threads: Int, context: Int) throws -> (LoadedModel, Engine.Session, BenchReport.Start) {
        let began = ContinuousClock.now
        let file = try ModelFile.open(path)
        var bar = ProgressBar("loading")
        let model = try LoadedModel(file, options: .init(threads: threads)) { if showsProgress { bar.show($0) } }
        let loading = ContinuousClock.now - began
        let session = try model.makeSession(capacity: context)
        try session.prefill([model.description.beginToken ?? 0])
        session.withLogits { logits in
            var best = 0
            for index in logits.indices where logits[index] > logits[best] { best = index }
            withExtendedLifetime(best) {}
        }
        let first = ContinuousClock.now - began
        bar.finish()
        return (model, session, .init(threads: threads, load: loading, firstToken: first))
    }

    private func warmUp(_ session: Engine.Session, _ tokens: (Int) -> [Int]) throws {
        try session.truncate(to: 0)
        try session.prefill(tokens(max(1, min(64, session.capacity - 4))))
        for token in tokens(min(4, session.capacity - session.position)) { try session.decode(token) }
    }

    private func rounds(_ round: () throws -> Duration) throws -> [Duration] {
        var times: [Duration] = []
        while times.count < plan.rounds || (times.reduce(.zero, +) < Self.shortest && times.count < Self.mostRounds) {
            times.append(try round())
        }
        return times
    }

    private static func time(_ body: () throws -> Void) rethrows -> Duration {
        let began = ContinuousClock.now
        try body()
        return ContinuousClock.now - began
    }
}

/// What this process has in memory.
struct MemoryFigures {
    var resident = 0
    var peak = 0

    /// The present figures; the highest is counted from now on.
    static func reset() -> MemoryFigures {
        #if os(Linux)
            try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        #endif
        return current
    }

    static var current: MemoryFigures {
        var figures = MemoryFigures()
        #if os(Linux)
            let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
            for line in text.split(separator: "\n") {
                let words = line.split(whereSeparator: \.isWhitespace)
                guard words.count > 1, let count = Int(words[1]) else { continue }
                if words[0] == "VmRSS:" { figures.resident = count * 1024 }
                if words[0] == "VmHWM:" { figures.peak = count * 1024 }
            }
        #endif
        return figures
    }
}
