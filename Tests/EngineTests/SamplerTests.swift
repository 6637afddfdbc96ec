import Engine
import Glibc
import Testing

/// The sampler's stages against plain ones that sort everything.
struct SamplerTests {
    static func logits(_ count: Int, seed: UInt64, spread: Float = 6, steps: Float? = nil) -> [Float] {
        var random = SmallRandom(seed: seed)
        return (0..<count).map { _ in
            let value = random.next() * spread
            // In steps there are equals.
            return steps.map { (value * $0).rounded() / $0 } ?? value
        }
    }

    private func draw(_ logits: [Float], _ parameters: SamplingParameters, times: Int = 1) throws -> [Int] {
        var sampler = try Sampler(parameters)
        return try (0..<times).map { _ in try sampler.next(logits.span).token }
    }

    /// Which tokens come, of many draws.
    private func support(_ logits: [Float], _ parameters: SamplingParameters) throws -> Set<Int> {
        var parameters = parameters
        parameters.seed = 1
        parameters.penaltyWindow = 0
        return try Set(draw(logits, parameters, times: 2000))
    }

    private struct Ranked { var token: Int, probability: Double }

    private func ranked(_ logits: [Float]) -> [Ranked] {
        let largest = logits.max() ?? 0
        let weights = logits.map { Glibc.exp(Double($0 - largest)) }
        let sum = weights.reduce(0, +)
        return weights.enumerated().map { Ranked(token: $0.offset, probability: $0.element / sum) }
            .sorted { $0.probability != $1.probability ? $0.probability > $1.probability : $0.token < $1.token }
    }

    @Test(arguments: [1, 15, 16, 17, 63, 64, 65, 1000, 4099])
    func `greedy is the first of the largest`(_ count: Int) throws {
        for seed in UInt64(1)...20 {
            let logits = Self.logits(count, seed: seed, steps: 2)
            let largest = logits.max()
            #expect(try draw(logits, SamplingParameters(temperature: 0)) == [logits.firstIndex { $0 == largest } ?? -1])
        }
    }

    @Test(arguments: [(1, 7), (5, 40), (40, 1000), (64, 64), (65, 64), (3, 1500)])
    func `top-k keeps the k largest, first of equals`(_ k: Int, _ count: Int) throws {
        for steps in [nil, Float(1)] {
            let logits = Self.logits(count, seed: 5, spread: 2, steps: steps)
            let expected = Set(ranked(logits).prefix(k).map(\.token))
            // So hot that all that are left come about equally often.
            let came = try support(logits, SamplingParameters(temperature: 1000, topK: k))
            #expect(came == expected)
        }
    }

    @Test(arguments: [Float(0.05), 0.3, 0.7, 0.9])
    func `top-p keeps the fewest that reach p`(_ p: Float) throws {
        for (count, steps) in [(50, Float?.none), (50, 1), (300, 2)] {
            let logits = Self.logits(count, seed: 11, spread: 4, steps: steps)
            var sum = 0.0
            var expected = Set<Int>()
            for candidate in ranked(logits) where sum < Double(p) {
                expected.insert(candidate.token)
                sum += candidate.probability
            }
            #expect(try support(logits, SamplingParameters(temperature: 1000, topP: p)) == expected)
        }
    }

    @Test(arguments: [Float(0.02), 0.2, 0.9, 1])
    func `min-p keeps what is likely enough beside the likeliest`(_ p: Float) throws {
        let logits = Self.logits(80, seed: 2, spread: 3)
        let all = ranked(logits)
        let expected = Set(all.filter { $0.probability >= Double(p) * all[0].probability - 1e-9 }.map(\.token))
        #expect(try support(logits, SamplingParameters(temperature: 1000, minP: p)) == expected)
    }

    @Test(arguments: [Float(0.1), 0.5, 0.9])
    func `typical keeps those of the most expected surprise`(_ p: Float) throws {
        let logits = Self.logits(60, seed: 8, spread: 3)
        let all = ranked(logits)
        let entropy = all.reduce(0) { $0 - $1.probability * Glibc.log($1.probability) }
        var sum = 0.0
        var expected = Set<Int>()
        let order = all.sorted {
            abs(-Glibc.log($0.probability) - entropy) < abs(-Glibc.log($1.probability) - entropy)
        }
        for candidate in order where sum < Double(p) {
            expected.insert(candidate.token)
            sum += candidate.probability
        }
        #expect(try support(logits, SamplingParameters(temperature: 1000, typicalP: p)) == expected)
    }

    @Test func `tokens come as often as they are likely`() throws {
        let logits: [Float] = [0, 1, -1, 2, -.infinity, 0.5]
        for temperature in [Float(0.5), 1, 2] {
            let drawn = try draw(
                logits,
                SamplingParameters(temperature: temperature, penaltyWindow: 0, seed: 42),
                times: 40_000
            )
            let expected = ranked(logits.map { $0 / temperature })
            for candidate in expected {
                let part = Double(drawn.count { $0 == candidate.token }) / 40_000
                #expect(abs(part - candidate.probability) < 0.012)
            }
        }
    }

    @Test func `the same seed draws the same, and a copy goes on alike`() throws {
        let logits = Self.logits(500, seed: 1)
        let parameters = SamplingParameters(temperature: 1.3, topK: 200, topP: 0.95, seed: 99)
        #expect(try draw(logits, parameters, times: 50) == draw(logits, parameters, times: 50))
        var other = parameters
        other.seed = 100
        #expect(try draw(logits, parameters, times: 50) != draw(logits, other, times: 50))
        var first = try Sampler(parameters)
        _ = try first.next(logits.span)
        var second = first
        #expect(try first.next(logits.span) == second.next(logits.span))
    }

    @Test func `penalties weigh on the last tokens alone`() throws {
        let logits: [Float] = [2, 1.9, -1, 0]
        var sampler = try Sampler(SamplingParameters(temperature: 0, repetitionPenalty: 2, penaltyWindow: 2))
        #expect(try sampler.next(logits.span).token == 0)
        #expect(try sampler.next(logits.span).token == 1)
        // Both are halved now, the first is again the largest, and nothing has left the window of two.
        #expect(try sampler.next(logits.span).token == 0)
        sampler.note([2, 2])
        #expect(try sampler.next(logits.span).token == 0)

        var present = try Sampler(
            SamplingParameters(temperature: 0, presencePenalty: 0.2, frequencyPenalty: 0.06, penaltyWindow: nil)
        )
        present.note([0])
        #expect(try present.next(logits.span).token == 1)
        // 2 - 0.2 - 0.06 against 1.9 - 0.2 - 0.06, and then each time it comes 0.06 less.
        #expect(try present.next(logits.span).token == 0)
        #expect(try present.next(logits.span).token == 0)
        #expect(try present.next(logits.span).token == 1)
        // A negative logit becomes more negative.
        var negative = try Sampler(SamplingParameters(temperature: 0, repetitionPenalty: 2))
        negative.note([0])
        #expect(try negative.next([-1, -1.5].span).token == 1)
    }

    @Test func `biases forbid and force`() throws {
        let logits: [Float] = [3, 2, 1]
        #expect(try draw(logits, SamplingParameters(temperature: 0, logitBias: [0: -.infinity])) == [1])
        #expect(try draw(logits, SamplingParameters(temperature: 0, logitBias: [2: 100, 77: 5])) == [2])
        #expect(throws: EngineError.self) {
            try draw(logits, SamplingParameters(logitBias: [0: -.infinity, 1: -.infinity, 2: -.infinity]))
        }
    }

    @Test func `log-probabilities are of what the model said`() throws {
        let logits = Self.logits(1000, seed: 4)
        let all = ranked(logits)
        var sampler = try Sampler(
            SamplingParameters(temperature: 0.1, topK: 3, logitBias: [7: 50], seed: 1, logProbabilities: 5)
        )
        let sample = try sampler.next(logits.span)
        #expect(sample.token == 7)
        #expect(sample.likeliest.map(\.token) == all.prefix(5).map(\.token))
        for (told, expected) in zip(sample.likeliest, all) {
            #expect(abs(Double(told.logProbability) - Glibc.log(expected.probability)) < 1e-4)
        }
        let own = all.first { $0.token == 7 }.map { Glibc.log($0.probability) } ?? 0
        #expect(abs(Double(sample.logProbability ?? 0) - own) < 1e-4)
    }

    @Test(arguments: [0, 15, 16, 999])
    func `a logit that is no number is an error wherever it stands`(_ place: Int) throws {
        for bad in [Float.nan, .infinity] {
            var logits = Self.logits(1000, seed: 4)
            logits[place] = bad
            #expect(throws: EngineError.self) { try draw(logits, SamplingParameters(temperature: 0)) }
            #expect(throws: EngineError.self) { try draw(logits, SamplingParameters(topK: 4, topP: 0.5)) }
        }
        #expect(throws: EngineError.self) { try draw([-.infinity, -.infinity], SamplingParameters()) }
        #expect(throws: EngineError.self) { try draw([], SamplingParameters()) }
    }

    @Test func `parameters outside their ranges are refused`() {
        let bad = [
            SamplingParameters(temperature: -1), SamplingParameters(temperature: .nan), SamplingParameters(topK: -1),
            SamplingParameters(topP: 0), SamplingParameters(topP: 1.1), SamplingParameters(minP: -0.1),
            SamplingParameters(typicalP: 0), SamplingParameters(repetitionPenalty: 0),
            SamplingParameters(presencePenalty: .infinity), SamplingParameters(penaltyWindow: -1),
            SamplingParameters(logitBias: [1: .nan]), SamplingParameters(logProbabilities: -1),
        ]
        for parameters in bad { #expect(throws: EngineError.self) { try Sampler(parameters) } }
    }

    @Test func `tiny and huge temperatures and logits draw something`() throws {
        for scale in [Float(1e-30), 1, 1e30, 3e38] {
            let logits = Self.logits(100, seed: 3, spread: 1).map { $0 * scale }
            for temperature in [Float.leastNonzeroMagnitude, 1e-20, 1, 1e20, .greatestFiniteMagnitude] {
                let token = try draw(
                    logits,
                    SamplingParameters(temperature: temperature, topK: 50, topP: 0.9, minP: 0.01)
                )[0]
                #expect(logits.indices.contains(token))
            }
        }
    }
}

struct StopMatcherTests {
    @Test(arguments: [
        (["stop"], "go on stop there", "go on ", 0),
        (["aab"], "aaab", "a", 0),
        (["abab", "ba"], "xabab", "xa", 1),
        (["END", "the END"], "so the END", "so ", 1),
        (["b", "abc"], "xabc", "xa", 0),
        (["é"], "caf\u{e9}s", "caf", 0),
        (["\n\n"], "a\nb\n\nc", "a\nb", 0),
    ])
    func `a stop string ends the text wherever the pieces are cut`(
        _ stops: [String],
        _ text: String,
        _ expected: String,
        _ index: Int
    ) {
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var matcher = StopMatcher(stops)
            var out: [UInt8] = []
            var stop: Int?
            for start in stride(from: 0, to: bytes.count, by: size) {
                let output = matcher.take(bytes[start..<min(start + size, bytes.count)])
                out += output.text
                stop = stop ?? output.stop
            }
            #expect(String(decoding: out, as: UTF8.self) == expected)
            #expect(stop == index)
            #expect(matcher.hasStopped)
            #expect(matcher.finish().isEmpty)
        }
    }

    @Test func `only what may become a stop string is held back`() {
        var matcher = StopMatcher(["</s>", "STOP"])
        #expect(matcher.take("a <".utf8).text == Array("a ".utf8))
        #expect(matcher.take("/".utf8).text.isEmpty)
        #expect(matcher.take("b ST".utf8).text == Array("</b ".utf8))
        #expect(matcher.take("O".utf8).text.isEmpty)
        #expect(matcher.finish() == Array("STO".utf8))
        #expect(!matcher.hasStopped)
    }

    @Test func `every text comes out whole where nothing stops it`() {
        var random = SmallRandom(seed: 1)
        for _ in 0..<300 {
            let text = (0..<40).map { _ in random.next() > 0 ? UInt8(ascii: "a") : UInt8(ascii: "b") }
            let stops = (0..<3).map { _ in
                (0..<Int(3 + random.next() * 2)).map { _ in random.next() > 0 ? UInt8(ascii: "a") : UInt8(ascii: "b") }
            }
            var matcher = StopMatcher(stops)
            var out: [UInt8] = []
            for byte in text { out += matcher.take([byte]).text }
            out += matcher.finish()
            // The first place at which any of them ends.
            let end = text.indices.first { end in
                stops.contains { !$0.isEmpty && text[...end].reversed().starts(with: $0.reversed()) }
            }
            guard let end else {
                #expect(out == text)
                continue
            }
            let longest =
                stops.filter { !$0.isEmpty && text[...end].reversed().starts(with: $0.reversed()) }
                .map(\.count).max() ?? 0
            #expect(out == Array(text[...end].dropLast(longest)))
        }
    }
}
