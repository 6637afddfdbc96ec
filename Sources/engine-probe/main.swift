// Prints what the engine computes for given tokens, for scripts that compare it with other programs.

import Engine
import Glibc
import Kernels
import ModelFiles

let usage = """
    usage: engine-probe FILE --ids 1,2,3 [options]
      --threads N      workers (all cores)
      --cache f16|f32  how keys and values are kept (f16)
      --batch N        the most tokens of a step (512)
      --step N         takes the tokens in N at a time, through the same session
      --all-logits     of every token, not only the last
      --greedy N       goes on by N tokens, the likeliest each
      --embed          prints the text's embedding (not normalised)
      --pooling P      mean, first or last: for --embed
      --isa NAME       portable, neon, avx2, avx2-vnni or avx512 (the best that is here)
      --bench          measures instead: a prompt of 512 tokens, and 64 more, three times
      --depth N        how many tokens stand before that
      --raw FILE       writes the logits, or the embedding, as little-endian floats instead of printing them
    """

struct Arguments {
    var file = ""
    var ids: [Int] = []
    var options = LoadedModel.Options()
    var step: Int?
    var isAll = false
    var greedy = 0
    var isEmbedding = false
    var pooling: ModelDescription.Pooling?
    var raw: String?
    var isBench = false
    var depth = 0

    static let instructionSets: [String: mk_isa] = [
        "portable": MK_PORTABLE, "neon": MK_NEON_DOT, "avx2": MK_AVX2, "avx2-vnni": MK_AVX2_VNNI,
        "avx512": MK_AVX512_VNNI,
    ]

    init(_ words: [String]) throws(EngineError) {
        var left = words[...]
        func fail(_ what: String) -> EngineError { EngineError(.badParameter, what + "\n" + usage) }
        func number(_ option: String) throws(EngineError) -> Int {
            guard let word = left.popFirst(), let number = Int(word), number >= 0 else {
                throw fail("\(option) wants a number")
            }
            return number
        }
        while let word = left.popFirst() {
            switch word {
            case "--ids":
                let list = left.popFirst() ?? ""
                for part in list.split(separator: ",") {
                    guard let id = Int(part) else { throw fail("--ids: \(part) is no number") }
                    ids.append(id)
                }
            case "--threads": options.threads = try number(word)
            case "--batch": options.batchTokens = try number(word)
            case "--cache":
                guard let cache = LoadedModel.CacheType(rawValue: left.popFirst() ?? "") else {
                    throw fail("--cache is f16 or f32")
                }
                options.cache = cache
            case "--step": step = try max(1, number(word))
            case "--all-logits": isAll = true
            case "--greedy": greedy = try number(word)
            case "--embed": isEmbedding = true
            case "--pooling":
                switch left.popFirst() {
                case "mean": pooling = .mean
                case "first": pooling = .first
                case "last": pooling = .last
                default: throw fail("--pooling is mean, first or last")
                }
            case "--isa":
                let name = left.popFirst() ?? ""
                guard let isa = Self.instructionSets[name] else { throw fail("--isa: what is \(name)?") }
                guard mk_use(isa) else { throw EngineError(.noResources, "this machine has no \(name)") }
            case "--bench": isBench = true
            case "--depth": depth = try number(word)
            case "--raw": raw = left.popFirst()
            default:
                guard file.isEmpty, !word.hasPrefix("-") else { throw fail("what is \(word)?") }
                file = word
            }
        }
        guard !file.isEmpty, !ids.isEmpty || isBench else { throw fail("a model's file and --ids are needed") }
    }
}

/// One line of JSON; numbers that JSON cannot say are null.
func output(_ rows: [[Float]], as name: String, _ arguments: Arguments, greedy: [Int]? = nil) throws {
    var members = greedy.map { ["\"greedy\": \($0)"] } ?? []
    if let path = arguments.raw {
        guard let file = unsafe fopen(path, "wb") else {
            throw EngineError(.noResources, "\(path) cannot be written")
        }
        for row in rows { _ = unsafe row.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) } }
        _ = unsafe fclose(file)
    } else if !rows.isEmpty {
        let lines = rows.map { row in
            "[" + row.map { $0.isFinite ? "\($0)" : "null" }.joined(separator: ", ") + "]"
        }
        members.append("\"\(name)\": [" + lines.joined(separator: ", ") + "]")
    }
    print("{" + members.joined(separator: ", ") + "}")
}

func bench(_ arguments: Arguments) throws {
    let opened = ContinuousClock.now
    let model = try LoadedModel(ModelFile.open(arguments.file), options: arguments.options)
    let loaded = ContinuousClock.now
    _ = try model.measure(prompt: 1, new: 0)
    print("load \(loaded - opened), first token \(ContinuousClock.now - loaded), \(model.memory)")
    let speed = try model.measure(prompt: 0, new: 16)
    print("as stored: decode \((160 / speed.newSeconds).rounded() / 10) tokens/s")
    model.finishPacking()
    for _ in 0..<3 {
        let speed = try model.measure(prompt: 512, new: 64, depth: arguments.depth)
        print(
            "threads \(model.threads): prefill \(Int(512 / speed.promptSeconds)) tokens/s,",
            "decode \((640 / speed.newSeconds).rounded() / 10) tokens/s"
        )
    }
    try benchSampling(model)
}

/// How long the draw of one token takes.
func benchSampling(_ model: LoadedModel) throws {
    let session = try model.makeSession()
    try session.prefill([1, 2, 3])
    let ways: [(String, SamplingParameters)] = [
        ("greedy", SamplingParameters(temperature: 0)),
        ("top-k 40, top-p 0.95", SamplingParameters(temperature: 0.8, topK: 40, topP: 0.95, seed: 1)),
        ("top-p 0.95 alone", SamplingParameters(temperature: 0.8, topP: 0.95, seed: 1)),
        ("temperature alone", SamplingParameters(seed: 1)),
        ("greedy, 5 log-probabilities", SamplingParameters(temperature: 0, logProbabilities: 5)),
    ]
    for (name, parameters) in ways {
        var sampler = try Sampler(parameters)
        let start = ContinuousClock.now
        for _ in 0..<50 { _ = try sampler.next(after: session) }
        print("\(name): \((ContinuousClock.now - start) / 50) of \(model.description.vocabularySize) tokens")
    }
}

func run(_ arguments: Arguments) throws {
    if arguments.isBench { return try bench(arguments) }
    let model = try LoadedModel(ModelFile.open(arguments.file), options: arguments.options)
    if arguments.isEmbedding {
        let rows = try model.embed([arguments.ids], pooling: arguments.pooling, normalises: false)
        return try output(rows, as: "embedding", arguments)
    }
    let session = try model.makeSession()
    var rows: [[Float]] = []
    func row(_ index: Int) -> [Float] {
        session.withLogits(index) { logits in logits.indices.map { logits[$0] } }
    }
    var left = arguments.ids[...]
    while !left.isEmpty {
        let part = Array(left.prefix(arguments.step ?? left.count))
        left = left.dropFirst(part.count)
        if arguments.isAll {
            try session.prefillAll(part) { _, logits in rows.append(logits.indices.map { logits[$0] }) }
        } else {
            try session.prefill(part)
        }
    }
    if !arguments.isAll { rows = [row(0)] }

    var text: [Int] = []
    var sampler = try Sampler(SamplingParameters(temperature: 0))
    for index in 0..<arguments.greedy {
        let token = try sampler.next(after: session).token
        text.append(token)
        if model.description.endTokens.contains(token) || index == arguments.greedy - 1 { break }
        try session.decode(token)
    }
    let isText = arguments.greedy > 0 && !arguments.isAll && arguments.raw == nil
    try output(isText ? [] : rows, as: "logits", arguments, greedy: arguments.greedy > 0 ? text : nil)
}

do {
    try run(Arguments(Array(CommandLine.arguments.dropFirst())))
} catch {
    print("engine-probe: \(error)")
    exit(1)
}
