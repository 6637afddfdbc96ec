import Foundation
import JSON
import ModelFiles
import Training

// What the trainer computes, for scripts that compare it with PyTorch.
//
//     training-probe gradients FOLDER [--bf16] SHAPE   weights.gguf, gradients.gguf, and the batch and its loss as JSON
//     training-probe speed SECONDS TEXT ROWS STEP_ROWS SHAPE   steps on texts of TEXT tokens for so long; tokens/s as JSON
//
// SHAPE: vocabulary width layers heads kv_heads feed_forward context threads

func shape(_ words: ArraySlice<String>) -> (ModelShape, threads: Int)? {
    let sizes = words.compactMap { Int($0) }
    guard sizes.count == 8 else { return nil }
    return (
        ModelShape(
            vocabulary: sizes[0],
            width: sizes[1],
            layers: sizes[2],
            heads: sizes[3],
            keyValueHeads: sizes[4],
            feedForward: sizes[5],
            context: sizes[6]
        ), sizes[7]
    )
}

/// Texts of random tokens, as many as fit.
func batch(_ shape: ModelShape, rows: Int, text length: Int, seed: UInt64) -> TokenBatch {
    var random = SeededRandom(seed)
    var batch = TokenBatch()
    while batch.rows < rows {
        var text = WeightedText()
        for _ in 0...min(length, rows - batch.rows) {
            text.append([Int32(random.next() % UInt64(shape.vocabulary))], weight: random.unit() < 0.5 ? 1 : 0.1)
        }
        batch.append(text)
    }
    return batch
}

func gradients(_ folder: String, floats: Bool, _ shape: ModelShape, threads: Int) throws {
    let learner = try Learner(shape, seed: 1, capacity: 512, threads: threads, floats: floats)
    let batch = batch(shape, rows: 300, text: min(shape.context, 130), seed: 2)
    try learner.weightFile().write(to: folder + "/weights.gguf")
    let (file, outcome) = try learner.gradientFile(batch)
    try file.write(to: folder + "/gradients.gguf")
    var json = JSONWriter()
    json.object { json in
        json.member("loss", outcome.loss)
        json.member("kernels", learner.arithmeticName)
        json.member("epsilon", Double(shape.epsilon))
        json.member("rope_base", Double(shape.ropeBase))
        json.member("texts") { json in
            json.array { json in
                for text in batch.texts {
                    json.element { json in
                        json.object { json in
                            json.member("tokens") { numbers(batch.tokens[text], &$0) }
                            json.member("targets") { numbers(batch.targets[text], &$0) }
                            json.member("weights") { numbers(batch.weights[text], &$0) }
                        }
                    }
                }
            }
        }
    }
    print(String(decoding: json.finish(), as: UTF8.self))
}

func numbers(_ values: ArraySlice<some CustomStringConvertible>, _ json: inout JSONWriter) {
    json.raw(("[" + values.map(\.description).joined(separator: ",") + "]").utf8)
}

func speed(_ seconds: Double, text: Int, rows: Int, stepRows: Int, _ shape: ModelShape, threads: Int) throws {
    let learner = try Learner(shape, seed: 1, capacity: rows, threads: threads)
    let batches = (0..<max(1, stepRows / rows)).map { batch(shape, rows: rows, text: text, seed: UInt64($0)) }
    _ = try learner.learn(batches, rate: 1e-4)
    let clock = ContinuousClock()
    let begun = clock.now
    var best = Double.infinity, steps = 0
    while clock.now - begun < .seconds(seconds) || steps < 2 {
        let start = clock.now
        _ = try learner.learn(batches, rate: 1e-4)
        best = min(best, (clock.now - start) / .seconds(1))
        steps += 1
    }
    let tokens = batches.reduce(0) { $0 + $1.rows }
    var json = JSONWriter()
    json.object { json in
        json.member("tokens_per_second", Double(tokens * steps) / ((clock.now - begun) / .seconds(1)))
        json.member("best", Double(tokens) / best)
        json.member("kernels", learner.arithmeticName)
        json.member("parameters", shape.parameters)
    }
    print(String(decoding: json.finish(), as: UTF8.self))
}

let words = CommandLine.arguments.dropFirst().filter { $0 != "--bf16" }
let numbersGiven = words.dropFirst().compactMap { Double($0) }
do {
    if words.first == "gradients", words.count == 10, let (shape, threads) = shape(words.suffix(8)[...]) {
        let floats = !CommandLine.arguments.contains("--bf16")
        try gradients(Array(words)[1], floats: floats, shape, threads: threads)
    } else if words.first == "speed", words.count == 13, let (shape, threads) = shape(words.suffix(8)[...]) {
        try speed(
            numbersGiven[0],
            text: Int(numbersGiven[1]),
            rows: Int(numbersGiven[2]),
            stepRows: Int(numbersGiven[3]),
            shape,
            threads: threads
        )
    } else {
        FileHandle.standardError.write(Data("see the head of Sources/training-probe/main.swift\n".utf8))
        exit(64)
    }
} catch {
    FileHandle.standardError.write(Data("training-probe: \(error)\n".utf8))
    exit(1)
}
