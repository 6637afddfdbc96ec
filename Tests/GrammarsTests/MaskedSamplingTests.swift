import Engine
import Grammars
import Testing

/// The sampler under a mask.
struct MaskedSamplingTests {
    private static let logits: [Float] = (0..<200).map { Float($0 % 17) }

    private func mask(_ tokens: [Int], count: Int = 200) throws -> TokenMask {
        var mask = TokenMask(count: count)
        for token in tokens { mask[token] = true }
        return mask
    }

    @Test(arguments: [
        SamplingParameters(temperature: 0), SamplingParameters(temperature: 5), SamplingParameters(topK: 1),
        SamplingParameters(temperature: 9, topK: 2), SamplingParameters(topP: 0.1), SamplingParameters(minP: 1),
        SamplingParameters(typicalP: 0.2), SamplingParameters(repetitionPenalty: 1.5, presencePenalty: 2),
        SamplingParameters(temperature: 3, logitBias: [16: 100, 33: 1e30, 3: -100, 150: -.infinity]),
    ])
    func `nothing else is drawn, whatever its bias`(_ given: SamplingParameters) throws {
        let allowed = [3, 64, 127, 128, 150, 199]
        var parameters = given
        parameters.seed = 4
        var sampler = try Sampler(parameters)
        for _ in 0..<200 {
            let token = try sampler.next(Self.logits.span, allowing: mask(allowed)).token
            #expect(allowed.contains(token))
        }
    }

    @Test func `a mask of all changes nothing`() throws {
        var free = try Sampler(SamplingParameters(seed: 9))
        var masked = free
        for _ in 0..<100 {
            let (one, other) = (
                try free.next(Self.logits.span), try masked.next(Self.logits.span, allowing: mask(Array(0..<200)))
            )
            #expect(one == other)
        }
    }

    @Test func `logits beyond the vocabulary are not drawn`() throws {
        var sampler = try Sampler(SamplingParameters(temperature: 0))
        #expect(try sampler.next(Self.logits.span, allowing: mask([2, 5], count: 100)).token == 5)
    }

    @Test(arguments: [0, Float(1)])
    func `an empty mask is an error`(_ temperature: Float) throws {
        var sampler = try Sampler(SamplingParameters(temperature: temperature))
        #expect(throws: EngineError.self) { try sampler.next(Self.logits.span, allowing: TokenMask(count: 200)) }
    }

    @Test func `log-probabilities are the model's own`() throws {
        var free = try Sampler(SamplingParameters(temperature: 0, logProbabilities: 3))
        var masked = free
        let expected = try free.next(Self.logits.span)
        let found = try masked.next(Self.logits.span, allowing: mask([0]))
        #expect(found.likeliest == expected.likeliest)
        #expect(found.token == 0)
        #expect((found.logProbability ?? 0) < (expected.logProbability ?? 0))
    }
}
